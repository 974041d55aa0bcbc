package dialogue

import (
	"slices"

	"aktivering/bot"
	"aktivering/bot/content"
	"aktivering/bot/event"
	"aktivering/bot/i18n"
	"aktivering/bot/match"
	"aktivering/knowledge"
)

// Turn is one step while it is made. It belongs to one goroutine.
type Turn struct {
	Manager
	// Conversation is what it is after the step, and Inbound what happened.
	Conversation bot.Conversation
	Inbound      event.Inbound
	// Match is what was understood of the text; the zero Result of an event without one.
	Match match.Result
	// intro comes before what the situation says.
	intro []intro
	// ahead comes before intro, and beside after it, before what the situation says; leads are
	// choices beside those of the situation.
	ahead, beside []content.Block
	leads         []bot.Choice
	// full asks for everything documented instead of what fits a screen.
	full bool
	// whole shows all that is left, however long it is.
	whole bool
	// terse is how much is left out of a reply that is too long: from 2 on how many remedies are
	// left, and from 3 on what the problem means.
	terse int
	// repeats tells that what is asked was asked before.
	repeats bool
	// private asks that only the person sees the reply.
	private bool
	// Undone tells that the step went back, so that what was before is not kept.
	Undone bool
	// WantsPerson asks for the conversation to be handed over to people.
	WantsPerson bool
	// WasRetracted tells that the agent's message that is changed or removed had been taken back
	// from the person before.
	WasRetracted bool
	// Effects are to be done after the step, in order.
	Effects []bot.Effect
	// Outcome is what has been decided so far; [Turn.Decide] sets most of it.
	Outcome bot.Outcome
	// Act is what the person did with the message: an Act of bot/understand; empty of any
	// other event.
	Act string
}

// intro is a phrase that comes before what the situation says. It is put into
// words last, when the language and the version of Windows are settled.
type intro struct {
	key  string
	args i18n.Args
}

// NewTurn begins a step: a copy of the conversation with the next turn number, which the
// methods of the turn change. Nothing is decided yet.
func (m Manager) NewTurn(c bot.Conversation, in event.Inbound) *Turn {
	t := &Turn{Manager: m, Conversation: c.Clone(), Inbound: in}
	t.Conversation.Turn++
	if l := t.Conversation.PersonLanguage; m.languages().Known(l) {
		t.SetLanguage(l, bot.FromChoice) // it may have been chosen in another conversation
	}
	return t
}

// PersonAt returns where the person is told something: where they did what is answered, else
// where they last wrote.
func (t *Turn) PersonAt() bot.Address {
	if t.Inbound.Audience == event.AudienceShared && t.Conversation.Direct != (bot.Address{}) {
		return t.Conversation.Direct
	}
	return t.Inbound.From
}

// Situation returns where the person is now. Changing it changes the turn's conversation.
func (t *Turn) Situation() *bot.Situation { return &t.Conversation.Now }

// isAdministrator reports that who asks looks after the PCs of others: it was told or chosen, or
// the place says so.
func (t *Turn) isAdministrator() bool {
	if audience, known := t.Situation().Facts[knowledge.FactAudience]; known {
		return audience == string(knowledge.ForAdministrators)
	}
	at := t.Inbound.From
	if t.Inbound.Conversation != (bot.Address{}) {
		at = t.Inbound.Conversation // it began there
	}
	return slices.ContainsFunc(t.Administrators, func(place bot.Address) bool { return place.Contains(at) })
}

// scope is what a text is matched with: who asks may be known from before.
func (t *Turn) scope() match.Scope {
	if !t.isAdministrator() {
		return match.Scope{}
	}
	return match.Scope{Reader: knowledge.ForAdministrators}
}

// Following reports that an article is being followed.
func (t *Turn) Following() bool {
	return t.Situation().Stage == bot.StageAsking || t.Situation().Stage == bot.StageChecking
}

// following returns the way through the article that is followed; false where none is.
func (t *Turn) following() (Walkthrough, bool) {
	w, ok := t.Walkthrough(t.Situation())
	return w, ok && t.Following()
}

// isAsking reports that something particular was asked, beyond what the screen
// says.
func (t *Turn) isAsking() bool {
	s := t.Situation().Stage
	return s != bot.StageNew && s != bot.StageCode && s != bot.StageSolved
}

// view returns what is shown of the article; the zero view where none is followed.
func (t *Turn) view() view {
	if w, ok := t.Walkthrough(t.Situation()); ok {
		return w.view()
	}
	return view{}
}

// written is the text of the message that the turn is about.
func (t *Turn) written() string {
	if e, ok := t.Inbound.Event.(event.MessageEdited); ok {
		return e.Now.Text
	}
	e, _ := t.Inbound.Event.(event.Message)
	return e.Text
}

// SetLanguage sets the language of the conversation and how it became known. One that the person
// chose holds in all their conversations.
func (t *Turn) SetLanguage(l knowledge.Lang, heard bot.LanguageSource) {
	t.Conversation.Language, t.Conversation.LanguageFrom = l, heard
	if heard == bot.FromChoice {
		t.Conversation.PersonLanguage = l
	}
}

// Localizer speaks the conversation's language, for the PC's version of Windows.
func (t *Turn) Localizer() i18n.Localizer { return t.localizerIn(*t.Situation()) }

func (t *Turn) localizerIn(s bot.Situation) i18n.Localizer {
	v := i18n.New(t.Knowledge, t.Conversation.Language, "")
	if w, ok := t.Walkthrough(&s); ok {
		v.Windows, _ = w.windows(s.Facts)
	} else {
		v.Windows = s.Facts[knowledge.FactWindows]
	}
	return v
}
