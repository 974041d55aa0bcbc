// Package limit bounds how much one person, and all people of one channel, are answered in a short
// time. It tells of each event whether it is within the limits; what follows from that is decided in
// the turn.
//
// What belongs here: token buckets in bounded memory. What is said to whom is for bot/desk.
package limit

import (
	"context"
	"sync"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"
	"golang.org/x/time/rate"

	"aktivering/bot"
	"aktivering/bot/event"
	"aktivering/bot/outcome"
)

// maxKnown is how many people, and how many channels, are known at a time. Of those beyond it the one
// heard of longest ago is forgotten, and has its whole allowance again.
const maxKnown = 10_000

// Limits are how many events a minute are answered, and how many at once after a pause. Zero is no
// limit.
type Limits struct{ Person, Channel int }

// Limiter counts events by when they happened, so that what waited for an outage to end is counted as
// it was written. It is safe for concurrent use, and knows only the events of its own process.
type Limiter struct {
	limits Limits

	mu       sync.Mutex
	people   *lru.Cache[bot.Ref, *bucket]
	channels *lru.Cache[bot.Address, *bucket]
}

// bucket is the allowance of a person or a channel.
type bucket struct {
	*rate.Limiter
	// told tells that the person was told since the allowance was last half full.
	told bool
}

// New returns a limiter.
func New(l Limits) *Limiter {
	n := &Limiter{limits: l}
	n.people, _ = lru.New[bot.Ref, *bucket](maxKnown) // fails for sizes below one only
	n.channels, _ = lru.New[bot.Address, *bucket](maxKnown)
	return n
}

// Limit returns what an event is to be held to. What agents do, what is removed and what is not kept,
// such as typing, is held to nothing. What was not meant for the bot, and is answered all the same, counts for the
// person alone.
// Nothing counts until Observe is called.
func (n *Limiter) Limit(in event.Inbound) event.Limit {
	counts, addressed := n.counts(in)
	if !counts {
		return event.LimitNone
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	person, channel := n.bucketsOf(in, addressed)
	var over event.Limit
	switch {
	case n.limits.Person > 0 && person.TokensAt(in.At) < 1:
		over = event.LimitPerson
	case channel != nil && channel.TokensAt(in.At) < 1:
		over = event.LimitChannel
	default:
		return event.LimitNone
	}
	if !addressed || person.told {
		return event.LimitSilent
	}
	return over
}

// Observe counts an event that was taken in, as an engine.Observer: what could not be saved comes again,
// and what is delivered twice, or was not for the bot, makes no turn.
func (n *Limiter) Observe(_ context.Context, in event.Inbound, d bot.Decision) {
	counts, addressed := n.counts(in)
	if !counts {
		return
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	person, channel := n.bucketsOf(in, addressed)
	switch in.Limited {
	case event.LimitNone:
		if person.TokensAt(in.At) >= float64(n.limits.Person)/2 {
			person.told = false
		}
		person.AllowN(in.At, 1)
		if channel != nil {
			channel.AllowN(in.At, 1)
		}
	case event.LimitPerson, event.LimitChannel:
		person.told = person.told || d.Outcome.Kind == outcome.Limited // in an open case nobody is told
	case event.LimitSilent: // takes nothing from the allowance
	}
}

// counts reports an event that counts, and one that was meant for the bot.
func (n *Limiter) counts(in event.Inbound) (counts, addressed bool) {
	if n == nil || in.Person.ID == "" {
		return false, false
	}
	switch e := in.Event.(type) {
	case event.Message:
		return true, e.Addressed || e.InThread
	case event.Started, event.MessageEdited, event.ChoicePicked, event.FormSubmitted:
		return true, true
	default: // no person's doing, or nothing that is answered
		return false, false
	}
}

// bucketsOf returns the allowances that an event takes from; that of the channel is nil where there
// is none. The lock is held.
func (n *Limiter) bucketsOf(in event.Inbound, addressed bool) (person, channel *bucket) {
	space := bot.Address{Platform: in.From.Platform, Space: in.From.Space}
	person = bucketOf(n.people, bot.Ref{Address: space, Person: in.Person.ID}, n.limits.Person)
	if addressed && in.From.Channel != "" && n.limits.Channel > 0 {
		space.Channel = in.From.Channel
		channel = bucketOf(n.channels, space, n.limits.Channel)
	}
	return person, channel
}

func bucketOf[K comparable](known *lru.Cache[K, *bucket], key K, perMinute int) *bucket {
	if b, ok := known.Get(key); ok {
		return b
	}
	b := &bucket{Limiter: rate.NewLimiter(rate.Limit(float64(perMinute)/time.Minute.Seconds()), perMinute)}
	known.Add(key, b)
	return b
}
