package adaptertest

import (
	"context"
	"errors"
	"testing"
	"time"

	"aktivering/bot"
	"aktivering/bot/event"
	"aktivering/bot/port"
)

// testReady holds readiness against the truth: not before Run, while it runs, not while
// the token is refused, and not after its end.
func testReady(t *testing.T, b *bench) {
	a, ok := b.Adapter().(readier)
	if !ok {
		b.skip(t, "the adapter does not tell")
	}
	_, notifies := b.Adapter().(port.Notifier) // is ready before it runs
	if err := a.Ready(); !notifies && err == nil {
		t.Error("it is ready before it runs")
	}
	b.run(t)
	b.connected(t)
	if platform, ok := b.Harness.(Refuser); ok {
		route := platform.Routes()[0]
		for _, fault := range []Fault{Revoked, Down} {
			platform.Refuse(fault)
			if err := route.Send(t.Context()); err == nil {
				t.Errorf("%s, %s: it was sent", route.Name, fault)
			}
			if err := a.Ready(); fault == Revoked && (err == nil || err.Error() == "") {
				t.Errorf("it is ready without a token: %v", err)
			}
			for _, route := range platform.Routes() { // what needs no token says nothing of it
				if !route.Open || fault != Revoked {
					continue
				}
				if err := route.Send(t.Context()); err != nil || a.Ready() == nil {
					t.Errorf("%s, %s: %v, ready: %v", route.Name, fault, err, a.Ready())
				}
				b.account(route.Kind, 1)
			}
			platform.Refuse(None)
			if err := route.Send(t.Context()); err != nil {
				t.Errorf("%s, after %s: %v", route.Name, fault, err)
			}
			b.account(route.Kind, 1)
			b.connected(t)
		}
	}
	if !notifies {
		b.say(t, "siste")
	}
	b.end(t)
	if err := a.Ready(); !notifies && err == nil {
		t.Error("it is ready when it has ended")
	}
}

// testReconnect breaks the connection: meanwhile the adapter says so, and afterwards
// events come again.
func testReconnect(t *testing.T, b *bench) {
	platform, ok := b.Harness.(Connector)
	a, tells := b.Adapter().(readier)
	if !ok || !tells {
		b.skip(t, "the adapter keeps no connection")
	}
	b.run(t)
	b.say(t, "før")
	b.connected(t)
	reconnect := platform.Disconnect()
	until(t, "unready", func() bool { return a.Ready() != nil })
	b.send(t, paragraph("sendes likevel")) // over another connection
	reconnect()
	b.connected(t)
	b.say(t, "etter")
}

func testStop(t *testing.T, b *bench) {
	b.run(t)
	if _, notifies := b.Adapter().(port.Notifier); !notifies {
		b.say(t, "hei")
	}
	b.end(t)
}

// What is being taken in when the adapter is asked to stop is taken in whole: Run
// does not return before, and calls the inbox no more after it.
func testLastEvent(t *testing.T, b *bench) {
	b.talks(t)
	b.run(t)
	b.say(t, "innledning")
	release := b.inbox.hold("hei")
	defer release()
	letPress := b.inbox.hold("ja")
	defer letPress()
	buttons := b.Adapter().Limits().Buttons
	if buttons {
		r := paragraph("?")
		r.Choices = []bot.Choice{{ID: "ja", Label: "Ja"}}
		b.send(t, r)
		b.last().Buttons[0].Press()
		b.account(KindAnswer, 1)
		b.anyAnswer = true // it may take so long that the person is told it was not saved
		next[event.ChoicePicked](t, b.inbox)
	}
	b.say(t, "hei")
	b.stop()
	select {
	case err := <-b.done:
		t.Fatalf("Run returned while its inbox was still at work: %v", err)
	case <-time.After(50 * time.Millisecond):
	}
	release() // and the press is still being taken in
	select {
	case err := <-b.done:
		if buttons {
			t.Fatalf("Run returned while a press was being taken in: %v", err)
		}
		b.done <- err
	case <-time.After(50 * time.Millisecond):
	}
	letPress()
	b.end(t)
}

// What is still on its way when receiving has ended may be sent, or refused as
// gone where the platform ended too.
func testAfterEnd(t *testing.T, b *bench) {
	b.talks(t)
	b.run(t)
	b.say(t, "hei")
	b.end(t)
	sent := make(chan error, 1)
	go func() {
		_, err := b.Adapter().Send(context.WithoutCancel(t.Context()), b.outbound(Fixtures()[0].Reply))
		sent <- err
	}()
	select {
	case err := <-sent:
		if err != nil && !errors.Is(err, port.ErrGone) {
			t.Errorf("Send after Run returned fails with %v, want nil or ErrGone", err)
		}
		if err == nil {
			b.account(KindMessage, 1)
		}
	case <-time.After(patience):
		t.Fatal("Send blocks after Run returned")
	}
}
