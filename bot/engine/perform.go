package engine

import (
	"context"
	"errors"
	"fmt"
	"time"

	"aktivering/bot"
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

// Serves returns the places that the adapters reach.
func (e *Engine) Serves() []bot.Address {
	places := make([]bot.Address, 0, len(e.adapters))
	for platform, adapter := range e.adapters {
		place := bot.Address{Platform: platform}
		if local, ok := adapter.(port.SingleProcess); ok {
			place = local.Address()
		}
		places = append(places, place)
	}
	return places
}

// Perform carries out one saved effect. A reply of the bot is dropped where an
// agent has taken over since. What cannot be shown comes back to the conversation
// as DeliveryFailed before the task ends as Failed.
//
// The reason of a result is logged and kept, and can quote what a platform said to a
// message: it is masked too.
func (e *Engine) Perform(ctx context.Context, task port.Task) port.Result {
	out := e.perform(ctx, task)
	out.Reason = maskedReason(out.Reason)
	return out
}

func (e *Engine) perform(ctx context.Context, task port.Task) port.Result {
	switch effect := task.Effect.(type) {
	case bot.SendReply:
		return e.sendReply(ctx, task, effect)
	case bot.SetTimer:
		return e.fireTimer(ctx, task, effect)
	case bot.EditReply:
		return e.editReply(ctx, task, effect)
	case bot.UpdateCard:
		return e.updateCard(ctx, task, effect)
	case bot.PostTranscript:
		return e.postTranscript(ctx, task, effect)
	case bot.AnnounceQueue:
		return e.announceQueue(ctx, task, effect)
	case bot.AnnounceProblem:
		return e.announceProblem(ctx, task, effect)
	case bot.SetBlock:
		return e.setBlock(ctx, task, effect)
	case bot.CountReports:
		return e.countReports(ctx, task, effect)
	case bot.ForgetPerson:
		return e.forgetPerson(ctx, task)
	case bot.EraseAtDesk:
		return e.eraseAtDesk(ctx, task)
	case bot.MarkResolved:
		return e.markResolved(ctx, task, effect)
	case bot.NotifyWebhook:
		return e.notifyWebhook(ctx, task, effect)
	}
	return port.Result{Status: bot.Failed, Reason: fmt.Sprintf("no such effect: %T", task.Effect)}
}

func (e *Engine) sendReply(ctx context.Context, task port.Task, send bot.SendReply) port.Result {
	if send.Reply.Erased {
		return erased()
	}
	if !task.Owner.Bot() && !send.AnyOwner {
		return port.Result{Status: bot.Dropped, Reason: "an agent has taken over"}
	}
	out, err := e.outbound(ctx, task, send)
	var message bot.MessageID
	if err == nil {
		message, err = e.sendWithCopies(ctx, task, send, out)
	}
	switch {
	case err == nil:
		done := port.Result{Status: bot.Done, Message: message}
		if err := e.markSent(ctx, task, send); err != nil {
			done.Reason = fmt.Sprintf("sent, but not marked as sent at the desk: %v", err)
		}
		return done
	case errors.Is(err, errNoCase):
		return port.Result{Status: bot.Dropped, Reason: err.Error()}
	}
	if errors.Is(ctx.Err(), context.Canceled) {
		// The program is to end: this try says nothing.
		return port.Result{Status: bot.Retry, Reason: "interrupted"}
	}
	fault, again := classify(task, err)
	if fault == "" {
		return again
	}
	if reportErr := e.reportFailure(ctx, task, send, fault); reportErr != nil {
		return later(task, reportErr)
	}
	return port.Result{Status: bot.Failed, Reason: fmt.Sprintf("%s: %v", fault, err)}
}

// reportFailure tells the conversation what could not be shown.
func (e *Engine) reportFailure(ctx context.Context, task port.Task, send bot.SendReply, fault bot.Fault) error {
	// The key makes this one event, however often the task is performed.
	return e.Handle(ctx, bot.Inbound{
		Key:    task.Key + "/undelivered",
		At:     task.Now,
		From:   task.Of.Address,
		Person: bot.Person{ID: task.Of.Person},
		Event:  bot.DeliveryFailed{Effect: send, Fault: fault},
	})
}

// send hands a message to the platform's adapter. A panic there is an error like
// any other: it is that message's, not the program's.
func (e *Engine) send(ctx context.Context, out port.Outbound) (id bot.MessageID, err error) {
	adapter, ok := e.adapters[out.To.Platform]
	if !ok {
		return "", port.RetryLater{Why: "no adapter for " + string(out.To.Platform)}
	}
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic while sending: %v", p)
		}
	}()
	return adapter.Send(ctx, out)
}

// backoff is how long to wait after a number of tries: each time twice as long.
func backoff(tries int) time.Duration {
	if tries > 10 {
		return maxWait // and no overflow
	}
	return min(minWait<<tries, maxWait)
}

// classify tells what follows from an error of Send: a fault when there is no use in
// another try, else when to try again.
func classify(task port.Task, err error) (bot.Fault, port.Result) {
	again := port.Result{Status: bot.Retry, Reason: err.Error()}
	age := task.Now.Sub(task.Saved)
	switch later, wait := errors.AsType[port.RetryLater](err); {
	case errors.Is(err, port.ErrGone):
		return bot.FaultGone, port.Result{}
	case errors.Is(err, port.ErrRejected):
		return bot.FaultRejected, port.Result{}
	case wait && age+later.After > maxAge:
		return bot.FaultExpired, port.Result{}
	case wait && later.After > 0:
		again.After = later.After
	case wait:
		again.After = backoff(task.Waits)
	case task.Tries+1 >= maxTries:
		return bot.FaultBroken, port.Result{}
	default:
		again.After, again.CountsAsFailure = backoff(task.Tries), true
	}
	return "", again
}

// fireTimer tells the conversation that its timer has run out.
func (e *Engine) fireTimer(ctx context.Context, task port.Task, timer bot.SetTimer) port.Result {
	err := e.Handle(ctx, bot.Inbound{
		Key:    task.Key,
		At:     task.Now,
		From:   task.Of.Address,
		Person: bot.Person{ID: task.Of.Person},
		Event:  bot.TimerFired{Turn: timer.Turn},
	})
	if err != nil {
		task.Saved = timer.At // it has waited since then
		return later(task, err)
	}
	return port.Result{Status: bot.Done}
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
