package desk

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"aktivering/bot"
	"aktivering/bot/content"
	"aktivering/bot/event"
	"aktivering/bot/name"
	"aktivering/bot/pick"
)

// ReadAction reads what happened in the channel of a desk as what an agent does with a case;
// false where it is nothing of the kind.
func (m Manager) ReadAction(d *bot.Desk, in event.Inbound) (event.AgentAction, bool) {
	a := event.AgentAction{Agent: bot.Agent{ID: in.Person.ID, Name: name.Clean(in.Person.Name)}}
	switch e := in.Event.(type) {
	case event.ChoicePicked:
		ok := readPick(&a, e.Choice)
		return a, ok
	case event.FormSubmitted:
		if !readPick(&a, e.Choice) {
			return a, false
		}
		a.Secret = e.Secret
		a.Text = strings.TrimSpace(e.Rows[rowText])
		if canned := e.Rows[rowCanned]; a.Act == bot.ActAnswer && a.Text == "" && canned != "" {
			a.Act, a.Text = bot.ActCanned, canned
		}
		if why := bot.Closing(e.Rows[rowWhy]); slices.Contains(Closings(), why) {
			a.Closing = why
		}
		return a, true
	case event.Message:
		m.readCommand(&a, e, d.RepliesPublic)
		return a, true
	case event.MessageEdited:
		m.readCommand(&a, e.Now, d.RepliesPublic)
		if a.Act == bot.ActAnswer {
			a.Act = bot.ActAmend
			return a, true
		}
		// It is for the agents now; if it was an answer before, the person has it still.
		if a.Act != bot.ActNote {
			a.Text = strings.TrimSpace(e.Now.Text)
			a.Marks = marksOf(e.Now, a.Text)
		}
		a.Act, a.Closing, a.For = bot.ActUnmark, "", 0
		return a, true
	case event.MessageDeleted:
		a.Act, a.Message = bot.ActRetract, e.Message
		return a, true
	default:
		return a, false
	}
}

// The rows of the forms at the desk.
const (
	rowText   = "text"
	rowWhy    = "why"
	rowCanned = "canned"
)

// readPick reads a choice that was offered at the desk.
func readPick(a *event.AgentAction, id bot.ChoiceID) bool {
	switch kind, what := id.Kind(); kind {
	case pick.Act:
		a.Act = bot.Action(what)
		return offeredAtDesk(a.Act)
	case pick.Close:
		a.Act, a.Closing = bot.ActClose, bot.Closing(what)
		return slices.Contains(Closings(), a.Closing)
	case pick.Canned:
		a.Act, a.Text, a.Seen = bot.ActCanned, what, true
		return what != ""
	case pick.Snooze:
		seconds, err := strconv.ParseInt(what, 10, 64)
		a.Act, a.Until = bot.ActSnooze, time.Unix(seconds, 0).UTC()
		return err == nil && seconds > 0
	case pick.Problem:
		a.Act, a.Text = bot.ActProblem, what
		return what != ""
	case pick.Solved:
		a.Act, a.Text = bot.ActSolved, what
		return what != ""
	case pick.Unblock:
		a.Act, a.Text = bot.ActUnblock, what
		return what != ""
	}
	return false
}

// OffersAtDesk reports a choice that is offered to agents.
func (m Manager) OffersAtDesk(id bot.ChoiceID) bool {
	var a event.AgentAction
	return readPick(&a, id)
}

// offeredAtDesk reports an act that a choice at the desk can stand for.
func offeredAtDesk(a bot.Action) bool {
	switch a {
	case bot.ActClaim, bot.ActTake, bot.ActAnswer, bot.ActShow, bot.ActRelease, bot.ActTransfer, bot.ActReturn, bot.ActSnooze, bot.ActClose, bot.ActReopen:
		return true
	default: // written only, or no act at all
		return false
	}
}

// readCommand reads what an agent wrote in the thread of a case: a word and a colon, or
// an exclamation mark and a word, tell what is to be done. Other words are a note,
// or an answer where all that is written is one.
func (m Manager) readCommand(a *event.AgentAction, e event.Message, open bool) {
	a.Message, a.Files, a.Secret = e.Message, e.Files, e.Secret
	a.Act, a.Text = bot.ActNote, strings.TrimSpace(e.Text)
	defer func() { a.Marks = marksOf(e, a.Text) }()
	if open {
		a.Act = bot.ActAnswer
	}
	words := &m.Knowledge.Language().Desk
	act, rest, ok := commandOf(words, a.Text)
	if !ok {
		if a.Unclear = unclear(words, a.Text, open); a.Unclear != "" {
			a.Act = bot.ActNote
		}
		return
	}
	a.Act, a.Text = bot.Action(act), rest
	if a.Act == bot.ActTransfer && a.Text != "" {
		a.Act = bot.ActAssign // to somebody who is named
	}
	if a.Act == bot.ActClose {
		a.Closing, a.Text = closingOf(words, a.Text)
	}
}

// marksOf are the marks of what a message ends with.
func marksOf(e event.Message, rest string) content.Marks {
	end := len(strings.TrimRightFunc(e.Text, unicode.IsSpace))
	return e.Marks.Of(end-len(rest), end)
}

// Closings are the reasons that an agent can give for closing a case.
func Closings() []bot.Closing {
	return []bot.Closing{bot.ClosedByArticle, bot.ClosedByAgent, bot.ClosedDuplicate, bot.ClosedNotOurs, bot.ClosedNoAnswer}
}
