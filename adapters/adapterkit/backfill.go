package adapterkit

import (
	"context"
	"sync"
	"time"

	"github.com/rs/zerolog"
	"golang.org/x/sync/errgroup"

	"aktivering/bot"
)

// The bounds of reading again.
const (
	// RecentTime is how long ago somebody must have spoken with the bot for the place to
	// be read again.
	RecentTime = 24 * time.Hour
	// UnaskedTime is how old a message of a support channel may be to be answered
	// unasked.
	UnaskedTime = time.Hour
	// MaxPlaces is how many places are read of each kind.
	MaxPlaces = 200
	// MaxMessages is how many messages of a place are read at a time, and MaxPages how
	// often.
	MaxMessages = 50
	MaxPages    = 4

	// maxHold is how long live events wait for what was missed before them to be read,
	// and maxHoldAsking for the store to say where.
	maxHold       = 15 * time.Second
	maxHoldAsking = time.Minute
	// askTimeout is how long the store may take to say where.
	askTimeout = 5 * time.Second
	// maxBackfill is how long reading may take in all.
	maxBackfill = 5 * time.Minute
	// readers is how many places are read at a time.
	readers = 8
)

// OpenChannels returns where cases are open, as bot.Cases does.
type OpenChannels func(ctx context.Context, on bot.Platform, maxPlaces int) ([]bot.OpenChannel, error)

// Recent returns where people spoke lately, as bot.Cases does.
type Recent func(ctx context.Context, on bot.Platform, since, before time.Time, maxPlaces int) ([]bot.OpenChannel, error)

// Backfill reads again what was missed on a platform.
type Backfill struct {
	Platform bot.Platform
	Queue    *Queue
	// OpenChannels and Recent tell where people speak; nil means nowhere.
	OpenChannels OpenChannels
	Recent       Recent
	// Key names what is read for a place: of places with the same one, one is read. A
	// place without a key is not read.
	Key func(at bot.Address) string
	// Covers reports whether what is read of a place can be in a lane of the queue: live
	// events of that lane wait until it is read. Events of other lanes do not, since order
	// matters within a lane only.
	Covers func(at bot.Address, lane string) bool
	// Read reads what was said at a place from a time on, and inserts it in the queue
	// before what was added at the time back.
	Read func(ctx context.Context, place bot.OpenChannel, back time.Time) error
	Log  zerolog.Logger

	running sync.Mutex
}

// Run reads all places again after a time in which nothing was received, from lost to
// back; more are places to read besides. The queue is held, and each lane released when
// its live events need wait no longer: when its places are read, or it takes long.
func (b *Backfill) Run(ctx context.Context, hold *Hold, lost, back time.Time, more ...bot.OpenChannel) {
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

// Again reads places again where events were refused, as Run does.
func (b *Backfill) Again(ctx context.Context, hold *Hold, back time.Time, places ...bot.OpenChannel) {
	defer hold.Release()
	places = b.merged(places)
	b.narrow(hold, places)
	b.running.Lock()
	defer b.running.Unlock()
	b.read(ctx, hold, back, places)
}

// narrow lets a hold cover the lanes of some places. It returns a function that tells
// that one of them is read.
func (b *Backfill) narrow(hold *Hold, places []bot.OpenChannel) (done func(place int)) {
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

// ask returns the places of open cases and of recent conversations, those first that
// were heard of last. The store is asked until it answers.
func (b *Backfill) ask(ctx context.Context, lost time.Time) ([]bot.OpenChannel, error) {
	for tries := 1; ; tries++ {
		list, err := b.places(ctx, lost)
		if err == nil || ctx.Err() != nil {
			return list, err
		}
		if tries == 1 {
			b.Log.Warn().Ctx(ctx).Err(err).Msg("missed messages: the store does not answer; it is asked again")
		}
		select {
		case <-time.After(Backoff(tries)):
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

func (b *Backfill) places(ctx context.Context, lost time.Time) (list []bot.OpenChannel, err error) {
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

func (b *Backfill) read(ctx context.Context, hold *Hold, back time.Time, places []bot.OpenChannel) {
	if len(places) == 0 {
		return
	}
	b.Log.Info().Ctx(ctx).Int("places", len(places)).Msg(string(b.Platform) + ": reading what was missed")
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
				b.Log.Warn().Ctx(ctx).Err(err).Str("channel", place.At.Channel).Str("thread", place.At.Thread).Msg("missed messages are not read")
			}
			done(i)
			return nil
		})
	}
	_ = reading.Wait() // each reports its own errors
	b.Log.Info().Ctx(ctx).Int("places", len(places)).Msg(string(b.Platform) + ": what was missed is read")
}

// merged returns each place once, with its earliest time.
func (b *Backfill) merged(list []bot.OpenChannel) (places []bot.OpenChannel) {
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
