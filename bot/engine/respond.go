package engine

import (
	"context"
	"sync"
	"time"

	"aktivering/bot"
	"aktivering/bot/event"
	"aktivering/bot/port"
)

// writtenWithin is how long an adapter may take to write a response: longer than a platform
// waits. A response that nobody tells of after that is sent by the outbox.
const writtenWithin = 10 * time.Second

// Respond is Handle, and leaves the reply to the adapter where the store and the decision allow
// it, as port.Responder says.
func (e *Engine) Respond(ctx context.Context, in event.Inbound) (*port.Response, error) {
	store, ok := e.store.(port.HandoverStore)
	if !ok {
		return nil, e.Handle(ctx, in)
	}
	var handed *port.Handover
	err := e.handle(ctx, in, func(ctx context.Context, in event.Inbound, step port.Step) (dropped bool, err error) {
		handed, dropped, err = store.Hand(ctx, in, step)
		return dropped, err
	})
	if handed == nil {
		return nil, err
	}
	send, ok := handed.Effect.(bot.SendReply)
	if err != nil || !ok || send.To != in.From {
		handed.Settle(false) // the event was routed to another place
		return nil, err
	}
	out, err := e.outbound(ctx, handed.Task, send)
	if err != nil {
		handed.Settle(false)
		return nil, nil //nolint:nilerr // the turn is saved, and the outbox meets the same error
	}
	var once sync.Once
	settle := func(done bool) { once.Do(func() { handed.Settle(done) }) }
	waiting, told := context.WithTimeout(context.WithoutCancel(ctx), writtenWithin)
	context.AfterFunc(waiting, func() { settle(false) })
	return &port.Response{Outbound: out, Task: handed.Task, Written: func(ok bool) {
		settle(ok)
		told()
	}}, nil
}

var _ port.Responder = (*Engine)(nil)
