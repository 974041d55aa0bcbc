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
	if id.Kept() && !slices.Contains(c.Messages, id) {
		c.Messages = latest(append(c.Messages, id), maxMessages)
	}
}
