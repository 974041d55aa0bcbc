package desk

import (
	"strings"
	"unicode"

	"aktivering/bot"
	"aktivering/knowledge"
	"aktivering/knowledge/fold"
)

// unclear returns how a text begins that is no command and may have been meant as one: "svar Hei",
// "svr: Hei" and "Svar – Hei", a command alone, without its colon, and the reason of a closing
// without its command, "løst: ny nøkkel". Empty is a text that is
// plainly none. open tells that what is no command goes to the person: there only what must not
// go is held back, a note.
func unclear(words *knowledge.DeskWords, text string, open bool) string {
	line, _, _ := strings.Cut(text, "\n")
	fields := strings.Fields(line)
	if len(fields) == 0 {
		return ""
	}
	begin := fields[0]
	act, exact := words.Commands[fold.Text(begin)]
	label, _, colon := strings.Cut(line, ":")
	if colon && !open && isClosing(words, label) {
		return label + ":"
	}
	if !exact && colon && len(strings.Fields(label)) <= maxCommand {
		if begin, act = label+":", nearCommand(words, fold.Text(label)); act == "" {
			return ""
		}
	}
	dashed := len(fields) > 1 && strings.Trim(fields[1], "-–—>=;,.") == ""
	says := act == string(bot.ActAnswer) || act == string(bot.ActNote)
	switch {
	case act == "" || open && act != string(bot.ActNote):
		return ""
	case !exact, dashed, says && len(fields) > 1:
		return strings.TrimRightFunc(begin, unicode.IsSpace)
	case len(fields) == 1 && strings.IndexFunc(begin, unicode.IsUpper) <= 0 && len(text) == len(line):
		return begin
	}
	return ""
}

// isClosing reports the words for why a case is closed, and nothing else.
func isClosing(words *knowledge.DeskWords, s string) bool {
	why, rest := closingOf(words, strings.TrimSpace(s))
	return why != "" && rest == ""
}

// nearCommand returns what the command does that a word is one typing error away from.
func nearCommand(words *knowledge.DeskWords, word string) (act string) {
	const least = 3 // a shorter word is near to too many
	if len(word) < least {
		return ""
	}
	for command, does := range words.Commands {
		if len(command) >= least && oneErrorApart(word, command) && (act == "" || does < act) { // the same one, whatever the order
			act = does
		}
	}
	return act
}

// oneErrorApart reports two words of which one becomes the other by one letter more, less or
// other, or by two letters the other way round.
func oneErrorApart(a, b string) bool {
	x, y := []rune(a), []rune(b)
	if len(x) > len(y) {
		x, y = y, x
	}
	i := 0
	for i < len(x) && x[i] == y[i] {
		i++
	}
	restX := string(x[i:])
	switch len(y) - len(x) {
	case 1:
		return restX == string(y[i+1:])
	case 0:
		return restX != "" && (string(x[i+1:]) == string(y[i+1:]) ||
			len(x) > i+1 && x[i] == y[i+1] && x[i+1] == y[i] && string(x[i+2:]) == string(y[i+2:]))
	}
	return false
}
