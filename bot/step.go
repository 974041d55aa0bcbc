package bot

import (
	"aktivering/bot/match"
	"aktivering/knowledge"
)

// Matcher understands a text.
type Matcher interface {
	Match(text string) match.Result
}

// Mind makes every decision of a conversation. It holds nothing that changes
// and is safe for concurrent use.
type Mind struct {
	Knowledge *knowledge.Base
	Matcher   Matcher
	// People tells that there are people who take over.
	People bool
}

// DeskMind makes every decision of a conversation and of its case at the desk. It
// holds nothing that changes and is safe for concurrent use.
type DeskMind struct {
	Mind
	// Desk is where people take over; nil where there is none.
	Desk *Desk
}

// deskTurn is one step while it is made, with what the desk adds.
type deskTurn struct {
	*turn
	Desk  *Desk
	ended bool // a case was closed
}

// personVoice speaks to the person of a conversation.
func (m DeskMind) personVoice(c Conversation) voice { return m.deskTurn(c, Inbound{}).voice() }

func (m DeskMind) deskTurn(c Conversation, in Inbound) *deskTurn {
	m.People = m.Desk != nil
	return &deskTurn{turn: m.turn(c, in), Desk: m.Desk}
}

// Step takes in one thing that happened and returns the conversation after it
// and what is to be done. It is a pure function: the same input gives the same
// output, and c is never changed. Secrets must have been masked before.
func (m DeskMind) Step(c Conversation, in Inbound) (Conversation, []Effect) {
	in, seen := c.continuing(in)
	t := m.deskTurn(c, in)
	if !t.take(in.Event) {
		return c, nil
	}
	if t.wantsPerson {
		t.handOver()
	}
	t.c.keepKeySeen(in.Event, seen)
	if !t.undone {
		t.c.remember(c.Now)
	}
	t.markSolved(c.Now.Stage)
	t.c.bound()
	return t.c, t.effects
}

// take does what an event calls for. It returns false for one that is not for the
// bot, or means nothing any more.
func (t *deskTurn) take(e Event) bool {
	if t.outdated(e) {
		return false
	}
	t.changed(e)
	switch e := e.(type) {
	case Opened, Said, Edited, Picked, Filled:
		return t.heard(e)
	case Deleted:
		return t.deleted(e)
	case Acted:
		return t.acted(e)
	case Carded:
		return t.carded(e)
	case Moved:
		return t.moved(e)
	case Elapsed:
		return t.elapsed(e)
	case Undelivered:
		return t.undelivered(e)
	case Uncopied:
		return t.uncopied(e)
	case Outgrown:
		if t.isGone(e.Say.Source, !e.Say.Desk) {
			return false
		}
		t.effects = append(t.effects, e.Say)
		return true
	case Retracted:
		return t.retracted(e)
	case Typing:
		return false // it is shown, and no more
	}
	return true
}

// heard takes in what the person did.
func (t *deskTurn) heard(e Event) bool {
	t.c.Timer = 0
	if name := t.in.Person.Name; name != "" {
		t.c.Name = cleanName(name)
	}
	if t.c.Case.active() && t.Desk == nil {
		t.orphaned()
	}
	switch {
	case t.c.Case.active():
		return t.heardInCase(e)
	case !t.c.Owner.Bot():
		return t.heardByAgent()
	case t.c.Case != nil && t.heardAfterCase(e):
		return true
	}
	last := t.c.Last
	t.c.Last = Picked{}
	switch e := e.(type) {
	case Said:
		return t.said(e)
	case Edited:
		if t.known(e.Now.Message) {
			t.correct(e.Now)
		}
		return t.edited(e.Now)
	case Picked:
		if e == last && e.Choice != "" {
			return false // a double click
		}
		t.c.Last = e
		t.picked(e)
	case Opened:
		if known(e.Language) {
			t.speak(e.Language, HeardChoice)
		}
		t.opened()
	default: // no person's doing
	}
	return true
}

// turn is one step while it is made.
type turn struct {
	Mind
	c  Conversation
	in Inbound
	// r is what was understood of the text.
	r match.Result
	// lead comes before what the situation says.
	lead []lead
	// full asks for everything documented instead of what fits a screen.
	full bool
	// private asks that only the person sees the reply.
	private bool
	undone  bool
	// wantsPerson asks for the conversation to be handed over to people.
	wantsPerson bool
	// wasBack tells that the message was taken back before that is changed.
	wasBack bool
	effects []Effect
}

// lead is a phrase that comes before what the situation says. It is put into
// words last, when the language and the version of Windows are settled.
type lead struct {
	key  string
	args args
}

func (m Mind) turn(c Conversation, in Inbound) *turn {
	t := &turn{Mind: m, c: c.clone(), in: in}
	t.c.Turn++
	return t
}

func (t *turn) leads(key string, a args) { t.lead = append(t.lead, lead{key, a}) }

// s is where the person is.
func (t *turn) s() *Situation { return &t.c.Now }

// open reports that an article is being followed.
func (t *turn) open() bool {
	return t.s().Stage == StageAsking || t.s().Stage == StageChecking
}

// opened greets, or says again what was asked.
func (t *turn) opened() {
	t.hearLocale()
	if t.s().Stage == StageNew {
		t.aside("hello")
		return
	}
	t.leads("hello.again", nil)
	if g, ok := t.guide(t.s()); ok && t.open() {
		t.leads("resume", args{"title": text(plain(t.voice().in(g.article.Title)))})
	}
	t.askAgain()
}

// picked does what a choice says. One that is no longer offered brings the
// current question again, unless it always makes sense.
func (t *turn) picked(e Picked) {
	t.hearLocale()
	t.c.Misses = 0
	if t.makesSense(e) && t.choose(e.Choice) {
		return
	}
	t.stale()
}

// makesSense reports whether a choice can be done: it is on the table, it says
// in full what it means and is offered again, or it can be said at any time.
func (t *turn) makesSense(e Picked) bool {
	kind, what := e.Choice.kind()
	switch {
	case e.Choice == pickHuman, e.Choice == pickRestart, kind == pickLanguage:
		return true
	case !offers(t.c.Offered, e.Choice):
		return false
	}
	return e.Turn == t.c.OfferedIn || what != ""
}

// stale answers a choice from an earlier reply.
func (t *turn) stale() {
	if t.s().Stage == StageNew {
		// Perhaps a choice of somebody else's: no reason to speak up before others.
		t.private = true
		t.aside("hello")
		return
	}
	t.leads("stale", nil)
	t.askAgain()
}

// choose does what a choice says; false for one that names nothing known.
func (t *turn) choose(id ChoiceID) bool {
	kind, what := id.kind()
	switch id {
	case pickHelped:
		t.helped()
	case pickNotHelped:
		t.failed()
	case pickNewCode:
		t.prompt("prompt.new-code")
	case pickNone:
		t.prompt("prompt.none")
	case pickHuman:
		t.human()
	case pickRestart:
		t.restart()
	case pickBack:
		t.back()
	case pickReally:
		return t.really()
	default:
		switch kind {
		case pickFact:
			return t.takeFact(what)
		case pickUnsure:
			t.unsure(what)
		case pickArticle:
			return t.takeArticle(what)
		case pickCode:
			return t.takeCode(what)
		case pickLanguage:
			return t.takeLanguage(what)
		default:
			return false
		}
	}
	return true
}

func offers(choices []Choice, id ChoiceID) bool {
	for _, c := range choices {
		if c.ID == id {
			return true
		}
	}
	return false
}
