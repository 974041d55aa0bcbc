package postgres

import (
	"time"

	"aktivering/bot"
)

// effect is one that is to be saved.
type effect struct {
	id   int64
	lane lane
	kind string
	to   bot.Address
	due  time.Time
	// later tells that it is not due yet.
	later bool
	// waits and reason are those of one that is handed over: it has no job.
	waits  int
	reason string
}

// The kinds of effects.
const (
	kindSay  = "say" // all that is performed in order at one place
	kindWake = "wake"
)

// reasonHanded is the reason of an effect that was handed over and waits.
const reasonHanded = "handed over"
