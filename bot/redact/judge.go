package redact

import (
	"strings"
	"unicode"
)

// looksSecret reports a word that is hardly an ordinary one: letters with digits, signs
// or capitals among them.
func looksSecret(word string) bool {
	digits, letters, lower, capitals, signs := 0, 0, 0, 0, 0
	previous := rune(0)
	for _, r := range word {
		switch {
		case r >= '0' && r <= '9':
			digits++
		case unicode.IsLetter(r):
			letters++
			if unicode.IsLower(r) {
				lower++
			} else if unicode.IsLower(previous) {
				capitals++
			}
		case strings.ContainsRune("!@#$%^&*+=~?<>|\\{}", r):
			signs++
		}
		previous = r
	}
	if isProduct(word) {
		return false
	}
	return digits > 0 && letters > 0 || signs > 0 && letters+digits > 2 || capitals > 1 && lower > 0
}

// isProduct reports a word with digits that names a product or a version.
func isProduct(word string) bool {
	var room [2 * maxLabel]byte
	if len(word) > maxLabel {
		return false
	}
	folded := string(foldWord(room[:0], word))
	for _, name := range []string{"windows", "win", "office", "server", "microsoft", "m", "o", "kb", "wpa", "h"} {
		if rest, ok := strings.CutPrefix(folded, name); ok && rest != "" && isAllDigits(strings.ReplaceAll(rest, "-", "")) {
			return true
		}
	}
	switch folded {
	case "2fa", "22h2", "23h2", "24h2", "25h2", "21h2", "x64", "x86", "wifi6", "mfa":
		return true
	}
	return false
}

// isCodeLike reports an error code as it is mostly written.
func isCodeLike(s string) bool {
	s = strings.TrimRight(s, ".,;!?)")
	if isWrittenCode(s) || strings.EqualFold(s, "0x") { // a blank may follow
		return true
	}
	rest, ok := strings.CutPrefix(strings.ToLower(s), "0x")
	if !ok {
		rest, ok = strings.CutPrefix(strings.ToLower(s), "ox")
	}
	if !ok && (len(s) != 8 || strings.IndexByte("cC8", s[0]) < 0) {
		return strings.HasPrefix(s, "-") && len(s) == 11 && isAllDigits(s[1:])
	}
	if len(rest) == len("C004-F213") && rest[4] == '-' {
		rest = rest[:4] + rest[5:]
	}
	for i := range len(rest) {
		if !isHexByte(rest[i]) && rest[i]|0x20 != 'o' && rest[i]|0x20 != 'l' && rest[i]|0x20 != 'i' {
			return false
		}
	}
	return len(rest) >= 3 && len(rest) <= 10
}

// isPassword leaves out what is something else, whatever it is made of.
func isPassword(s string) bool {
	return s != "" && !strings.Contains(s, mask) && !isCodeLike(s) && !isReference(s) && !strings.ContainsAny(s, "{}[]") && !strings.HasPrefix(s, "0x") && !strings.Contains(s, "://") && !isEmail(s) && !isListed(ordinary, strings.ToLower(s))
}

func isEmail(s string) bool {
	at := strings.IndexByte(s, '@')
	return at > 0 && strings.IndexByte(s[at:], '.') > 1 && strings.IndexByte(s, ':') < 0
}

// isStrong reports a word that has letters in small with digits, or signs.
func isStrong(s string) bool {
	lower, _, digits, signs := kindsOf(s)
	return looksSecret(s) && (signs > 0 || lower > 0 && digits > 0)
}

// isStrongest reports a word as rules for passwords ask for them.
func isStrongest(s string) bool {
	const long = 8
	lower, upper, digits, signs := kindsOf(s)
	return len(s) >= long && looksSecret(s) && digits > 0 && lower > 0 && (signs > 0 || upper > 0 && !strings.ContainsAny(s, "-_./"))
}

func kindsOf(s string) (lower, upper, digits, signs int) {
	for _, c := range s {
		switch {
		case unicode.IsLower(c):
			lower++
		case unicode.IsUpper(c):
			upper++
		case unicode.IsDigit(c):
			digits++
		case strings.ContainsRune("!@#$%^&*+=~?", c):
			signs++
		}
	}
	return lower, upper, digits, signs
}

// isReference reports what stands for a value that is kept elsewhere, or a path. A path has
// no sign that says that a secret follows: what is masked in it would leave another one.
func isReference(value string) bool {
	isPath := strings.HasPrefix(value, "/") && strings.Count(value, "/") > 1 && !strings.ContainsAny(value, ":=>→：＝")
	return isPath || strings.HasPrefix(value, "${") || strings.HasPrefix(value, "$(")
}
