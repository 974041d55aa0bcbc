package bot

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"aktivering/knowledge"
)

// handOver puts the conversation in the desk's queue, and tells the person what
// happens now.
func (t *deskTurn) handOver() {
	if t.c.Case.active() {
		t.waiting()
		return
	}
	d := t.Desk
	next := &Case{State: CaseQueued, Opened: t.c.Turn, Since: t.in.At, Heard: t.in.At}
	if old := t.c.Case; old != nil {
		next.Before, next.Away = old.Number, old.Away
	}
	t.c.Case = next
	t.leads("handoff.fetch", nil)
	due := d.after(t.in.At, d.Claim, claimWithin)
	if d.open(t.in.At) {
		t.leads("handoff.add", nil)
	} else {
		t.away()
	}
	t.tell(t.leading(t.voice()), []Choice{t.voice().toBot()})
	t.toDesk(Card{To: d.At})
	if d.open(t.in.At) {
		t.call("desk.new")
	} else {
		due = d.opens(t.in.At)
	}
	t.wakeDesk(due)
}

// away tells, once in a conversation, that nobody is at work, and when somebody is.
func (t *deskTurn) away() {
	if t.c.Case.Away {
		return
	}
	t.c.Case.Away = true
	t.leads("handoff.away", args{"when": text(t.voice().when(t.Desk.local(t.in.At), t.Desk.local(t.Desk.opens(t.in.At))))})
}

// when names a time of the near future, as people say it, in the time zone of both.
func (v voice) when(now, at time.Time) string {
	clock := at.Format("15.04")
	if v.lang == knowledge.English {
		clock = at.Format("15:04")
	}
	day := v.label("day." + strconv.Itoa(int(at.Weekday())))
	days := int(at.Sub(time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, at.Location())) / (24 * time.Hour))
	switch {
	case days == 0:
		day = v.label("day.today")
	case days == 1:
		day = v.label("day.tomorrow")
	case days > 6:
		day += " " + at.Format("2.1.")
	}
	return plain(v.say("day.clock", args{"day": text(day), "clock": text(clock)}))
}

// heardInCase takes in what the person does while the case is the desk's: words go
// there, and the bot is silent, but for what only it can say.
func (t *deskTurn) heardInCase(e Event) bool {
	matter := t.c.Case
	switch e := e.(type) {
	case Said:
		if !t.addressed(e) {
			return false
		}
		t.r = t.Matcher.Match(e.Text)
		t.listen(e.Message)
		t.notice(e)
		if t.wantsBack(e.Text) {
			t.backToBot()
			return true
		}
		matter.Heard = t.in.At
		if strings.TrimSpace(e.Text) == "" && len(e.Files) == 0 {
			// A sticker, or something else that has no words.
			t.note("desk.unshown", args{"name": t.personName()})
			t.inform("handoff.unshown")
			return true
		}
		t.relay(e)
		t.woken()
		if matter.State == CaseQueued && !matter.Added {
			matter.Added = true
			t.inform("handoff.added")
		}
	case Edited:
		if !t.known(e.Now.Message) {
			return t.heardInCase(e.Now)
		}
		t.notice(e.Now)
		t.toDesk(Amend{Say: Say{Source: e.Now.Message, Reply: t.quoted(e.Now, "role.person.edited")}})
		t.tellMessage(NoticeEdited, fromPerson, e.Now.Message, e.Now.Text, e.Now.Files)
	case Picked:
		t.pickedInCase(e)
	case Opened:
		t.waiting()
	default: // nothing that a person does
		return false
	}
	return true
}

// wantsBack reports words that ask for the bot, or the choice of it where a number is
// all that can be written.
func (t *deskTurn) wantsBack(s string) bool {
	id, ok := Choose(t.c.Offered, s)
	return wantsBot(s) || ok && id == pickBot && t.c.Case.State == CaseQueued
}

// inform tells the person something, whoever owns the conversation.
func (t *deskTurn) inform(key string) {
	t.toPerson(Say{Reply: Reply{Blocks: []Block{t.voice().para(key, nil)}}})
}

// pickedInCase takes in a choice while the case is the desk's.
func (t *deskTurn) pickedInCase(e Picked) {
	kind, what := e.Choice.kind()
	switch {
	case e.Choice == pickBot:
		t.backToBot()
	case kind == pickLanguage && known(Lang(what)):
		t.speak(Lang(what), HeardChoice)
		t.inform("language")
	case t.c.Case.Guided && t.makesSense(e):
		t.relay(Said{Text: t.labelOf(e.Choice)})
		if e.Choice == pickHuman || !t.choose(e.Choice) {
			t.waiting()
		}
	default:
		t.waiting()
	}
}

func (t *deskTurn) labelOf(id ChoiceID) string {
	for _, c := range t.c.Offered {
		if c.ID == id {
			return c.Label
		}
	}
	return string(id)
}

// woken takes up a case that rested.
func (t *deskTurn) woken() {
	if t.c.Case.State == CaseSnoozed {
		t.c.Case.State = CaseClaimed
		t.toDesk(Card{To: t.Desk.At})
		t.answerInTime()
	}
}

// waiting tells where the case is.
func (t *deskTurn) waiting() {
	v := t.voice()
	t.tell([]Block{Paragraph{t.whereabouts(v)}}, []Choice{v.toBot()})
}

// whereabouts says where the case is.
func (t *deskTurn) whereabouts(v voice) []Span {
	matter := t.c.Case
	switch {
	case matter.State != CaseQueued:
		return v.say("handoff.with", args{"agent": text(t.shownAgent(v))})
	case matter.Position == 1:
		return v.say("handoff.first", args{"number": count(matter.Number)})
	case matter.Position > 1:
		return v.say("handoff.position", args{"n": count(matter.Position), "number": count(matter.Number)})
	}
	return v.say("handoff.waiting", nil)
}

// backToBot gives the conversation back to the bot because the person wants it.
func (t *deskTurn) backToBot() {
	waited := t.c.Case.State == CaseQueued
	t.endCase(ClosedWithdrawn, "")
	t.note("desk.withdrawn", args{"name": t.personName()})
	if waited {
		t.toDesk(Line{To: t.Desk.At})
	}
	t.leads("handoff.bot", nil)
	t.resume()
}

// resume goes on where the bot was.
func (t *deskTurn) resume() {
	if t.s().Stage == StageNew || t.s().Stage == StageUsedUp || t.s().Stage == StageSolved {
		t.prompt("prompt.screen")
		return
	}
	t.askAgain()
}

// orphaned closes a case whose desk is no more.
func (t *deskTurn) orphaned() {
	c := t.c.Case
	c.State, c.Closing, c.Closed, c.Timer, c.Deadline = CaseClosed, ClosedReturned, t.in.At, 0, 0
	t.c.Owner = ""
}

// endCase closes the case; the bot owns the conversation again.
func (t *deskTurn) endCase(why Closing, note string) {
	c := t.c.Case
	c.State, c.Closing, c.Note, c.Closed, c.Timer, c.Guided = CaseClosed, why, note, t.in.At, 0, false
	t.c.Owner, t.ended = "", true
	t.toDesk(Card{To: t.Desk.At})
	t.tellAbout(NoticeClosed, nil)
}

// wantsBot reports words by which people ask for the bot again, or for an end.
func wantsBot(s string) bool {
	words := brief(s)
	if len(words) == 1 && slices.Contains(stops, words[0]) {
		return true
	}
	robot := slices.ContainsFunc(words, isIn(robots))
	return robot && (len(words) == 1 || slices.ContainsFunc(words, isIn(returns)))
}

var (
	robots  = []string{"bot", "boten", "botten", "robot", "roboten", "chatbot", "chatboten", "maskinen"}
	stops   = []string{"stopp", "stop", "avbryt", "avslutt", "cancel", "quit"}
	returns = []string{"tilbake", "attende", "igjen", "att", "heller", "helst", "back", "again", "rather", "instead", "fortsett", "fortset", "continue", "bruk"}
)
