package store

import (
	"time"

	"aktivering/bot"
)

// KeepKeyParts is how long the rest of a key is waited for whose first groups have come.
const KeepKeyParts = 30 * time.Minute

// KeyPartsHeard reports that an event tells how many groups of a key a person has sent: seen
// before it, and now.
func UpdatesKeyParts(e bot.Event, seen, now int) bool {
	switch e.(type) {
	case bot.Message, bot.MessageEdited:
		return seen > 0 || now > 0
	default: // says nothing
		return seen != now
	}
}
