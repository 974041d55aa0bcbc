package bot

import (
	"aktivering/bot/redact"
)

// A key can come in several messages. All that is remembered of it is how many of its
// groups came in the message before.

// Continuing returns what happened with the rest of a key masked whose beginning came
// before, and how many groups of a key have come now; c is the conversation before it.
// Events that say nothing change nothing.
func (c Conversation) Continuing(in Inbound) (Inbound, int) {
	switch e := in.Event.(type) {
	case Message:
		seen := e.continueKey(c.KeySeen)
		in.Event = e
		return in, seen
	case MessageEdited:
		seen := e.Now.continueKey(c.KeySeen)
		in.Event = e
		return in, seen
	case AgentAction:
		if c.Case == nil || e.Text == "" {
			break
		}
		text, seen, secret := redact.ContinueKey(e.Text, e.Secret, c.Case.KeySeen)
		e.Text, e.Secret = text, e.Secret.And(secret)
		in.Event = e
		return in, seen
	default: // holds no words
	}
	return in, c.KeySeen
}

// KeepKeySeen remembers how many groups of a key have come.
func (c *Conversation) KeepKeySeen(e Event, seen int) {
	if _, agent := e.(AgentAction); agent && c.Case != nil {
		c.Case.KeySeen = seen
	} else if !agent {
		c.KeySeen = seen
	}
}

func (e *Message) continueKey(seen int) int {
	text, seen, secret := redact.ContinueKey(e.Text, e.Secret, seen)
	e.Text, e.Secret = text, e.Secret.And(secret)
	return seen
}
