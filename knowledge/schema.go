package knowledge

import (
	"bytes"
	"encoding/json"
	"fmt"

	"go.yaml.in/yaml/v4"
)

// SchemaNames are the kinds of files that there are schemas of.
func SchemaNames() []string {
	return []string{"article", "extension", "pack", "term", "aside", "reply", "languages", "answers", "clauses", "kinds", "times", "desk", "codes", "concepts", "topics", "ignored", "intents", "hints"}
}

// Schema returns the JSON Schema of a kind of file, for the languages of the program. It is
// made by the reader of such files, which describes what it reads in the place of reading it.
func Schema(name string, languages Languages) ([]byte, error) {
	f := new(file).in(languages)
	f.root = new(yaml.Node)
	l := &Language{Languages: languages, Hints: make(map[Lang][]string)}
	read, ok := map[string]func(){
		"article":   func() { f.article() },
		"extension": func() { f.extension() },
		"pack":      func() { f.pack("") },
		"term":      func() { f.explanation(KindTerm) },
		"aside":     func() { f.explanation(KindAside) },
		"reply":     func() { f.reply("") },
		"languages": func() { f.languageList() },
		"answers":   func() { l.readAnswers(f) },
		"times":     func() { l.readTimes(f) },
		"clauses":   func() { l.readClauses(f) },
		"kinds":     func() { l.readKinds(f) },
		"desk":      func() { l.readDesk(f) },
		"codes":     func() { l.readCodes(f) },
		"concepts":  func() { l.readConcepts(f) },
		"topics":    func() { l.readTopics(f) },
		"ignored":   func() { l.readIgnored(f) },
		"intents":   func() { l.readIntents(f) },
		"hints":     func() { l.readHints(f) },
	}[name]
	if !ok {
		return nil, fmt.Errorf("no schema is called %q", name)
	}
	whole := new(schema)
	whole.set("$schema", "http://json-schema.org/draft-07/schema#")
	whole.set("title", name)
	f.shape = whole
	read()
	if err := f.define(whole); err != nil {
		return nil, fmt.Errorf("schema %s: %w", name, err)
	}
	data, err := json.Marshal(whole)
	if err != nil {
		return nil, fmt.Errorf("schema %s: %w", name, err)
	}
	var out bytes.Buffer
	if err := json.Indent(&out, data, "", "  "); err != nil {
		return nil, fmt.Errorf("schema %s: %w", name, err)
	}
	out.WriteByte('\n')
	return out.Bytes(), nil
}

// define adds to a schema the definitions that it refers to.
func (f *file) define(whole *schema) error {
	in := func(read func(l Lang, v *yaml.Node), others ...field) *schema {
		return f.described(func(n *yaml.Node) { f.byLang(n, "the texts", read, others...) })
	}
	text := func(_ Lang, v *yaml.Node) { f.str(v, "the text") }
	all := []*schema{
		(&schema{}).set("text", in(text)),
		(&schema{}).set("lines", in(func(_ Lang, v *yaml.Node) { f.strs(v, "the lines") })),
		(&schema{}).set("words", in(text, may(allLanguages, func(v *yaml.Node) { f.str(v, allLanguages) }).about("The same in every language.")).
			set("description", "Words and phrases by language, with commas between them.")),
		(&schema{}).set("id", (&schema{}).set("type", []string{"string", "integer", "boolean"}).set("pattern", fmt.Sprintf(`^[A-Za-z0-9_-]{1,%d}$`, maxID))),
		(&schema{}).set("line", (&schema{}).set("type", "string").set("pattern", `\S`).set("description", "One line. {name} stands for a name in pack.yaml.")),
		(&schema{}).set("code", (&schema{}).set("type", "string").set("pattern", `^0[xX][0-9A-Fa-f]{8}$`)),
		(&schema{}).set("day", (&schema{}).set("type", "string").set("pattern", `^\d{4}-\d{2}-\d{2}$`)),
	}
	definitions := new(schema)
	whole.set("definitions", definitions)
	for _, d := range all {
		used, err := json.Marshal(whole)
		if err != nil {
			return err //nolint:wrapcheck // Schema does
		}
		if bytes.Contains(used, []byte(`"#/definitions/`+d.keys[0]+`"`)) {
			definitions.set(d.keys[0], d.values[0])
		}
	}
	return nil
}
