package sqlite

import "aktivering/bot"

// place is where effects are performed: a channel of a platform.
type place struct {
	platform bot.Platform
	channel  string
}

// lane names effects that are performed one after another: those of one conversation at one
// place, or one timer.
type lane struct {
	place
	conversation int64
	timer        int64 // the effect's id, of a timer
}
