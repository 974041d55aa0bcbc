package store

import "aktivering/bot"

// ConcernedChange returns the ids of the problems that a conversation has come to have to do
// with in a turn, and of those that it is to be told of no more.
func ConcernedChange(before, after *bot.Conversation) (begun, over []string) {
	for _, k := range after.Known {
		was := before.Knows(k.ID)
		switch {
		case was == nil && !k.Over:
			begun = append(begun, k.ID)
		case k.Over && (was == nil || !was.Over): // an earlier version of the program may have dropped it
			over = append(over, k.ID)
		}
	}
	for _, k := range before.Known {
		if !k.Over && after.Knows(k.ID) == nil { // it has no room for it
			over = append(over, k.ID)
		}
	}
	return begun, over
}
