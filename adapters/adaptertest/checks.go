package adaptertest

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"

	"aktivering/bot"
	"aktivering/bot/reply"
)

func testIdentity(t *testing.T, b *bench) {
	a := b.Adapter()
	if a.Platform() == "" || a.Platform() != b.Address().Platform {
		t.Errorf("the platform is %q, the address says %q", a.Platform(), b.Address().Platform)
	}
}

func testInbound(t *testing.T, b *bench) {
	texts := []string{
		"0xC004F213",
		"hovedkort byttet, og nå vil Windows ha ny lisens 😩",
		"  luft foran og bak  ",
		"*ikke* _markup_ `her` <b>heller</b> &amp; @here",
		"2",
		strings.Repeat("lang tekst ", 200),
	}
	if _, ok := b.Harness.(Multiliner); ok {
		texts = append(texts, "første linje\nandre linje")
	}
	b.run(t)
	keys := make(map[string]bool)
	var last time.Time
	var person bot.Person
	for i, text := range texts {
		b.Say(text)
		in, said := next[bot.Message](t, b.inbox)
		if said.Text != text {
			t.Errorf("got %q, want %q", said.Text, text)
		}
		switch {
		case in.Key == "":
			t.Error("an event has no key")
		case keys[in.Key]:
			t.Errorf("the key %q came twice", in.Key)
		case in.At.IsZero() || in.At.Before(last):
			t.Errorf("the event is of %s, after one of %s", in.At, last)
		case in.From != b.Address():
			t.Errorf("the event is from %v, want %v", in.From, b.Address())
		case in.Person.ID == "" || i > 0 && in.Person != person:
			t.Errorf("the person is %+v, before %+v", in.Person, person)
		}
		keys[in.Key], last, person = true, in.At, in.Person
	}
	b.end(t)
}

func testRedelivery(t *testing.T, b *bench) {
	again, ok := b.Harness.(Redeliverer)
	if !ok {
		t.Skip("the platform delivers once")
	}
	b.run(t)
	b.Say("0xC004F213")
	first, _ := next[bot.Message](t, b.inbox)
	again.Redeliver()
	second, _ := next[bot.Message](t, b.inbox)
	if first.Key != second.Key {
		t.Errorf("the key was %q and is %q", first.Key, second.Key)
	}
	b.end(t)
}

// While the store is away nothing is lost: what was refused comes again.
func testRefused(t *testing.T, b *bench) {
	if _, ok := b.Harness.(Keeper); !ok {
		t.Skip("the person sees at once that nothing was taken in")
	}
	b.run(t)
	b.Say("først") // it is connected
	next[bot.Message](t, b.inbox)
	for _, text := range []string{"0xC004F213", "Windows 11"} {
		b.inbox.refuses(3)
		b.Say(text)
		for { // a platform may deliver it again meanwhile
			_, said := next[bot.Message](t, b.inbox)
			if said.Text == text {
				break
			}
		}
	}
	b.end(t)
}

func testRendering(t *testing.T, b *bench) {
	b.run(t)
	for _, f := range Fixtures() {
		b.send(t, f.Reply)
		shown := b.fresh()
		if missing, ok := holds(shown, textsOf(f.Reply)); !ok {
			t.Errorf("%s: %q is not shown, or not in its place, in\n%s", f.Name, missing, shown)
		}
	}
	b.end(t)
}

func testLiteral(t *testing.T, b *bench) {
	b.run(t)
	for _, text := range Hostile() {
		for _, r := range everywhere(text) {
			b.send(t, r)
			shown := b.fresh()
			if bad := strings.IndexFunc(shown, invisible); bad >= 0 {
				t.Errorf("%q in %T is shown with the control character %q", text, r.Blocks[0], []rune(shown[bad:])[0])
			}
			if missing, ok := holds(shown, visibleParts(text)); !ok {
				t.Errorf("%q in %T: %q is not shown as it stands, in\n%s", text, r.Blocks[0], missing, shown)
			}
		}
	}
	b.end(t)
}

func testChoices(t *testing.T, b *bench) {
	b.run(t)
	r := bot.Reply{
		Blocks:  []bot.Block{bot.Paragraph{Spans: []bot.Span{{Text: "Hvilken Windows har du?"}}}},
		Choices: choices(),
		Turn:    3,
	}
	pieces := reply.Fit(r, b.Adapter().Limits())
	for _, piece := range pieces {
		b.send(t, piece)
	}
	shown := b.fresh() + b.labels()
	var labels []string
	for _, c := range pieces[len(pieces)-1].Choices {
		labels = append(labels, c.Label)
	}
	if missing, ok := holds(shown, labels); !ok {
		t.Errorf("the choice %q is not shown, or not in its place, in\n%s", missing, shown)
	}
	if !b.Adapter().Limits().Buttons {
		for i := range labels {
			if !strings.Contains(shown, strconv.Itoa(i+1)) {
				t.Errorf("the number %d is not shown in\n%s", i+1, shown)
			}
		}
	}
	b.end(t)
}

func testPicked(t *testing.T, b *bench) {
	if !b.Adapter().Limits().Buttons {
		t.Skip("the platform has no buttons: choices are answered in words, which bot.Choose reads")
	}
	b.run(t)
	const turn = 7
	offered := choices()[:2]
	b.send(t, bot.Reply{Blocks: []bot.Block{bot.Paragraph{Spans: []bot.Span{{Text: "?"}}}}, Choices: offered, Turn: turn})
	shown := b.Shown()
	buttons := shown[len(shown)-1].Buttons
	if len(buttons) != len(offered) {
		t.Fatalf("%d buttons, want %d", len(buttons), len(offered))
	}
	for i, button := range buttons {
		button.Press()
		in, picked := next[bot.ChoicePicked](t, b.inbox)
		if picked.Choice != offered[i].ID || picked.Turn != turn {
			t.Errorf("picked %+v, want choice %q of turn %d", picked, offered[i].ID, turn)
		}
		if in.Key == "" || in.Person.ID == "" || in.From.Platform != b.Adapter().Platform() {
			t.Errorf("the event lacks its key, person or place: %+v", in)
		}
	}
	b.end(t)
}

func testLimits(t *testing.T, b *bench) {
	b.run(t)
	limits := b.Adapter().Limits()
	long := LongReply()
	pieces := reply.Fit(long, limits)
	for _, piece := range pieces {
		b.send(t, piece)
	}
	if missing, ok := holds(b.fresh(), textsOf(long)); !ok {
		t.Errorf("%q is lost", missing)
	}
	for _, m := range b.Shown() {
		if n := utf8.RuneCountInString(m.Text); limits.TextRunes > 0 && n > limits.TextRunes {
			t.Errorf("a message is %d characters long, above its limit of %d", n, limits.TextRunes)
		}
		if limits.Choices > 0 && len(m.Buttons) > limits.Choices {
			t.Errorf("a message has %d buttons, above its limit of %d", len(m.Buttons), limits.Choices)
		}
		for _, button := range m.Buttons {
			if n := utf8.RuneCountInString(button.Label); limits.LabelRunes > 0 && n > limits.LabelRunes {
				t.Errorf("a label is %d characters long, above its limit of %d", n, limits.LabelRunes)
			}
		}
	}
	b.end(t)
}

func testConcurrent(t *testing.T, b *bench) {
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
			r := bot.Reply{Blocks: []bot.Block{bot.Paragraph{Spans: []bot.Span{{Text: want}}}}}
			if _, err := b.Adapter().Send(t.Context(), bot.Outbound{To: b.Address(), Reply: r}); err != nil {
				t.Errorf("Send: %v", err)
			}
		})
	}
	senders.Wait()
	shown := squash(b.fresh())
	for _, want := range wants {
		if !strings.Contains(shown, want) {
			t.Errorf("%q is broken up in\n%s", want, shown)
		}
	}
	b.end(t)
}

func testStrange(t *testing.T, b *bench) {
	b.run(t)
	strange := b.Address()
	strange.Platform += "-other"
	if _, err := b.Adapter().Send(t.Context(), bot.Outbound{To: strange, Reply: Fixtures()[0].Reply}); err == nil {
		t.Error("Send takes a reply for another platform")
	}
	b.end(t)
}

func testStop(t *testing.T, b *bench) {
	b.run(t)
	b.Say("hei")
	next[bot.Message](t, b.inbox)
	b.end(t)
}

// What is being taken in when the adapter is asked to stop is taken in whole: Run
// does not return before.
func testLastEvent(t *testing.T, b *bench) {
	b.inbox.hold = make(chan struct{})
	b.run(t)
	b.Say("hei")
	next[bot.Message](t, b.inbox)
	b.stop()
	select {
	case err := <-b.done:
		t.Errorf("Run returned while its inbox was still at work: %v", err)
		close(b.inbox.hold)
		return
	case <-time.After(50 * time.Millisecond):
	}
	close(b.inbox.hold)
	b.end(t)
}

// What is still on its way when receiving has ended may be sent, or refused as
// gone where the platform ended too.
func testAfterEnd(t *testing.T, b *bench) {
	b.run(t)
	b.Say("hei")
	next[bot.Message](t, b.inbox)
	b.end(t)
	sent := make(chan error, 1)
	go func() {
		_, err := b.Adapter().Send(context.WithoutCancel(t.Context()), bot.Outbound{To: b.Address(), Reply: Fixtures()[0].Reply})
		sent <- err
	}()
	select {
	case err := <-sent:
		if err != nil && !errors.Is(err, bot.ErrGone) {
			t.Errorf("Send after Run returned fails with %v, want nil or ErrGone", err)
		}
	case <-time.After(patience):
		t.Fatal("Send blocks after Run returned")
	}
}
