package store

import (
	"time"

	"aktivering/bot/event"
)

// KeepKeyParts is how long the first groups of a key are remembered while the rest may come.
const KeepKeyParts = 30 * time.Minute

// UpdatesKeyParts reports whether an event changes how many groups of a key a person has
// sent; seen is the number before it, and now the one after it.
func UpdatesKeyParts(e event.Event, seen, now int) bool {
	switch e.(type) {
	case event.Message, event.MessageEdited:
		return seen > 0 || now > 0
	default: // it holds no text
		return seen != now
	}
}
