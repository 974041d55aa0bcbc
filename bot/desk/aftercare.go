package desk

import (
	"slices"
	"strconv"
	"strings"

	"aktivering/bot"
	"aktivering/bot/content"
	"aktivering/bot/event"
	"aktivering/bot/i18n"
	"aktivering/bot/match"
	"aktivering/bot/name"
	"aktivering/bot/notice"
	"aktivering/bot/outcome"
	"aktivering/bot/pick"
)

// handleAfterCase takes in what the person does after the case has ended; false
// where it is nothing about the case.
func (t *turn) handleAfterCase(e event.Event) bool {
	cs := t.Conversation.Case
	if t.Inbound.At.Sub(cs.Closed) > reopenWithin || t.Desk == nil {
		return false
	}
	if p, ok := e.(event.ChoicePicked); ok {
		return t.handleChoiceAfterCase(p)
	}
	message, ok := e.(event.Message)
	if !ok || !t.IsAddressed(message) || cs.Closing == bot.ClosedWithdrawn || cs.Closing == bot.ClosedReturned || cs.MovedOn {
		return false
	}
	r := t.Matcher.Match(message.Text, match.Scope{})
	n, digits := rating(message.Text)
	switch {
	case strings.TrimSpace(message.Text) == "":
		return false
	case t.hasNewCode(r), cs.Pending == "" && t.tellsNewProblem(r):
		return t.moveOn()
	case cs.Rating == 0 && digits:
		t.rate(n)
	case cs.Pending != "":
		return t.answersReopen(message.Text, r)
	case r.Has(match.SaysThanks) || r.Has(match.SaysBye) || t.ShortAnswers().Acknowledged(message.Text):
		t.RememberMessage(message.Message)
		t.DetectLanguage(message)
		t.Aside("thanks")
		t.Decide(outcome.SmallTalk)
	case cs.Rating > 0 && cs.Comment == "" && r.Decision == match.None && !r.Has(match.SaysNotHelped):
		t.RememberMessage(message.Message)
		cs.Comment, cs.CommentIn = message.Text, message.Message
		t.Decide(outcome.CaseCommented)
		t.toDesk(t.comment(message))
		t.Aside("handoff.comment")
	default:
		t.RememberMessage(message.Message)
		t.Match = r
		t.DetectLanguage(message)
		t.WarnOfSecret(message)
		cs.Pending, cs.PendingIn = message.Text, message.Message
		t.Decide(outcome.ReopenAsked)
		t.AddIntro("handoff.reopen", i18n.Args{"number": i18n.Number(cs.Number)})
		v := t.Localizer()
		t.tellPerson(t.Intro(v), []bot.Choice{{ID: pick.Reopen, Label: v.Label("choice.reopen")}, {ID: pick.Fresh, Label: v.Label("choice.fresh")}})
	}
	return true
}

// moveOn leaves the case as it is, so that what the person wrote is taken as something new.
func (t *turn) moveOn() bool {
	t.Conversation.Case.MovedOn = true
	t.Conversation.Case.Pending, t.Conversation.Case.PendingIn = "", ""
	*t.Situation() = bot.Situation{Facts: t.Situation().Facts, Unsettled: t.Situation().Unsettled}
	return false
}

// tellsNewProblem reports words that plainly tell of another problem than the one of the case.
// Where it is not known what the case was about, and where the person says thanks, it may be the
// same.
func (t *turn) tellsNewProblem(r match.Result) bool {
	was := t.Situation().Article
	return was != "" && r.Decision == match.Answer && len(r.Entries) > 0 && r.Entries[0] != was &&
		!r.Has(match.SaysThanks) && !r.Has(match.SaysBye) && !r.Has(match.SaysNotHelped) &&
		!slices.ContainsFunc(t.Situation().Tried, func(tried bot.Trial) bool { return tried.Article == r.Entries[0] })
}

// hasNewCode reports a text with a known code that the conversation has not met: that is a new
// problem, and need not be asked about.
func (t *turn) hasNewCode(r match.Result) bool {
	return slices.ContainsFunc(r.Codes, func(f match.Found) bool {
		return f.Value != 0 && len(t.Knowledge.ByCode(f.Value)) > 0 && !slices.Contains(t.Situation().Trail, f.Value)
	})
}

// comment tells the agents what the person said of the help.
func (t *turn) comment(s event.Message) bot.SendReply {
	words := t.agentLocalizer().Paragraph("desk.comment", i18n.Args{"name": t.personName(), "text": i18n.Text(name.Guard(s.Text))})
	return bot.SendReply{RelayOf: s.Message, Reply: bot.Reply{Blocks: []content.Block{words}}}
}

// answersReopen reads whether the case is to be opened again; false for words that are
// about something else.
func (t *turn) answersReopen(words string, r match.Result) bool {
	id, ok := t.ShortAnswers().Choose(t.Conversation.Offered, words)
	switch {
	case ok && (id == pick.Reopen || id == pick.Fresh):
		return t.handleChoiceAfterCase(event.ChoicePicked{Choice: id})
	case r.Has(match.SaysYes):
		t.reopenByPerson()
	case r.Has(match.SaysNo):
		t.startAfresh()
	default:
		t.Conversation.Case.Pending, t.Conversation.Case.PendingIn, t.Conversation.Case.MovedOn = "", "", true
		return false
	}
	return true
}

// handleChoiceAfterCase takes in how it went, and whether to open the case again.
func (t *turn) handleChoiceAfterCase(p event.ChoicePicked) bool {
	kind, what := p.Choice.Kind()
	switch {
	case kind == pick.Rating:
		n, _ := strconv.Atoi(what)
		t.rate(n)
	case p.Choice == pick.Reopen:
		t.reopenByPerson()
	case p.Choice == pick.Fresh:
		t.startAfresh()
	default:
		return false
	}
	return true
}

// rate takes in how the person found the help.
func (t *turn) rate(n int) {
	cs := t.Conversation.Case
	if n < 1 || n > maxStars {
		t.Decide(outcome.Stale)
		return
	}
	cs.Rating, t.Outcome.Rating = n, n
	t.Decide(outcome.CaseRated)
	t.tellAgents("desk.rating", i18n.Args{"name": t.personName(), "n": i18n.Number(n), "of": i18n.Number(maxStars)})
	t.toDesk(bot.UpdateCard{To: t.Desk.At})
	t.notify(notice.Rated, nil)
	t.Aside("handoff.rated")
	t.Conversation.Offered = nil
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
	cs := t.Conversation.Case
	pending := event.Message{Text: cs.Pending, Message: cs.PendingIn}
	cs.Reopen()
	t.Decide(outcome.CaseReopened)
	moved := t.leaveOldPlace()
	cs.State, cs.QueuedAt, cs.LastPersonAt, cs.Position, cs.Alerts = bot.CaseQueued, t.Inbound.At, t.Inbound.At, 0, 0
	t.AddIntro("handoff.reopened", i18n.Args{"number": i18n.Number(cs.Number)})
	t.tellWait()
	due := t.Desk.After(t.Inbound.At, t.Desk.Claim, claimWithin)
	if !t.Desk.AtWork(t.Inbound.At) {
		t.away()
		due = t.Desk.NextAtWork(t.Inbound.At)
	}
	t.tellPerson(t.Intro(t.Localizer()), []bot.Choice{t.Localizer().ToBot()})
	t.toDesk(bot.UpdateCard{To: t.Desk.At})
	if moved {
		t.toDesk(bot.PostTranscript{To: t.Desk.At})
	}
	t.notify(notice.Reopened, nil)
	if pending.Text != "" {
		t.relay(pending)
	}
	if cs.DeskCalled = false; t.Desk.AtWork(t.Inbound.At) {
		t.callDesk("desk.reopened")
	}
	t.setCaseTimer(due)
	t.toDesk(bot.AnnounceQueue{To: t.Desk.At})
}

// startAfresh leaves the case as it is, and takes what the person wrote as something new.
func (t *turn) startAfresh() {
	message := event.Message{Text: t.Conversation.Case.Pending, Message: t.Conversation.Case.PendingIn, Addressed: true}
	t.Conversation.Case.Pending, t.Conversation.Case.PendingIn, t.Conversation.Case.MovedOn = "", "", true
	*t.Situation() = bot.Situation{Facts: t.Situation().Facts, Unsettled: t.Situation().Unsettled}
	if message.Text == "" {
		t.Prompt("prompt.screen")
		return
	}
	t.HandleMessage(message)
}

// markSolved lets the platform mark a conversation that has just been solved.
func (t *turn) markSolved(before bot.Stage) {
	cs := t.Conversation.Case
	helped := t.Situation().Stage == bot.StageSolved && before != bot.StageSolved
	closed := t.ended && (cs.Closing == bot.ClosedByArticle || cs.Closing == bot.ClosedByAgent)
	if helped || closed {
		t.Effects = append(t.Effects, bot.MarkResolved{To: t.Inbound.From, Asking: closed})
	}
}
