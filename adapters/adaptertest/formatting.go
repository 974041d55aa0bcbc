package adaptertest

import (
	"slices"
	"strings"
	"testing"

	"aktivering/bot"
	"aktivering/bot/content"
	"aktivering/bot/event"
	"aktivering/bot/port"
	"aktivering/bot/reply"
)

// Written is what people write with formatting, as the core has it: plain text in which a link
// shows its address, a mention the name and an emoji itself. A Writer's platform delivers it
// in the markup of the platform, where its pieces are
//
//   - a mention of Mentioned,
//   - a link with the label "veiledningen" to Linked,
//   - the name of an emoji, of 🎉,
//   - the words of WrittenLooks, and lines of a numbered and of a plain list.
const (
	Mentioned = "Kari N."
	Linked    = "https://example.com/les_meg?a=1&b=2*3*4"
	Written   = "Hei @" + Mentioned + ", les veiledningen (" + Linked + ") 🎉\n" +
		"Det er viktig og litt rart, ikke gammelt. Kjør slmgr /dlv og skriv 2*3 < 7 & SL_E_NO:\n" +
		"1. lukk alt\n2. kjør dette\n- så er det gjort\n" +
		"slmgr /ipk *_~\nslmgr /ato\n" +
		"Takk!"
)

// WrittenLooks returns the parts of Written that have a look of their own, in order.
func WrittenLooks() []content.Span {
	return []content.Span{
		{Text: "viktig", Kind: content.Strong},
		{Text: "litt rart", Kind: content.Emphasis},
		{Text: "gammelt", Kind: content.Struck},
		{Text: "slmgr /dlv", Kind: content.Mono},
		{Text: "slmgr /ipk *_~\nslmgr /ato", Kind: content.Mono},
	}
}

// writtenMarks are the looks of Written as marks; what has several lines is a block.
func writtenMarks() content.Marks {
	var marks content.Marks
	for _, look := range WrittenLooks() {
		from := strings.Index(Written, look.Text)
		marks = append(marks, content.Mark{From: from, To: from + len(look.Text), Kind: look.Kind, Block: strings.Contains(look.Text, "\n")})
	}
	return marks
}

// testFormatting relays what a person and an agent write with formatting: it comes as the core's
// plain text with marks, and is shown so at the other one's place, as one text without markup.
func testFormatting(t *testing.T, b *bench) {
	b.talks(t)
	b.run(t)
	person := b.Address()
	ways := [][2]bot.Address{{person, person}}
	threader, threads := b.Adapter().(port.Threader)
	if desk, ok := b.Harness.(Desker); ok && threads {
		b.connected(t)
		card := b.sendTo(t, desk.Desk(), paragraph("Sak 1"))
		thread, err := threader.OpenThread(t.Context(), desk.Desk(), card)
		if err != nil {
			t.Fatalf("OpenThread: %v", err)
		}
		ways = [][2]bot.Address{{person, thread}, {thread, person}}
	}
	for _, way := range ways {
		from, to := way[0], way[1]
		text, marks := Written, writtenMarks()
		if platform, ok := b.Harness.(Writer); ok {
			platform.Write(from)
			in, said := next[event.Message](t, b.inbox)
			if in.From != from || said.Text != text {
				t.Errorf("from %v came\n%q, want from %v\n%q", in.From, said.Text, from, text)
			}
			if !slices.Equal(said.Marks, marks) {
				t.Errorf("%q came with the marks %+v, want %+v", said.Text, said.Marks, marks)
			}
		}
		for _, piece := range reply.Fit(bot.Reply{Blocks: content.Marked(text, marks)}, b.Adapter().Limits()) {
			b.sendTo(t, to, piece)
		}
		b.formatted(t, to)
	}
}

// formatted complains unless Written is what an address shows, and with its looks.
func (b *bench) formatted(t *testing.T, at bot.Address) {
	t.Helper()
	shown := b.Shown()
	if platform, ok := b.Harness.(Confidant); ok {
		shown = platform.ShownAt(at)
	}
	var whole strings.Builder
	var looks []content.Span
	for _, m := range shown {
		whole.WriteString(m.Text + "\n")
		looks = append(looks, m.Looks...)
	}
	if got := squash(whole.String()); !strings.HasSuffix(got, squash(Written)) {
		t.Errorf("at %v is shown\n%s\nwant at its end\n%s", at, got, squash(Written))
	}
	if _, styled := b.Harness.(Styler); styled && !slices.Equal(looks, WrittenLooks()) {
		t.Errorf("at %v have a look of their own %+v, want %+v", at, looks, WrittenLooks())
	}
}

// sendTo sends a reply to an address.
func (b *bench) sendTo(t *testing.T, at bot.Address, r bot.Reply) bot.MessageID {
	t.Helper()
	out := b.outbound(r)
	out.To = at
	id, err := b.Adapter().Send(t.Context(), out)
	if err != nil {
		t.Fatalf("Send to %v: %v", at, err)
	}
	b.account(KindMessage, 1)
	return id
}
