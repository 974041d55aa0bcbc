package bottest

import (
	"encoding/json"
	"flag"
	"fmt"
	"strings"
	"sync"
	"testing"

	"aktivering/bot"
	"aktivering/bot/desk"
	"aktivering/bot/dialogue"
	"aktivering/bot/match"
	"aktivering/knowledge"
)

func Labels(list []bot.Choice) []string {
	var l []string
	for _, c := range list {
		l = append(l, c.Label)
	}
	return l
}

var Update = flag.Bool("update", false, "rewrite the dialogues in testdata")

// mind is the real one, loaded once.
var mind = sync.OnceValues(func() (desk.Manager, error) {
	kb, err := knowledge.Default()
	if err != nil {
		return desk.Manager{}, err
	}
	return desk.Manager{Manager: dialogue.Manager{Knowledge: kb, Matcher: match.New(kb)}}, nil
})

func RealMind(t testing.TB) desk.Manager {
	t.Helper()
	m, err := mind()
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// FirstDifference shows where two texts part.
func FirstDifference(want, got string) string {
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range g {
		if i >= len(w) || w[i] != g[i] {
			return fmt.Sprintf("line %d\nwant %s\ngot  %s", i+1, strings.Join(w[min(i, len(w)):min(i+3, len(w))], "\n     "), strings.Join(g[i:min(i+3, len(g))], "\n     "))
		}
	}
	return "the end is missing: " + strings.Join(w[len(g):], "\n")
}

func Encode(t interface{ Fatalf(string, ...any) }, c bot.Conversation) []byte {
	b, err := json.Marshal(c)
	if err != nil {
		t.Fatalf("%v", err)
	}
	return b
}

// Render writes a reply as plain, readable text.
func Render(r bot.Reply) string {
	var b strings.Builder
	for _, block := range r.Blocks {
		switch block := block.(type) {
		case bot.Heading:
			fmt.Fprintf(&b, "  ## %s\n", spans(block.Spans))
		case bot.Paragraph:
			fmt.Fprintf(&b, "  %s\n", spans(block.Spans))
		case bot.Note:
			fmt.Fprintf(&b, "  (%s)\n", spans(block.Spans))
		case bot.Code:
			fmt.Fprintf(&b, "  | %s\n", block.Text)
		case bot.Fields:
			for _, f := range block.Items {
				fmt.Fprintf(&b, "  - %s: %s\n", f.Name, f.Value)
			}
		case bot.Steps:
			for i, item := range block.Items {
				fmt.Fprintf(&b, "  %d. %s\n", max(block.Start, 1)+i, spans(item))
			}
		}
	}
	var choices []string
	for _, c := range r.Choices {
		choices = append(choices, "["+c.Label+"]")
	}
	if len(choices) > 0 {
		fmt.Fprintf(&b, "  %s\n", strings.Join(choices, " "))
	}
	return b.String()
}

func spans(list []bot.Span) string {
	var b strings.Builder
	for _, s := range list {
		switch s.Kind {
		case bot.Mono, bot.Command:
			fmt.Fprintf(&b, "`%s`", s.Text)
		case bot.Label:
			fmt.Fprintf(&b, "*%s*", s.Text)
		case bot.Differs:
			fmt.Fprintf(&b, "‹%s›", s.Text)
		case bot.Link:
			fmt.Fprintf(&b, "%s ↗", s.Text)
		default:
			b.WriteString(s.Text)
		}
	}
	return strings.ReplaceAll(b.String(), "``", "")
}

// Said is all text of blocks, nothing between them.
func Said(blocks []bot.Block) string {
	var b strings.Builder
	for _, block := range blocks {
		switch block := block.(type) {
		case bot.Heading:
			b.WriteString(TextOf(block.Spans))
		case bot.Paragraph:
			b.WriteString(TextOf(block.Spans))
		case bot.Note:
			b.WriteString(TextOf(block.Spans))
		case bot.Code:
			b.WriteString(block.Text)
		case bot.Fields:
			for _, f := range block.Items {
				b.WriteString(f.Name + f.Value)
			}
		case bot.Steps:
			for _, item := range block.Items {
				b.WriteString(TextOf(item))
			}
		}
	}
	return b.String()
}

func TextOf(list []bot.Span) string {
	var b strings.Builder
	for _, s := range list {
		b.WriteString(s.Text)
	}
	return b.String()
}
