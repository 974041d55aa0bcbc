package adaptertest

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"aktivering/bot"
	"aktivering/bot/event"
	"aktivering/bot/form"
	"aktivering/bot/pick"
	"aktivering/bot/port"
)

// oddID is an id of characters that some platform could take for its own, in as many bytes
// as an id may have. A slash stands in none.
const oddID bot.ChoiceID = `!"#$%&'()*+,-.:;<=>?@[\]^_{|}~ az AZ 09 0123456789 abcdefghijklm`

// testPicked presses buttons of a row and rows of a menu.
func testPicked(t *testing.T, b *bench) {
	b.buttons(t)
	b.run(t)
	const turn = 7
	for _, n := range []int{2, 9} {
		offered := choices()[:2]
		offered[0].ID = oddID[:maxChoiceID]
		for i := len(offered); i < min(n, b.Adapter().Limits().Choices); i++ {
			offered = append(offered, bot.Choice{ID: pick.Of("nr", string(rune('a'+i))), Label: string(rune('A' + i))})
		}
		r := paragraph("?")
		r.Choices, r.Turn = offered, turn
		b.send(t, r)
		buttons := b.last().Buttons
		if len(buttons) != len(offered) {
			t.Fatalf("%d buttons, want %d", len(buttons), len(offered))
		}
		for i, button := range buttons {
			button.Press()
			b.account(KindAnswer, 1)
			in, picked := next[event.ChoicePicked](t, b.inbox)
			if picked.Choice != offered[i].ID || picked.Turn != turn {
				t.Errorf("picked %+v, want choice %q of turn %d", picked, offered[i].ID, turn)
			}
			if in.From != b.Address() {
				t.Errorf("it is from %v, want %v", in.From, b.Address())
			}
		}
	}
}

// Whoever presses what another person was asked, is told so alone: nothing of it is an event, and
// the buttons stay as they are for whom they are for.
func testOthers(t *testing.T, b *bench) {
	b.buttons(t)
	platform, ok := b.Harness.(Onlooker)
	places, private := b.Adapter().(port.PrivatePlaces)
	if !ok || private && places.IsPrivate(b.Address()) {
		b.skip(t, "nobody else sees the buttons of a person there")
	}
	b.run(t)
	b.connected(t)
	for n, count := range []int{2, 9} { // buttons, and more than fit beside one another
		r := paragraph("?")
		r.Turn = 7
		for i := range count {
			r.Choices = append(r.Choices, bot.Choice{ID: pick.Of("nr", string(rune('a'+i))), Label: string(rune('A' + i))})
		}
		b.send(t, r)
		platform.ByAnother(b.last().Buttons[1].Press)
		b.account(KindAnswer, 1)
		until(t, "told", func() bool { return len(platform.Told()) > n })
		if told := platform.Told(); len(told) != n+1 || told[n] != OthersText {
			t.Fatalf("others are told %q", told)
		}
		if buttons := b.last().Buttons; len(buttons) != count {
			t.Fatalf("%d buttons are left of %d", len(buttons), count)
		}
		b.last().Buttons[0].Press()
		b.account(KindAnswer, 1)
		in, picked := next[event.ChoicePicked](t, b.inbox)
		if in.Person.ID != b.Person() || picked != (event.ChoicePicked{Choice: r.Choices[0].ID, Turn: 7}) {
			t.Errorf("the person's own press came as %+v", in)
		}
	}
}

// buttons skips the scene where there are none.
func (b *bench) buttons(t *testing.T) {
	t.Helper()
	b.talks(t)
	if !b.Adapter().Limits().Buttons {
		b.skip(t, "the platform has no buttons: choices are answered in words, which reply.Choose reads")
	}
}

// window sends a choice that opens a form, presses it and returns the window.
func (b *bench) window(t *testing.T, platform Windower) Window {
	t.Helper()
	r := paragraph("En sak")
	r.Turn = 5
	r.Choices = []bot.Choice{{ID: "d:answer", Label: "Svar", Form: FormName, Standing: true}}
	b.send(t, r)
	before := len(platform.Windows())
	b.last().Buttons[0].Press()
	b.account(KindForm, 1)
	b.account(KindAnswer, 1)
	until(t, "a window", func() bool { return len(platform.Windows()) > before })
	if in, typing := next[event.Typing](t, b.inbox); typing.Choice != "d:answer" || in.Person.ID == "" {
		t.Errorf("that somebody writes came as %+v", in)
	}
	windows := platform.Windows()
	if n := len(windows); n != before+1 {
		t.Fatalf("%d windows were opened, want one", n-before)
	}
	return windows[before]
}

// A choice opens a form; what is written there comes with the choice, once. A window that
// is closed is no event.
func testForms(t *testing.T, b *bench) {
	platform, ok := b.Harness.(Windower)
	if !ok {
		b.skip(t, "the platform has no forms")
	}
	b.run(t)
	w := b.window(t, platform)
	if w.Title == "" || !slices.Equal(w.Rows, []string{FormRow}) {
		t.Errorf("the window is %q with the rows %q", w.Title, w.Rows)
	}
	w.Close()
	for _, text := range []string{"Hei!", "to\nlinjer <b> &amp; *x*"} {
		w := b.window(t, platform)
		if shown := w.Submit(map[string]string{FormRow: text}); shown != "" {
			t.Errorf("the window shows %q", shown)
		}
		in, filled := next[event.FormSubmitted](t, b.inbox)
		if filled.ChoicePicked != (event.ChoicePicked{Choice: "d:answer", Turn: 5}) || filled.Rows[FormRow] != text || len(filled.Rows) != 1 {
			t.Errorf("got %+v, want %q", filled, text)
		}
		if in.From != b.Address() {
			t.Errorf("it is from %v, want %v", in.From, b.Address())
		}
		if again, ok := b.Harness.(Redeliverer); ok {
			again.Redeliver() // with another key it would be left
		}
	}
}

// A reply can have a button that opens the form in which a problem is told. What is written there
// is said in the conversation of the reply. Where buttons open no form, there is none.
func testAskForm(t *testing.T, b *bench) {
	b.buttons(t)
	b.run(t)
	b.connected(t)
	r := paragraph("?")
	r.Choices, r.Form, r.Turn = choices()[:2], "Skjema", 7
	b.send(t, r)
	platform, ok := b.Harness.(Asker)
	buttons := b.last().Buttons
	if !ok {
		if len(buttons) != len(r.Choices) {
			t.Errorf("%d buttons are shown, and no form can be opened", len(buttons))
		}
		return
	}
	if len(buttons) != len(r.Choices)+1 || buttons[len(r.Choices)].Label != r.Form {
		t.Fatalf("the buttons are %+v", buttons)
	}
	buttons[len(r.Choices)].Press()
	b.account(KindForm, 1)
	b.account(KindAnswer, 1)
	until(t, "a window", func() bool { return len(platform.Windows()) > 0 })
	if shown := platform.Windows()[0].Submit(map[string]string{ProblemRow: "0xC004F213"}); shown != "" {
		t.Errorf("the window shows %q", shown)
	}
	in, said := next[event.Message](t, b.inbox)
	audience := event.AudienceShared
	if places, ok := b.Adapter().(port.PrivatePlaces); ok && places.IsPrivate(b.Address()) {
		audience = event.AudienceDirect
	}
	if said.Text != "0xC004F213" || !said.Addressed || in.From != b.Address() || in.Audience != audience {
		t.Errorf("%+v came as %+v", said, in)
	}
	if left := b.last().Buttons; len(left) != len(buttons) {
		t.Errorf("%d buttons are left of %d", len(left), len(buttons))
	}
}

// A picture that is attached in a form comes with what was written there, as one that is attached
// to a message does. An empty form begins a conversation.
func testPicturesInForm(t *testing.T, b *bench) {
	platform, ok := b.Harness.(Asker)
	fetcher, fetches := b.Adapter().(port.FileFetcher)
	if !ok || !fetches {
		b.skip(t, "no form takes files there")
	}
	b.run(t)
	picture := port.Picture{Name: "skjerm.png", Kind: pictureKind, Data: []byte(pictureHead + "punkter")}
	many := slices.Repeat([]port.Picture{picture}, form.MaxPictures+2)
	for n, c := range []struct {
		text  string
		files []port.Picture
		want  int
	}{{"se her", []port.Picture{picture}, 1}, {"", []port.Picture{picture}, 1}, {"mange", many, form.MaxPictures}, {"", nil, 0}} {
		platform.Ask()
		b.account(KindForm, 1)
		b.account(KindAnswer, 1)
		until(t, "a window", func() bool { return len(platform.Windows()) > n })
		w := platform.Windows()[n]
		if !slices.Contains(w.Rows, PictureRow) {
			t.Fatalf("the window has the rows %q", w.Rows)
		}
		if shown := w.Attach(map[string]string{ProblemRow: c.text}, c.files...); shown != "" {
			t.Errorf("the window shows %q", shown)
		}
		if c.text == "" && c.want == 0 {
			next[event.Started](t, b.inbox)
			continue
		}
		in, said := next[event.Message](t, b.inbox)
		if said.Text != c.text || len(said.Files) != c.want || !said.Addressed || in.Audience != event.AudienceEphemeral {
			t.Fatalf("got %+v from %+v, want %q with %d pictures", said, in, c.text, c.want)
		}
		for _, f := range said.Files {
			if f.Name != picture.Name || !f.IsPicture() || f.URL == "" {
				t.Errorf("got %+v", f)
			}
			if data, err := fetcher.Fetch(t.Context(), f, len(picture.Data)); err != nil || !bytes.Equal(data, picture.Data) {
				t.Errorf("fetched %q, %v", data, err)
			}
		}
	}
}

// While the store is away, whoever presses or writes in a form is told so, and nothing of
// it comes later: the person does it again.
func testUnsaved(t *testing.T, b *bench) {
	platform, ok := b.Harness.(Teller)
	if !ok {
		b.skip(t, "the platform waits for nobody")
	}
	b.run(t)
	b.say(t, "først")
	r := paragraph("?")
	r.Choices = choices()[:1]
	b.send(t, r)
	press := b.last().Buttons[0].Press
	var w Window
	windower, forms := b.Harness.(Windower)
	if forms {
		w = b.window(t, windower)
	}
	b.inbox.away(-1)
	press()
	b.account(KindAnswer, 1)
	told := func(n int) func() bool { return func() bool { return len(platform.Told()) >= n } }
	until(t, "told", told(1))
	n := 1
	if forms {
		shown := w.Submit(map[string]string{FormRow: "Hei!"})
		b.account(KindAnswer, 1)
		if shown == "" {
			n++
			until(t, "told of the form", told(n))
		} else if !strings.Contains(shown, UnsavedText) {
			t.Errorf("the window shows %q", shown)
		}
	}
	for _, text := range platform.Told() {
		if !strings.Contains(text, UnsavedText) {
			t.Errorf("people are told %q", text)
		}
	}
	if got := len(platform.Told()); got != n {
		t.Errorf("people are told %d times, want %d", got, n)
	}
	b.inbox.refuses(nil)
	press()
	if _, picked := next[event.ChoicePicked](t, b.inbox); picked.Choice != r.Choices[0].ID {
		t.Errorf("picked %+v", picked)
	}
}
