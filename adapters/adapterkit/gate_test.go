package adapterkit_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"aktivering/adapters/adapterkit"
	"aktivering/bot/event"
)

type inboxFunc func(context.Context, event.Inbound) error

func (f inboxFunc) Handle(ctx context.Context, in event.Inbound) error { return f(ctx, in) }

func TestGateIsClosedUntilOpened(t *testing.T) {
	var g adapterkit.Gate
	if err := g.Handle(t.Context(), event.Inbound{}); !errors.Is(err, adapterkit.ErrNotReceiving) {
		t.Errorf("before Open: %v", err)
	}
	refused := errors.New("refused")
	g.Open(inboxFunc(func(context.Context, event.Inbound) error { return refused }))
	if err := g.Handle(t.Context(), event.Inbound{}); !errors.Is(err, refused) {
		t.Errorf("while open: %v", err)
	}
	g.Close()
	if err := g.Handle(t.Context(), event.Inbound{}); !errors.Is(err, adapterkit.ErrNotReceiving) {
		t.Errorf("after Close: %v", err)
	}
}

func TestGateCloseWaitsForEvents(t *testing.T) {
	var g adapterkit.Gate
	entered, leave := make(chan struct{}), make(chan struct{})
	g.Open(inboxFunc(func(context.Context, event.Inbound) error {
		close(entered)
		<-leave
		return nil
	}))
	handled, closed := make(chan error, 1), make(chan struct{})
	go func() { handled <- g.Handle(t.Context(), event.Inbound{}) }()
	<-entered
	go func() {
		g.Close()
		close(closed)
	}()
	select {
	case <-closed:
		t.Error("Close returned while an event was being handed over")
	case <-time.After(50 * time.Millisecond): // a gate that does not wait is closed by now
	}
	close(leave)
	<-closed
	if err := <-handled; err != nil {
		t.Errorf("the event: %v", err)
	}
}
