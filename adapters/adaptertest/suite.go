// Package adaptertest is the one suite that every adapter runs. An adapter's
// test gives it a Harness, which plays the adapter's platform:
//
//	func TestConformance(t *testing.T) {
//		adaptertest.Run(t, func(t *testing.T) adaptertest.Harness { return newHarness(t) })
//	}
//
// The suite asks what the port bot.Adapter promises. What a platform cannot do
// is skipped by what the adapter declares in its Limits and by which of the
// optional interfaces the harness has, never by the platform's name.
package adaptertest

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"aktivering/bot"
)

// Harness plays a platform around one adapter, which it has not started yet.
// Its methods may be called while the adapter runs.
type Harness interface {
	// Adapter returns the adapter under test, always the same.
	Adapter() bot.Adapter
	// Address is where Say's words come from and where replies can be sent.
	Address() bot.Address
	// Say makes the platform deliver one line from a person.
	Say(text string)
	// Shown returns what the platform has shown so far, oldest first. A
	// platform that shows one stream may return it as a single message.
	Shown() []Message
}

// Message is what a person sees of a sent reply, read as the platform would
// show it: markup and escape sequences are carried out and gone, not listed.
type Message struct {
	Text string
	// Buttons are the choices that can be pressed, in order.
	Buttons []Button
}

// Button is a choice that can be pressed.
type Button struct {
	Label string
	// Press makes the platform deliver the press.
	Press func()
}

// Redeliverer is a harness whose platform may deliver an event again.
type Redeliverer interface {
	// Redeliver delivers the last event of Say once more.
	Redeliver()
}

// Multiliner is a harness whose platform delivers line breaks within a message.
type Multiliner interface{ Multiline() }

// Keeper is a harness whose adapter keeps an event that its inbox refuses, and hands it
// over again.
type Keeper interface{ Keeps() }

// patience is how long the suite waits for what must happen at once.
const patience = 5 * time.Second

// Run runs the suite; start returns a new harness for each test.
func Run(t *testing.T, start func(t *testing.T) Harness) {
	t.Helper()
	tests := []struct {
		name string
		test func(*testing.T, *bench)
	}{
		{"says who it is", testIdentity},
		{"delivers text unchanged", testInbound},
		{"keeps the key of a redelivery", testRedelivery},
		{"hands over again what was refused", testRefused},
		{"renders everything", testRendering},
		{"interprets nothing", testLiteral},
		{"shows every choice", testChoices},
		{"returns what was picked", testPicked},
		{"takes what fits its limits", testLimits},
		{"keeps concurrent replies apart", testConcurrent},
		{"refuses strange addresses", testStrange},
		{"stops when asked", testStop},
		{"stops after its last event", testLastEvent},
		{"never blocks after the end", testAfterEnd},
	}
	for _, c := range tests {
		t.Run(c.name, func(t *testing.T) {
			c.test(t, &bench{Harness: start(t), inbox: &inbox{arrived: make(chan struct{}, 1024)}})
		})
	}
}

// bench is a harness with an adapter that runs.
type bench struct {
	Harness
	inbox *inbox
	stop  context.CancelFunc
	done  chan error
	// messages were seen, the last of them up to length.
	messages, length int
}

// run starts the adapter, and ends it with the test.
func (b *bench) run(t *testing.T) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	b.stop, b.done = cancel, make(chan error, 1)
	go func() { b.done <- b.Adapter().Run(ctx, b.inbox) }()
	t.Cleanup(cancel)
}

// end asks the adapter to stop and waits for it.
func (b *bench) end(t *testing.T) {
	t.Helper()
	b.stop()
	select {
	case err := <-b.done:
		if err != nil {
			t.Errorf("Run returned %v when asked to stop, want nil", err)
		}
	case <-time.After(patience):
		t.Fatal("Run goes on after its context ended")
	}
}

// send sends a reply to the harness's address.
func (b *bench) send(t *testing.T, r bot.Reply) {
	t.Helper()
	if _, err := b.Adapter().Send(t.Context(), bot.Outbound{Key: "k", To: b.Address(), Reply: r}); err != nil {
		t.Fatalf("Send: %v", err)
	}
}

// fresh returns what was shown since it was last called.
func (b *bench) fresh() string {
	var text strings.Builder
	for i, m := range b.Shown() {
		switch {
		case i < b.messages-1:
		case i == b.messages-1:
			text.WriteString(m.Text[b.length:])
			b.length = len(m.Text)
		default:
			text.WriteByte('\n')
			text.WriteString(m.Text)
			b.messages, b.length = i+1, len(m.Text)
		}
	}
	return text.String()
}

// labels are those of every button, one a line.
func (b *bench) labels() string {
	var all strings.Builder
	for _, m := range b.Shown() {
		for _, button := range m.Buttons {
			all.WriteByte('\n')
			all.WriteString(button.Label)
		}
	}
	return all.String()
}

// inbox keeps what the adapter handed over.
type inbox struct {
	// hold keeps what was said for as long as it is not closed; nil is not at all.
	hold chan struct{}
	// refuse is how often events are refused.
	refuse  int
	mu      sync.Mutex
	events  []bot.Inbound
	arrived chan struct{}
}

func (i *inbox) Handle(ctx context.Context, in bot.Inbound) error {
	if ctx.Err() != nil {
		return errors.New("the context of the event has ended")
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.refuse > 0 {
		i.refuse--
		return errors.New("the store is away")
	}
	i.events = append(i.events, in)
	i.arrived <- struct{}{}
	if _, said := in.Event.(bot.Message); said && i.hold != nil {
		i.mu.Unlock()
		<-i.hold
		i.mu.Lock()
	}
	return nil
}

// refuses makes the inbox refuse events so often.
func (i *inbox) refuses(times int) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.refuse = times
}

// next waits for the next event of kind E, passing over others, such as Opened.
func next[E bot.Event](t *testing.T, i *inbox) (bot.Inbound, E) {
	t.Helper()
	deadline := time.After(patience)
	for {
		i.mu.Lock()
		for n, in := range i.events {
			if e, ok := in.Event.(E); ok {
				i.events = i.events[n+1:]
				i.mu.Unlock()
				return in, e
			}
		}
		i.mu.Unlock()
		select {
		case <-i.arrived:
		case <-deadline:
			var none E
			t.Fatalf("no %T came", none)
		}
	}
}
