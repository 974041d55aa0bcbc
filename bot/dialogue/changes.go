package dialogue

import (
	"slices"

	"aktivering/bot"
)

// Outdated reports an event that tells of a message as it was before a change that is known
// already: platforms do not promise to deliver in order.
func (t *Turn) Outdated(e bot.Event) bool {
	id, _ := bot.MessageOf(e)
	_, desk := e.(bot.AgentAction)
	i := t.change(id, desk)
	if i < 0 {
		return false
	}
	return t.C.Changes[i].Outdates(e, t.In.At)
}

// Changed remembers that an event changes a message.
func (t *Turn) Changed(e bot.Event) {
	now, ok := bot.ChangeOf(bot.Inbound{At: t.In.At, Event: e})
	if !ok {
		return
	}
	if i := t.change(now.Message, now.Desk); i >= 0 {
		t.WasBack = t.C.Changes[i].Back
		t.C.Changes = slices.Delete(t.C.Changes, i, i+1)
	}
	t.C.KeepChange(now)
}

// IsGone reports a message that is known to be removed.
func (t *Turn) IsGone(id bot.MessageID, desk bool) bool {
	i := t.change(id, desk)
	return i >= 0 && t.C.Changes[i].Gone
}

// change returns the index of what is known of a message's changes, or -1.
func (t *Turn) change(id bot.MessageID, desk bool) int {
	if id == "" {
		return -1
	}
	return slices.IndexFunc(t.C.Changes, func(c bot.Change) bool { return c.Message == id && c.Desk == desk })
}
