package port

import (
	"context"

	"aktivering/bot/event"
)

// Responder is an Inbox that can leave the one reply to an event to the adapter, which shows it
// in the response to the request that told of the event: that is one call of the platform less.
// An adapter that can do so asks its inbox for it.
type Responder interface {
	Inbox
	// Respond is Handle. The response that it may return is saved and left to the adapter; nil
	// means that there is none, and that the outbox sends whatever there is to send.
	Respond(ctx context.Context, in event.Inbound) (*Response, error)
}

// Response is a reply that is left to an adapter. Nothing else is shown in its conversation
// there until Written is called, at the latest when the platform stops waiting.
//
// Written tells whether all of it was given to the connection while the platform waited. If
// not, or if the process ends before that is saved, the outbox sends the reply: so it is never
// lost, and it is shown twice only where it was written and the process ended just then.
type Response struct {
	Outbound
	Written func(ok bool)
	// Task is what is done by it, for logs and metrics.
	Task Task
}

// HandoverStore is a Store that can leave the one reply of a turn to its caller.
type HandoverStore interface {
	Store
	// Hand is Turn. Where the decision holds one effect for the place of in, a reply of text to
	// it that may be shown, and nothing else waits there, the Outbox does not perform that
	// effect: it is returned. Until Settle is called with how it ended, once, the effects that
	// follow it at the place wait. Without that, when the process ends, it is performed as if it
	// had not been handed over.
	Hand(ctx context.Context, in event.Inbound, step Step) (handed *Handover, dropped bool, err error)
}

// Handover is an effect whose time has come, and that the store's caller performs.
type Handover struct {
	Task
	// Settle tells whether the effect was performed. It does not wait until that is saved.
	Settle func(done bool)
}
