package redact

import "strings"

// Secret is a kind of text that is masked.
type Secret string

// The kinds of secrets, from the one that people are told of first.
const (
	SecretNone     Secret = ""
	SecretKey      Secret = "key"      // a product key: its last five characters stay
	SecretPart     Secret = "part"     // a part of a product key: nothing of it stays
	SecretRecovery Secret = "recovery" // a recovery key of BitLocker
	SecretToken    Secret = "token"    // an API key, an access token or a private key
	SecretWord     Secret = "word"     // a password or a PIN
	SecretNumber   Secret = "number"   // a national identity number or a card number
)

// rank orders kinds: what is told of first has the lowest.
func (s Secret) rank() int {
	switch s {
	case SecretKey:
		return 1
	case SecretPart:
		return 2
	case SecretRecovery:
		return 3
	case SecretToken:
		return 4
	case SecretWord:
		return 5
	case SecretNumber:
		return 6
	case SecretNone:
	}
	return 7
}

// And is the kind to tell of where both were found.
func (s Secret) And(other Secret) Secret {
	if other.rank() < s.rank() {
		return other
	}
	return s
}

// mask stands for one hidden character. It is no character of any secret, so a
// masked text has nothing left to mask.
const mask = "•"

// masks is what a masked text has at least; a single one begins a line of a list.
const masks = mask + mask

// hidden is what is left of a secret, or of one group of a product key.
const hidden = mask + mask + mask + mask + mask

// maskedGroups is what is shown of a product key before its last five characters.
const maskedGroups = hidden + "-" + hidden + "-" + hidden + "-" + hidden + "-"

// maskedPart is what is shown of a part of a key: how many groups it has.
func maskedPart(groups int) string {
	const all = maskedGroups + hidden
	groups = min(max(groups, 1), keyGroups)
	return all[:groups*(len(hidden)+1)-1]
}

// KeyEnd returns the last five characters of the first product key in a masked text, which
// are all that is left of it; false where there is none.
func KeyEnd(masked string) (string, bool) {
	_, after, ok := strings.Cut(masked, maskedGroups)
	runes := []rune(after)
	return string(runes[:min(len(runes), groupSize)]), ok
}
