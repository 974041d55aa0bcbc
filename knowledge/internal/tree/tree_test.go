package tree_test

import (
	"errors"
	"testing"

	"go.yaml.in/yaml/v4"

	"aktivering/knowledge/internal/tree"
)

const source = `# a comment
id: 0xC004F213
titles: {nb: "å", nn: }
text: >-
  several
  lines
list:
  - one
  - &two {x: 2}
  - *two
`

func parse(t testing.TB, text string) *yaml.Node {
	t.Helper()
	var document yaml.Node
	if err := yaml.Load([]byte(text), &document); err != nil {
		t.Fatal(err)
	}
	return document.Content[0]
}

// same compares what is stored of two nodes.
func same(a, b *yaml.Node) bool {
	for a.Kind == yaml.AliasNode {
		a = a.Alias
	}
	if a.Kind != b.Kind || a.Tag != b.Tag || a.Line != b.Line || a.Value != b.Value || len(a.Content) != len(b.Content) {
		return false
	}
	for i := range a.Content {
		if !same(a.Content[i], b.Content[i]) {
			return false
		}
	}
	return true
}

func TestFind(t *testing.T) {
	documents := map[string]*yaml.Node{source: parse(t, source), "a: !own b\n": parse(t, "a: !own b\n"), "- 1\n- null\n": parse(t, "- 1\n- null\n")}
	stored, err := tree.Store(documents)
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range documents {
		got, err := tree.Find(string(stored), []byte(text))
		if err != nil || got == nil || !same(want, got) {
			t.Errorf("%q: %+v, %v", text, got, err)
		}
	}
	if got, err := tree.Find(string(stored), []byte(source+" ")); got != nil || err != nil {
		t.Errorf("another source: %+v, %v", got, err)
	}
}

func TestFindRefuses(t *testing.T) {
	stored, err := tree.Store(map[string]*yaml.Node{source: parse(t, source)})
	if err != nil {
		t.Fatal(err)
	}
	for n := range stored {
		if got, err := tree.Find(string(stored[:n]), []byte(source)); !errors.Is(err, tree.ErrFormat) {
			t.Fatalf("the first %d bytes: %v, %v", n, got, err)
		}
	}
}

func FuzzFind(f *testing.F) {
	stored, err := tree.Store(map[string]*yaml.Node{source: parse(f, source)})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(stored))
	f.Fuzz(func(t *testing.T, stored string) {
		if got, err := tree.Find(stored, []byte(source)); (err != nil) && got != nil {
			t.Errorf("%+v, %v", got, err)
		}
	})
}
