package knowledge_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"

	"aktivering/bot"
	"aktivering/bot/dialogue"
	"aktivering/bot/match"
	"aktivering/bot/reply"
	"aktivering/knowledge"
)

// fourth is a made-up language: English with an ending behind every word.
const (
	fourth = "qx"
	ending = "qx"
)

const fourthInfo = `
  qx:
    name: Quxish
    locales: [qx]
    clock: "15:04"
    day: "2.1."
    moment: "2.1. 15:04"
    date: "2.1.2006"
    draft: true
`

// A language needs nothing but data. While it is a draft, everything works without it, and
// lint lists each place where it is missing; when all are filled it is a language like the
// others.
func TestFourthLanguage(t *testing.T) {
	tree := t.TempDir()
	for _, from := range []fs.FS{knowledge.Embedded(), knowledge.EmbeddedReplies()} {
		if err := os.CopyFS(tree, from); err != nil {
			t.Fatal(err)
		}
	}
	change(t, tree, "language/languages.yaml", func(text string) string { return strings.TrimRight(text, "\n") + fourthInfo })

	kb, err := knowledge.LoadTree(os.DirFS(tree))
	if err != nil {
		t.Fatal(err)
	}
	if kb.Languages().Known(fourth) {
		t.Error("a draft is offered")
	}
	listed := make(map[string]int) // by file
	for _, f := range append(kb.Lint(), knowledge.LintRepliesOf(os.DirFS(tree), kb.Languages())...) {
		listed[f.File]++
		if !strings.Contains(f.Message, fourth) || f.Line == 0 && !strings.Contains(f.Message, "no such file") {
			t.Errorf("a draft causes the fault %s", f)
		}
	}
	for name, want := range missing(t, tree) {
		if got := listed["knowledge/"+name]; got != want {
			t.Errorf("%s: %d gaps are listed, want %d", name, got, want)
		}
	}

	translateTree(t, tree)
	change(t, tree, "language/languages.yaml", func(text string) string { return strings.Replace(text, "    draft: true\n", "", 1) })
	kb, err = knowledge.LoadTree(os.DirFS(tree))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range append(kb.Lint(), knowledge.LintRepliesOf(os.DirFS(tree), kb.Languages())...) {
		if strings.Contains(f.Message, "characters in "+fourth) {
			continue // its words are longer than those of any language
		}
		t.Errorf("when all is filled: %s", f)
	}
	converse(t, kb)
}

// converse holds that people are understood and answered in the language.
func converse(t *testing.T, kb *knowledge.Base) {
	t.Helper()
	if l := kb.Languages().OfLocale("qx-NO"); l != fourth {
		t.Errorf("the locale is read as %q", l)
	}
	matcher := match.New(kb)
	if r := matcher.Match("whereqx isqx theqx keyqx", match.Scope{}); r.Language != fourth {
		t.Errorf("the language of a text is %q", r.Language)
	}
	if r := matcher.Match("quxish", match.Scope{}); !r.Has(match.WantsLanguage) || r.Wants != fourth {
		t.Errorf("the language that is asked for is %q", r.Wants)
	}
	a, ok := kb.Article("lisens-utloper")
	if !ok {
		t.Fatal("no article lisens-utloper")
	}
	for _, symptom := range a.Symptoms[fourth] {
		if r := matcher.Match(symptom, match.Scope{}); len(r.Entries) == 0 || r.Entries[0] != a.ID {
			t.Errorf("%q is understood as %s %v", symptom, r.Decision, r.Entries)
		}
	}
	said, _ := dialogue.Manager{Knowledge: kb, Matcher: matcher}.Answer("0xC004F213", dialogue.AnswerOptions{Language: fourth, Short: true})
	if words := reply.WordsOf(said); !strings.Contains(words, "foundqx") {
		t.Errorf("the answer is %q", words)
	}
	reader := reply.NewReader(kb.Language())
	for typed, want := range map[string]bot.ChoiceID{"yesqx": "y", "thirdqx": "s", "nopeqx": "n"} {
		if id, _ := reader.Choose([]bot.Choice{{ID: "y", Label: "Ja"}, {ID: "n", Label: "Nei"}, {ID: "s", Label: "Siste"}}, typed); id != want {
			t.Errorf("%q is read as %q, want %q", typed, id, want)
		}
	}
}

// change rewrites a file of a tree.
func change(t *testing.T, tree, name string, to func(string) string) {
	t.Helper()
	path := filepath.Join(tree, filepath.FromSlash(name))
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(to(string(text))), 0o600); err != nil {
		t.Fatal(err)
	}
}

// eachFile calls do with the files of a tree that hold texts.
func eachFile(t *testing.T, tree string, do func(name string, root *yaml.Node)) {
	t.Helper()
	err := fs.WalkDir(os.DirFS(tree), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(name) != ".yaml" || strings.HasSuffix(name, "languages.yaml") {
			return err
		}
		text, err := os.ReadFile(filepath.Join(tree, name))
		if err != nil {
			return err
		}
		var n yaml.Node
		if err := yaml.Load(text, &n); err != nil {
			return err
		}
		do(name, n.Content[0])
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// eachText calls do with every mapping by language within a node.
func eachText(n *yaml.Node, do func(*yaml.Node)) {
	if n.Kind == yaml.MappingNode && valueOfKey(n, "nb") != nil && valueOfKey(n, "en") != nil {
		do(n)
	}
	for _, child := range n.Content {
		eachText(child, do)
	}
}

func valueOfKey(n *yaml.Node, key string) *yaml.Node {
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return n.Content[i+1]
		}
	}
	return nil
}

// missing counts, by file, the places where the language is missing.
func missing(t *testing.T, tree string) map[string]int {
	t.Helper()
	count := map[string]int{"phrases/qx.yaml": 1, "language/intents.yaml": 1}
	eachFile(t, tree, func(name string, root *yaml.Node) {
		eachText(root, func(*yaml.Node) { count[name]++ })
	})
	if len(count) < 35 {
		t.Fatalf("only %d files lack it", len(count))
	}
	return count
}

// translateTree writes all that the language lacks.
func translateTree(t *testing.T, tree string) {
	t.Helper()
	change(t, tree, "language/intents.yaml", func(text string) string {
		text = strings.Replace(text, "\nconcepts:\n", "\nconcepts:\n  quxish: =quxish\n", 1)
		return strings.Replace(text, "  language-nb:\n", "  language-qx:\n    - {pattern: quxish, short: true}\n  language-nb:\n", 1)
	})
	eachFile(t, tree, func(name string, root *yaml.Node) {
		switch {
		case name == "phrases/en.yaml":
			write(t, tree, "phrases/qx.yaml", translation(root))
			return
		case strings.HasPrefix(name, "phrases/"):
			return
		}
		if name == "language/concepts.yaml" {
			// What the concepts are called in the language.
			for i, n := range valueOfKey(root, "concepts").Content {
				if i%2 == 1 {
					n.Value += ", " + translation(n).Value
				}
			}
		}
		eachText(root, func(n *yaml.Node) {
			n.Content = append(n.Content, &yaml.Node{Kind: yaml.ScalarNode, Value: fourth}, translation(valueOfKey(n, "en")))
		})
		write(t, tree, name, root)
	})
}

func write(t *testing.T, tree, name string, n *yaml.Node) {
	t.Helper()
	text, err := yaml.Dump(n)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(tree, name), text, 0o600); err != nil {
		t.Fatal(err)
	}
}

// A {name} stays, and so does what is no word.
var placeholderOrWord = regexp.MustCompile(`\{[^}]*\}|[\pL'’]+`)

// translation returns a copy of a text, a list of them, or the values of a mapping.
func translation(n *yaml.Node) *yaml.Node {
	to := *n
	to.Content = nil
	if n.Kind == yaml.ScalarNode {
		to.Value = placeholderOrWord.ReplaceAllStringFunc(n.Value, func(word string) string {
			if word[0] == '{' {
				return word
			}
			return word + ending
		})
		if _, err := strconv.Atoi(to.Value); err == nil {
			to.Style = yaml.DoubleQuotedStyle
		}
		return &to
	}
	for i, child := range n.Content {
		if n.Kind == yaml.MappingNode && i%2 == 0 {
			to.Content = append(to.Content, child)
			continue
		}
		to.Content = append(to.Content, translation(child))
	}
	return &to
}
