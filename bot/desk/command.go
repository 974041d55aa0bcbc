package desk

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"aktivering/bot"
	"aktivering/bot/name"
	"aktivering/bot/pick"
	"aktivering/knowledge"
	"aktivering/knowledge/fold"
)

// ReadAction reads what happened in the channel of a desk as what an agent does with a case;
// false where it is nothing of the kind.
func (m Manager) ReadAction(d *bot.Desk, in bot.Inbound) (bot.AgentAction, bool) {
	a := bot.AgentAction{Agent: bot.Agent{ID: in.Person.ID, Name: name.Clean(in.Person.Name)}}
	switch e := in.Event.(type) {
	case bot.ChoicePicked:
		ok := readPick(&a, e.Choice)
		return a, ok
	case bot.FormSubmitted:
		if !readPick(&a, e.Choice) {
			return a, false
		}
		a.Secret = e.Secret
		a.Text = strings.TrimSpace(e.Rows[rowText])
		if canned := e.Rows[rowCanned]; a.Act == bot.ActAnswer && a.Text == "" && canned != "" {
			a.Act, a.Text = bot.ActCanned, canned
		}
		if why := bot.Closing(e.Rows[rowWhy]); slices.Contains(closings(), why) {
			a.Closing = why
		}
		return a, true
	case bot.Message:
		m.readCommand(&a, e, d.RepliesPublic)
		return a, true
	case bot.MessageEdited:
		m.readCommand(&a, e.Now, d.RepliesPublic)
		if a.Act == bot.ActAnswer {
			a.Act = bot.ActAmend
			return a, true
		}
		// It is for the agents now; if it was an answer before, the person has it still.
		if a.Act != bot.ActNote {
			a.Text = strings.TrimSpace(e.Now.Text)
		}
		a.Act, a.Closing, a.For = bot.ActUnmark, "", 0
		return a, true
	case bot.MessageDeleted:
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
func readPick(a *bot.AgentAction, id bot.ChoiceID) bool {
	switch kind, what := id.Kind(); kind {
	case pick.Act:
		a.Act = bot.Action(what)
		return offeredAtDesk(a.Act)
	case pick.Close:
		a.Act, a.Closing = bot.ActClose, bot.Closing(what)
		return slices.Contains(closings(), a.Closing)
	}
	return false
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
func (m Manager) readCommand(a *bot.AgentAction, e bot.Message, open bool) {
	a.Message, a.Files, a.Secret = e.Message, e.Files, e.Secret
	a.Act, a.Text = bot.ActNote, strings.TrimSpace(e.Text)
	if open {
		a.Act = bot.ActAnswer
	}
	word, rest, ok := strings.Cut(a.Text, ":")
	if bang, is := strings.CutPrefix(a.Text, "!"); is {
		word, rest, _ = strings.Cut(bang, " ")
		ok = true
	}
	words := &m.Knowledge.Language().Desk
	act, known := words.Commands[fold.Text(word)]
	if !ok || !known {
		return
	}
	a.Act, a.Text = bot.Action(act), strings.TrimSpace(rest)
	switch a.Act {
	case bot.ActSnooze:
		a.For = waitOf(words, a.Text)
	case bot.ActClose:
		a.Closing, a.Text = closingOf(words, a.Text)
	default: // the text is all of it
	}
}

// waitOf reads a time such as "30m", "2 timer" or "1 dag"; 0 is none.
func waitOf(words *knowledge.DeskWords, s string) time.Duration {
	s = strings.TrimSpace(strings.ToLower(s))
	end := strings.IndexFunc(s, func(r rune) bool { return !unicode.IsDigit(r) })
	if end <= 0 {
		return 0
	}
	n, err := strconv.Atoi(s[:end])
	if err != nil || n > 10_000 {
		return 0
	}
	unit, length := time.Hour, 0
	for _, u := range []struct {
		begins knowledge.Words
		lasts  time.Duration
	}{{words.Minute, time.Minute}, {words.Hour, time.Hour}, {words.Day, 24 * time.Hour}} {
		for begin := range u.begins {
			if len(begin) > length && strings.HasPrefix(strings.TrimSpace(s[end:]), begin) {
				unit, length = u.lasts, len(begin)
			}
		}
	}
	return time.Duration(n) * unit
}

// closingOf reads why a case is closed, and what is said of it beside that.
func closingOf(words *knowledge.DeskWords, s string) (why bot.Closing, note string) {
	for _, c := range words.Closings {
		for _, w := range c.Words {
			if len(s) >= len(w) && strings.EqualFold(s[:len(w)], w) {
				return bot.Closing(c.ID), strings.TrimLeft(s[len(w):], " ,.:;-–—")
			}
		}
	}
	return "", s
}
