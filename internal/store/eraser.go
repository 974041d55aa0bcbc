package store

import (
	"slices"
	"strings"

	"aktivering/bot"
	"aktivering/bot/content"
	"aktivering/bot/event"
	"aktivering/bot/notice"
)

// Eraser takes what a message said out of what a store keeps of a conversation, since
// the message was changed or removed, or all that was said, since the person is to be
// forgotten. It is made for one turn.
type Eraser struct {
	// Message is the one whose words go; empty where All is set.
	Message bot.MessageID
	// All tells that all words go, whoever said them. The store then also takes out what its
	// lists and its search know of the conversation's cases and what the person came with.
	All     bool
	removed bool
	// now are the effects of the turn that show what the message says instead.
	now []bot.EditReply
}

// NewEraser returns what is to be erased because of an event; false where that is nothing.
// kept tells that the event counts, and effects are those of its turn: a change that
// does not count erases nothing, a removal always does.
func NewEraser(e event.Event, kept bool, effects []bot.Effect) (*Eraser, bool) {
	in := event.Inbound{Event: e}
	if _, forgotten := e.(event.PersonForgotten); forgotten {
		return &Eraser{All: true, removed: true}, kept
	}
	id, change := in.Message()
	if id == "" || !change || !kept && !in.IsRemoval() {
		return nil, false
	}
	eraser := &Eraser{Message: id, removed: in.IsRemoval()}
	for _, effect := range effects {
		if a, ok := effect.(bot.EditReply); ok && a.RelayOf == id && !a.Remove && !a.IfExists {
			eraser.now = append(eraser.now, a)
		}
	}
	return eraser, true
}

// Effect returns an effect without the words and files of the message; false where it
// holds none of them. An effect that waits is not performed then, unless the turn has
// new words for it: these keep its place. Of one that was performed it stays known where
// it was shown.
func (r *Eraser) Effect(e bot.Effect, waits bool) (bot.Effect, bool) {
	if r.All {
		return withoutWords(e)
	}
	switch e := e.(type) {
	case bot.SendReply:
		if !holds(e, r.Message) {
			return e, false
		}
		if i := r.instead(e); waits && i >= 0 {
			e.Reply = r.now[i].Reply
			r.now = slices.Delete(r.now, i, i+1) // of a long reply, the first part
			return e, true
		}
		return erased(e), true
	case bot.EditReply:
		if e.Remove || !holds(e.SendReply, r.Message) {
			return e, false // it says that the message is gone
		}
		e.SendReply = erased(e.SendReply)
		return e, true
	case bot.NotifyWebhook:
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
func withoutWords(e bot.Effect) (bot.Effect, bool) {
	switch e := e.(type) {
	case bot.SendReply:
		e.Reply = bot.Reply{Turn: e.Reply.Turn, Private: e.Reply.Private, Erased: true}
		e.RelayOf, e.Quotes, e.ReplyToken = "", "", ""
		return e, true
	case bot.EditReply:
		e.Reply = bot.Reply{Turn: e.Reply.Turn, Private: e.Reply.Private, Erased: true}
		e.RelayOf, e.Quotes, e.ReplyToken = "", "", ""
		return e, true
	case bot.NotifyWebhook:
		n := e.Notice
		e.Notice, e.Erased = notice.Notice{Type: n.Type, At: n.At}, true
		return e, true
	case bot.SetBlock:
		e.Block = e.Block.WithoutWords() // it holds all the same
		return e, true
	default:
		return e, false
	}
}

// instead returns the index of what is shown now in the place of a reply, or -1.
func (r *Eraser) instead(s bot.SendReply) int {
	return slices.IndexFunc(r.now, func(a bot.EditReply) bool {
		return s.RelayOf == r.Message && a.ToDesk == s.ToDesk && a.To.Platform == s.To.Platform
	})
}

// holds reports a reply that has words of a message.
func holds(s bot.SendReply, id bot.MessageID) bool {
	return (s.RelayOf == id || s.Quotes == id) && !s.Reply.Erased
}

// erased is a reply without its words, but for whose they were.
func erased(s bot.SendReply) bot.SendReply {
	r := bot.Reply{Turn: s.Reply.Turn, Private: s.Reply.Private, Erased: true}
	if who, _, ok := s.Reply.Unsigned(); ok {
		r.Blocks = signature(who)
	}
	s.Reply = r
	return s
}

// signature is the name before what somebody says.
func signature(who string) []content.Block {
	return []content.Block{content.Paragraph{Spans: []content.Span{{Text: who + ":", Kind: content.Strong}, {Text: " "}}}}
}

// Entry returns a line of the transcript that tells of the message, without its words.
// The line stays, so that it shows that something was said.
func (r *Eraser) Entry(e bot.Entry) bot.Entry {
	kind := bot.EntryReplaced
	if r.removed {
		kind = bot.EntryErased
	}
	act, acted := strings.CutPrefix(string(e.Kind), string(bot.EntryAction))
	if r.All {
		return bot.Entry{Turn: e.Turn, At: e.At, Kind: bot.EntryErased}
	}
	switch {
	case acted:
		e.Text, _, _ = strings.Cut(e.Text, "\n") // the name of the agent
		if slices.Contains([]bot.Action{bot.ActNote, bot.ActRemark, bot.ActUnmark, bot.ActArticle}, bot.Action(act)) {
			e.Kind = kind
		}
	case e.Kind == bot.EntryMessage, e.Kind == bot.EntryEdited:
		e.Kind, e.Text = kind, ""
	case e.Kind == bot.EntryReplaced && r.removed:
		e.Kind = bot.EntryErased
	}
	return e
}
