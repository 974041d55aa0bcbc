package adapterkit

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/rs/zerolog"

	"aktivering/bot"
	"aktivering/bot/port"
)

const (
	// maxHandling is how many events are handed over at a time; those of one lane follow
	// one another.
	maxHandling = 16
	// maxAnswering is how many requests are handed over at a time, and maxRequests how many
	// wait for that: the platform waits for their answers, as people do.
	maxAnswering = 64
	maxRequests  = 256
	// overlap is how much earlier than the loss of the connection a support channel is
	// read: the clocks of the platform and of this process may differ.
	overlap = time.Minute
)

// ErrMalformed is the error of what the platform sent and cannot be read.
var ErrMalformed = errors.New("the request cannot be read")

// IsFinal reports an error of an event that no other try changes.
func IsFinal(err error) bool {
	return errors.Is(err, ErrMalformed) || errors.Is(err, port.ErrBroken)
}

// DispatcherOptions are what a dispatcher needs to know of its adapter.
type DispatcherOptions struct {
	Platform bot.Platform
	// SupportChannels returns the ids of channels where messages are read that were not
	// addressed to the bot; nil are none.
	SupportChannels func() []string
	// OpenChannels and Recent tell where people speak; without both nothing is read again.
	OpenChannels OpenChannels
	Recent       Recent
	// Private is the thread of the addresses where a person is alone with the bot and that hold
	// no messages, and DM returns the address of the direct messages that stand for one; nil where
	// there are none.
	Private string
	DM      func(ctx context.Context, at bot.Address, person string) (bot.Address, error)
	// Key, Covers and Read are those of a [Backfill]. Read reads any place.
	Key    func(at bot.Address) string
	Covers func(at bot.Address, lane string) bool
	Read   func(ctx context.Context, place port.OpenChannel, back time.Time) error
	// IsFinal reports an error of an event that no other try changes; nil is the package's
	// function.
	IsFinal func(err error) bool
	// MaxEvents bounds the events; 0 means the package's bound.
	MaxEvents int
	Now       func() time.Time
	// After is time.After where it is nil.
	After func(d time.Duration) <-chan time.Time
	Log   zerolog.Logger
}

// Dispatcher has the queues of an adapter that receives events from a network, and reads
// again what could not be received or kept.
type Dispatcher struct {
	// Events holds the events until the store has them, and Requests those whose sender
	// waits for an answer, which are handed over once.
	Events, Requests *Queue

	o        DispatcherOptions
	stopping context.Context //nolint:containedctx // that of reading again, which outlives the calls that start it
	refused  Refused
	again    *Backfill
	reading  sync.WaitGroup
}

// NewDispatcher returns a dispatcher. What it holds is handed over until Close, also when
// ctx ends; nothing is read again after that.
func NewDispatcher(ctx context.Context, o DispatcherOptions) *Dispatcher {
	if o.IsFinal == nil {
		o.IsFinal = IsFinal
	}
	d := &Dispatcher{stopping: ctx}
	if o.OpenChannels != nil && o.DM != nil {
		o.OpenChannels = d.inDirectMessages(o.OpenChannels)
	}
	d.o = o
	d.Events = NewQueue(ctx, QueueOptions{
		Workers: maxHandling, IsFinal: o.IsFinal, Now: o.Now, Recovered: d.recovered, MaxEvents: o.MaxEvents, After: o.After,
	})
	d.Requests = NewQueue(ctx, QueueOptions{Workers: maxAnswering, MaxEvents: maxRequests, Now: o.Now})
	d.again = d.Backfill(o.Read)
	return d
}

// inDirectMessages tells where people and agents speak now: a person whose case began by a command
// speaks in direct messages.
func (d *Dispatcher) inDirectMessages(open OpenChannels) OpenChannels {
	return func(ctx context.Context, on bot.Platform, maxPlaces int) ([]port.OpenChannel, error) {
		list, err := open(ctx, on, maxPlaces)
		if err != nil {
			return nil, err
		}
		for i, place := range list {
			if place.At.Thread != d.o.Private || place.Person == "" {
				continue
			}
			at, err := d.o.DM(ctx, place.At, place.Person)
			if err != nil {
				d.o.Log.Info().Ctx(ctx).Err(err).Msg(d.name("missed direct messages of a case not read"))
				continue
			}
			list[i].At = at
		}
		return list, nil
	}
}

// Close returns when everything was handed over, or cannot be. Nothing may be added after
// it.
func (d *Dispatcher) Close() {
	d.reading.Wait()
	if lost := d.Events.Close(); lost > 0 {
		d.o.Log.Error().Int("events", lost).Msg(d.name("events not saved before the stop; their channels are read again at the next start"))
	}
	d.Requests.Close()
	d.reading.Wait()
}

// name puts the platform in front of a log message.
func (d *Dispatcher) name(message string) string { return string(d.o.Platform) + ": " + message }

// OldestWaiting returns since when the oldest event waits; the zero time where none does,
// or where the dispatcher is nil.
func (d *Dispatcher) OldestWaiting() time.Time {
	if d == nil {
		return time.Time{}
	}
	return d.Events.OldestWaiting()
}

// Ready returns ErrReading while events are held until those before them are read; nil
// also where the dispatcher is nil.
func (d *Dispatcher) Ready() error {
	if d != nil && d.Events.Held() {
		return ErrReading
	}
	return nil
}

// Ended logs an event that was given up.
func (d *Dispatcher) Ended(err error, kind, channel string) {
	switch {
	case err == nil, errors.Is(err, ErrClosed): // Close counts these
	case errors.Is(err, ErrMalformed):
		d.o.Log.Warn().Err(err).Str("type", kind).Str("channel", channel).Msg(d.name("unreadable event"))
	default:
		d.o.Log.Error().Err(err).Str("type", kind).Str("channel", channel).Msg(d.name("event not saved, and given up"))
	}
}

// Refuse takes note of an event that does not fit in the queue. Its place is read again
// when the store is back. It returns whether the person is to be told that the event is
// not saved, which happens once; an empty person never is.
func (d *Dispatcher) Refuse(ctx context.Context, place port.OpenChannel, person string) (tell bool) {
	first, tell := d.refused.Add(d.o.Key(place.At), place, person)
	if first {
		events, bytes := d.Events.Len()
		d.o.Log.Error().Ctx(ctx).AnErr("cause", d.Events.Failure()).Int("events", events).Int("bytes", bytes).
			Msg(d.name("events are not kept: the store is away and the queue is full"))
	}
	return tell
}

// recovered reads again where events were refused, now that the store saves events.
func (d *Dispatcher) recovered(refused int, since time.Time) {
	places := d.refused.Take()
	d.o.Log.Error().Int("events", refused).Time("since", since).Int("places", len(places)).
		Msg(d.name("events were not kept while the store was away; their channels are read again"))
	if d.stopping.Err() != nil || len(places) == 0 {
		return
	}
	hold, back := d.Events.Hold(), d.o.Now()
	d.reading.Go(func() { d.again.Again(d.stopping, hold, back, places...) })
}

// Backfill returns a backfill of its own that reads places with a function, such as those
// of a part of the platform that is connected by itself.
func (d *Dispatcher) Backfill(read func(ctx context.Context, place port.OpenChannel, back time.Time) error) *Backfill {
	return &Backfill{
		Platform: d.o.Platform, Queue: d.Events, OpenChannels: d.o.OpenChannels, Recent: d.o.Recent,
		Key: d.o.Key, Covers: d.o.Covers, Read: read, Log: d.o.Log,
	}
}

// ReadMissed reads what was said since nothing was received; the zero time means that
// this process has not received before. A nil backfill reads all places.
func (d *Dispatcher) ReadMissed(ctx context.Context, b *Backfill, lost time.Time) {
	if d.o.OpenChannels == nil && d.o.Recent == nil {
		return
	}
	if b == nil {
		b = d.again
	}
	now := d.o.Now()
	since := now.Add(-UnaskedTime)
	if at := lost.Add(-overlap); at.After(since) {
		since = at
	}
	if lost.IsZero() {
		lost = now
	}
	var support []port.OpenChannel
	var channels []string
	if d.o.SupportChannels != nil {
		channels = d.o.SupportChannels()
	}
	for _, id := range channels {
		support = append(support, port.OpenChannel{At: bot.Address{Platform: d.o.Platform, Channel: id}, Since: since})
	}
	hold := d.Events.Hold() // before the next event, which waits for those that were missed
	d.reading.Go(func() { b.Run(ctx, hold, lost, now, support...) })
}
