package store

import (
	"time"

	"aktivering/bot"
	"aktivering/bot/event"
)

// How many messages a store remembers that were changed or removed, for how long, and how
// many older ones it forgets at a time.
const (
	MaxRemoved    = 10_000
	KeepRemoved   = 24 * time.Hour
	MaxForgetting = 100
)

// Known is what a store looks for before a turn: an event is dropped if its message was
// removed, or changed at a time or later.
type Known struct {
	At      bot.Address
	Message bot.MessageID // empty if nothing drops the event
	Changed time.Time
}

// KnownOf returns what is looked for because of an event. Times are compared to the
// microsecond, as databases keep them.
func KnownOf(in event.Inbound) Known {
	k := Known{At: in.MessageAt(), Changed: in.At.Truncate(time.Microsecond)}
	if in.IsRemoval() {
		return k
	}
	var change bool
	if k.Message, change = in.Message(); change {
		k.Changed = k.Changed.Add(time.Microsecond) // it is not older than itself
	}
	return k
}
