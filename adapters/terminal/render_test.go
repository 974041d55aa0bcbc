package terminal_test

import (
	"io"
	"os"
	"strings"
	"testing"

	"github.com/rivo/uniseg"

	"aktivering/adapters/adaptertest"
	"aktivering/adapters/terminal"
	"aktivering/bot"
	"aktivering/bot/content"
)

func TestGolden(t *testing.T) {
	for folder, style := range map[string]terminal.Style{
		"plain":  {},
		"styled": {Colors: true, Links: true},
		"narrow": {Width: func() int { return 40 }},
	} {
		adaptertest.Golden(t, folder, ".txt", func(r bot.Reply) []byte {
			// Escape is written out, so that the files can be read and compared.
			return []byte(strings.ReplaceAll(terminal.Render(r, style), "\x1b", `\e`))
		})
	}
}

func TestWidth(t *testing.T) {
	text := "Lisensen hører til maskinvaren i PC-en, sier 👩‍💻 og 🇳🇴, og e\u0301n til: supercalifragilisticexpialidocious slutt"
	for width := 20; width <= 90; width++ {
		style := terminal.Style{Width: func() int { return width }}
		r := bot.Reply{Blocks: []content.Block{
			content.Paragraph{Spans: []content.Span{{Text: text}}},
			content.Steps{Start: 9, Items: [][]content.Span{{{Text: text}}, {{Text: text, Kind: content.Label}}}},
		}}
		for line := range strings.SplitSeq(terminal.Render(r, style), "\n") {
			words := strings.Fields(line)
			long := len(words) == 1 || len(words) == 2 && strings.HasSuffix(words[0], ".")
			if n := uniseg.StringWidth(line); n > min(width, 80) && !long {
				t.Fatalf("at width %d a line takes %d: %q", width, n, line)
			}
		}
	}
}

func TestStyleOf(t *testing.T) {
	env := func(string) string { return "" }
	for name, out := range map[string]io.Writer{"buffer": io.Discard, "file": regular(t)} {
		if s := terminal.StyleOf(out, env); s.Colors || s.Links || s.Width != nil {
			t.Errorf("%s: %+v, want a plain style", name, s)
		}
	}
}

func regular(t *testing.T) *os.File {
	t.Helper()
	f, err := os.CreateTemp(t.TempDir(), "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return f
}
