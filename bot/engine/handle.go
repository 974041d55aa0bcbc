package engine

import (
	"context"
	"fmt"
	"runtime/debug"
	"time"

	"aktivering/bot/event"
	"aktivering/bot/port"
	"aktivering/bot/redact"
)

// handleTimeout is how long one event may take: a database that does not answer must
// not hold up what comes after it.
const handleTimeout = 8 * time.Second

// Handle takes in one thing that happened: secrets are masked before anything
// else sees the text, the text is understood, and one turn is made and saved with its
// effects, which the outbox performs. An error means that the turn did not take place. It
// returns within handleTimeout and the time that the store needs to end a transaction.
func (e *Engine) Handle(ctx context.Context, in event.Inbound) error {
	return e.handle(ctx, in, e.store.Turn)
}

// handle is Handle with a way to make the turn.
func (e *Engine) handle(ctx context.Context, in event.Inbound, save saveTurn) (err error) {
	defer recovered(&err, in)
	ctx, cancel := context.WithTimeout(ctx, handleTimeout)
	defer cancel()
	in = in.Masked()
	in, err = e.continuing(ctx, in)
	if err != nil {
		return fmt.Errorf("find the conversation on %s: %w", in.From.Platform, err)
	}
	if event, ok := in.Event.(event.Typing); ok {
		return e.typing(ctx, in, event)
	}
	came := in
	in, ok, err := e.route(ctx, in)
	if err != nil {
		return fmt.Errorf("route from %s: %w", in.From.Platform, err)
	}
	_ = e.meetAgent(ctx, came) // what they did is taken in, whatever becomes of this
	if !ok {
		return nil
	}
	if in, err = e.withColleagues(ctx, in); err != nil {
		return fmt.Errorf("colleagues on %s: %w", in.From.Platform, err)
	}
	if _, err := e.turnBy(ctx, in, save, nil); err != nil {
		return fmt.Errorf("turn on %s: %w", in.From.Platform, err)
	}
	if err := e.removeAgain(ctx, in); err != nil {
		return fmt.Errorf("removal on %s: %w", in.From.Platform, err)
	}
	return nil
}

// recovered makes a panic an error of the event that brought it out: it is that message's, not
// everybody's. It must be deferred itself.
func recovered(err *error, in event.Inbound) {
	if p := recover(); p != nil {
		*err = fmt.Errorf("turn on %s: %w: panic: %s\n%s", in.From.Platform, port.ErrBroken, maskedReason(fmt.Sprint(p)), debug.Stack())
	}
}

// maskedReason masks the text of an error: a platform or a database can quote in it what
// somebody wrote.
func maskedReason(reason string) string {
	reason, _ = redact.Redact(reason)
	return reason
}
