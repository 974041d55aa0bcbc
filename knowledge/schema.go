package knowledge

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"

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

// schema is a JSON object whose keys are in order.
type schema struct {
	keys   []string
	values []any
}

// set adds a key, or changes its value.
func (s *schema) set(key string, value any) *schema {
	if i := slices.Index(s.keys, key); i >= 0 {
		s.values[i] = value
		return s
	}
	s.keys, s.values = append(s.keys, key), append(s.values, value)
	return s
}

// MarshalJSON writes the object.
func (s *schema) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, key := range s.keys {
		if i > 0 {
			b.WriteByte(',')
		}
		name, err := json.Marshal(key)
		if err != nil {
			return nil, err //nolint:wrapcheck // Schema does
		}
		value, err := json.Marshal(s.values[i])
		if err != nil {
			return nil, err //nolint:wrapcheck // Schema does
		}
		b.Write(append(append(name, ':'), value...))
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// describes reports that f describes what it reads, in the place of reading it, and notes that
// here it reads what a definition says.
func (f *file) describes(definition string) bool {
	if f.shape == nil {
		return false
	}
	f.shape.set("$ref", "#/definitions/"+definition)
	return true
}

// described returns the schema of what read reads.
func (f *file) described(read func(n *yaml.Node)) *schema {
	whole, part := f.shape, new(schema)
	f.shape = part
	read(new(yaml.Node))
	f.shape = whole
	return part
}

// describeFields describes a mapping with given keys.
func (f *file) describeFields(fields []field) {
	properties := new(schema)
	needed := []string{}
	for _, c := range fields {
		property := f.described(c.read)
		if c.rule == "pattern" {
			property = (&schema{}).set("type", "string") // what stands beside a reference does not count
		}
		if c.description != "" {
			property.set("description", c.description)
		}
		if c.rule != "" {
			property.set(c.rule, c.ruled)
		}
		properties.set(c.key, property)
		if c.need == required {
			needed = append(needed, c.key)
		}
	}
	f.shape.set("type", "object").set("additionalProperties", false).set("required", needed).set("properties", properties)
}
