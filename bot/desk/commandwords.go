package desk

import (
	"strconv"
	"strings"
	"unicode"

	"aktivering/bot"
	"aktivering/knowledge"
	"aktivering/knowledge/fold"
)

// commandOf reads a command, and what stands behind it.
func commandOf(words *knowledge.DeskWords, s string) (act, rest string, ok bool) {
	bang, is := strings.CutPrefix(s, "!")
	if !is {
		word, rest, colon := strings.Cut(s, ":")
		act, ok := words.Commands[fold.Text(word)]
		if ok && colon {
			return act, strings.TrimSpace(rest), true
		}
		return aloneOf(words, s)
	}
	for n := maxCommand; n > 0; n-- {
		if fields := strings.Fields(bang); len(fields) >= n {
			if act, ok = words.Commands[fold.Text(strings.Join(fields[:n], " "))]; ok {
				return act, afterFields(bang, n), true
			}
		}
	}
	return "", "", false
}

// maxCommand is how many words a command has at most.
const maxCommand = 3

// afterFields is what stands behind the first words of a text.
func afterFields(s string, n int) string {
	for range n {
		s = strings.TrimLeftFunc(s, unicode.IsSpace)
		if i := strings.IndexFunc(s, unicode.IsSpace); i >= 0 {
			s = s[i:]
		} else {
			s = ""
		}
	}
	return strings.TrimSpace(s)
}

// aloneOf reads a command about problems that many have, or about blocks, without a colon: nothing
// but its words, and the number of one.
func aloneOf(words *knowledge.DeskWords, s string) (act, rest string, ok bool) {
	fields := strings.Fields(s)
	if n := len(fields); n > 1 {
		if _, err := strconv.Atoi(strings.TrimPrefix(fields[n-1], "#")); err == nil {
			rest, fields = fields[n-1], fields[:n-1]
		}
	}
	if len(fields) == 0 || len(fields) > maxCommand {
		return "", "", false
	}
	act = words.Commands[fold.Text(strings.Join(fields, " "))]
	switch bot.Action(act) {
	case bot.ActSolved:
		return act, rest, true
	case bot.ActUnblock:
		return act, rest, rest != ""
	case bot.ActProblem, bot.ActBlocks:
		return act, rest, rest == ""
	default:
		return act, rest, false
	}
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
