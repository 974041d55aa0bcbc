package reply_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/rivo/uniseg"
	"pgregory.net/rapid"

	"aktivering/bot"
	"aktivering/bot/bottest"
	"aktivering/bot/content"
	"aktivering/bot/port"
	"aktivering/bot/reply"
)

func words() *rapid.Generator[string] {
	word := rapid.SampledFrom([]string{
		"åpne", "Innstillinger", "e\u0301", "👩‍👩‍👧‍👦", "🇳🇴", "0xC004F213", "æøå", "x", "hovedkortbytte", "👍🏽", "lisensen.", "Hva?", "aktiveringstjenesten",
	})
	return rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(word, 1, 30).Draw(t, "words"), rapid.SampledFrom([]string{" ", "", ". "}).Draw(t, "between"))
	})
}

func drawSpans(t *rapid.T) []content.Span {
	var list []content.Span
	for range rapid.IntRange(1, 4).Draw(t, "spans") {
		list = append(list, content.Span{Text: words().Draw(t, "text"), Kind: content.SpanKind(rapid.IntRange(0, 6).Draw(t, "kind"))})
	}
	return list
}

func drawBlock(t *rapid.T) content.Block {
	switch rapid.IntRange(0, 5).Draw(t, "block") {
	case 0:
		return content.Heading{Spans: drawSpans(t)}
	case 1:
		return content.Note{Spans: drawSpans(t)}
	case 2:
		return content.Code{Text: words().Draw(t, "code")}
	case 3:
		var f content.Fields
		for range rapid.IntRange(1, 3).Draw(t, "fields") {
			f.Items = append(f.Items, content.Field{Name: "Kode", Value: words().Draw(t, "value")})
		}
		return f
	case 4:
		s := content.Steps{Start: rapid.IntRange(0, 3).Draw(t, "start")}
		for range rapid.IntRange(1, 6).Draw(t, "steps") {
			s.Items = append(s.Items, drawSpans(t))
		}
		return s
	}
	return content.Paragraph{Spans: drawSpans(t)}
}

func drawReply(t *rapid.T) bot.Reply {
	r := bot.Reply{Turn: rapid.IntRange(1, 9).Draw(t, "turn"), Private: rapid.Bool().Draw(t, "private"), Alert: rapid.Bool().Draw(t, "alert"), Silent: rapid.Bool().Draw(t, "silent")}
	for range rapid.IntRange(0, 6).Draw(t, "blocks") {
		r.Blocks = append(r.Blocks, drawBlock(t))
	}
	label := rapid.OneOf(
		rapid.SampledFrom([]string{"Ja", "Nei", "Vet ikke", "Windows 11", "Windows 10", "Windows fant ingen produktnøkkel på denne PC-en", "Windows fant ingen produktnøkkel på den andre PC-en"}),
		rapid.StringMatching(`[a-zæøå]{3,9} [a-zæøå]{3,40}( 👩‍👩‍👧‍👦)?`),
	)
	list := rapid.SliceOfNDistinct(label, 0, 14, rapid.ID[string]).Draw(t, "labels")
	for i, l := range list {
		r.Choices = append(r.Choices, bot.Choice{ID: bot.ChoiceID("c" + strconv.Itoa(i)), Label: l, Standing: i > 0 && i == len(list)-1})
	}
	return r
}

func drawLimits(t *rapid.T) port.Limits {
	return port.Limits{
		TextRunes:  rapid.SampledFrom([]int{0, 40, 41, 60, 100, 280, 2000}).Draw(t, "runes"),
		Choices:    rapid.SampledFrom([]int{0, 1, 3, 5, 25}).Draw(t, "choices"),
		LabelRunes: rapid.SampledFrom([]int{0, 8, 12, 20, 80}).Draw(t, "label"),
		Buttons:    rapid.Bool().Draw(t, "buttons"),
	}
}

func TestFit(t *testing.T) {
	reader := bottest.Manager(t).ShortAnswers()
	rapid.Check(t, func(t *rapid.T) {
		r, l := drawReply(t), drawLimits(t)
		pieces := reply.Fit(r, l)
		keepsWithin(t, pieces, l)
		losesNothing(t, r, pieces)
		cutsNoCharacter(t, r, pieces, l)
		numbersOn(t, r, pieces)
		readsBack(t, reader, r, pieces)
		for i, p := range pieces {
			if p.Turn != r.Turn || p.Private != r.Private || p.Silent != r.Silent || p.Alert != (r.Alert && i == 0) || i < len(pieces)-1 && len(p.Choices) > 0 {
				t.Fatalf("piece %d: %+v", i, p)
			}
		}
	})
}

func keepsWithin(t *rapid.T, pieces []bot.Reply, l port.Limits) {
	for i, p := range pieces {
		if l.TextRunes > 0 && reply.Length(p, l) > l.TextRunes {
			t.Fatalf("piece %d has %d characters of %d:\n%s", i, reply.Length(p, l), l.TextRunes, bottest.Render(p))
		}
		if l.Choices > 0 && len(p.Choices) > l.Choices {
			t.Fatalf("piece %d has %d choices of %d", i, len(p.Choices), l.Choices)
		}
		for _, c := range p.Choices {
			if l.LabelRunes > 0 && utf8.RuneCountInString(c.Label) > l.LabelRunes {
				t.Fatalf("label %q is longer than %d", c.Label, l.LabelRunes)
			}
		}
	}
}

// losesNothing looks for the whole text in order, and for every label, either
// on its choice or in the list below the text.
func losesNothing(t *rapid.T, r bot.Reply, pieces []bot.Reply) {
	var got strings.Builder
	for _, p := range pieces {
		got.WriteString(bottest.Text(p.Blocks))
	}
	// A field too long for a message becomes a paragraph, "name: value".
	plain := strings.NewReplacer("Kode: ", "Kode")
	all := plain.Replace(got.String())
	want := plain.Replace(bottest.Text(r.Blocks))
	if !strings.HasPrefix(all, want) {
		t.Fatalf("lost text:\n%q\n%q", want, all)
	}
	listed := strings.TrimPrefix(all, want)
	shown := pieces[len(pieces)-1].Choices
	for i, c := range r.Choices {
		if !slices.Contains(bottest.Labels(shown), c.Label) && !strings.Contains(listed, c.Label) {
			t.Fatalf("lost choice %d, %q", i, c.Label)
		}
	}
}

// cutsNoCharacter holds that pieces end where characters end, as people see them.
func cutsNoCharacter(t *rapid.T, r bot.Reply, pieces []bot.Reply, l port.Limits) {
	count := func(s string) (n int) {
		for span := range strings.SplitSeq(s, "\x00") {
			n += uniseg.GraphemeClusterCount(span)
		}
		return n
	}
	for _, b := range r.Blocks {
		p, ok := b.(content.Paragraph)
		if !ok {
			continue
		}
		whole := reply.Plain(p.Spans)
		var parts []string
		for _, piece := range reply.Fit(bot.Reply{Blocks: []content.Block{p}}, l) {
			parts = append(parts, bottest.Text(piece.Blocks))
		}
		if got := count(strings.Join(parts, "\x00")); got != uniseg.GraphemeClusterCount(whole) {
			t.Fatalf("%q was cut inside a character: %q", whole, parts)
		}
	}
	for _, c := range pieces[len(pieces)-1].Choices {
		if !utf8.ValidString(c.Label) || strings.HasSuffix(c.Label, "\u200d…") {
			t.Fatalf("label %q was cut inside a character", c.Label)
		}
	}
}

// numbersOn holds that a step keeps its number, wherever it comes to stand.
func numbersOn(t *rapid.T, r bot.Reply, pieces []bot.Reply) {
	numbers := func(blocks []content.Block) (list []string) {
		for _, b := range blocks {
			if s, ok := b.(content.Steps); ok {
				for i, item := range s.Items {
					c, _, _, _ := uniseg.FirstGraphemeClusterInString(reply.Plain(item), -1)
					list = append(list, fmt.Sprintf("%d %s", max(s.Start, 1)+i, c))
				}
			}
		}
		return list
	}
	var got []string
	for _, p := range pieces {
		got = append(got, numbers(p.Blocks)...)
	}
	want := numbers(r.Blocks)
	if len(got) < len(want) || !slices.Equal(got[:len(want)], want) {
		t.Fatalf("steps are numbered %v; want %v", got, want)
	}
}

// readsBack holds that every choice can be typed: by its number in the offer,
// by its label, and by the label as it was shown.
func readsBack(t *rapid.T, reader reply.Reader, r bot.Reply, pieces []bot.Reply) {
	for i, c := range r.Choices {
		for _, typed := range []string{strconv.Itoa(i + 1), "nr " + strconv.Itoa(i+1), c.Label, strings.ToUpper(c.Label)} {
			if id, ok := reader.Choose(r.Choices, typed); !ok || id != c.ID {
				t.Fatalf("Choose(%v, %q) = %q, %v; want %s", bottest.Labels(r.Choices), typed, id, ok, c.ID)
			}
		}
	}
	for _, c := range pieces[len(pieces)-1].Choices {
		if id, ok := reader.Choose(r.Choices, c.Label); !ok || id != c.ID {
			t.Fatalf("Choose(%v, %q) = %q, %v; want %s", bottest.Labels(r.Choices), c.Label, id, ok, c.ID)
		}
	}
}

func TestFitLayout(t *testing.T) {
	para := func(s string) content.Block { return content.Paragraph{Spans: []content.Span{{Text: s}}} }
	heading := func(s string) content.Block { return content.Heading{Spans: []content.Span{{Text: s}}} }
	long := strings.Repeat("Ord og ord. ", 8)
	tests := []struct {
		name   string
		reply  bot.Reply
		limits port.Limits
		want   []string
	}{
		{"fits", bot.Reply{Blocks: []content.Block{para("a"), para("b")}}, port.Limits{TextRunes: 40}, []string{"  a\n  b\n"}},
		{"nothing to say", bot.Reply{}, port.Limits{TextRunes: 40}, []string{""}},
		{
			"a heading goes with what follows",
			bot.Reply{Blocks: []content.Block{para("en innledning på tretti tegn ."), heading("Tittel"), para("mer tekst her")}},
			port.Limits{TextRunes: 45},
			[]string{"  en innledning på tretti tegn .\n", "  ## Tittel\n  mer tekst her\n"},
		},
		{
			"sentences stay whole",
			bot.Reply{Blocks: []content.Block{para(long)}},
			port.Limits{TextRunes: 50},
			[]string{"  Ord og ord. Ord og ord. Ord og ord. Ord og ord. \n", "  Ord og ord. Ord og ord. Ord og ord. Ord og ord. \n"},
		},
		{
			"the question goes with its choices",
			bot.Reply{Blocks: []content.Block{para("tjue tegn er det her"), para("Hjalp det?")}, Choices: choices("Ja", "Nei")},
			port.Limits{TextRunes: 40},
			[]string{"  tjue tegn er det her\n", "  Hjalp det?\n  [Ja] [Nei]\n"},
		},
		{
			"standing choices lose their buttons first",
			bot.Reply{Blocks: []content.Block{para("Hva?")}, Choices: standing(choices("Ja", "Nei"), "Snakk med et menneske")},
			port.Limits{Choices: 2, Buttons: true},
			[]string{"  Hva?\n  3. Snakk med et menneske\n  [Ja] [Nei]\n"},
		},
		{
			"shortened labels stay apart and are told in full",
			bot.Reply{Choices: choices("Windows fant ingen nøkkel", "Windows fant ingen lisens")},
			port.Limits{LabelRunes: 14, Buttons: true},
			[]string{"  1. Windows fant ingen nøkkel\n  2. Windows fant ingen lisens\n  [Windows…nøkkel] [Windows…lisens]\n"},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var got []string
			for _, p := range reply.Fit(test.reply, test.limits) {
				got = append(got, bottest.Render(p))
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("got  %q\nwant %q", got, test.want)
			}
		})
	}
}

// Files go with one of the pieces, so that a picture is shown once.
func TestFitFiles(t *testing.T) {
	r := bot.Reply{
		Blocks: content.Blocks{content.Paragraph{Spans: []content.Span{{Text: strings.Repeat("ord ", 60)}}}},
		Files:  []bot.File{{Name: "a.png"}},
	}
	pieces := reply.Fit(r, port.Limits{TextRunes: 100})
	if len(pieces) < 2 {
		t.Fatalf("%d pieces", len(pieces))
	}
	for i, p := range pieces {
		if last := i == len(pieces)-1; (len(p.Files) == 1) != last {
			t.Errorf("piece %d of %d has %d files", i+1, len(pieces), len(p.Files))
		}
	}
}
