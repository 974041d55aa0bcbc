package store

import (
	"strings"
	"time"

	"aktivering/bot"
)

// How many messages a store remembers that were removed before they came, and for how
// long.
const (
	MaxRemoved  = 10_000
	KeepRemoved = 24 * time.Hour
)

// InBody is what a saved effect holds that has to do with a message: its id, or nothing
// where JSON may write it otherwise.
func InBody(id bot.MessageID) string {
	if strings.ContainsFunc(string(id), func(r rune) bool { return r <= ' ' || r > '~' || strings.ContainsRune(`"\<>&`, r) }) {
		return ""
	}
	return string(id)
}
