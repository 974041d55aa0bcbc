package bot

import (
	"strconv"
	"strings"

	"aktivering/bot/match"
)

// heardAfterCase takes in what the person does after the case has ended; false
// where it is nothing about the case.
func (t *deskTurn) heardAfterCase(e Event) bool {
	matter := t.c.Case
	if t.in.At.Sub(matter.Closed) > reopenWithin || t.Desk == nil {
		return false
	}
	if p, ok := e.(Picked); ok {
		return t.pickedAfterCase(p)
	}
	said, ok := e.(Said)
	if !ok || !t.addressed(said) || matter.Closing == ClosedWithdrawn || matter.Closing == ClosedReturned || matter.Left {
		return false
	}
	r := t.Matcher.Match(said.Text)
	n, digits := rating(said.Text)
	switch {
	case strings.TrimSpace(said.Text) == "":
		return false
	case matter.Rating == 0 && digits:
		t.rate(n)
	case matter.Pending != "":
		return t.toReopen(said.Text, r)
	case r.Has(match.SaysThanks) || r.Has(match.SaysBye) || acknowledged(said.Text):
		t.listen(said.Message)
		t.hear(said)
		t.aside("thanks")
	case matter.Rating > 0 && matter.Comment == "" && r.Decision == match.None && !r.Has(match.SaysNotHelped):
		t.listen(said.Message)
		matter.Comment, matter.CommentIn = said.Text, said.Message
		t.toDesk(t.commented(said))
		t.aside("handoff.comment")
	default:
		t.listen(said.Message)
		t.r = r
		t.hear(said)
		t.notice(said)
		matter.Pending, matter.PendingIn = said.Text, said.Message
		t.leads("handoff.reopen", args{"number": count(matter.Number)})
		v := t.voice()
		t.tell(t.leading(v), []Choice{{ID: pickReopen, Label: v.label("choice.reopen")}, {ID: pickFresh, Label: v.label("choice.fresh")}})
	}
	return true
}

// commented tells the agents what the person said of the help.
func (t *deskTurn) commented(s Said) Say {
	words := t.deskVoice().para("desk.comment", args{"name": t.personName(), "text": text(guarded(s.Text))})
	return Say{Source: s.Message, Reply: Reply{Blocks: []Block{words}}}
}

// toReopen reads whether the case is to be opened again; false for words that are
// about something else.
func (t *deskTurn) toReopen(words string, r match.Result) bool {
	id, ok := Choose(t.c.Offered, words)
	switch {
	case ok && (id == pickReopen || id == pickFresh):
		return t.pickedAfterCase(Picked{Choice: id})
	case r.Has(match.SaysYes):
		t.reopenByPerson()
	case r.Has(match.SaysNo):
		t.fresh()
	default:
		t.c.Case.Pending, t.c.Case.PendingIn, t.c.Case.Left = "", "", true
		return false
	}
	return true
}

// pickedAfterCase takes in how it went, and whether to open the case again.
func (t *deskTurn) pickedAfterCase(p Picked) bool {
	kind, what := p.Choice.kind()
	switch {
	case kind == pickRating:
		n, _ := strconv.Atoi(what)
		t.rate(n)
	case p.Choice == pickReopen:
		t.reopenByPerson()
	case p.Choice == pickFresh:
		t.fresh()
	default:
		return false
	}
	return true
}

// rate takes in how the person found the help.
func (t *deskTurn) rate(n int) {
	matter := t.c.Case
	if n < 1 || n > mostStars {
		return
	}
	matter.Rating = n
	t.note("desk.rating", args{"name": t.personName(), "n": count(n), "of": count(mostStars)})
	t.toDesk(Card{To: t.Desk.At})
	t.tellAbout(NoticeRated, nil)
	t.aside("handoff.rated")
	t.c.Offered = nil
}

// mostStars is the best that can be said of the help.
const mostStars = 5

// rating reads a number of stars, such as "4", "4!" or "4/5", from a text that says
// nothing else.
func rating(s string) (n int, ok bool) {
	s = strings.TrimRight(strings.TrimSpace(s), " .!")
	stars, of, out := strings.Cut(s, "/")
	if out && strings.TrimSpace(of) != strconv.Itoa(mostStars) {
		return 0, false
	}
	n, err := strconv.Atoi(strings.TrimSpace(stars))
	return n, err == nil && n >= 1 && n <= mostStars
}

// reopenByPerson puts the case in the queue again, with what the person wrote.
func (t *deskTurn) reopenByPerson() {
	matter := t.c.Case
	pending := Said{Text: matter.Pending, Message: matter.PendingIn}
	matter.reopen()
	matter.State, matter.Since, matter.Heard, matter.Position, matter.Alerts = CaseQueued, t.in.At, t.in.At, 0, 0
	t.leads("handoff.reopened", args{"number": count(matter.Number)})
	due := t.Desk.after(t.in.At, t.Desk.Claim, claimWithin)
	if !t.Desk.open(t.in.At) {
		t.away()
		due = t.Desk.opens(t.in.At)
	}
	t.tell(t.leading(t.voice()), []Choice{t.voice().toBot()})
	t.toDesk(Card{To: t.Desk.At})
	t.tellAbout(NoticeReopened, nil)
	if pending.Text != "" {
		t.relay(pending)
	}
	if matter.Called = false; t.Desk.open(t.in.At) {
		t.call("desk.reopened")
	}
	t.wakeDesk(due)
	t.toDesk(Line{To: t.Desk.At})
}

// fresh leaves the case as it is, and takes what the person wrote as something new.
func (t *deskTurn) fresh() {
	said := Said{Text: t.c.Case.Pending, Message: t.c.Case.PendingIn, Addressed: true}
	t.c.Case.Pending, t.c.Case.PendingIn, t.c.Case.Left = "", "", true
	*t.s() = Situation{Facts: t.s().Facts, Unsettled: t.s().Unsettled}
	if said.Text == "" {
		t.prompt("prompt.screen")
		return
	}
	t.said(said)
}
