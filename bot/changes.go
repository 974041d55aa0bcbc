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

// outdated reports an event that tells of a message as it was before a change that is known
// already: platforms do not promise to deliver in order.
func (t *turn) outdated(e Event) bool {
	id, _ := MessageOf(e)
	_, desk := e.(Acted)
	i := t.change(id, desk)
	if i < 0 {
		return false
	}
	known := t.c.Changes[i]
	if IsRemoval(e) {
		return known.Gone
	}
	if _, change := MessageOf(e); change {
		return known.Gone || t.in.At.Before(known.At)
	}
	return known.Gone || !t.in.At.After(known.At) // what it said before any change
}

// changed remembers that an event changes a message.
func (t *turn) changed(e Event) {
	id, change := MessageOf(e)
	if !change || len(id) > maxMessage {
		return
	}
	_, desk := e.(Acted)
	now := Change{Message: id, At: t.in.At, Gone: IsRemoval(e), Desk: desk}
	if a, ok := e.(Acted); ok {
		now.Back = a.Act != ActAmend
	}
	if i := t.change(id, desk); i >= 0 {
		t.wasBack = t.c.Changes[i].Back
		t.c.Changes = slices.Delete(t.c.Changes, i, i+1)
	}
	t.c.Changes = latest(append(t.c.Changes, now), maxChanges)
}

// isGone reports a message that is known to be removed.
func (t *turn) isGone(id MessageID, desk bool) bool {
	i := t.change(id, desk)
	return i >= 0 && t.c.Changes[i].Gone
}

// change returns the index of what is known of a message's changes, or -1.
func (t *turn) change(id MessageID, desk bool) int {
	if id == "" {
		return -1
	}
	return slices.IndexFunc(t.c.Changes, func(c Change) bool { return c.Message == id && c.Desk == desk })
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
