package dialogue

import (
	"slices"

	"aktivering/bot"
	"aktivering/bot/event"
)

// IsOutdated reports an event that tells of a message as it was before a change that is known
// already: platforms do not promise to deliver in order.
func (t *Turn) IsOutdated(e event.Event) bool {
	in := event.Inbound{At: t.Inbound.At, Event: e}
	id, _ := in.Message()
	_, desk := e.(event.AgentAction)
	i := t.change(id, desk)
	if i < 0 {
		return false
	}
	return in.IsOutdated(t.Conversation.Changes[i])
}

// RecordChange remembers that an event changes a message.
func (t *Turn) RecordChange(e event.Event) {
	now, ok := event.Inbound{At: t.Inbound.At, Event: e}.Change()
	if !ok {
		return
	}
	if i := t.change(now.Message, now.ByAgent); i >= 0 {
		t.WasRetracted = t.Conversation.Changes[i].Retracted
		t.Conversation.Changes = slices.Delete(t.Conversation.Changes, i, i+1)
	}
	t.Conversation.KeepChange(now)
}

// IsRemoved reports a message that is known to be removed.
func (t *Turn) IsRemoved(id bot.MessageID, desk bool) bool {
	i := t.change(id, desk)
	return i >= 0 && t.Conversation.Changes[i].Removed
}

// change returns the index of what is known of a message's changes, or -1.
func (t *Turn) change(id bot.MessageID, desk bool) int {
	if id == "" {
		return -1
	}
	return slices.IndexFunc(t.Conversation.Changes, func(c bot.Change) bool { return c.Message == id && c.ByAgent == desk })
}

// RememberMessage remembers a message, so that a change of it is known later.
func (t *Turn) RememberMessage(id bot.MessageID) { t.Conversation.KeepMessage(id) }

// KnowsMessage reports a message that belongs to the conversation.
func (t *Turn) KnowsMessage(id bot.MessageID) bool {
	return slices.Contains(t.Conversation.Messages, id)
}
