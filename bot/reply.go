package bot

import (
	"strings"
)

// Reply is what a person is shown, in no platform's markup.
type Reply struct {
	Blocks  Blocks   `json:"blocks,omitempty"`
	Choices []Choice `json:"choices,omitempty"`
	// Files are those that the blocks link to.
	Files []File `json:"files,omitempty"`
	// Turn is the number of the turn that made the reply; a choice carries it
	// back, so that an old button is recognised.
	Turn int `json:"turn,omitempty"`
	// Private asks that only the person sees the reply, where the platform can.
	Private bool `json:"private,omitempty"`
	// Alert asks to call those who work in the channel, where they have a name there.
	Alert bool `json:"alert,omitempty"`
	// Erased tells that the words are gone, since the message that held them was removed
	// or changed: the reply is not shown any more.
	Erased bool `json:"erased,omitempty"`
}

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
	Plain   SpanKind = iota
	Strong           // stands out
	Label            // a button, link or menu path as Windows shows it
	Command          // something to type
	Mono             // an error code
	Differs          // the character of a code that differs
	Link             // leads to URL
)

// Span is a run of literal text of one kind.
type Span struct {
	Text string   `json:"text"`
	Kind SpanKind `json:"kind,omitempty"`
	// URL is set on a Link, and on a Label whose place a device can open.
	URL string `json:"url,omitempty"`
}

// ChoiceID names a choice within a conversation. It is at most 64 bytes of
// ASCII without a slash, so that every platform can carry it.
type ChoiceID string

// Choice is something that a person can pick.
type Choice struct {
	ID    ChoiceID `json:"id"`
	Label string   `json:"label"`
	// Standing marks choices that are always there, such as a way to a person;
	// they come last and are the first to go where room is short.
	Standing bool `json:"standing,omitempty"`
	// Form is the name of a form that the choice opens, where the platform has forms:
	// what is written there comes as FormSubmitted. Elsewhere the choice is picked as any.
	Form string `json:"form,omitempty"`
}

// signature is the name before what somebody says.
func signature(who string) []Block {
	return []Block{Paragraph{[]Span{{Text: who + ":", Kind: Strong}, {Text: " "}}}}
}

// Unsigned takes the name off what an agent said, as bot/desk put it there.
func (r Reply) Unsigned() (who string, rest Reply, ok bool) {
	if len(r.Blocks) == 0 {
		return "", r, false
	}
	p, ok := r.Blocks[0].(Paragraph)
	if !ok || len(p.Spans) < 2 || p.Spans[0].Kind != Strong {
		return "", r, false
	}
	who, ok = strings.CutSuffix(p.Spans[0].Text, ":")
	r.Blocks = append([]Block{Paragraph{p.Spans[1:]}}, r.Blocks[1:]...)
	return who, r, ok
}
