package adapterkit

import (
	"context"
	"errors"
	"sync"

	"aktivering/bot/event"
	"aktivering/bot/port"
)

// ErrNotReceiving is the error of an event that comes before the adapter runs, or after.
var ErrNotReceiving = errors.New("not receiving")

// Gate hands events over while its adapter runs. The zero value is closed.
type Gate struct {
	// mu is held for reading while an event is handed over.
	mu    sync.RWMutex
	inbox port.Inbox // nil while closed
}

// Open lets events through to an inbox.
func (g *Gate) Open(inbox port.Inbox) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.inbox = inbox
}

// Close lets nothing more through. It returns when every call of the inbox has.
func (g *Gate) Close() { g.Open(nil) }

// Handle hands an event over. It returns ErrNotReceiving while the gate is closed.
func (g *Gate) Handle(ctx context.Context, in event.Inbound) error {
	g.mu.RLock()
	defer g.mu.RUnlock()
	if g.inbox == nil {
		return ErrNotReceiving
	}
	return g.inbox.Handle(ctx, in)
}

// Respond hands an event over whose reply the adapter can show in its response, as
// port.Responder says. It returns ErrNotReceiving while the gate is closed.
func (g *Gate) Respond(ctx context.Context, in event.Inbound) (*port.Response, error) {
	g.mu.RLock()
	defer g.mu.RUnlock()
	if g.inbox == nil {
		return nil, ErrNotReceiving
	}
	responder, ok := g.inbox.(port.Responder)
	if !ok {
		return nil, g.inbox.Handle(ctx, in)
	}
	return responder.Respond(ctx, in)
}
