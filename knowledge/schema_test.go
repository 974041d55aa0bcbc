package knowledge_test

import (
	"bytes"
	"flag"
	"io/fs"
	"os"
	"path"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v4"

	"aktivering/knowledge"
)

var update = flag.Bool("update", false, "rewrite the schemas")

// schemaFile is where the schema of a kind of file stands.
func schemaFile(name string) string {
	switch name {
	case "article", "extension", "pack":
		return "articles/" + name + ".schema.json"
	case "term", "aside":
		return name + "s/" + name + ".schema.json"
	case "reply":
		return "replies/reply.schema.json"
	}
	return "language/" + name + ".schema.json"
}

// schemaOf returns the kind of a file.
func schemaOf(name string) string {
	switch base := strings.TrimSuffix(path.Base(name), ".yaml"); {
	case path.Dir(name) == "language", base == "pack":
		return base
	case path.Dir(name) == "replies":
		return "reply"
	case path.Dir(name) == "terms":
		return "term"
	case path.Dir(name) == "asides":
		return "aside"
	}
	return "article"
}

// The schemas are what editors check files with as they are written. The readers make them,
// and accept what the schemas accept.
func TestSchemas(t *testing.T) {
	languages, err := knowledge.LoadLanguages()
	if err != nil {
		t.Fatal(err)
	}
	schemas := make(map[string]*jsonschema.Schema)
	for _, name := range knowledge.SchemaNames() {
		data, err := knowledge.Schema(name, languages)
		if err != nil {
			t.Fatal(err)
		}
		if *update {
			if err := os.WriteFile(schemaFile(name), data, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		have, err := os.ReadFile(schemaFile(name))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(have, data) {
			t.Errorf("%s is not what the reader describes; rewrite it with -update", schemaFile(name))
		}
		schemas[name] = compile(t, schemaFile(name))
	}
	for _, from := range []struct {
		files   fs.FS
		pattern string
	}{{knowledge.Embedded(), "articles/*/*.yaml"}, {knowledge.Embedded(), "terms/*.yaml"}, {knowledge.Embedded(), "asides/*.yaml"}, {knowledge.Embedded(), "language/*.yaml"}, {knowledge.EmbeddedReplies(), "replies/*.yaml"}} {
		names, err := fs.Glob(from.files, from.pattern)
		if err != nil || len(names) == 0 {
			t.Fatalf("no files, error %v", err)
		}
		for _, name := range names {
			data, err := fs.ReadFile(from.files, name)
			if err != nil {
				t.Fatal(err)
			}
			if err := schemas[schemaOf(name)].Validate(valueOf(t, string(data))); err != nil {
				t.Errorf("%s: %v", name, err)
			}
			if first, _, _ := strings.Cut(string(data), "\n"); !strings.HasSuffix(first, path.Base(schemaFile(schemaOf(name)))) {
				t.Errorf("%s does not begin with the name of its schema", name)
			}
		}
	}
	article, pack := schemas["article"], schemas["pack"]

	const sound = `{id: a, windows: ["11"], title: &t {nb: a, nn: a, en: a}, meaning: *t, ` +
		`remedies: [{id: r, title: *t, steps: {nb: [a], nn: [a], en: [a]}, sources: [s]}], ` +
		`sources: [{id: s, document: d, heading: h}]}`
	if err := article.Validate(valueOf(t, sound)); err != nil {
		t.Errorf("a sound article: %v", err)
	}
	for _, broken := range []string{
		`{}`,
		`{id: a}`,
		`[]`,
	} {
		if article.Validate(valueOf(t, broken)) == nil {
			t.Errorf("the schema takes %s", broken)
		}
	}
	for key, value := range map[string]any{
		"extra":     "x",
		"id":        "two words",
		"codes":     []any{"C004F213"},
		"windows":   []any{},
		"title":     map[string]any{"nb": "a", "nn": "a"},
		"meaning":   "only one language",
		"remedies":  []any{},
		"questions": []any{"a", "a"},
		"sources":   []any{map[string]any{"id": "s"}},
	} {
		broken := valueOf(t, sound).(map[string]any)
		broken[key] = value
		if article.Validate(broken) == nil {
			t.Errorf("the schema takes %s: %v", key, value)
		}
	}
	for _, broken := range []string{
		`{names: [{id: n, kind: menu, forms: {"": {nb: a, nn: a, en: a}}}]}`,
		`{names: [{id: n, kind: path, link: "file:///x", forms: {"": {nb: a, nn: a, en: a}}}]}`,
		`{names: [{id: n, kind: path, forms: {}}]}`,
		`{documents: [{id: d, publisher: p, title: t, url: "http://example.com"}]}`,
		`{facts: [{id: f, question: {nb: a, nn: a, en: a}, values: [{id: v, label: {nb: a, nn: a, en: a}}]}]}`,
		`{audience: everyone}`, `{languages: []}`, `{example: C004F213}`, `{read: today}`,
	} {
		if pack.Validate(valueOf(t, broken)) == nil {
			t.Errorf("the schema takes %s", broken)
		}
	}
	for name, broken := range map[string]string{
		"answers": `{number: {nb: a, nn: a}}`, "clauses": `{asks: [a]}`, "kinds": `{may-i: [a]}`, "times": `{remind: {nb: a}}`, "desk": `{commands: {answer: {nb: a, nn: a, en: a}}}`, "codes": `{error: [a]}`, "intents": `{concepts: {}, intents: {yes: [{short: true}]}}`,
		"hints": `{hints: {nb: a}}`, "languages": `{languages: {nb: {name: a}}}`, "reply": `{title: a}`, "concepts": `{}`, "topics": `{topics: [a]}`, "ignored": `{ignored: a}`,
	} {
		if schemas[name].Validate(valueOf(t, broken)) == nil {
			t.Errorf("the schema %s takes %s", name, broken)
		}
	}
	if _, err := knowledge.Schema("story", languages); err == nil {
		t.Error("there is a schema of nothing")
	}
}

func compile(t *testing.T, name string) *jsonschema.Schema {
	t.Helper()
	schema, err := jsonschema.NewCompiler().Compile(name)
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

// valueOf reads YAML as JSON would be read: dates stay texts.
func valueOf(t *testing.T, text string) any {
	t.Helper()
	var n yaml.Node
	if err := yaml.Load([]byte(text), &n); err != nil {
		t.Fatal(err)
	}
	return jsonOf(t, n.Content[0])
}

func jsonOf(t *testing.T, n *yaml.Node) any {
	t.Helper()
	switch n.Kind {
	case yaml.AliasNode:
		return jsonOf(t, n.Alias)
	case yaml.MappingNode:
		object := make(map[string]any)
		for i := 0; i+1 < len(n.Content); i += 2 {
			object[n.Content[i].Value] = jsonOf(t, n.Content[i+1])
		}
		return object
	case yaml.SequenceNode:
		list := make([]any, len(n.Content))
		for i, item := range n.Content {
			list[i] = jsonOf(t, item)
		}
		return list
	default:
		return n.Value
	}
}
