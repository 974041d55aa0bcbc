package bot

import (
	"slices"
	"time"
)

// Change is the latest change of one message.
type Change struct {
	Message MessageID `json:"message"`
	// At is when the message was changed, by its platform's clock.
	At time.Time `json:"at,omitzero"`
	// Removed tells that the message was removed, and ByAgent that it is an agent's.
	Removed bool `json:"gone,omitempty"`
	ByAgent bool `json:"desk,omitempty"`
	// Retracted tells that the person was to have nothing of an agent's message any more.
	Retracted bool `json:"back,omitempty"`
}

// Outdates reports that an event tells of the message as it was before the change.
// Platforms do not promise to deliver in order.
func (c Change) Outdates(e Event, at time.Time) bool {
	in := Inbound{Event: e}
	switch _, change := in.Message(); {
	case in.IsRemoval():
		return c.Removed
	case change:
		return c.Removed || at.Before(c.At)
	default:
		return c.Removed || !at.After(c.At) // what it said before any change
	}
}

// Change returns the change of a message that the event tells of; false where it changes none.
func (in Inbound) Change() (Change, bool) {
	id, change := in.Message()
	a, desk := in.Event.(AgentAction)
	c := Change{Message: id, At: in.At, Removed: in.IsRemoval(), ByAgent: desk}
	if desk {
		c.Retracted = a.Act != ActAmend
	}
	return c, change && id != "" && len(id) <= maxMessage
}

// MessageAt returns the place of the message that an event is about: where it stands, also
// where what an agent does with it belongs to a conversation elsewhere.
func (in Inbound) MessageAt() Address {
	if a, ok := in.Event.(AgentAction); ok && a.At != (Address{}) {
		return a.At
	}
	return in.From
}

// Message returns the message that the event is about; empty where it is about none.
// change tells that the message was there before, and that what it said is to be
// forgotten.
func (in Inbound) Message() (id MessageID, change bool) {
	switch e := in.Event.(type) {
	case Message:
		return e.Message, false
	case MessageEdited:
		return e.Now.Message, true
	case MessageDeleted:
		return e.Message, true
	case ProblemChanged:
		return e.Problem.Message, e.Problem.End == ProblemWithdrawn
	case AgentAction:
		return e.Message, e.Act == ActAmend || e.Act == ActUnmark || e.Act == ActRetract
	default:
		return "", false
	}
}

// IsRemoval reports that the event removes a message.
func (in Inbound) IsRemoval() bool {
	if a, ok := in.Event.(AgentAction); ok {
		return a.Act == ActRetract
	}
	if p, ok := in.Event.(ProblemChanged); ok {
		return p.Problem.End == ProblemWithdrawn
	}
	_, ok := in.Event.(MessageDeleted)
	return ok
}

// KeepChange remembers the change of a message. That of a message whose id is longer than
// any platform's is not kept, and the oldest go where there are many.
func (c *Conversation) KeepChange(change Change) {
	if len(change.Message) <= maxMessage {
		c.Changes = latest(append(c.Changes, change), maxChanges)
	}
}

// KeepMessage remembers the id of a message of the person, under the same bounds. It does
// nothing for an empty id, or for one that is known.
func (c *Conversation) KeepMessage(id MessageID) {
	if id != "" && len(id) <= maxMessage && !slices.Contains(c.Messages, id) {
		c.Messages = latest(append(c.Messages, id), maxMessages)
	}
}
