package engine

import (
	"errors"
	"fmt"
	"time"

	"aktivering/bot"
	"aktivering/bot/event"
	"aktivering/bot/port"
)

// erased is how a task ends whose words are gone.
func erased() port.Result {
	return port.Result{Status: bot.Dropped, Reason: "the message was removed or changed"}
}

// When to give up.
const (
	// maxTries is how often a send may fail for a reason that the adapter does
	// not know. It takes four minutes; what fails so long is broken, and holds up
	// what comes after it.
	maxTries = 8
	// maxAge is how long a platform may ask to wait.
	maxAge = 24 * time.Hour
)

// How long to wait where the platform does not say.
const (
	minWait = time.Second
	maxWait = 2 * time.Minute
)

// backoff is how long to wait after a number of tries: each time twice as long.
func backoff(tries int) time.Duration {
	if tries > 10 {
		return maxWait // and no overflow
	}
	return min(minWait<<tries, maxWait)
}

// classify tells what follows from an error of Send: a fault when there is no use in
// another try, else when to try again.
func classify(task port.Task, err error) (event.Fault, port.Result) {
	again := port.Result{Status: bot.Retry, Reason: err.Error()}
	age := task.Now.Sub(task.Saved)
	switch later, wait := errors.AsType[port.RetryLater](err); {
	case errors.Is(err, port.ErrGone):
		return event.FaultGone, port.Result{}
	case errors.Is(err, port.ErrRejected):
		return event.FaultRejected, port.Result{}
	case wait && age+later.After > maxAge:
		return event.FaultExpired, port.Result{}
	case wait && later.After > 0:
		again.After = later.After
	case wait:
		again.After = backoff(task.Waits)
	case task.Tries+1 >= maxTries:
		return event.FaultBroken, port.Result{}
	default:
		again.After, again.CountsAsFailure = backoff(task.Tries), true
	}
	return "", again
}

// later is what follows when a turn could not be made, or what it needs is not there:
// it is tried again for as long as a platform would be waited for, and when the
// platform asked to.
func later(task port.Task, err error) port.Result {
	if _, wait := errors.AsType[port.RetryLater](err); !wait {
		err = port.RetryLater{Why: err.Error()}
	}
	fault, again := classify(task, err)
	if fault != "" {
		return port.Result{Status: bot.Failed, Reason: fmt.Sprintf("%s: %v", fault, err)}
	}
	return again
}
