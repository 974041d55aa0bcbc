package knowledge_test

import (
	"io/fs"
	"path"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v4"

	"aktivering/knowledge"
)

// The schemas are for editors; here they are held to what the loader accepts.
func TestSchemas(t *testing.T) {
	article := compile(t, "articles/article.schema.json")
	pack := compile(t, "articles/pack.schema.json")
	schemaOf := func(name string) *jsonschema.Schema {
		if path.Base(name) == "pack.yaml" {
			return pack
		}
		return article
	}
	names, err := fs.Glob(knowledge.Embedded(), "articles/*/*.yaml")
	if err != nil || len(names) == 0 {
		t.Fatalf("no files, error %v", err)
	}
	for _, name := range names {
		data, err := fs.ReadFile(knowledge.Embedded(), name)
		if err != nil {
			t.Fatal(err)
		}
		if err := schemaOf(name).Validate(valueOf(t, string(data))); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}

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
	if pack.Validate(valueOf(t, `{names: [{id: n, kind: menu, forms: {"": {nb: a, nn: a, en: a}}}]}`)) == nil {
		t.Error("the schema takes a name of an unknown kind")
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
