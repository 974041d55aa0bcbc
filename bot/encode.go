package bot

import (
	"encoding/json"
	"fmt"

	"aktivering/bot/content"
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
	case AnnounceProblem:
		o.Problem = &e
	case SetBlock:
		o.Block = &e
	case CountReports:
		o.Count = &e
	case NotifyWebhook:
		o.Tell = &e
	case MarkResolved:
		o.Solved = &e
	case ForgetPerson:
		o.Forget = &e
	case EraseAtDesk:
		o.Clear = &e
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
	case o.Problem != nil:
		return *o.Problem, nil
	case o.Block != nil:
		return *o.Block, nil
	case o.Count != nil:
		return *o.Count, nil
	case o.Tell != nil:
		return *o.Tell, nil
	case o.Solved != nil:
		return *o.Solved, nil
	case o.Forget != nil:
		return *o.Forget, nil
	case o.Clear != nil:
		return *o.Clear, nil
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
	Place  Address     `json:"place,omitzero"`
	For    string      `json:"for,omitempty"`
}

type replyObject struct {
	Blocks  []content.Object `json:"blocks,omitempty"`
	Choices []Choice         `json:"choices,omitempty"`
	Search  string           `json:"search,omitempty"`
	Form    string           `json:"form,omitempty"`
	Files   []File           `json:"files,omitempty"`
	Turn    int              `json:"turn,omitempty"`
	Private bool             `json:"private,omitempty"`
	Alert   bool             `json:"alert,omitempty"`
	Calls   string           `json:"calls,omitempty"`
	Silent  bool             `json:"silent,omitempty"`
	Erased  bool             `json:"erased,omitempty"`
}

type editReplyObject struct {
	sendReplyObject
	Gone   bool `json:"gone,omitempty"`
	Only   bool `json:"only,omitempty"`
	Report bool `json:"report,omitempty"`
}

func objectOf(e SendReply) sendReplyObject {
	r := e.Reply
	return sendReplyObject{e.To, replyObject{content.Objects(r.Blocks), r.Choices, r.Search, r.Form, r.Files, r.Turn, r.Private, r.Alert, r.Calls, r.Silent, r.Erased}, e.AnyOwner, e.ToDesk, e.RelayOf, e.ReplyToken, e.PlainText, e.Quotes, e.Place, e.For}
}

// effectObject holds one effect under the name of its kind, of the kinds that hold no
// reply.
type effectObject struct {
	Wake    *SetTimer        `json:"wake,omitempty"`
	Card    *UpdateCard      `json:"card,omitempty"`
	Show    *PostTranscript  `json:"show,omitempty"`
	Line    *AnnounceQueue   `json:"line,omitempty"`
	Problem *AnnounceProblem `json:"problem,omitempty"`
	Block   *SetBlock        `json:"block,omitempty"`
	Count   *CountReports    `json:"count,omitempty"`
	Tell    *NotifyWebhook   `json:"tell,omitempty"`
	Solved  *MarkResolved    `json:"solved,omitempty"`
	Forget  *ForgetPerson    `json:"forget,omitempty"`
	Clear   *EraseAtDesk     `json:"clear,omitempty"`
}
