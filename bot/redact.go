package bot

import (
	"strings"
	"unicode"
)

// mask stands for one hidden character. It is no character of any key, so a
// masked text has nothing left to mask.
const mask = "•"

// hidden is what is left of a password or a token.
const hidden = mask + mask + mask + mask + mask

// Redact masks what must not be stored, logged or passed on: product keys but
// for their last five characters, passwords and access tokens. Error codes,
// installation, confirmation and product IDs stay. It also tells whether there
// was anything to mask.
func Redact(text string) (string, bool) {
	text, keys := redactKeys(text)
	text, secrets := redactSecrets(text)
	if secrets {
		// What stood beside a password may have hidden a key.
		text, _ = redactKeys(text)
	}
	return text, keys || secrets
}

// redactSecrets masks the words that follow "password:" and words that are
// shaped like the tokens of well-known services.
func redactSecrets(text string) (string, bool) {
	var out strings.Builder
	found := false
	done := 0 // what is before it has been written
	previous := ""
	for start, end := range words(text) {
		word := text[start:end]
		at := start + secretAt(previous, word)
		previous = word
		if at < start || strings.HasPrefix(text[at:], mask) {
			continue
		}
		if isWrittenCode(strings.TrimRight(text[at:end], ".,;!?)")) {
			continue
		}
		out.WriteString(text[done:at])
		out.WriteString(hidden)
		done = end
		found = true
	}
	if !found {
		return text, false
	}
	out.WriteString(text[done:])
	return out.String(), true
}

// secretAt returns where in word a secret begins, or -1.
func secretAt(previous, word string) int {
	if asksForSecret(previous) {
		return 0
	}
	if i := strings.IndexAny(word, ":="); i >= 0 && i+1 < len(word) && asksForSecret(word[:i+1]) {
		return i + 1
	}
	if strings.EqualFold(previous, "bearer") && len(word) >= minToken {
		return 0
	}
	for _, prefix := range tokenPrefixes {
		i := strings.Index(word, prefix)
		if i >= 0 && (i == 0 || !isKeyByte(word[i-1])) && tokenLength(word[i+len(prefix):]) >= minToken-len(prefix) {
			return i
		}
	}
	return -1
}

// minToken keeps ordinary words that begin like a token.
const minToken = 16

var tokenPrefixes = []string{
	"xoxb-", "xoxp-", "xoxa-", "xoxe-", "xoxs-", "xoxr-", "xapp-",
	"ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "glpat-", "eyJ",
}

func tokenLength(s string) int {
	for i := range len(s) {
		if !isKeyByte(s[i]) && !strings.ContainsRune("-_.=+/", rune(s[i])) {
			return i
		}
	}
	return len(s)
}

func isKeyByte(b byte) bool {
	return b >= '0' && b <= '9' || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z'
}

// asksForSecret reports whether a word, such as "passord:", says that a secret
// follows.
func asksForSecret(word string) bool {
	name, ok := strings.CutSuffix(word, ":")
	if !ok {
		name, ok = strings.CutSuffix(word, "=")
	}
	if !ok {
		return false
	}
	name = strings.ToLower(strings.TrimLeft(name, "(\"'«“*_"))
	switch name {
	case "passord", "passordet", "password", "passwd", "pwd", "pw", "pass", "pin", "pinkode", "pin-kode":
		return true
	}
	return false
}

// isWrittenCode reports whether s is an error code in its usual form.
func isWrittenCode(s string) bool {
	if len(s) != 10 || s[0] != '0' || s[1]|0x20 != 'x' {
		return false
	}
	for i := 2; i < len(s); i++ {
		if !isHexByte(s[i]) {
			return false
		}
	}
	return true
}

func isHexByte(b byte) bool {
	return b >= '0' && b <= '9' || b|0x20 >= 'a' && b|0x20 <= 'f'
}

// words yields the offsets of the runs of text without white space.
func words(text string) func(yield func(start, end int) bool) {
	return func(yield func(start, end int) bool) {
		start := -1
		for i, r := range text {
			switch {
			case unicode.IsSpace(r):
				if start >= 0 && !yield(start, i) {
					return
				}
				start = -1
			case start < 0:
				start = i
			}
		}
		if start >= 0 {
			yield(start, len(text))
		}
	}
}
