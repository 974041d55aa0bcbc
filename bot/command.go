package bot

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// deskAct reads what happened at the desk as what an agent does with a case; false
// where it is nothing of the kind.
func (m DeskMind) deskAct(in Inbound) (Acted, bool) {
	a := Acted{Agent: Agent{ID: in.Person.ID, Name: cleanName(in.Person.Name)}}
	switch e := in.Event.(type) {
	case Picked:
		ok := readPick(&a, e.Choice)
		return a, ok
	case Filled:
		if !readPick(&a, e.Choice) {
			return a, false
		}
		a.Secret = e.Secret
		a.Text = strings.TrimSpace(e.Rows[rowText])
		if canned := e.Rows[rowCanned]; a.Act == ActAnswer && a.Text == "" && canned != "" {
			a.Act, a.Text = ActCanned, canned
		}
		if why := Closing(e.Rows[rowWhy]); slices.Contains(closings(), why) {
			a.Closing = why
		}
		return a, true
	case Said:
		readCommand(&a, e, m.Desk.Open)
		return a, true
	case Edited:
		readCommand(&a, e.Now, m.Desk.Open)
		if a.Act == ActAnswer {
			a.Act = ActAmend
			return a, true
		}
		// It is for the agents now; if it was an answer before, the person has it still.
		if a.Act != ActNote {
			a.Text = strings.TrimSpace(e.Now.Text)
		}
		a.Act, a.Closing, a.For = ActUnmark, "", 0
		return a, true
	case Deleted:
		a.Act, a.Message = ActRetract, e.Message
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
func readPick(a *Acted, id ChoiceID) bool {
	switch kind, what := id.kind(); kind {
	case pickAct:
		a.Act = Act(what)
		return offeredAtDesk(a.Act)
	case pickClose:
		a.Act, a.Closing = ActClose, Closing(what)
		return slices.Contains(closings(), a.Closing)
	}
	return false
}

// offeredAtDesk reports an act that a choice at the desk can stand for.
func offeredAtDesk(a Act) bool {
	switch a {
	case ActClaim, ActTake, ActAnswer, ActShow, ActRelease, ActTransfer, ActReturn, ActSnooze, ActClose, ActReopen:
		return true
	default: // written only, or no act at all
		return false
	}
}

// readCommand reads what an agent wrote in the thread of a case: a word and a colon, or
// an exclamation mark and a word, tell what is to be done. Other words are a note,
// or an answer where all that is written is one.
func readCommand(a *Acted, e Said, open bool) {
	a.Message, a.Files, a.Secret = e.Message, e.Files, e.Secret
	a.Act, a.Text = ActNote, strings.TrimSpace(e.Text)
	if open {
		a.Act = ActAnswer
	}
	word, rest, ok := strings.Cut(a.Text, ":")
	if bang, is := strings.CutPrefix(a.Text, "!"); is {
		word, rest, _ = strings.Cut(bang, " ")
		ok = true
	}
	act, known := actOf(fold(word))
	if !ok || !known {
		return
	}
	a.Act, a.Text = act, strings.TrimSpace(rest)
	switch act {
	case ActSnooze:
		a.For = waitOf(a.Text)
	case ActClose:
		a.Closing, a.Text = closingOf(a.Text)
	default: // the text is all of it
	}
}

// actOf reads the word of a command, folded, in bokmål, nynorsk and English.
func actOf(word string) (Act, bool) {
	switch word {
	case "svar", "svare", "answer", "reply":
		return ActAnswer, true
	case "notat", "merknad", "note":
		return ActNote, true
	case "ta", "ta saken", "ta saka", "tek", "tar", "claim":
		return ActClaim, true
	case "ta over", "overta", "take", "take over":
		return ActTake, true
	case "frigi", "frigje", "slipp", "release":
		return ActRelease, true
	case "overfor", "overfør", "transfer":
		return ActTransfer, true
	case "gi tilbake", "gje tilbake", "bot", "til boten", "return":
		return ActReturn, true
	case "utsett", "utset", "vent", "snooze":
		return ActSnooze, true
	case "lukk", "lukke", "close":
		return ActClose, true
	case "gjenåpne", "gjenapne", "gjenopne", "apne", "åpne", "opne", "reopen":
		return ActReopen, true
	case "artikkel", "article", "kode", "code":
		return ActArticle, true
	case "mal", "maler", "malar", "canned", "template":
		return ActCanned, true
	case "samtale", "samtalen", "samtala", "vis", "transcript", "show":
		return ActShow, true
	case "hjelp", "kommandoer", "kommandoar", "help":
		return ActHelp, true
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
func closingOf(s string) (why Closing, note string) {
	for _, c := range []struct {
		words []string
		why   Closing
	}{
		{[]string{"artikkel", "article"}, ClosedByArticle},
		{[]string{"løst", "løyst", "ordnet", "ordna", "solved", "agent"}, ClosedByAgent},
		{[]string{"duplikat", "duplicate"}, ClosedDuplicate},
		{[]string{"ikke vårt", "ikkje vårt", "ikke vår", "ikkje vår", "not ours"}, ClosedNotOurs},
		{[]string{"ikke svar", "ikkje svar", "no answer"}, ClosedNoAnswer},
	} {
		for _, w := range c.words {
			if len(s) >= len(w) && strings.EqualFold(s[:len(w)], w) {
				return c.why, strings.TrimLeft(s[len(w):], " ,.:;-–—")
			}
		}
	}
	return "", s
}
