package desk

import (
	"time"

	"aktivering/bot"
	"aktivering/bot/event"
	"aktivering/bot/name"
)

// Step takes in one thing that happened and decides what comes of it. It is a pure function:
// the same input gives the same output, and c is never changed. Secrets must have been masked
// before.
func (m Manager) Step(c bot.Conversation, in event.Inbound) bot.Decision {
	if d := m.Desks.Own(in.Ref()); d != nil || in.Ref() == bot.BlocksRef() {
		return m.stepDesk(d, c, in)
	}
	if _, ok := in.Event.(event.PersonForgotten); ok {
		return m.forget(c, in)
	}
	in, seen := in.Continuing(c)
	t := m.newTurn(c, in)
	switch blocked := t.isBlocked(); {
	case blocked && !t.handlePrivacyOfBlocked(in.Event):
		return t.refuse(c)
	case !blocked && !t.dispatch(in.Event):
		return bot.Decision{Conversation: c}
	}
	if t.WantsPerson {
		t.openCase()
	}
	reports := t.meetProblems(c.Now)
	in.KeepKeySeen(&t.Conversation, seen)
	if !t.Undone {
		t.Conversation.Remember(c.Now)
	}
	t.markSolved(c.Now.Stage)
	t.quieten(in.Event, c)
	t.Conversation.Bound()
	entry := in.Entry(c)
	entry.Turn = t.Conversation.Turn
	return bot.Decision{
		Conversation: t.Conversation, Effects: t.Effects, Entry: entry, Reports: reports, Outcome: t.Decided(), Act: t.Act,
		Missed: t.missed, Claimed: claimed(c.Case, t.Conversation.Case), FirstAnswer: firstAnswer(c.Case, t.Conversation.Case),
	}
}

// claimed reports that an agent has taken a case from the queue.
func claimed(before, after *bot.Case) bool {
	return before != nil && after != nil && before.Opened == after.Opened && before.State == bot.CaseQueued && after.State == bot.CaseClaimed
}

// firstAnswer reports that an agent has answered for the first time in a case.
func firstAnswer(before, after *bot.Case) bool {
	if after == nil || after.LastAgentAt.IsZero() {
		return false
	}
	return before == nil || before.Opened != after.Opened || before.LastAgentAt.IsZero()
}

// dispatch does what an event calls for. It returns false for one that is not for the
// bot, or means nothing any more.
func (t *turn) dispatch(e event.Event) bool {
	if t.IsOutdated(e) {
		return false
	}
	t.RecordChange(e)
	t.LeaveGone()
	switch e := e.(type) {
	case event.Started, event.Message, event.MessageEdited, event.ChoicePicked, event.FormSubmitted:
		return t.handlePerson(e)
	case event.MessageDeleted:
		return t.handleDeleted(e)
	case event.AgentAction:
		return t.handleAgent(e)
	case event.CardPosted:
		return t.handleCardPosted(e)
	case event.QueueMoved:
		return t.handleQueueMoved(e)
	case event.DeskMoved:
		return t.handleDeskMoved(e)
	case event.TimerFired:
		return t.handleTimer(e)
	case event.DeliveryFailed:
		return t.handleDeliveryFailed(e)
	case event.AttachmentFailed:
		return t.handleAttachmentFailed(e)
	case event.ReplyOutgrown:
		return t.handleReplyOutgrown(e)
	case event.AnswerRetracted:
		return t.handleAnswerRetracted(e)
	case event.ProblemChanged:
		return t.handleProblem(e.Problem)
	case event.BlockChanged:
		return t.handleBlockChanged(e.Block)
	case event.BurstSeen, event.AgentSeen:
		return false // it is the desk's
	case event.PersonForgotten:
		return false // Step sees to it
	case event.Typing:
		return false // it is shown, and no more
	}
	return true
}

// doubleClick is how soon a choice that is picked again is the same press: later the person is told
// what came of it.
const doubleClick = 5 * time.Second

// handlePerson takes in what the person did.
func (t *turn) handlePerson(e event.Event) bool {
	t.Conversation.Unblock() // if they were blocked, that is over
	t.Conversation.Forgotten = false
	if t.Conversation.Remind.IsZero() {
		t.Conversation.Timer = 0 // they are back
	}
	if t.Inbound.Person.Name != "" {
		t.Conversation.Name = name.Clean(t.Inbound.Person.Name)
	}
	defer func() { t.Conversation.HeardAt = t.Inbound.At }() // what they do is judged by when they were heard before
	t.noteDirect(e)
	t.settleCase()
	switch {
	case t.handlePrivacy(e):
		return true
	case t.Conversation.Case.Active():
		return t.handleInCase(e)
	case !t.Conversation.Owner.Bot():
		return t.handleOwnedByAgent()
	case t.Inbound.Limited != event.LimitNone:
		return t.HandleLimited(e)
	case t.Conversation.Case != nil && t.handleAfterCase(e):
		return true
	}
	last := t.Conversation.Last
	t.Conversation.Last = bot.Pick{}
	switch e := e.(type) {
	case event.Message:
		return t.HandleMessage(e)
	case event.MessageEdited:
		if t.KnowsMessage(e.Now.Message) {
			t.correctKept(e.Now)
		}
		return t.HandleEdit(e.Now)
	case event.ChoicePicked:
		if bot.Pick(e) == last && e.Choice != "" && t.Inbound.At.Sub(t.Conversation.HeardAt) < doubleClick {
			return false
		}
		t.Conversation.Last = bot.Pick(e)
		t.HandleChoice(e)
	case event.Started:
		if t.Knowledge.Languages().Known(e.Language) {
			t.SetLanguage(e.Language, bot.FromChoice)
		}
		t.HandleStarted()
	default: // no person's doing
	}
	return true
}
