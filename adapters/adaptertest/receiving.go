package adaptertest

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"aktivering/bot/event"
	"aktivering/bot/port"
)

func testIdentity(t *testing.T, b *bench) {
	a := b.Adapter()
	if a.Platform() == "" || a.Platform() != b.Address().Platform {
		t.Errorf("the platform is %q, the address says %q", a.Platform(), b.Address().Platform)
	}
	b.run(t)
}

func testInbound(t *testing.T, b *bench) {
	b.talks(t)
	texts := []string{
		"0xC004F213",
		"hovedkort byttet, og nå vil Windows ha ny lisens 😩",
		"  luft foran og bak  ",
		"2*3*4, SL_E_NO_KEY og ~200 kr, ikke <b>markup</b> &amp; @here",
		"2",
		strings.Repeat("lang tekst ", 200),
	}
	if _, ok := b.Harness.(Multiliner); ok {
		texts = append(texts, "første linje\nandre linje")
	}
	b.run(t)
	var last time.Time
	var person event.Person
	for i, text := range texts {
		in, said := b.say(t, text)
		switch {
		case in.At.Before(last):
			t.Errorf("the event is of %s, after one of %s", in.At, last)
		case in.From != b.Address():
			t.Errorf("the event is from %v, want %v", in.From, b.Address())
		case i > 0 && in.Person != person:
			t.Errorf("the person is %+v, before %+v", in.Person, person)
		case len(said.Files) > 0:
			t.Errorf("%q came with files: %+v", text, said.Files)
		}
		last, person = in.At, in.Person
	}
}

func testRedelivery(t *testing.T, b *bench) {
	platform, ok := b.Harness.(Redeliverer)
	if !ok {
		b.skip(t, "the platform delivers once")
	}
	b.run(t)
	first, _ := b.say(t, "0xC004F213")
	platform.Redeliver()
	if second := b.inbox.repeated(t, first.Key); second.From != first.From || !second.At.Equal(first.At) {
		t.Errorf("it was %+v and is %+v", first, second)
	}
}

// While the store is away nothing is lost: what was refused is not acknowledged, and
// comes again until it is taken in.
func testRefused(t *testing.T, b *bench) {
	b.keeps(t)
	b.run(t)
	b.say(t, "først") // it is connected
	platform, waits := b.Harness.(Acknowledger)
	for _, text := range []string{"0xC004F213", "Windows 11"} {
		before := 0
		if waits {
			b.acknowledged(t, platform, 1)
			before = platform.Acknowledged()
		}
		b.inbox.away(-1)
		tried := b.inbox.tried()
		b.Say(text)
		if !b.inbox.wait(func() bool { return b.inbox.tries >= tried+3 }) {
			t.Fatalf("%q was tried %d times", text, b.inbox.tried()-tried)
		}
		if waits && platform.Acknowledged() != before {
			t.Error("what was refused is acknowledged")
		}
		b.inbox.refuses(nil)
		if _, said := next[event.Message](t, b.inbox); said.Text != text {
			t.Errorf("%q came, want %q", said.Text, text)
		}
		if waits {
			b.acknowledged(t, platform, before+1)
		}
	}
}

// keeps skips the scene for an adapter that hands over an event once.
func (b *bench) keeps(t *testing.T) {
	t.Helper()
	if _, ok := b.Harness.(Keeper); !ok {
		b.skip(t, "the person sees at once that nothing was taken in")
	}
}

// acknowledged waits until the platform got so many acknowledgements.
func (b *bench) acknowledged(t *testing.T, platform Acknowledger, want int) {
	t.Helper()
	until(t, "acknowledged", func() bool { return platform.Acknowledged() >= want })
}

// until waits for something that no event tells of.
func until(t *testing.T, what string, is func() bool) {
	t.Helper()
	for deadline := time.Now().Add(patience); !is(); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("not %s in time", what)
		}
	}
}

// An event that brings out a fault is final: it is acknowledged, and the others go on.
func testBroken(t *testing.T, b *bench) {
	b.keeps(t)
	b.run(t)
	b.say(t, "først")
	var calls atomic.Int64
	b.inbox.refuses(func(in event.Inbound) error {
		if textOf(in.Event) != "ødelagt" {
			return nil
		}
		calls.Add(1)
		return fmt.Errorf("as ever: %w", port.ErrBroken)
	})
	platform, waits := b.Harness.(Acknowledger)
	before := 0
	if waits {
		b.acknowledged(t, platform, 1)
		before = platform.Acknowledged()
	}
	b.Say("ødelagt")
	if !b.inbox.wait(func() bool { return calls.Load() > 0 }) {
		t.Fatal("it did not come")
	}
	if waits {
		b.acknowledged(t, platform, before+1)
	}
	b.say(t, "etterpå")
	if n := calls.Load(); n != 1 {
		t.Errorf("it came %d times", n)
	}
	b.inbox.refuses(nil)
}

// While one event is being taken in, those of the same place wait, and others do not.
func testOrder(t *testing.T, b *bench) {
	b.talks(t)
	b.run(t)
	b.say(t, "innledning")
	release := b.inbox.hold("først")
	defer release()
	b.say(t, "først")
	b.Say("så")
	if platform, ok := b.Harness.(Neighbour); ok {
		platform.SayAt(platform.Elsewhere(), "et annet sted")
		in, said := next[event.Message](t, b.inbox)
		if said.Text != "et annet sted" || in.From != platform.Elsewhere() {
			t.Errorf("%q came from %v while the first was being taken in", said.Text, in.From)
		}
	}
	release()
	if _, said := next[event.Message](t, b.inbox); said.Text != "så" {
		t.Errorf("%q came, want what was said next", said.Text)
	}
}

// What the bot itself or another bot writes is no event.
func testBots(t *testing.T, b *bench) {
	platform, ok := b.Harness.(Crowd)
	if !ok {
		b.skip(t, "nobody else writes there")
	}
	b.run(t)
	b.say(t, "først")
	platform.SayAs(Self, "sagt av boten selv")
	platform.SayAs(AnotherBot, "sagt av en annen bot")
	b.say(t, "etterpå") // an event of theirs would be left
}

func testEdited(t *testing.T, b *bench) {
	platform, ok := b.Harness.(Changer)
	if !ok {
		b.skip(t, "nobody can change a message there")
	}
	b.run(t)
	first, said := b.say(t, "0xC004F213")
	if said.Message == "" {
		t.Fatal("the message has no id")
	}
	keys := map[string]bool{first.Key: true}
	last := first.At
	for _, text := range []string{"0xC004C003", "0xC004C003 og Windows 11"} {
		platform.Preview(said.Message)
		platform.Edit(said.Message, text)
		in, edited := next[event.MessageEdited](t, b.inbox)
		switch now := edited.Now; {
		case now.Message != said.Message || now.Text != text:
			t.Errorf("got %+v, want the message %q with %q", now, said.Message, text)
		case now.Addressed != said.Addressed || now.InThread != said.InThread || now.OnlyIfAddressed != said.OnlyIfAddressed:
			t.Errorf("whom it is meant for has changed: %+v, before %+v", now, said)
		case in.From != first.From || in.Person.ID != first.Person.ID:
			t.Errorf("it is %+v, want as %+v", in, first)
		case keys[in.Key]:
			t.Errorf("its key came before: %q", in.Key)
		case in.At.Before(last):
			t.Errorf("it is of %s, after %s", in.At, last)
		}
		keys[in.Key], last = true, in.At
		if again, ok := b.Harness.(Redeliverer); ok {
			again.Redeliver()
			b.inbox.repeated(t, in.Key)
		}
		platform.Preview(said.Message) // tells nothing new
	}
}

func testDeleted(t *testing.T, b *bench) {
	platform, ok := b.Harness.(Changer)
	if !ok {
		b.skip(t, "nobody can remove a message there")
	}
	b.run(t)
	first, said := b.say(t, "0xC004F213")
	_, stays := b.say(t, "Windows 11")
	platform.Delete(said.Message)
	in, deleted := next[event.MessageDeleted](t, b.inbox)
	switch {
	case deleted.Message != said.Message || deleted.Message == stays.Message:
		t.Errorf("%q is gone, want %q", deleted.Message, said.Message)
	case in.From != first.From:
		t.Errorf("it is from %v, want %v", in.From, first.From)
	case in.Person.ID != "" && in.Person.ID != first.Person.ID:
		t.Errorf("it was %q's, want %q's", in.Person.ID, first.Person.ID)
	case in.Key == first.Key:
		t.Errorf("it has the key of the message: %q", in.Key)
	}
	if again, ok := b.Harness.(Redeliverer); ok {
		again.Redeliver()
		b.inbox.repeated(t, in.Key)
	}
}

func testTyped(t *testing.T, b *bench) {
	platform, ok := b.Harness.(Typist)
	if !ok {
		b.skip(t, "the platform does not tell")
	}
	b.run(t)
	said, _ := b.say(t, "hei")
	platform.TypeAs(Self) // is no event, nor is that of another bot
	platform.TypeAs(AnotherBot)
	platform.Type()
	if in, typing := next[event.Typing](t, b.inbox); in.From != said.From || in.Person.ID != said.Person.ID || typing.Choice != "" {
		t.Errorf("got %+v, want as %+v", in, said)
	}
}

// A file comes with its name, kind and link, and can be fetched, if it is not too large.
func testAttached(t *testing.T, b *bench) {
	platform, ok := b.Harness.(Attacher)
	fetcher, fetches := b.Adapter().(port.FileFetcher)
	if !ok || !fetches {
		b.skip(t, "nobody can attach a file there")
	}
	b.run(t)
	picture := port.Picture{Name: "skjerm.png", Kind: pictureKind, Data: []byte(pictureHead + "punkter")}
	text := port.Picture{Name: "logg.txt", Kind: plainKind, Data: []byte("linje")}
	platform.Attach("se her", picture, text)
	_, said := next[event.Message](t, b.inbox)
	if said.Text != "se her" || len(said.Files) != 2 {
		t.Fatalf("got %+v", said)
	}
	for n, want := range []port.Picture{picture, text} {
		f := said.Files[n]
		if f.Name != want.Name || f.Kind != want.Kind || f.URL == "" || f.On != b.Adapter().Platform() || f.IsPicture() != (n == 0) {
			t.Errorf("got %+v, want %s", f, want.Name)
		}
		if data, err := fetcher.Fetch(t.Context(), f, len(want.Data)); err != nil || !bytes.Equal(data, want.Data) {
			t.Errorf("%s: fetched %q, %v", want.Name, data, err)
		}
		if data, err := fetcher.Fetch(t.Context(), f, len(want.Data)-1); !errors.Is(err, port.ErrTooLarge) {
			t.Errorf("%s, which is too large: %q, %v", want.Name, data, err)
		}
	}
	platform.Attach("", picture) // without a word
	_, said = next[event.Message](t, b.inbox)
	if said.Text != "" || len(said.Files) != 1 {
		t.Errorf("got %+v", said)
	}
	if speaker, ok := b.Harness.(Speaker); ok {
		speaker.Speak()
		if _, voice := next[event.Message](t, b.inbox); voice.Text != "" || len(voice.Files) != 1 || !voice.Files[0].IsRecording() || voice.Files[0].IsPicture() {
			t.Errorf("a voice message came as %+v", voice)
		}
	}
	platform.Withdraw()
	if data, err := fetcher.Fetch(t.Context(), said.Files[0], 1<<20); err == nil || errors.Is(err, port.ErrTooLarge) {
		t.Errorf("a file that is not there: %q, %v", data, err)
	}
}

// A sticker comes as one, so that it is not taken for a message of nothing.
func testSticker(t *testing.T, b *bench) {
	platform, ok := b.Harness.(Sticking)
	if !ok {
		b.skip(t, "the platform has no stickers")
	}
	b.run(t)
	if _, said := b.say(t, "hei"); said.Sticker {
		t.Errorf("a message without one came as %+v", said)
	}
	platform.Sticker()
	if _, said := next[event.Message](t, b.inbox); !said.Sticker || said.Text != "" || len(said.Files) > 0 {
		t.Errorf("got %+v", said)
	}
}
