package desk

import (
	"aktivering/bot"
	"aktivering/bot/dialogue"
	"aktivering/bot/i18n"
	"aktivering/bot/name"
)

// Manager makes every decision of a conversation and of its case at the desk. It
// holds nothing that changes and is safe for concurrent use.
type Manager struct {
	dialogue.Manager
	// Desk is where people take over; nil where there is none.
	Desk *bot.Desk
}

// turn is one step while it is made, with what the desk adds.
type turn struct {
	*dialogue.Turn
	Desk  *bot.Desk
	ended bool // a case was closed
}

// AgentVoice speaks to the agents, in the desk's language.
func (m Manager) AgentVoice() i18n.Localizer { return agentVoice(m.Desk, m.Knowledge) }

// PersonVoice speaks to the person of a conversation, in their language.
func (m Manager) PersonVoice(c bot.Conversation) i18n.Localizer {
	return m.turn(c, bot.Inbound{}).Voice()
}

func (m Manager) turn(c bot.Conversation, in bot.Inbound) *turn {
	m.People = m.Desk != nil
	return &turn{Turn: m.Turn(c, in), Desk: m.Desk}
}

// Step takes in one thing that happened and returns the conversation after it
// and what is to be done. It is a pure function: the same input gives the same
// output, and c is never changed. Secrets must have been masked before.
func (m Manager) Step(c bot.Conversation, in bot.Inbound) (bot.Conversation, []bot.Effect) {
	in, seen := c.Continuing(in)
	t := m.turn(c, in)
	if !t.take(in.Event) {
		return c, nil
	}
	if t.WantsPerson {
		t.handOver()
	}
	t.C.KeepKeySeen(in.Event, seen)
	if !t.Undone {
		t.C.Remember(c.Now)
	}
	t.markSolved(c.Now.Stage)
	t.C.Bound()
	return t.C, t.Effects
}

// take does what an event calls for. It returns false for one that is not for the
// bot, or means nothing any more.
func (t *turn) take(e bot.Event) bool {
	if t.Outdated(e) {
		return false
	}
	t.Changed(e)
	switch e := e.(type) {
	case bot.Started, bot.Message, bot.MessageEdited, bot.ChoicePicked, bot.FormSubmitted:
		return t.heard(e)
	case bot.MessageDeleted:
		return t.deleted(e)
	case bot.AgentAction:
		return t.acted(e)
	case bot.CardPosted:
		return t.carded(e)
	case bot.QueueMoved:
		return t.moved(e)
	case bot.TimerFired:
		return t.elapsed(e)
	case bot.DeliveryFailed:
		return t.undelivered(e)
	case bot.AttachmentFailed:
		return t.uncopied(e)
	case bot.ReplyOutgrown:
		if t.IsGone(e.Say.RelayOf, !e.Say.ToDesk) {
			return false
		}
		t.Effects = append(t.Effects, e.Say)
		return true
	case bot.AnswerRetracted:
		return t.retracted(e)
	case bot.Typing:
		return false // it is shown, and no more
	}
	return true
}

// heard takes in what the person did.
func (t *turn) heard(e bot.Event) bool {
	t.C.Timer = 0
	if t.In.Person.Name != "" {
		t.C.Name = name.Clean(t.In.Person.Name)
	}
	if t.C.Case.Active() && t.Desk == nil {
		t.orphaned()
	}
	switch {
	case t.C.Case.Active():
		return t.heardInCase(e)
	case !t.C.Owner.Bot():
		return t.heardByAgent()
	case t.C.Case != nil && t.heardAfterCase(e):
		return true
	}
	last := t.C.Last
	t.C.Last = bot.ChoicePicked{}
	switch e := e.(type) {
	case bot.Message:
		return t.Said(e)
	case bot.MessageEdited:
		if t.Known(e.Now.Message) {
			t.correct(e.Now)
		}
		return t.Edited(e.Now)
	case bot.ChoicePicked:
		if e == last && e.Choice != "" {
			return false // a double click
		}
		t.C.Last = e
		t.Picked(e)
	case bot.Started:
		if i18n.Known(e.Language) {
			t.Speak(e.Language, bot.FromChoice)
		}
		t.Opened()
	default: // no person's doing
	}
	return true
}
