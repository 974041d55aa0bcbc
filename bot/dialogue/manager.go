package dialogue

import (
	"slices"
	"strings"
	"time"

	"aktivering/bot"
	"aktivering/bot/content"
	"aktivering/bot/i18n"
	"aktivering/bot/match"
	"aktivering/bot/outcome"
	"aktivering/bot/pick"
	"aktivering/bot/port"
	"aktivering/bot/reply"
	"aktivering/knowledge"
)

// Manager makes every decision of a conversation with the bot. It holds nothing that changes
// and is safe for concurrent use.
type Manager struct {
	Knowledge *knowledge.Base
	Matcher   port.Matcher
	// Texts reads what the person does with a message; without it, words alone are read.
	Texts port.Texts
	// Administrators are the places where those ask who look after the PCs of others: who says
	// nothing else there is taken for one.
	Administrators []bot.Address
	// Language is what people are answered in before they have chosen a language, or have written
	// enough to tell one; empty leaves it to what the platform says of them.
	Language knowledge.Lang
	// Places are those where something is different; see [Manager.In].
	Places []Place
	// People tells that there are people who take over.
	People bool
	// Zone is the time zone that people are told times in; nil is UTC.
	Zone *time.Location
	// Keep tells how long things are kept, which people are told.
	Keep port.Retention
}

// ShortAnswers reads short answers in the words of the knowledge.
func (m Manager) ShortAnswers() reply.Reader { return reply.NewReader(m.Knowledge.Language()) }

// Turn is one step while it is made. It belongs to one goroutine.
type Turn struct {
	Manager
	// Conversation is what it is after the step, and Inbound what happened.
	Conversation bot.Conversation
	Inbound      bot.Inbound
	// Match is what was understood of the text; the zero Result of an event without one.
	Match match.Result
	// intro comes before what the situation says.
	intro []intro
	// beside comes after intro, and before what the situation says; leads are choices beside
	// those of the situation.
	beside []content.Block
	leads  []bot.Choice
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
func (m Manager) NewTurn(c bot.Conversation, in bot.Inbound) *Turn {
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
	if t.Inbound.Audience == bot.AudienceShared && t.Conversation.Direct != (bot.Address{}) {
		return t.Conversation.Direct
	}
	return t.Inbound.From
}

// AddIntro puts a phrase of the knowledge, with its values, before what the next reply says.
func (t *Turn) AddIntro(key string, a i18n.Args) { t.intro = append(t.intro, intro{key, a}) }

// DropIntro forgets the phrases that AddIntro put there.
func (t *Turn) DropIntro() { t.intro = nil }

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

// Following reports that an article is being followed.
func (t *Turn) Following() bool {
	return t.Situation().Stage == bot.StageAsking || t.Situation().Stage == bot.StageChecking
}

// HandleStarted greets, or says again what was asked.
func (t *Turn) HandleStarted() {
	t.languageOfLocale()
	t.Decide(outcome.Started)
	if t.Situation().Stage == bot.StageNew {
		t.greet("hello", nil)
		return
	}
	t.AddIntro("hello.again", nil)
	if w, ok := t.Walkthrough(t.Situation()); ok && t.Following() {
		t.AddIntro("resume", i18n.Args{"title": i18n.Text(reply.Plain(t.Localizer().In(w.Article.Title)))})
	}
	t.RepeatQuestion()
}

// HandleChoice does what a choice says. One that is no longer offered brings the
// current question again, unless it always makes sense.
func (t *Turn) HandleChoice(e bot.ChoicePicked) {
	t.languageOfLocale()
	t.Conversation.Misses = 0
	if t.IsValidChoice(e) && t.ApplyChoice(e.Choice) {
		return
	}
	t.handleStaleChoice(e.Choice)
}

// IsValidChoice reports whether a choice can be done: it is on the table, it says
// in full what it means and is offered again, or it can be said at any time.
func (t *Turn) IsValidChoice(e bot.ChoicePicked) bool {
	kind, what := e.Choice.Kind()
	switch {
	case e.Choice == pick.Human, e.Choice == pick.Restart, e.Choice == pick.All, kind == pick.Language, kind == pick.Remind && t.canRemind():
		return true
	case !offers(t.Conversation.Offered, e.Choice):
		return false
	}
	return e.Turn == t.Conversation.OfferedIn || what != ""
}

// handleStaleChoice answers a choice from an earlier reply. Where its question is answered, it says
// how, and leaves what is asked now as it is.
func (t *Turn) handleStaleChoice(id bot.ChoiceID) {
	t.Decide(outcome.Stale)
	if t.Situation().Stage == bot.StageNew {
		// Perhaps a choice of somebody else's: no reason to speak up before others.
		t.private = true
		t.greet("hello", nil)
		return
	}
	if fact, value, ok := t.answeredBefore(id); ok {
		t.private = true // the others know what was answered
		v := t.Localizer()
		t.AddIntro("stale.answered", i18n.Args{"question": i18n.Text(reply.Plain(v.In(fact.Question))), "answer": i18n.Text(reply.Plain(v.In(value.Label)))})
		t.queue(t.Intro(v), nil)
		return
	}
	t.AddIntro("stale", nil)
	t.RepeatQuestion()
}

// answeredBefore returns the fact that a choice answers, and what the person has told of it; false
// where they have told nothing.
func (t *Turn) answeredBefore(id bot.ChoiceID) (fact *knowledge.Fact, value knowledge.Value, ok bool) {
	kind, what := id.Kind()
	if kind != pick.Fact && kind != pick.Unsure {
		return fact, value, false
	}
	name, _, _ := strings.Cut(what, "=")
	if fact, ok = t.Knowledge.Fact(name); ok {
		value, ok = fact.Value(t.Situation().Facts[name])
	}
	return fact, value, ok
}

// ApplyChoice does what a choice says; false for one that names nothing known.
func (t *Turn) ApplyChoice(id bot.ChoiceID) bool { return t.applyChoice(id, t.view()) }

// applyChoice is ApplyChoice where something was learned before; before is what was on show then.
func (t *Turn) applyChoice(id bot.ChoiceID, before view) bool {
	kind, what := id.Kind()
	switch id {
	case pick.Helped:
		t.markHelped()
	case pick.NotHelped:
		t.nextRemedy()
	case pick.NewCode:
		t.Prompt("prompt.new-code")
	case pick.None:
		t.Prompt("prompt.none")
	case pick.All:
		return t.actMore()
	case pick.Human:
		t.requestPerson()
	case pick.Restart:
		t.restart()
	case pick.Back:
		t.back()
	case pick.Really:
		return t.acceptWrittenCode()
	default:
		switch kind {
		case pick.Fact:
			return t.takeFact(what, before)
		case pick.Unsure:
			t.giveUpQuestion(what, before)
		case pick.Article:
			return t.takeArticle(what)
		case pick.Code:
			return t.takeCode(what)
		case pick.Language:
			return t.takeLanguage(what)
		case pick.Remind:
			return t.takeReminder(id)
		default:
			return false
		}
	}
	return true
}

func offers(choices []bot.Choice, id bot.ChoiceID) bool {
	for _, c := range choices {
		if c.ID == id {
			return true
		}
	}
	return false
}
