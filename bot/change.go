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
	// Gone tells that the message was removed, and Desk that it is an agent's.
	Gone bool `json:"gone,omitempty"`
	Desk bool `json:"desk,omitempty"`
	// Back tells that the person was to have nothing of an agent's message any more.
	Back bool `json:"back,omitempty"`
}

// MessageOf returns the message that an event is about; empty where it is about none.
// change tells that the message was there before, and that what it said is to be
// forgotten.
func MessageOf(e Event) (id MessageID, change bool) {
	switch e := e.(type) {
	case Said:
		return e.Message, false
	case Edited:
		return e.Now.Message, true
	case Deleted:
		return e.Message, true
	case Acted:
		return e.Message, e.Act == ActAmend || e.Act == ActUnmark || e.Act == ActRetract
	default:
		return "", false
	}
}

// IsRemoval reports that an event removes a message.
func IsRemoval(e Event) bool {
	if a, ok := e.(Acted); ok {
		return a.Act == ActRetract
	}
	_, ok := e.(Deleted)
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
