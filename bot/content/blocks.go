package content

// Blocks are the parts of a reply, in order. They survive encoding as JSON.
type Blocks []Block

// Block is one part of a reply: Heading, Paragraph, Steps, Code, Fields or Note.
//
//sumtype:decl
type Block interface{ block() }

// Heading opens a reply or one of its remedies.
type Heading struct{ Spans []Span }

// Paragraph is running text.
type Paragraph struct{ Spans []Span }

// Steps is a numbered list; the first item has the number Start, or 1 when
// Start is zero.
type Steps struct {
	Items [][]Span
	Start int
}

// First returns the number of the first item.
func (s Steps) First() int { return max(s.Start, 1) }

// Code is a text to be copied as it stands.
type Code struct{ Text string }

// Fields is a list of short names and values.
type Fields struct{ Items []Field }

// Field is one row of Fields.
type Field struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Note is an aside in smaller type: an exception, or the source.
type Note struct{ Spans []Span }

func (Heading) block() {}

func (Paragraph) block() {}

func (Steps) block() {}

func (Code) block() {}

func (Fields) block() {}

func (Note) block() {}

// SpanKind tells how a piece of text is meant.
type SpanKind int

// The kinds of spans. The text is literal in all of them: renderers escape it.
const (
	Plain    SpanKind = iota
	Strong            // stands out
	Label             // a button, link or menu path as Windows shows it
	Command           // something to type
	Mono              // an error code
	Differs           // the character of a code that differs
	Link              // leads to URL
	Emphasis          // in italics
	Struck            // crossed out
)

// Span is a run of literal text of one kind.
type Span struct {
	Text string   `json:"text"`
	Kind SpanKind `json:"kind,omitempty"`
	// URL is set on a Link, and on a Label whose place a device can open.
	URL string `json:"url,omitempty"`
}
