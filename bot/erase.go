package bot

import (
	"slices"
	"strings"

	"aktivering/bot/notice"
)

// Eraser takes what a message said out of what a store keeps of a conversation, since
// the message was changed or removed, or all that was said, since the person is to be
// forgotten. It is made for one turn.
type Eraser struct {
	// Message is the one whose words go; empty where All is set.
	Message MessageID
	// All tells that all words go, whoever said them. The store then also takes out what its
	// lists and its search know of the conversation's cases and what the person came with.
	All     bool
	removed bool
	// now are the effects of the turn that show what the message says instead.
	now []EditReply
}

// NewEraser returns what is to be erased because of an event; false where that is nothing.
// kept tells that the event counts, and effects are those of its turn: a change that
// does not count erases nothing, a removal always does.
func NewEraser(e Event, kept bool, effects []Effect) (*Eraser, bool) {
	in := Inbound{Event: e}
	if _, forgotten := e.(PersonForgotten); forgotten {
		return &Eraser{All: true, removed: true}, kept
	}
	id, change := in.Message()
	if id == "" || !change || !kept && !in.IsRemoval() {
		return nil, false
	}
	eraser := &Eraser{Message: id, removed: in.IsRemoval()}
	for _, effect := range effects {
		if a, ok := effect.(EditReply); ok && a.RelayOf == id && !a.Remove && !a.IfExists {
			eraser.now = append(eraser.now, a)
		}
	}
	return eraser, true
}

// Effect returns an effect without the words and files of the message; false where it
// holds none of them. An effect that waits is not performed then, unless the turn has
// new words for it: these keep its place. Of one that was performed it stays known where
// it was shown.
func (r *Eraser) Effect(e Effect, waits bool) (Effect, bool) {
	if r.All {
		return withoutWords(e)
	}
	switch e := e.(type) {
	case SendReply:
		if !e.holds(r.Message) {
			return e, false
		}
		if i := r.instead(e); waits && i >= 0 {
			e.Reply = r.now[i].Reply
			r.now = slices.Delete(r.now, i, i+1) // of a long reply, the first part
			return e, true
		}
		return e.erased(), true
	case EditReply:
		if e.Remove || !e.holds(r.Message) {
			return e, false // it says that the message is gone
		}
		e.SendReply = e.erased()
		return e, true
	case NotifyWebhook:
		d := &e.Notice.Data
		if d.Message != string(r.Message) || e.Erased || d.Text == "" && len(d.Files) == 0 {
			return e, false
		}
		d.Text, d.Files, e.Erased = "", nil, true
		return e, true
	default:
		return e, false
	}
}

// withoutWords returns an effect without all that it says, and of whom; false where it says
// nothing. It stays known where it was shown.
func withoutWords(e Effect) (Effect, bool) {
	switch e := e.(type) {
	case SendReply:
		e.Reply = Reply{Turn: e.Reply.Turn, Private: e.Reply.Private, Erased: true}
		e.RelayOf, e.Quotes, e.ReplyToken = "", "", ""
		return e, true
	case EditReply:
		e.Reply = Reply{Turn: e.Reply.Turn, Private: e.Reply.Private, Erased: true}
		e.RelayOf, e.Quotes, e.ReplyToken = "", "", ""
		return e, true
	case NotifyWebhook:
		n := e.Notice
		e.Notice, e.Erased = notice.Notice{Type: n.Type, At: n.At}, true
		return e, true
	case SetBlock:
		e.Block = e.Block.WithoutWords() // it holds all the same
		return e, true
	default:
		return e, false
	}
}

// instead returns the index of what is shown now in the place of a reply, or -1.
func (r *Eraser) instead(s SendReply) int {
	return slices.IndexFunc(r.now, func(a EditReply) bool {
		return s.RelayOf == r.Message && a.ToDesk == s.ToDesk && a.To.Platform == s.To.Platform
	})
}

// holds reports a reply that has words of a message.
func (s SendReply) holds(id MessageID) bool {
	return (s.RelayOf == id || s.Quotes == id) && !s.Reply.Erased
}

// erased is a reply without its words, but for whose they were.
func (s SendReply) erased() SendReply {
	r := Reply{Turn: s.Reply.Turn, Private: s.Reply.Private, Erased: true}
	if who, _, ok := s.Reply.Unsigned(); ok {
		r.Blocks = signature(who)
	}
	s.Reply = r
	return s
}

// Entry returns a line of the transcript that tells of the message, without its words.
// The line stays, so that it shows that something was said.
func (r *Eraser) Entry(e Entry) Entry {
	kind := EntryReplaced
	if r.removed {
		kind = EntryErased
	}
	act, acted := strings.CutPrefix(string(e.Kind), string(EntryAction))
	if r.All {
		return Entry{Turn: e.Turn, At: e.At, Kind: EntryErased}
	}
	switch {
	case acted:
		e.Text, _, _ = strings.Cut(e.Text, "\n") // the name of the agent
		if slices.Contains([]Action{ActNote, ActRemark, ActUnmark, ActArticle}, Action(act)) {
			e.Kind = kind
		}
	case e.Kind == EntryMessage, e.Kind == EntryEdited:
		e.Kind, e.Text = kind, ""
	case e.Kind == EntryReplaced && r.removed:
		e.Kind = EntryErased
	}
	return e
}
