package dialogue

import (
	"slices"
	"strings"
	"unicode"

	"aktivering/bot"
	"aktivering/bot/match"
	"aktivering/bot/understand"
	"aktivering/knowledge"
)

const (
	// digitsOfCode is how many digits a whole code has.
	digitsOfCode = 8
	hexDigits    = "0123456789abcdefABCDEF"
	decimals     = "0123456789"
)

// halfCode reports a word that begins like a code and is not long enough, or
// too long, for one.
func halfCode(text string) bool {
	for w := range strings.FieldsSeq(text) {
		digits, ok := digitsOf(w)
		if ok && len(digits) >= 3 && len(digits) <= 10 && len(digits) != digitsOfCode {
			return true
		}
	}
	return false
}

// digitsOf returns the digits of a word that begins like a code; ok tells that it does.
func digitsOf(word string) (digits string, ok bool) {
	digits, ok = strings.CutPrefix(strings.ToLower(strings.TrimFunc(word, unicode.IsPunct)), "0x")
	return digits, ok && strings.Trim(digits, hexDigits) == ""
}

// beginsCode reports a word that documented codes begin with, with digits of both kinds and
// without 0x: "C004F0".
func (t *Turn) beginsCode(text string) bool {
	return slices.ContainsFunc(strings.Fields(text), func(w string) bool { return t.isBeginning(strings.TrimFunc(w, unicode.IsPunct)) })
}

// isBeginning reports digits that documented codes begin with.
func (t *Turn) isBeginning(digits string) bool {
	const fewest, letters = 4, "ABCDEF"
	digits = strings.ToUpper(digits)
	if len(digits) < fewest || len(digits) >= digitsOfCode || !strings.ContainsAny(digits, letters) || !strings.ContainsAny(digits, decimals) {
		return false
	}
	return slices.ContainsFunc(t.Knowledge.Codes(), func(c knowledge.Code) bool { return strings.HasPrefix(c.String(), "0x"+digits) })
}

// begun returns the digits of the last word that begins a code and is too short for one; of
// digits alone those that were begun before, and these. It is empty where no code is begun.
func (t *Turn) begun(text string) string {
	if alone := onlyDigits(text); alone != "" && t.before() != "" {
		if all := t.before() + alone; len(all) < digitsOfCode {
			return all
		}
		return t.before()
	}
	begun := ""
	for w := range strings.FieldsSeq(text) {
		digits, ok := digitsOf(w)
		if !ok {
			digits = strings.TrimFunc(w, unicode.IsPunct)
			ok = t.isBeginning(digits)
		}
		if ok && digits != "" && len(digits) < digitsOfCode {
			begun = digits
		}
	}
	return begun
}

// before returns the digits that a code was begun with, where the rest of it is asked for.
func (t *Turn) before() string {
	s := t.Situation()
	switch {
	case s.Stage == bot.StageCode:
		return s.Begun
	case s.Stage == bot.StageNear && len(s.Near) > 0 && s.Near[0].At == match.AtPart && t.isBeginning(s.Near[0].Written):
		return s.Near[0].Written
	}
	return ""
}

// onlyDigits returns a text that is nothing but digits of a code; empty where it is more, or has
// no decimal digit, as "da".
func onlyDigits(text string) string {
	digits := strings.TrimFunc(text, func(r rune) bool { return unicode.IsPunct(r) || unicode.IsSpace(r) })
	if len(digits) > digitsOfCode || strings.Trim(digits, hexDigits) != "" || !strings.ContainsAny(digits, decimals) {
		return ""
	}
	return digits
}

// goesOn reports digits alone behind a code that was begun, whose rest is asked for: they are that,
// not the number of a choice.
func (t *Turn) goesOn(text string) bool {
	return t.Situation().Stage == bot.StageCode && t.before() != "" && onlyDigits(text) != ""
}

// partOfAsked reads digits alone as a part of a code where one was asked for: the rest of one that
// was begun, or else a part of a documented one.
func (t *Turn) partOfAsked(text string) {
	digits := onlyDigits(text)
	if digits == "" || t.Match.Decision != match.None {
		return
	}
	begun := t.before()
	if len(begun)+len(digits) == digitsOfCode {
		if r := t.Matcher.Match("0x"+begun+digits, match.Scope{}); r.Decision != match.None {
			t.Match = r
			return
		}
	}
	if t.Situation().Stage != bot.StageCode {
		return
	}
	for _, part := range []string{begun + digits, digits} {
		if r := t.Matcher.Match("0x"+part, match.Scope{}); r.Decision == match.Suggest {
			t.Match = r
			return
		}
	}
}

// asksForDigits reports that the characters of a code were asked for.
func (t *Turn) asksForDigits() bool {
	s := t.Situation()
	return s.Stage == bot.StageNear || s.Stage == bot.StageCode && promptsForCode(s.Prompt)
}

// keyConcept is the concept of the words for a product key, which has an end, too.
const keyConcept = "key"

// correctsEnd takes another code that a text tells by its end, beside the one that is followed: "it
// ends in 8, not 3". It returns false where it tells none, or where several could be meant.
func (t *Turn) correctsEnd(text string) bool {
	s := t.Situation()
	if !t.Following() || s.Code == 0 || len(t.Match.Codes) > 0 || slices.Contains(t.Match.Concepts, keyConcept) || !t.ShortAnswers().TellsEnd(text) {
		return false
	}
	var other knowledge.Code
	if t.Match.Decision == match.Suggest {
		if len(t.Match.Near) != 1 || t.Match.Near[0].At != match.AtPart {
			return false
		}
		other = t.Match.Near[0].Code
	} else if end := t.ShortAnswers().End(text); end != "" {
		digits := s.Code.String()
		code, err := knowledge.ParseCode(digits[:len(digits)-len(end)] + strings.ToUpper(end))
		if err != nil || len(t.Knowledge.ByCode(code)) == 0 {
			return false
		}
		other = code
	}
	if other == 0 || other == s.Code {
		return false
	}
	t.Act = string(understand.Problem)
	return t.takeCode(other.String())
}
