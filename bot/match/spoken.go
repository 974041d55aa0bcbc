package match

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"aktivering/knowledge"
	"aktivering/knowledge/fold"
)

// maxSpokenBytes is how long a text is at most in which a code is looked for that was read aloud.
const maxSpokenBytes = 400

// spoken reads a code that was read aloud: "null x C null null fire F to en to". It begins with a
// nought and the x, and has eight digits, alone or some together. Without these two it must be a
// known one, and no digit may stand around it.
func (f Finder) spoken(text string, known func(knowledge.Code) bool) (found Found, ok bool) {
	if f.words == nil || len(text) > maxSpokenBytes || len(f.words.Spoken) == 0 {
		return Found{}, false
	}
	nought := -1 // where the word before begins, if it is one
	before := ""
	for w, at := range wordsOf(text) {
		if f.mayBegin(w) && !f.isDigit(before) {
			if found, ok = f.spokenFrom(text, at); ok && known(found.Value) && !f.digitFollows(text, found.End) {
				found.Start = at
				return found, true
			}
		}
		before = w
		if nought >= 0 && f.words.Cross.Has(foldShort(w)) {
			if found, ok = f.spokenFrom(text, at+len(w)); ok {
				found.Start = nought
				return found, true
			}
		}
		if nought = -1; f.isNought(w) {
			nought = at
		}
	}
	return Found{}, false
}

// eight is the digit that codes begin with beside C and D.
const eight = 8

// mayBegin reports a word for a digit that codes begin with.
func (f Finder) mayBegin(word string) bool {
	switch word {
	case "c", "C", "d", "D", "8":
		return true
	}
	return len(word) > 1 && len(word) <= longestDigit && f.words.Spoken[eight].Has(foldShort(word))
}

// isDigit reports a word for one digit of a code.
func (f Finder) isDigit(word string) bool {
	if len(word) > longestDigit {
		return false
	}
	short := foldShort(word)
	return len(short) == 1 && isHexDigits(short) || slices.ContainsFunc(f.words.Spoken, func(forms knowledge.Words) bool { return forms.Has(short) })
}

// digitFollows reports that the word behind a place is one for a digit.
func (f Finder) digitFollows(text string, from int) bool {
	for w := range wordsOf(text[from:]) {
		return f.isDigit(w)
	}
	return false
}

// wordsOf are the words of a text without the signs around them, and where they begin.
func wordsOf(text string) func(yield func(word string, at int) bool) {
	return func(yield func(string, int) bool) {
		for at := 0; at < len(text); {
			end := strings.IndexFunc(text[at:], unicode.IsSpace)
			if end < 0 {
				end = len(text) - at
			}
			word := strings.TrimLeftFunc(text[at:at+end], unicode.IsPunct)
			begin := at + end - len(word)
			if word = strings.TrimRightFunc(word, unicode.IsPunct); word != "" && !yield(word, begin) {
				return
			}
			_, space := utf8.DecodeRuneInString(text[at+end:])
			at += end + space
		}
	}
}

// longestDigit is how many bytes the word for a digit or for the x has at most.
const longestDigit = 8

// foldShort folds a word that may be a digit; it is empty for a longer one.
func foldShort(word string) string {
	if len(word) > longestDigit {
		return ""
	}
	return fold.Text(word)
}

// isNought reports a word for nought. Most words are written as they are compared, and are not folded.
func (f Finder) isNought(word string) bool {
	if len(word) > longestDigit {
		return false
	}
	if c := word[0]; 'a' <= c && c <= 'z' || '0' <= c && c <= '9' {
		return word == "0" || f.words.Spoken[0].Has(word)
	}
	return f.words.Spoken[0].Has(fold.Text(word))
}

// spokenFrom reads eight digits that begin at an offset.
func (f Finder) spokenFrom(text string, from int) (Found, bool) {
	var digits []byte
	for word, at := range wordsOf(text[from:]) {
		short := foldShort(word)
		n := slices.IndexFunc(f.words.Spoken, func(forms knowledge.Words) bool { return forms.Has(short) })
		switch {
		case len(short) == 1 && isHexDigits(short):
			digits = append(digits, short[0])
		case n >= 0:
			digits = append(digits, decimalDigits[n])
		case short != "" && isHexDigits(short) && strings.ContainsAny(short, decimalDigits):
			digits = append(digits, short...)
		default:
			return Found{}, false
		}
		if len(digits) >= codeDigits {
			upper := strings.ToUpper(string(digits))
			code, err := knowledge.ParseCode("0x" + upper)
			return Found{Value: code, Digits: upper, Certainty: Certain, End: from + at + len(word)}, err == nil
		}
	}
	return Found{}, false
}

// isHexDigits reports digits of a code in lower case.
func isHexDigits(s string) bool { return strings.Trim(s, "0123456789abcdef") == "" }
