package bot

import (
	"strings"

	"aktivering/bot/content"
)

// Reply is what a person is shown, in no platform's markup.
type Reply struct {
	Blocks  content.Blocks `json:"blocks,omitempty"`
	Choices []Choice       `json:"choices,omitempty"`
	// Search is what stands in a field in which a problem can be searched for, on a platform that
	// has such fields: what is found comes as a Message. Empty shows none.
	Search string `json:"search,omitempty"`
	// Form is the label of a button that opens the form in which a problem is told, on a platform
	// whose buttons open forms: what is written there comes as a Message. Empty shows none.
	Form string `json:"form,omitempty"`
	// Files are those that the blocks link to.
	Files []File `json:"files,omitempty"`
	// Turn is the number of the turn that made the reply; a choice carries it
	// back, so that an old button is recognised.
	Turn int `json:"turn,omitempty"`
	// Private asks that only the person sees the reply, where the platform can.
	Private bool `json:"private,omitempty"`
	// Alert asks to call those who work in the channel, where they have a name there.
	Alert bool `json:"alert,omitempty"`
	// Calls is the id of somebody whom the platform is to notify, by a mention; empty calls nobody.
	Calls string `json:"calls,omitempty"`
	// Silent asks to show the reply without notifying anybody, where the platform can; nobody is
	// called by it then.
	Silent bool `json:"silent,omitempty"`
	// Erased tells that the words are gone, since the message that held them was removed
	// or changed: the reply is not shown any more.
	Erased bool `json:"erased,omitempty"`
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
	// Primary marks the one choice that is most likely the next.
	Primary bool `json:"primary,omitempty"`
	// Form is the name of a form that the choice opens, where the platform has forms:
	// what is written there comes as FormSubmitted. Elsewhere the choice is picked as any.
	Form string `json:"form,omitempty"`
}

// Pick is one of the choices of a reply that a person took.
type Pick struct {
	Choice ChoiceID `json:"choice"`
	// Turn is the turn that the choice was offered in.
	Turn int `json:"turn"`
}

// Unsigned takes the name off what an agent said, as bot/desk put it there.
func (r Reply) Unsigned() (who string, rest Reply, ok bool) {
	if len(r.Blocks) == 0 {
		return "", r, false
	}
	p, ok := r.Blocks[0].(content.Paragraph)
	if !ok || len(p.Spans) < 2 || p.Spans[0].Kind != content.Strong {
		return "", r, false
	}
	who, ok = strings.CutSuffix(p.Spans[0].Text, ":")
	r.Blocks = append([]content.Block{content.Paragraph{Spans: p.Spans[1:]}}, r.Blocks[1:]...)
	return who, r, ok
}
