package desk

import (
	"time"

	"aktivering/bot"
	"aktivering/bot/dialogue"
	"aktivering/bot/event"
	"aktivering/bot/i18n"
	"aktivering/bot/outcome"
	"aktivering/knowledge"
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

// In returns the manager of those who are at an address, as that of the dialogue does.
func (m Manager) In(at bot.Address) Manager {
	m.Manager = m.Manager.In(at)
	return m
}

func (m Manager) newTurn(c bot.Conversation, in event.Inbound) *turn {
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
	return m.newTurn(c, event.Inbound{}).Localizer()
}

// agentLocalizer speaks to the agents.
func (t *turn) agentLocalizer() i18n.Localizer { return agentLocalizer(t.Desk, t.Knowledge) }

func agentLocalizer(d *bot.Desk, kb *knowledge.Base) i18n.Localizer {
	lang := knowledge.DefaultLang
	if d != nil && kb.Languages().Known(d.Language) {
		lang = d.Language
	}
	return i18n.New(kb, lang, knowledge.Newest)
}

// IsOfPerson reports what a person did: they may be blocked, or have come with a problem of the desk.
func IsOfPerson(e event.Event) bool {
	switch e.(type) {
	case event.Started, event.Message, event.MessageEdited, event.ChoicePicked, event.FormSubmitted:
		return true
	default:
		return false
	}
}

// noteDirect remembers where the person wrote to the bot alone.
func (t *turn) noteDirect(e event.Event) {
	if _, edit := e.(event.MessageEdited); edit || t.Inbound.Audience != event.AudienceDirect {
		return
	}
	t.Conversation.Direct = bot.Address{}
	if t.Inbound.From != t.Inbound.Ref().Address {
		t.Conversation.Direct = t.Inbound.From
	}
}
