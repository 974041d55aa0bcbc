package adaptertest

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"aktivering/bot"
	"aktivering/bot/content"
	"aktivering/bot/port"
	"aktivering/bot/reply"
)

func testRendering(t *testing.T, b *bench) {
	b.talks(t)
	b.run(t)
	for _, f := range Fixtures() {
		b.send(t, f.Reply)
		shown := b.fresh()
		if missing, ok := holds(shown, textsOf(f.Reply)); !ok {
			t.Errorf("%s: %q is not shown, or not in its place, in\n%s", f.Name, missing, shown)
		}
	}
}

// Whatever a text holds is shown as it stands, wherever in a reply it is.
func testLiteral(t *testing.T, b *bench) {
	b.talks(t)
	b.run(t)
	limits := b.Adapter().Limits()
	for _, text := range Hostile() {
		for _, r := range everywhere(text) {
			b.send(t, r)
			b.literal(t, text, b.fresh(), fmt.Sprintf("%T", r.Blocks[0]))
		}
		label := text
		if limits.LabelRunes > 0 {
			label = string([]rune(text)[:min(utf8.RuneCountInString(text), limits.LabelRunes)])
		}
		asked := paragraph("?")
		asked.Choices = []bot.Choice{{ID: "a", Label: label}}
		b.send(t, asked)
		shown := b.fresh()
		if buttons := b.last().Buttons; limits.Buttons && len(buttons) == 1 {
			shown = buttons[0].Label
		}
		b.literal(t, label, shown, "a label")
		if limits.PictureBytes > 0 {
			b.send(t, paragraph("!"), port.Picture{Name: text + ".png", Kind: pictureKind, Data: []byte(pictureHead)})
			if pictures := b.last().Pictures; len(pictures) != 1 {
				t.Errorf("%q as a name: %d pictures", text, len(pictures))
			} else {
				b.literal(t, text, pictures[0].Name, "a name")
			}
			b.fresh()
		}
	}
}

// literal complains about a text that is not shown as it stands.
func (b *bench) literal(t *testing.T, text, shown, where string) {
	t.Helper()
	if bad := strings.IndexFunc(shown, invisible); bad >= 0 {
		t.Errorf("%q in %s is shown with the control character %q", text, where, []rune(shown[bad:])[0])
	}
	if missing, ok := holds(shown, visibleParts(text)); !ok {
		t.Errorf("%q in %s: %q is not shown as it stands, in\n%s", text, where, missing, shown)
	}
}

// last is the message that was shown last.
func (b *bench) last() Message {
	shown := b.Shown()
	if len(shown) == 0 {
		return Message{}
	}
	return shown[len(shown)-1]
}

func testChoices(t *testing.T, b *bench) {
	b.talks(t)
	b.run(t)
	r := bot.Reply{
		Blocks:  []content.Block{content.Paragraph{Spans: []content.Span{{Text: "Hvilken Windows har du?"}}}},
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
}

func testLimits(t *testing.T, b *bench) {
	b.talks(t)
	b.run(t)
	limits := b.Adapter().Limits()
	long := LongReply()
	for _, piece := range reply.Fit(long, limits) {
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
}

// The platform takes the largest reply that the limits let through, of whatever it is
// made.
func testWorst(t *testing.T, b *bench) {
	b.talks(t)
	b.run(t)
	limits := b.Adapter().Limits()
	for name, r := range worst(limits) {
		pieces := reply.Fit(r, limits)
		for _, piece := range pieces {
			if _, err := b.try(t, piece); err != nil {
				t.Errorf("%s: Send: %v", name, err)
			}
		}
		if len(pieces) > 1 {
			t.Errorf("%s: it is above the limits itself", name)
		}
		if missing, ok := holdsAll(b.fresh(), textsOf(r)); !ok {
			t.Errorf("%s: %.40q is not shown", name, missing)
		}
		if limits.Buttons && len(b.last().Buttons) != len(r.Choices) {
			t.Errorf("%s: %d choices are shown, want %d", name, len(b.last().Buttons), len(r.Choices))
		}
	}
	if most := limits.PictureBytes; most > 0 {
		whole := port.Picture{Name: "stor.png", Kind: pictureKind, Data: append([]byte(pictureHead), make([]byte, most-len(pictureHead))...)}
		b.send(t, paragraph("!"), whole)
		halves := []port.Picture{whole, whole}
		halves[0].Data, halves[1].Data = whole.Data[:most/2], whole.Data[:most-most/2]
		b.send(t, paragraph("!"), halves...)
		if n := len(b.last().Pictures); n != 2 {
			t.Errorf("%d pictures are shown, want 2", n)
		}
	}
}

// What is above the limits is shown whole, or rejected: nobody learns of what is cut.
func testAbove(t *testing.T, b *bench) {
	b.talks(t)
	limits := b.Adapter().Limits()
	if limits.TextRunes == 0 && !limits.Buttons {
		b.skip(t, "the adapter has no limits")
	}
	b.run(t)
	for name, r := range above(limits) {
		_, err := b.try(t, r)
		switch {
		case errors.Is(err, port.ErrRejected):
			b.refusals++
			continue
		case err != nil:
			t.Errorf("%s: Send: %v, want nil or ErrRejected", name, err)
			continue
		}
		if missing, ok := holdsAll(b.fresh(), textsOf(r)); !ok {
			t.Errorf("%s: %.40q is cut", name, missing)
		}
		buttons := b.last().Buttons
		if n := slices.IndexFunc(r.Choices, func(c bot.Choice) bool {
			return !slices.ContainsFunc(buttons, func(button Button) bool { return button.Label == c.Label })
		}); n >= 0 {
			t.Errorf("%s: choice %d is cut", name, n+1)
		}
	}
}

// testEdit changes a message in its place, also to one without choices, and tells of one
// that is gone.
func testEdit(t *testing.T, b *bench) {
	editor, ok := b.Adapter().(port.Editor)
	if ok != b.Adapter().Limits().Edits {
		t.Errorf("the limits say %v of edits, the adapter %v", !ok, ok)
	}
	if !ok {
		b.skip(t, "the adapter changes no messages")
	}
	b.run(t)
	asked := paragraph("Hjalp det?")
	asked.Choices = choices()[:2]
	kept := b.send(t, paragraph("først"))
	id := b.send(t, asked)
	if id == "" || id == kept {
		t.Fatalf("the ids are %q and %q", kept, id)
	}
	before := len(b.Shown())
	for _, r := range []bot.Reply{paragraph("Det er godt."), asked, {Blocks: hostileBlocks(), Turn: 3}, LongReply()} {
		piece := reply.Fit(r, b.Adapter().Limits())[0]
		if err := editor.Edit(t.Context(), b.outbound(piece), id); err != nil {
			t.Errorf("Edit: %v", err)
		}
		b.account(KindEdit, 1)
		shown := b.Shown()
		if len(shown) != before {
			t.Fatalf("%d messages after an edit, before %d", len(shown), before)
		}
		last := shown[len(shown)-1]
		if missing, ok := holds(last.Text, textsOf(piece)); !ok {
			t.Errorf("%.40q is not shown in %q", missing, last.Text)
		}
		if len(last.Buttons) != len(piece.Choices) {
			t.Errorf("%d buttons, want %d", len(last.Buttons), len(piece.Choices))
		}
	}
	if first := b.Shown()[before-2]; !strings.Contains(first.Text, "først") {
		t.Errorf("another message has changed to %q", first.Text)
	}
	if platform, ok := b.Harness.(Remover); ok {
		platform.Remove(id)
		if err := editor.Edit(t.Context(), b.outbound(paragraph("nå")), id); !errors.Is(err, port.ErrGone) {
			t.Errorf("a message that is gone: %v, want ErrGone", err)
		}
		if n := len(b.Shown()); n != before-1 {
			t.Errorf("%d messages are left, want %d", n, before-1)
		}
	}
}

func testPictures(t *testing.T, b *bench) {
	if b.Adapter().Limits().PictureBytes == 0 {
		b.skip(t, "the platform shows no pictures")
	}
	b.run(t)
	pictures := []port.Picture{
		{Name: "skjerm.png", Kind: pictureKind, Data: []byte(pictureHead + "punkter")},
		{Name: `blå "skjerm" (2).jpg`, Kind: "image/jpeg", Data: []byte("\xff\xd8\xffpunkter")},
	}
	b.send(t, paragraph("se her"), pictures...)
	last := b.last()
	if !strings.Contains(last.Text, "se her") || len(last.Pictures) != len(pictures) {
		t.Fatalf("shown is %+v", last)
	}
	for n, want := range pictures {
		// A name can stand in quotation marks on its way, and have others then.
		if got := last.Pictures[n]; got.Name != want.Name && got.Name != strings.ReplaceAll(want.Name, `"`, "'") || !bytes.Equal(got.Data, want.Data) {
			t.Errorf("picture %d is %q of %q, want %q", n+1, got.Data, got.Name, want.Name)
		}
	}
	b.send(t, paragraph("uten"))
	if n := len(b.last().Pictures); n > 0 {
		t.Errorf("%d pictures are shown with a reply without any", n)
	}
}
