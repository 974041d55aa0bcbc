package engine

import (
	"context"
	"fmt"
	"runtime/debug"
	"sync/atomic"
	"time"

	"aktivering/bot"
	"aktivering/bot/desk"
	"aktivering/bot/port"
	"aktivering/bot/redact"
	"aktivering/bot/reply"
)

// Engine joins the core to a store and to the adapters. It is the Inbox of every
// adapter, the Performer of the outbox, and safe for concurrent use.
type Engine struct {
	manager   atomic.Pointer[desk.Manager]
	store     port.Store
	cases     port.Cases // nil without a desk
	privacy   port.Privacy
	adapters  map[bot.Platform]port.Adapter
	observers []Observer
	tracer    Tracer
	shown     progress[int]           // how many messages of a transcript were sent
	posted    progress[bot.MessageID] // cards that were posted and are not saved yet
	waits     usualWaits
	met       met
	copies    chan struct{} // a slot for each message with pictures
}

// New returns an engine that answers through the adapters given, one for
// each platform.
func New(manager desk.Manager, store port.Store, adapters ...port.Adapter) *Engine {
	e := &Engine{store: store, adapters: make(map[bot.Platform]port.Adapter, len(adapters)), copies: make(chan struct{}, maxCopying)}
	for _, a := range adapters {
		e.adapters[a.Platform()] = a
	}
	e.Use(manager)
	return e
}

// Use lets another manager decide from now on, such as one with other knowledge. A turn under
// way ends with the one that it began with. The desks must be the same.
func (e *Engine) Use(manager desk.Manager) { e.manager.Store(&manager) }

// decider is the manager that decides now.
func (e *Engine) decider() desk.Manager { return *e.manager.Load() }

// handleTimeout is how long one event may take: a database that does not answer must
// not hold up what comes after it.
const handleTimeout = 8 * time.Second

// Handle takes in one thing that happened: secrets are masked before anything
// else sees the text, the text is understood, and one turn is made and saved with its
// effects, which the outbox performs. An error means that the turn did not take place. It
// returns within handleTimeout and the time that the store needs to end a transaction.
func (e *Engine) Handle(ctx context.Context, in bot.Inbound) error {
	return e.handle(ctx, in, e.store.Turn)
}

// saveTurn is the method Turn of a store, or another one that makes the same turn.
type saveTurn func(ctx context.Context, in bot.Inbound, step port.Step) (dropped bool, err error)

// handle is Handle with a way to make the turn.
func (e *Engine) handle(ctx context.Context, in bot.Inbound, save saveTurn) (err error) {
	defer recovered(&err, in)
	ctx, cancel := context.WithTimeout(ctx, handleTimeout)
	defer cancel()
	in = in.Masked()
	in, err = e.continuing(ctx, in)
	if err != nil {
		return fmt.Errorf("find the conversation on %s: %w", in.From.Platform, err)
	}
	if event, ok := in.Event.(bot.Typing); ok {
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
func recovered(err *error, in bot.Inbound) {
	if p := recover(); p != nil {
		*err = fmt.Errorf("turn on %s: %w: panic: %s\n%s", in.From.Platform, port.ErrBroken, maskedReason(fmt.Sprint(p)), debug.Stack())
	}
}

// fit cuts every reply to what its platform can show, so that one effect is one
// call of the platform.
func (e *Engine) fit(effects []bot.Effect) []bot.Effect {
	var fitted []bot.Effect
	for _, effect := range effects {
		if solved, ok := effect.(bot.MarkResolved); ok && !e.marksResolved(solved.To.Platform) {
			continue
		}
		send, ok := effect.(bot.SendReply)
		if !ok {
			fitted = append(fitted, effect)
			continue
		}
		adapter, ok := e.adapters[send.To.Platform]
		if !ok {
			fitted = append(fitted, send)
			continue
		}
		for _, piece := range reply.Fit(send.Reply, adapter.Limits()) {
			next := send
			next.Reply = piece
			fitted = append(fitted, next)
		}
	}
	return fitted
}

// maskedReason masks the text of an error: a platform or a database can quote in it what
// somebody wrote.
func maskedReason(reason string) string {
	reason, _ = redact.Redact(reason)
	return reason
}
