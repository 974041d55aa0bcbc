package desk

import (
	"strconv"
	"strings"

	"aktivering/bot"
	"aktivering/bot/i18n"
	"aktivering/bot/match"
	"aktivering/bot/name"
	"aktivering/bot/reply"
)

// heardAfterCase takes in what the person does after the case has ended; false
// where it is nothing about the case.
func (t *turn) heardAfterCase(e bot.Event) bool {
	matter := t.C.Case
	if t.In.At.Sub(matter.Closed) > reopenWithin || t.Desk == nil {
		return false
	}
	if p, ok := e.(bot.ChoicePicked); ok {
		return t.pickedAfterCase(p)
	}
	said, ok := e.(bot.Message)
	if !ok || !t.Addressed(said) || matter.Closing == bot.ClosedWithdrawn || matter.Closing == bot.ClosedReturned || matter.MovedOn {
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
	case r.Has(match.SaysThanks) || r.Has(match.SaysBye) || reply.Acknowledged(said.Text):
		t.Listen(said.Message)
		t.Hear(said)
		t.Aside("thanks")
	case matter.Rating > 0 && matter.Comment == "" && r.Decision == match.None && !r.Has(match.SaysNotHelped):
		t.Listen(said.Message)
		matter.Comment, matter.CommentIn = said.Text, said.Message
		t.toDesk(t.commented(said))
		t.Aside("handoff.comment")
	default:
		t.Listen(said.Message)
		t.R = r
		t.Hear(said)
		t.Notice(said)
		matter.Pending, matter.PendingIn = said.Text, said.Message
		t.Leads("handoff.reopen", i18n.Args{"number": i18n.Number(matter.Number)})
		v := t.Voice()
		t.tell(t.Leading(v), []bot.Choice{{ID: bot.PickReopen, Label: v.Label("choice.reopen")}, {ID: bot.PickFresh, Label: v.Label("choice.fresh")}})
	}
	return true
}

// commented tells the agents what the person said of the help.
func (t *turn) commented(s bot.Message) bot.SendReply {
	words := t.deskVoice().Paragraph("desk.comment", i18n.Args{"name": t.personName(), "text": i18n.Text(name.Guard(s.Text))})
	return bot.SendReply{RelayOf: s.Message, Reply: bot.Reply{Blocks: []bot.Block{words}}}
}

// toReopen reads whether the case is to be opened again; false for words that are
// about something else.
func (t *turn) toReopen(words string, r match.Result) bool {
	id, ok := reply.Choose(t.C.Offered, words)
	switch {
	case ok && (id == bot.PickReopen || id == bot.PickFresh):
		return t.pickedAfterCase(bot.ChoicePicked{Choice: id})
	case r.Has(match.SaysYes):
		t.reopenByPerson()
	case r.Has(match.SaysNo):
		t.fresh()
	default:
		t.C.Case.Pending, t.C.Case.PendingIn, t.C.Case.MovedOn = "", "", true
		return false
	}
	return true
}

// pickedAfterCase takes in how it went, and whether to open the case again.
func (t *turn) pickedAfterCase(p bot.ChoicePicked) bool {
	kind, what := p.Choice.Kind()
	switch {
	case kind == bot.PickRating:
		n, _ := strconv.Atoi(what)
		t.rate(n)
	case p.Choice == bot.PickReopen:
		t.reopenByPerson()
	case p.Choice == bot.PickFresh:
		t.fresh()
	default:
		return false
	}
	return true
}

// rate takes in how the person found the help.
func (t *turn) rate(n int) {
	matter := t.C.Case
	if n < 1 || n > maxStars {
		return
	}
	matter.Rating = n
	t.note("desk.rating", i18n.Args{"name": t.personName(), "n": i18n.Number(n), "of": i18n.Number(maxStars)})
	t.toDesk(bot.UpdateCard{To: t.Desk.At})
	t.tellAbout(bot.NoticeRated, nil)
	t.Aside("handoff.rated")
	t.C.Offered = nil
}

// maxStars is the best that can be said of the help.
const maxStars = 5

// rating reads a number of stars, such as "4", "4!" or "4/5", from a text that says
// nothing else.
func rating(s string) (n int, ok bool) {
	s = strings.TrimRight(strings.TrimSpace(s), " .!")
	stars, of, out := strings.Cut(s, "/")
	if out && strings.TrimSpace(of) != strconv.Itoa(maxStars) {
		return 0, false
	}
	n, err := strconv.Atoi(strings.TrimSpace(stars))
	return n, err == nil && n >= 1 && n <= maxStars
}

// reopenByPerson puts the case in the queue again, with what the person wrote.
func (t *turn) reopenByPerson() {
	matter := t.C.Case
	pending := bot.Message{Text: matter.Pending, Message: matter.PendingIn}
	matter.Reopen()
	matter.State, matter.QueuedAt, matter.LastPersonAt, matter.Position, matter.Alerts = bot.CaseQueued, t.In.At, t.In.At, 0, 0
	t.Leads("handoff.reopened", i18n.Args{"number": i18n.Number(matter.Number)})
	due := t.Desk.After(t.In.At, t.Desk.Claim, claimWithin)
	if !t.Desk.AtWork(t.In.At) {
		t.away()
		due = t.Desk.NextAtWork(t.In.At)
	}
	t.tell(t.Leading(t.Voice()), []bot.Choice{t.Voice().ToBot()})
	t.toDesk(bot.UpdateCard{To: t.Desk.At})
	t.tellAbout(bot.NoticeReopened, nil)
	if pending.Text != "" {
		t.relay(pending)
	}
	if matter.DeskCalled = false; t.Desk.AtWork(t.In.At) {
		t.call("desk.reopened")
	}
	t.wakeDesk(due)
	t.toDesk(bot.AnnounceQueue{To: t.Desk.At})
}

// fresh leaves the case as it is, and takes what the person wrote as something new.
func (t *turn) fresh() {
	said := bot.Message{Text: t.C.Case.Pending, Message: t.C.Case.PendingIn, Addressed: true}
	t.C.Case.Pending, t.C.Case.PendingIn, t.C.Case.MovedOn = "", "", true
	*t.Situation() = bot.Situation{Facts: t.Situation().Facts, Unsettled: t.Situation().Unsettled}
	if said.Text == "" {
		t.Prompt("prompt.screen")
		return
	}
	t.Said(said)
}

// markSolved lets the platform mark a conversation that has just been solved.
func (t *turn) markSolved(before bot.Stage) {
	matter := t.C.Case
	helped := t.Situation().Stage == bot.StageSolved && before != bot.StageSolved
	closed := t.ended && (matter.Closing == bot.ClosedByArticle || matter.Closing == bot.ClosedByAgent)
	if helped || closed {
		t.Effects = append(t.Effects, bot.MarkResolved{To: t.In.From, Asking: closed})
	}
}
