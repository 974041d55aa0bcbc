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

// Labels returns the labels of choices, in order.
func Labels(list []bot.Choice) []string {
	var l []string
	for _, c := range list {
		l = append(l, c.Label)
	}
	return l
}

// Update is the flag -update: golden files are written anew instead of compared.
var Update = flag.Bool("update", false, "rewrite the dialogues in testdata")

// embedded makes the decisions from the embedded knowledge, which is loaded once.
var embedded = sync.OnceValues(func() (desk.Manager, error) {
	kb, err := knowledge.Default()
	if err != nil {
		return desk.Manager{}, err
	}
	return desk.Manager{Manager: dialogue.Manager{Knowledge: kb, Matcher: match.New(kb)}}, nil
})

// Manager returns a manager with the embedded knowledge and its matcher, without a desk.
func Manager(t testing.TB) desk.Manager {
	t.Helper()
	m, err := embedded()
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// FirstDifference returns the number of the first line that differs, and three lines of both
// texts from there; the texts must differ.
func FirstDifference(want, got string) string {
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range g {
		if i >= len(w) || w[i] != g[i] {
			return fmt.Sprintf("line %d\nwant %s\ngot  %s", i+1, strings.Join(w[min(i, len(w)):min(i+3, len(w))], "\n     "), strings.Join(g[i:min(i+3, len(g))], "\n     "))
		}
	}
	return "the end is missing: " + strings.Join(w[len(g):], "\n")
}

// Encode returns a conversation as JSON, as the stores keep it.
func Encode(t interface{ Fatalf(string, ...any) }, c bot.Conversation) []byte {
	b, err := json.Marshal(c)
	if err != nil {
		t.Fatalf("%v", err)
	}
	return b
}

// Render writes a reply as the text of the golden files: a line for each block or item,
// the choices in brackets last.
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

// Said returns the text of blocks without anything between them.
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

// TextOf returns the text of spans without anything between them.
func TextOf(list []bot.Span) string {
	var b strings.Builder
	for _, s := range list {
		b.WriteString(s.Text)
	}
	return b.String()
}
