package content

import (
	"encoding/json"
	"fmt"
)

// Object is a block of any kind, as it is written as JSON; Type tells which.
type Object struct {
	Type string `json:"type"`
	// Spans are the words of a heading, a paragraph or a note.
	Spans []Span `json:"spans,omitempty"`
	// Start is the number of the first step, and Steps the words of each.
	Start int      `json:"start,omitempty"`
	Steps [][]Span `json:"steps,omitempty"`
	// Text is that of a code.
	Text string `json:"text,omitempty"`
	// Fields are names and values.
	Fields []Field `json:"fields,omitempty"`
}

// The types of blocks.
const (
	typeHeading   = "heading"
	typeParagraph = "paragraph"
	typeSteps     = "steps"
	typeCode      = "code"
	typeFields    = "fields"
	typeNote      = "note"
)

// MarshalJSON writes a list of objects whose "type" is heading, paragraph, steps,
// code, fields or note.
func (blocks Blocks) MarshalJSON() ([]byte, error) { return json.Marshal(Objects(blocks)) }

// Objects returns blocks as they are written, for a caller that writes them as a part of
// something larger.
func Objects(blocks Blocks) []Object {
	objects := make([]Object, len(blocks))
	for i, b := range blocks {
		switch b := b.(type) {
		case Heading:
			objects[i] = Object{Type: typeHeading, Spans: b.Spans}
		case Paragraph:
			objects[i] = Object{Type: typeParagraph, Spans: b.Spans}
		case Steps:
			objects[i] = Object{Type: typeSteps, Start: b.First(), Steps: b.Items}
		case Code:
			objects[i] = Object{Type: typeCode, Text: b.Text}
		case Fields:
			objects[i] = Object{Type: typeFields, Fields: b.Items}
		case Note:
			objects[i] = Object{Type: typeNote, Spans: b.Spans}
		}
	}
	return objects
}

// UnmarshalJSON reads what MarshalJSON wrote. A block of a type that a later version has, which may
// share the database during an upgrade, becomes a paragraph of its words.
func (blocks *Blocks) UnmarshalJSON(data []byte) error {
	var objects []Object
	if err := json.Unmarshal(data, &objects); err != nil {
		return err
	}
	*blocks = make(Blocks, len(objects))
	for i, o := range objects {
		switch o.Type {
		case typeHeading:
			(*blocks)[i] = Heading{o.Spans}
		case typeParagraph:
			(*blocks)[i] = Paragraph{o.Spans}
		case typeSteps:
			(*blocks)[i] = Steps{Items: o.Steps, Start: o.Start}
		case typeCode:
			(*blocks)[i] = Code{o.Text}
		case typeFields:
			(*blocks)[i] = Fields{o.Fields}
		case typeNote:
			(*blocks)[i] = Note{o.Spans}
		default:
			(*blocks)[i] = Paragraph{o.words()}
		}
	}
	return nil
}

// words are all words of a block, whatever its type.
func (o Object) words() []Span {
	lines := append([][]Span{o.Spans}, o.Steps...)
	lines = append(lines, []Span{{Text: o.Text}})
	for _, f := range o.Fields {
		lines = append(lines, []Span{{Text: f.Name + ": " + f.Value}})
	}
	var words []Span
	for _, line := range lines {
		if len(line) == 0 || len(line) == 1 && line[0].Text == "" {
			continue
		}
		if len(words) > 0 {
			words = append(words, Span{Text: " "})
		}
		words = append(words, line...)
	}
	return words
}

// spanKinds are the names of the kinds of spans in JSON.
var spanKinds = [...]string{
	Plain: "plain", Strong: "strong", Label: "label", Command: "command",
	Mono: "mono", Differs: "differs", Link: "link",
	Emphasis: "emphasis", Struck: "struck",
}

// MarshalText writes the kind's name, such as "label".
func (k SpanKind) MarshalText() ([]byte, error) {
	if k < 0 || int(k) >= len(spanKinds) {
		return nil, fmt.Errorf("no span is of kind %d", int(k))
	}
	return []byte(spanKinds[k]), nil
}

// UnmarshalText reads what MarshalText wrote. A kind that a later version has is plain.
func (k *SpanKind) UnmarshalText(text []byte) error {
	for i, name := range spanKinds {
		if name == string(text) {
			*k = SpanKind(i)
			return nil
		}
	}
	*k = Plain
	return nil
}
