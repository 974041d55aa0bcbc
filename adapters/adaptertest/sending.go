package adaptertest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"aktivering/bot"
	"aktivering/bot/event"
	"aktivering/bot/port"
)

func testConcurrent(t *testing.T, b *bench) {
	b.talks(t)
	const replies, words = 8, 40
	b.run(t)
	var wants []string
	var senders sync.WaitGroup
	for i := range replies {
		var text []string
		for j := range words {
			text = append(text, fmt.Sprintf("r%dw%d", i, j))
		}
		want := strings.Join(text, " ")
		wants = append(wants, want)
		senders.Go(func() {
			if _, err := b.Adapter().Send(t.Context(), b.outbound(paragraph(want))); err != nil {
				t.Errorf("Send: %v", err)
			}
		})
	}
	senders.Wait()
	b.account(KindMessage, replies)
	shown := squash(b.fresh())
	for _, want := range wants {
		if !strings.Contains(shown, want) {
			t.Errorf("%q is broken up in\n%s", want, shown)
		}
	}
}

func testOnce(t *testing.T, b *bench) {
	if _, ok := b.Harness.(Deduper); !ok {
		b.skip(t, "the platform knows no keys")
	}
	b.run(t)
	out := b.outbound(paragraph("én gang"))
	var ids []bot.MessageID
	for range 2 {
		id, err := b.Adapter().Send(t.Context(), out)
		if err != nil {
			t.Fatalf("Send: %v", err)
		}
		ids = append(ids, id)
	}
	b.account(KindMessage, 1)
	if n := len(b.Shown()); n != 1 || ids[0] != ids[1] {
		t.Errorf("%d messages are shown, with the ids %q", n, ids)
	}
	b.send(t, paragraph("én gang")) // the same words are another message
}

func testStrange(t *testing.T, b *bench) {
	b.run(t)
	strange := b.outbound(Fixtures()[0].Reply)
	strange.To.Platform += "-other"
	nowhere := b.outbound(Fixtures()[0].Reply)
	nowhere.To = bot.Address{Platform: b.Adapter().Platform()}
	for _, out := range []port.Outbound{strange, nowhere} {
		if _, err := b.Adapter().Send(t.Context(), out); !errors.Is(err, port.ErrGone) && !errors.Is(err, port.ErrRejected) {
			t.Errorf("a reply for %v ends with %v", out.To, err)
		}
		if editor, ok := b.Adapter().(port.Editor); ok {
			if err := editor.Edit(t.Context(), out, "1"); !errors.Is(err, port.ErrGone) {
				t.Errorf("an edit for %v ends with %v", out.To, err)
			}
		}
		if typer, ok := b.Adapter().(port.TypingIndicator); ok {
			if err := typer.Typing(t.Context(), out.To, ""); !errors.Is(err, port.ErrGone) {
				t.Errorf("typing for %v ends with %v", out.To, err)
			}
		}
	}
}

// testFaults lets every way of sending fail in every way, and holds the error against the
// port. Afterwards each goes on as if nothing had been.
func testFaults(t *testing.T, b *bench) {
	platform, ok := b.Harness.(Refuser)
	if !ok {
		b.skip(t, "the platform refuses nothing")
	}
	b.run(t)
	b.connected(t)
	ready, _ := b.Adapter().(readier)
	for _, route := range platform.Routes() {
		for _, fault := range []Fault{Gone, Invalid, Down, Cut, Revoked, Garbled} {
			platform.Refuse(fault)
			err := route.Send(t.Context())
			if wrong := route.judge(fault, err); wrong != "" {
				t.Errorf("%s, %s: %v, want %s", route.Name, fault, err, wrong)
			}
			if fault == Revoked && !route.Open && !route.Pictures && ready != nil && ready.Ready() == nil {
				t.Errorf("%s: the adapter is ready without a token", route.Name)
			}
			if fault == Revoked && err == nil {
				b.account(route.Kind, 1)
			}
			platform.Refuse(None)
			if err := route.Send(t.Context()); err != nil {
				t.Errorf("%s, after %s: %v", route.Name, fault, err)
			}
			b.account(route.Kind, 1)
		}
	}
	// What was asked to wait does not ask again: this is the last thing.
	platform.Refuse(RateLimited)
	begun := time.Now()
	for _, route := range platform.Routes() {
		err := route.Send(t.Context())
		later, isLater := errors.AsType[port.RetryLater](err)
		least := LimitedFor - time.Since(begun) - time.Second
		if !isLater || later.After <= 0 || later.After < least || later.After > LimitedFor+time.Second {
			t.Errorf("%s, %s: %v, want RetryLater of %s", route.Name, RateLimited, err, LimitedFor)
		}
	}
	platform.Refuse(None)
}

// judge returns what the error of a route should have been; nothing where it is right.
func (r Route) judge(fault Fault, err error) (want string) {
	_, isLater := errors.AsType[port.RetryLater](err)
	if r.Pictures && errors.Is(err, port.ErrNoCopies) {
		return "" // the words go without
	}
	switch fault {
	case Gone:
		if !errors.Is(err, port.ErrGone) {
			return "ErrGone"
		}
	case Invalid:
		if r.Kind == KindNotice && isLater {
			return "" // what is wrong with the other system is corrected there
		}
		if !errors.Is(err, port.ErrRejected) {
			return "ErrRejected"
		}
	case Revoked:
		if r.Open && err == nil {
			return ""
		}
		fallthrough
	case Down, Cut:
		if !isLater {
			return "RetryLater"
		}
	case Garbled: // perhaps it was carried out
		if errors.Is(err, port.ErrGone) || errors.Is(err, port.ErrRejected) || err == nil && r.Kind == KindMessage && !r.Open {
			return "neither ErrGone nor ErrRejected"
		}
	case None, RateLimited, Silent:
	}
	return ""
}

// readier is an adapter that tells whether it is ready.
type readier interface{ Ready() error }

// connected waits until the adapter is ready, where it tells.
func (b *bench) connected(t *testing.T) {
	t.Helper()
	if a, ok := b.Adapter().(readier); ok {
		until(t, "ready", func() bool { return a.Ready() == nil })
	}
}

// A wait that the platform asks for at one place is told at once and kept to, and holds up
// that place and no other.
func testWaits(t *testing.T, b *bench) {
	platform, ok := b.Harness.(Refuser)
	other, has := b.Harness.(Neighbour)
	if !ok || !has {
		b.skip(t, "the platform asks for no waits at single places")
	}
	b.run(t)
	b.connected(t)
	at := func(to bot.Address) error {
		out := b.outbound(paragraph("hei"))
		out.To = to
		_, err := b.Adapter().Send(t.Context(), out)
		if err == nil {
			b.account(KindMessage, 1)
		}
		return err
	}
	for _, to := range []bot.Address{b.Address(), other.Elsewhere()} {
		if err := at(to); err != nil {
			t.Fatalf("Send: %v", err)
		}
	}
	const wait = 2 * time.Second
	platform.Limit(b.Address(), wait)
	begun := time.Now()
	for n := range 3 { // all but the first without a request
		err := at(b.Address())
		later, isLater := errors.AsType[port.RetryLater](err)
		left := wait - time.Since(begun)
		if !isLater || later.After < left-100*time.Millisecond || later.After > wait+100*time.Millisecond {
			t.Errorf("try %d: %v, want RetryLater of at least %s", n+1, err, left)
		}
		if err := at(other.Elsewhere()); err != nil {
			t.Errorf("another place waits too: %v", err)
		}
	}
	b.say(t, "jeg også") // what comes from there does not wait
	until(t, "sent after the wait", func() bool { return at(b.Address()) == nil })
}

// Where the platform does not answer, nothing takes longer than its context.
func testSilence(t *testing.T, b *bench) {
	platform, ok := b.Harness.(Refuser)
	if !ok {
		b.skip(t, "the platform always answers")
	}
	b.run(t)
	b.connected(t)
	platform.Refuse(Silent)
	for _, route := range platform.Routes() {
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
		ended := make(chan error, 1)
		go func() { ended <- route.Send(ctx) }()
		select {
		case err := <-ended:
			if err == nil || errors.Is(err, port.ErrGone) || errors.Is(err, port.ErrRejected) {
				t.Errorf("%s ends with %v", route.Name, err)
			}
		case <-time.After(patience):
			t.Fatalf("%s goes on after its context", route.Name)
		}
		cancel()
	}
	platform.Refuse(None)
	b.gaveUp = true
}

// A card at the desk has one thread, however often that is asked for; what is said there
// comes from its address.
func testThreads(t *testing.T, b *bench) {
	threader, ok := b.Adapter().(port.Threader)
	platform, has := b.Harness.(Desker)
	if !ok || !has {
		b.skip(t, "the platform has no threads for cases")
	}
	b.run(t)
	b.connected(t)
	desk := platform.Desk()
	send := func(at bot.Address, text string) bot.MessageID { return b.sendTo(t, at, paragraph(text)) }
	var threads []bot.Address
	for _, name := range []string{"Sak 1", "Sak 2"} {
		card := send(desk, name)
		for range 2 {
			thread, err := threader.OpenThread(t.Context(), desk, card)
			if err != nil || thread.Platform != desk.Platform || thread == desk {
				t.Fatalf("the thread of %s is %v, %v", name, thread, err)
			}
			threads = append(threads, thread)
		}
		send(threads[len(threads)-1], "svar: "+name)
		platform.SayAt(threads[len(threads)-1], "notat om "+name)
		if in, said := next[event.Message](t, b.inbox); in.From != threads[len(threads)-1] || said.Text != "notat om "+name {
			t.Errorf("%q came from %v, want %v", said.Text, in.From, threads[len(threads)-1])
		}
	}
	if threads[0] != threads[1] || threads[2] != threads[3] || threads[0] == threads[2] {
		t.Errorf("the threads are %v", threads)
	}
}

func testTyping(t *testing.T, b *bench) {
	typer, ok := b.Adapter().(port.TypingIndicator)
	if !ok {
		b.skip(t, "the adapter does not show it")
	}
	b.run(t)
	b.connected(t)
	if err := typer.Typing(t.Context(), b.Address(), ""); err != nil {
		t.Errorf("Typing: %v", err)
	}
	b.account(KindTyping, 1)
}
