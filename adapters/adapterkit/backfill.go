package adapterkit

import (
	"context"
	"sync"
	"time"

	"github.com/rs/zerolog"
	"golang.org/x/sync/errgroup"

	"aktivering/bot"
	"aktivering/bot/port"
)

// Bounds of reading again.
const (
	// RecentTime is how long ago a person may have spoken with the bot for the place to be
	// read again.
	RecentTime = 24 * time.Hour
	// UnaskedTime is how old a message of a support channel may be that is answered without
	// being addressed to the bot.
	UnaskedTime = time.Hour
	// MaxPlaces is how many places are read of each kind.
	MaxPlaces = 200
	// MaxMessages is how many messages of a place are read at a time, and MaxPages how
	// often.
	MaxMessages = 50
	MaxPages    = 4

	// maxHold is how long live events wait while the places are read, and maxHoldAsking
	// while the store is asked for the places.
	maxHold       = 15 * time.Second
	maxHoldAsking = time.Minute
	// askTimeout bounds one question to the store.
	askTimeout = 5 * time.Second
	// maxBackfill bounds the reading of all places.
	maxBackfill = 5 * time.Minute
	// readers is how many places are read at a time.
	readers = 8
)

// OpenChannels returns where cases are open, as port.Cases does.
type OpenChannels func(ctx context.Context, on bot.Platform, maxPlaces int) ([]port.OpenChannel, error)

// Recent returns where people spoke lately, as port.Cases does.
type Recent func(ctx context.Context, on bot.Platform, since, before time.Time, maxPlaces int) ([]port.OpenChannel, error)

// Backfill reads again what was missed on a platform.
type Backfill struct {
	Platform bot.Platform
	Queue    *Queue
	// OpenChannels and Recent return where people speak; nil means nowhere.
	OpenChannels OpenChannels
	Recent       Recent
	// Key returns what is read for a place: of several places with the same key, one is read.
	// A place with an empty key is not read.
	Key func(at bot.Address) string
	// Covers reports whether the messages of a place can be in a lane of the queue: live events
	// of that lane wait until the place is read. Events of other lanes do not, as order
	// matters within a lane only.
	Covers func(at bot.Address, lane string) bool
	// Read reads the messages of a place from its time on, and inserts them in the queue in
	// front of the events that were added at the time back or later.
	Read func(ctx context.Context, place port.OpenChannel, back time.Time) error
	Log  zerolog.Logger

	running sync.Mutex
}

// Run reads all places again after a time in which nothing was received, from lost to back;
// more are further places. hold covers the queue. It is released for each lane when its
// places are read, or when that takes long.
func (b *Backfill) Run(ctx context.Context, hold *Hold, lost, back time.Time, more ...port.OpenChannel) {
	defer hold.Release()
	patience := time.AfterFunc(maxHoldAsking, hold.Release)
	b.running.Lock()
	defer b.running.Unlock()
	places, err := b.ask(ctx, lost)
	patience.Stop()
	if err != nil {
		return // it was asked to stop
	}
	b.read(ctx, hold, back, b.merged(append(places, more...)))
}

// Again reads some places again, where events were refused, as Run does.
func (b *Backfill) Again(ctx context.Context, hold *Hold, back time.Time, places ...port.OpenChannel) {
	defer hold.Release()
	places = b.merged(places)
	b.narrow(hold, places)
	b.running.Lock()
	defer b.running.Unlock()
	b.read(ctx, hold, back, places)
}

// narrow restricts a hold to the lanes of some places. It returns a function that releases
// those of a place when it is read.
func (b *Backfill) narrow(hold *Hold, places []port.OpenChannel) (done func(place int)) {
	var mu sync.Mutex
	unread := make(map[int]bot.Address, len(places))
	for i, place := range places {
		unread[i] = place.At
	}
	covers := func(lane string) bool {
		mu.Lock()
		defer mu.Unlock()
		for _, at := range unread {
			if b.Covers == nil || b.Covers(at, lane) {
				return true
			}
		}
		return false
	}
	hold.Narrow(covers)
	return func(place int) {
		mu.Lock()
		delete(unread, place)
		mu.Unlock()
		hold.Narrow(covers)
	}
}

// ask returns the places of open cases and of recent conversations, the latest first. It asks
// the store until it answers.
func (b *Backfill) ask(ctx context.Context, lost time.Time) ([]port.OpenChannel, error) {
	for tries := 1; ; tries++ {
		list, err := b.places(ctx, lost)
		if err == nil || ctx.Err() != nil {
			return list, err
		}
		if tries == 1 {
			b.Log.Warn().Ctx(ctx).Err(err).Msg("missed messages: the store does not answer; trying again")
		}
		select {
		case <-time.After(Backoff(tries)):
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

func (b *Backfill) places(ctx context.Context, lost time.Time) (list []port.OpenChannel, err error) {
	ctx, cancel := context.WithTimeout(ctx, askTimeout)
	defer cancel()
	if b.Recent != nil {
		if list, err = b.Recent(ctx, b.Platform, lost.Add(-RecentTime), lost, MaxPlaces); err != nil {
			return nil, err
		}
	}
	if b.OpenChannels != nil {
		open, err := b.OpenChannels(ctx, b.Platform, MaxPlaces)
		if err != nil {
			return nil, err
		}
		list = append(list, open...)
	}
	return list, nil
}

func (b *Backfill) read(ctx context.Context, hold *Hold, back time.Time, places []port.OpenChannel) {
	if len(places) == 0 {
		return
	}
	b.Log.Info().Ctx(ctx).Int("places", len(places)).Msg(string(b.Platform) + ": reading missed messages")
	patience := time.AfterFunc(maxHold, hold.Release)
	defer patience.Stop()
	ctx, cancel := context.WithTimeout(ctx, maxBackfill)
	defer cancel()
	done := b.narrow(hold, places)
	var reading errgroup.Group
	reading.SetLimit(readers)
	for i, place := range places {
		reading.Go(func() error {
			if err := b.Read(ctx, place, back); err != nil {
				b.Log.Warn().Ctx(ctx).Err(err).Str("channel", place.At.Channel).Str("thread", place.At.Thread).Msg("missed messages not read")
			}
			done(i)
			return nil
		})
	}
	_ = reading.Wait() // each reports its own errors
	b.Log.Info().Ctx(ctx).Int("places", len(places)).Msg(string(b.Platform) + ": missed messages are read")
}

// merged returns each place once, with its earliest time.
func (b *Backfill) merged(list []port.OpenChannel) (places []port.OpenChannel) {
	known := make(map[string]int)
	for _, p := range list {
		key := b.Key(p.At)
		i, ok := known[key]
		switch {
		case key == "":
		case !ok:
			known[key] = len(places)
			places = append(places, p)
		case p.Since.Before(places[i].Since):
			places[i].Since = p.Since
		}
	}
	return places
}
