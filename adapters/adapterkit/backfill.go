package adapterkit

import (
	"context"
	"slices"
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
	// MaxPlaces is how many places are read, and MaxMessages how many messages of each.
	MaxPlaces, MaxMessages = 200, 50

	// maxHold is how long live events wait for what was missed before them to be read,
	// and maxHoldAsking for the store to say where.
	maxHold       = 15 * time.Second
	maxHoldAsking = time.Minute
	// maxReading is how long reading may take in all.
	maxReading = 5 * time.Minute
	// readers is how many places are read at a time.
	readers = 8
)

// Spoken returns places of a platform with a time, as bot.Cases does.
type (
	Talks  func(ctx context.Context, on bot.Platform, most int) ([]bot.Talk, error)
	Recent func(ctx context.Context, on bot.Platform, since, before time.Time, most int) ([]bot.Talk, error)
)

// Backfill reads again what was missed on a platform.
type Backfill struct {
	Platform bot.Platform
	Queue    *Queue
	// Talks and Recent tell where people speak; nil means nowhere.
	Talks  Talks
	Recent Recent
	// Read reads what was said at a place from a time on, and puts it in the queue
	// before what was added at the time before.
	Read func(ctx context.Context, at bot.Address, since, before time.Time) error
	Now  func() time.Time
	Log  zerolog.Logger
}

// Run reads all places again after a time in which nothing was received, from lost to
// back; more are places to read besides. Live events wait for it, but not long. It
// returns when all is read.
func (b *Backfill) Run(ctx context.Context, lost, back time.Time, more ...bot.Talk) {
	release := b.Queue.Hold()
	defer release()
	stop := time.AfterFunc(maxHoldAsking, release)
	places, err := b.places(ctx, lost)
	stop.Stop()
	if err != nil {
		return // it was asked to stop
	}
	b.Places(ctx, back, release, append(places, more...)...)
}

// places returns where to read; the store is asked until it answers.
func (b *Backfill) places(ctx context.Context, lost time.Time) ([]bot.Talk, error) {
	for tries := 1; ; tries++ {
		list, err := b.ask(ctx, lost)
		if err == nil || ctx.Err() != nil {
			return list, err
		}
		if tries == 1 {
			b.Log.Warn().Ctx(ctx).Err(err).Msg("missed messages: the store does not say where to read; it is asked again")
		}
		select {
		case <-time.After(Backoff(tries)):
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// ask returns the places of open cases and of recent conversations, those first that
// were heard of last.
func (b *Backfill) ask(ctx context.Context, lost time.Time) (list []bot.Talk, err error) {
	if b.Recent != nil {
		if list, err = b.Recent(ctx, b.Platform, lost.Add(-RecentTime), lost, MaxPlaces); err != nil {
			return nil, err
		}
	}
	if b.Talks != nil {
		talks, err := b.Talks(ctx, b.Platform, MaxPlaces)
		if err != nil {
			return nil, err
		}
		list = append(list, talks...)
	}
	return list, nil
}

// Places reads places, and puts what it finds before what was added at the time back.
// release is called when live events shall wait no longer.
func (b *Backfill) Places(ctx context.Context, back time.Time, release func(), list ...bot.Talk) {
	list = merged(list)
	if len(list) == 0 {
		return
	}
	stop := time.AfterFunc(maxHold, release)
	defer stop.Stop()
	ctx, cancel := context.WithTimeout(ctx, maxReading)
	defer cancel()
	var reading errgroup.Group
	reading.SetLimit(readers)
	for _, place := range list {
		reading.Go(func() error {
			if err := b.Read(ctx, place.At, place.Since, back); err != nil {
				b.Log.Warn().Ctx(ctx).Err(err).Str("channel", place.At.Channel).Str("thread", place.At.Thread).Msg("missed messages are not read")
			}
			return nil
		})
	}
	_ = reading.Wait() // each reports its own errors
	b.Log.Info().Ctx(ctx).Int("places", len(list)).Msg("missed messages are read")
}

// merged returns each place once, with its earliest time.
func merged(list []bot.Talk) (places []bot.Talk) {
	known := make(map[bot.Address]int)
	for _, p := range list {
		if i, ok := known[p.At]; ok {
			if p.Since.Before(places[i].Since) {
				places[i].Since = p.Since
			}
			continue
		}
		known[p.At] = len(places)
		places = append(places, p)
	}
	return slices.Clip(places)
}
