package desk

import (
	"time"

	"aktivering/bot"
	"aktivering/bot/dialogue"
	"aktivering/bot/i18n"
	"aktivering/bot/name"
	"aktivering/bot/outcome"
)

// Manager makes every decision of a conversation and of its case at the desk. It
// holds nothing that changes and is safe for concurrent use.
type Manager struct {
	dialogue.Manager
	// Desks are where people take over; empty where there are none.
	Desks bot.Desks
	// Problems are those in force at the desk that the conversation is handed over to. Only
	// Engine sets them, for each turn.
	Problems []bot.Problem
	// UsualWait is how long people usually wait for an answer of the desk that the conversation is
	// handed over to, as the function UsualWait measures it; 0 is not known. Only Engine sets it, for
	// each turn.
	UsualWait time.Duration
	// Blocked is the block of the person who did what is taken in, or whose case is opened again;
	// nil without one. Only Engine sets it, for each turn.
	Blocked *bot.Block
}

// turn is one step while it is made, with what the desk adds.
type turn struct {
	*dialogue.Turn
	// Desk is the desk of the conversation's case, also of one that is closed; without a
	// case, and once a new one is opened, it is serving: where the conversation is handed
	// over to. Both are nil where there is none.
	Desk, serving *bot.Desk
	ended         bool // a case was closed
	problems      []bot.Problem
	usualWait     time.Duration
	blocked       *bot.Block      // of the person
	missed        outcome.Promise // whose time has just passed
	desks         bot.Desks
	// acting is the desk that an agent acts at, of what concerns no single case; nil where they act
	// for all.
	acting *bot.Desk
}

// AgentLocalizer speaks to the agents of the conversation's case, in the desk's language;
// without a case, in that of the first desk.
func (m Manager) AgentLocalizer(c bot.Conversation) i18n.Localizer {
	d := m.Desks.Of(c.Case)
	if d == nil && len(m.Desks) > 0 {
		d = m.Desks[0]
	}
	return agentLocalizer(d, m.Knowledge)
}

// PersonLocalizer speaks to the person of a conversation, in their language.
func (m Manager) PersonLocalizer(c bot.Conversation) i18n.Localizer {
	return m.newTurn(c, bot.Inbound{}).Localizer()
}

// In returns the manager of those who are at an address, as that of the dialogue does.
func (m Manager) In(at bot.Address) Manager {
	m.Manager = m.Manager.In(at)
	return m
}

func (m Manager) newTurn(c bot.Conversation, in bot.Inbound) *turn {
	serving := m.Desks.For(in.Ref().Address)
	desk := serving
	if d := m.Desks.Of(c.Case); d != nil || !c.Case.Active() && c.Case != nil {
		desk = d // an open case whose desk is there no more is the one's that serves the person now
	}
	m.People = serving != nil
	if serving != nil && serving.Zone != nil {
		m.Zone = serving.Zone
	}
	return &turn{Turn: m.NewTurn(c, in), Desk: desk, serving: serving, problems: m.Problems, usualWait: m.UsualWait, blocked: m.Blocked, desks: m.Desks}
}

// Step takes in one thing that happened and decides what comes of it. It is a pure function:
// the same input gives the same output, and c is never changed. Secrets must have been masked
// before.
func (m Manager) Step(c bot.Conversation, in bot.Inbound) bot.Decision {
	if d := m.Desks.Own(in.Ref()); d != nil || in.Ref() == bot.BlocksRef() {
		return m.stepDesk(d, c, in)
	}
	if _, ok := in.Event.(bot.PersonForgotten); ok {
		return m.forget(c, in)
	}
	in, seen := c.Continuing(in)
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
	t.Conversation.KeepKeySeen(in.Event, seen)
	if !t.Undone {
		t.Conversation.Remember(c.Now)
	}
	t.markSolved(c.Now.Stage)
	t.quieten(in.Event, c)
	t.Conversation.Bound()
	entry := c.EntryOf(in)
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
func (t *turn) dispatch(e bot.Event) bool {
	if t.IsOutdated(e) {
		return false
	}
	t.RecordChange(e)
	t.LeaveGone()
	switch e := e.(type) {
	case bot.Started, bot.Message, bot.MessageEdited, bot.ChoicePicked, bot.FormSubmitted:
		return t.handlePerson(e)
	case bot.MessageDeleted:
		return t.handleDeleted(e)
	case bot.AgentAction:
		return t.handleAgent(e)
	case bot.CardPosted:
		return t.handleCardPosted(e)
	case bot.QueueMoved:
		return t.handleQueueMoved(e)
	case bot.DeskMoved:
		return t.handleDeskMoved(e)
	case bot.TimerFired:
		return t.handleTimer(e)
	case bot.DeliveryFailed:
		return t.handleDeliveryFailed(e)
	case bot.AttachmentFailed:
		return t.handleAttachmentFailed(e)
	case bot.ReplyOutgrown:
		return t.handleReplyOutgrown(e)
	case bot.AnswerRetracted:
		return t.handleAnswerRetracted(e)
	case bot.ProblemChanged:
		return t.handleProblem(e.Problem)
	case bot.BlockChanged:
		return t.handleBlockChanged(e.Block)
	case bot.BurstSeen, bot.AgentSeen:
		return false // it is the desk's
	case bot.PersonForgotten:
		return false // Step sees to it
	case bot.Typing:
		return false // it is shown, and no more
	}
	return true
}

// doubleClick is how soon a choice that is picked again is the same press: later the person is told
// what came of it.
const doubleClick = 5 * time.Second

// handlePerson takes in what the person did.
func (t *turn) handlePerson(e bot.Event) bool {
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
	case t.Inbound.Limited != bot.LimitNone:
		return t.HandleLimited(e)
	case t.Conversation.Case != nil && t.handleAfterCase(e):
		return true
	}
	last := t.Conversation.Last
	t.Conversation.Last = bot.ChoicePicked{}
	switch e := e.(type) {
	case bot.Message:
		return t.HandleMessage(e)
	case bot.MessageEdited:
		if t.KnowsMessage(e.Now.Message) {
			t.correctKept(e.Now)
		}
		return t.HandleEdit(e.Now)
	case bot.ChoicePicked:
		if e == last && e.Choice != "" && t.Inbound.At.Sub(t.Conversation.HeardAt) < doubleClick {
			return false
		}
		t.Conversation.Last = e
		t.HandleChoice(e)
	case bot.Started:
		if t.Knowledge.Languages().Known(e.Language) {
			t.SetLanguage(e.Language, bot.FromChoice)
		}
		t.HandleStarted()
	default: // no person's doing
	}
	return true
}

// noteDirect remembers where the person wrote to the bot alone.
func (t *turn) noteDirect(e bot.Event) {
	if _, edit := e.(bot.MessageEdited); edit || t.Inbound.Audience != bot.AudienceDirect {
		return
	}
	t.Conversation.Direct = bot.Address{}
	if t.Inbound.From != t.Inbound.Ref().Address {
		t.Conversation.Direct = t.Inbound.From
	}
}
