package main

import (
	"cmp"
	"context"
	"sync"
	"time"
)

// broken is a fault of a database.
type broken struct {
	database string
	// started is called when the program is there, begin makes the fault, and mend ends
	// it; each may be nil.
	started, begin, mend func(ctx context.Context) error
	// lasts is how long it lasts.
	lasts time.Duration
	// quiet tells that the database is there and slow only, so that readiness need not
	// tell of it.
	quiet bool
	// recovers and catches are how soon all is to be well; zero means the usual.
	recovers, catches time.Duration
}

// meanwhile is what goes on while a database is broken.
const meanwhile = " while 120 people ask for a human and their replies are being sent"

const (
	// handoffs is how many people ask for a human.
	handoffs = 120
	// atOnce is how many of them at a time.
	atOnce = 40
	// lingering is how long a platform takes to show a message, so that many are under
	// way when the fault begins.
	lingering = 200 * time.Millisecond
	// patience is how long after a fault all may take to be well again.
	patience = 75 * time.Second
	// settled is how long is waited at the end for what comes once more.
	settled = 4 * time.Second
)

// breakStore lets people ask for a human, breaks the database when half of them have,
// and mends it again.
func (b *bench) breakStore(ctx context.Context, d broken) (f figures, err error) {
	r, err := b.newRooms(lingering)
	if err != nil {
		return f, err
	}
	p, err := b.talking(ctx, d.database, r)
	if err != nil {
		return f, err
	}
	c := newCrowd(r, p.at)
	w := b.watching(ctx, p.path("/readyz"))
	if d.started != nil {
		pause(ctx, settled)
		if err := d.started(ctx); err != nil {
			return f, err
		}
	}
	var people, humans []*word
	for range b.scaled(handoffs) {
		people = append(people, c.code())
	}
	insisting, stop := context.WithCancel(ctx)
	defer stop()
	c.each(ctx, people, atOnce, func(w *word) { c.sendUntilAcked(insisting, w) })
	for _, w := range people {
		humans = append(humans, c.human(w.person))
	}
	var all sync.WaitGroup
	defer all.Wait()
	half := len(humans) / 2
	all.Go(func() { c.each(insisting, humans, atOnce, func(w *word) { c.sendUntilAcked(insisting, w) }) })
	await(ctx, patience, func() bool {
		_, acked, _, _ := c.counted()
		return acked >= len(people)+half
	})
	began := time.Now()
	if d.begin != nil {
		if err := d.begin(ctx); err != nil {
			return f, err
		}
	}
	acked, sent := b.during(insisting, c, d.lasts)
	ended := time.Now()
	if d.mend != nil {
		if err := d.mend(ctx); err != nil {
			return f, err
		}
		ended = time.Now()
	}
	f.Recovered = c.recovered(ctx, ended)
	await(ctx, patience-time.Since(ended), c.allAcked)
	stop()
	all.Wait()
	f.Caught = c.caughtUp(ctx, ended, patience)
	pause(ctx, settled)
	f.count(b.log, c, &r.sights)
	f.note("%d of %d acknowledged while it lasted", acked, sent)
	f.nothingLost()
	f.within(cmp.Or(d.recovers, recoversIn), cmp.Or(d.catches, catchesIn))
	if !d.quiet {
		f.readiness(w, began, ended)
	}
	return f, p.measured(&f)
}

// during lets new people say something while a fault lasts, and returns when it ends
// how many of them were acknowledged, of how many.
func (b *bench) during(ctx context.Context, c *crowd, lasts time.Duration) (acked, sent int) {
	var words []*word
	lasting, cancel := context.WithTimeout(ctx, b.lasting(lasts))
	defer cancel()
	for pause(lasting, time.Second) {
		w := c.code()
		words = append(words, w)
		go c.sendUntilAcked(ctx, w) // until ctx ends
	}
	return c.acked(words), len(words)
}
