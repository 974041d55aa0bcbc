package bot

import (
	"encoding/json"
	"fmt"
)

// EncodeEffect writes an effect as a JSON object, for a store to keep.
func EncodeEffect(e Effect) ([]byte, error) {
	// Blocks' own MarshalJSON would have them written, and then read again to see
	// that they are JSON.
	var o struct {
		Say   *sendReplyObject `json:"say,omitempty"`
		Amend *editReplyObject `json:"amend,omitempty"`
		effectObject
	}
	switch e := e.(type) {
	case SendReply:
		say := objectOf(e)
		o.Say = &say
	case SetTimer:
		o.Wake = &e
	case EditReply:
		o.Amend = &editReplyObject{objectOf(e.SendReply), e.Remove, e.IfExists, e.Report}
	case UpdateCard:
		o.Card = &e
	case PostTranscript:
		o.Show = &e
	case AnnounceQueue:
		o.Line = &e
	case NotifyWebhook:
		o.Tell = &e
	case MarkResolved:
		o.Solved = &e
	}
	b, err := json.Marshal(o)
	if err != nil {
		return nil, fmt.Errorf("encode effect: %w", err)
	}
	return b, nil
}

// DecodeEffect reads what EncodeEffect wrote.
func DecodeEffect(b []byte) (Effect, error) {
	var o struct {
		Say   *SendReply `json:"say,omitempty"`
		Amend *EditReply `json:"amend,omitempty"`
		effectObject
	}
	if err := json.Unmarshal(b, &o); err != nil {
		return nil, fmt.Errorf("decode effect: %w", err)
	}
	switch {
	case o.Say != nil:
		return *o.Say, nil
	case o.Wake != nil:
		return *o.Wake, nil
	case o.Amend != nil:
		return *o.Amend, nil
	case o.Card != nil:
		return *o.Card, nil
	case o.Show != nil:
		return *o.Show, nil
	case o.Line != nil:
		return *o.Line, nil
	case o.Tell != nil:
		return *o.Tell, nil
	case o.Solved != nil:
		return *o.Solved, nil
	}
	return nil, fmt.Errorf("decode effect: no known kind in %.40q", b)
}

// sendReplyObject, replyObject and editReplyObject are SendReply, Reply and EditReply, field by
// field, with blocks as they are written.
type sendReplyObject struct {
	To     Address     `json:"to"`
	Reply  replyObject `json:"reply"`
	Firm   bool        `json:"firm,omitempty"`
	Desk   bool        `json:"desk,omitempty"`
	Source MessageID   `json:"source,omitempty"`
	Via    string      `json:"via,omitempty"`
	Bare   bool        `json:"bare,omitempty"`
	Quotes MessageID   `json:"quotes,omitempty"`
	For    string      `json:"for,omitempty"`
}

type replyObject struct {
	Blocks  []blockObject `json:"blocks,omitempty"`
	Choices []Choice      `json:"choices,omitempty"`
	Files   []File        `json:"files,omitempty"`
	Turn    int           `json:"turn,omitempty"`
	Private bool          `json:"private,omitempty"`
	Alert   bool          `json:"alert,omitempty"`
	Erased  bool          `json:"erased,omitempty"`
}

type editReplyObject struct {
	sendReplyObject
	Gone   bool `json:"gone,omitempty"`
	Only   bool `json:"only,omitempty"`
	Report bool `json:"report,omitempty"`
}

func objectOf(e SendReply) sendReplyObject {
	r := e.Reply
	return sendReplyObject{e.To, replyObject{objectsOf(r.Blocks), r.Choices, r.Files, r.Turn, r.Private, r.Alert, r.Erased}, e.AnyOwner, e.ToDesk, e.RelayOf, e.ReplyToken, e.PlainText, e.Quotes, e.For}
}

// effectObject holds one effect under the name of its kind, of the kinds that hold no
// reply.
type effectObject struct {
	Wake   *SetTimer       `json:"wake,omitempty"`
	Card   *UpdateCard     `json:"card,omitempty"`
	Show   *PostTranscript `json:"show,omitempty"`
	Line   *AnnounceQueue  `json:"line,omitempty"`
	Tell   *NotifyWebhook  `json:"tell,omitempty"`
	Solved *MarkResolved   `json:"solved,omitempty"`
}

// blockObject is a block of any kind; Type tells which.
type blockObject struct {
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
func (blocks Blocks) MarshalJSON() ([]byte, error) { return json.Marshal(objectsOf(blocks)) }

func objectsOf(blocks Blocks) []blockObject {
	objects := make([]blockObject, len(blocks))
	for i, b := range blocks {
		switch b := b.(type) {
		case Heading:
			objects[i] = blockObject{Type: typeHeading, Spans: b.Spans}
		case Paragraph:
			objects[i] = blockObject{Type: typeParagraph, Spans: b.Spans}
		case Steps:
			objects[i] = blockObject{Type: typeSteps, Start: b.First(), Steps: b.Items}
		case Code:
			objects[i] = blockObject{Type: typeCode, Text: b.Text}
		case Fields:
			objects[i] = blockObject{Type: typeFields, Fields: b.Items}
		case Note:
			objects[i] = blockObject{Type: typeNote, Spans: b.Spans}
		}
	}
	return objects
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (blocks *Blocks) UnmarshalJSON(data []byte) error {
	var objects []blockObject
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
			return fmt.Errorf("no block is of type %q", o.Type)
		}
	}
	return nil
}

// spanKinds are the names of the kinds of spans in JSON.
var spanKinds = [...]string{
	Plain: "plain", Strong: "strong", Label: "label", Command: "command",
	Mono: "mono", Differs: "differs", Link: "link",
}

// MarshalText writes the kind's name, such as "label".
func (k SpanKind) MarshalText() ([]byte, error) {
	if k < 0 || int(k) >= len(spanKinds) {
		return nil, fmt.Errorf("no span is of kind %d", int(k))
	}
	return []byte(spanKinds[k]), nil
}

// UnmarshalText reads what MarshalText wrote.
func (k *SpanKind) UnmarshalText(text []byte) error {
	for i, name := range spanKinds {
		if name == string(text) {
			*k = SpanKind(i)
			return nil
		}
	}
	return fmt.Errorf("no span is of kind %q", text)
}
