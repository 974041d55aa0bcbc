package desk

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"aktivering/bot"
	"aktivering/bot/name"
	"aktivering/knowledge/fold"
)

// ReadAction reads what happened in the channel of a desk as what an agent does with a case;
// false where it is nothing of the kind.
func ReadAction(d *bot.Desk, in bot.Inbound) (bot.AgentAction, bool) {
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
		readCommand(&a, e, d.RepliesPublic)
		return a, true
	case bot.MessageEdited:
		readCommand(&a, e.Now, d.RepliesPublic)
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
	case bot.PickAct:
		a.Act = bot.Action(what)
		return offeredAtDesk(a.Act)
	case bot.PickClose:
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
func readCommand(a *bot.AgentAction, e bot.Message, open bool) {
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
	act, known := actOf(fold.Text(word))
	if !ok || !known {
		return
	}
	a.Act, a.Text = act, strings.TrimSpace(rest)
	switch act {
	case bot.ActSnooze:
		a.For = waitOf(a.Text)
	case bot.ActClose:
		a.Closing, a.Text = closingOf(a.Text)
	default: // the text is all of it
	}
}

// actOf reads the word of a command, folded, in bokmål, nynorsk and English.
func actOf(word string) (bot.Action, bool) {
	switch word {
	case "svar", "svare", "answer", "reply":
		return bot.ActAnswer, true
	case "notat", "merknad", "note":
		return bot.ActNote, true
	case "ta", "ta saken", "ta saka", "tek", "tar", "claim":
		return bot.ActClaim, true
	case "ta over", "overta", "take", "take over":
		return bot.ActTake, true
	case "frigi", "frigje", "slipp", "release":
		return bot.ActRelease, true
	case "overfor", "overfør", "transfer":
		return bot.ActTransfer, true
	case "gi tilbake", "gje tilbake", "bot", "til boten", "return":
		return bot.ActReturn, true
	case "utsett", "utset", "vent", "snooze":
		return bot.ActSnooze, true
	case "lukk", "lukke", "close":
		return bot.ActClose, true
	case "gjenåpne", "gjenapne", "gjenopne", "apne", "åpne", "opne", "reopen":
		return bot.ActReopen, true
	case "artikkel", "article", "kode", "code":
		return bot.ActArticle, true
	case "mal", "maler", "malar", "canned", "template":
		return bot.ActCanned, true
	case "samtale", "samtalen", "samtala", "vis", "transcript", "show":
		return bot.ActShow, true
	case "hjelp", "kommandoer", "kommandoar", "help":
		return bot.ActHelp, true
	}
	return "", false
}

// waitOf reads a time such as "30m", "2 timer" or "1 dag"; 0 is none.
func waitOf(s string) time.Duration {
	s = strings.TrimSpace(strings.ToLower(s))
	end := strings.IndexFunc(s, func(r rune) bool { return !unicode.IsDigit(r) })
	if end <= 0 {
		return 0
	}
	n, err := strconv.Atoi(s[:end])
	if err != nil || n > 10_000 {
		return 0
	}
	unit := time.Hour
	switch rest := strings.TrimSpace(s[end:]); {
	case strings.HasPrefix(rest, "m"):
		unit = time.Minute
	case strings.HasPrefix(rest, "d"):
		unit = 24 * time.Hour
	}
	return time.Duration(n) * unit
}

// closingOf reads why a case is closed, and what is said of it beside that.
func closingOf(s string) (why bot.Closing, note string) {
	for _, c := range []struct {
		words []string
		why   bot.Closing
	}{
		{[]string{"artikkel", "article"}, bot.ClosedByArticle},
		{[]string{"løst", "løyst", "ordnet", "ordna", "solved", "agent"}, bot.ClosedByAgent},
		{[]string{"duplikat", "duplicate"}, bot.ClosedDuplicate},
		{[]string{"ikke vårt", "ikkje vårt", "ikke vår", "ikkje vår", "not ours"}, bot.ClosedNotOurs},
		{[]string{"ikke svar", "ikkje svar", "no answer"}, bot.ClosedNoAnswer},
	} {
		for _, w := range c.words {
			if len(s) >= len(w) && strings.EqualFold(s[:len(w)], w) {
				return c.why, strings.TrimLeft(s[len(w):], " ,.:;-–—")
			}
		}
	}
	return "", s
}
