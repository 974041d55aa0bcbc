package main

import (
	"context"
	"math/rand/v2"
	"net/http"
	"path/filepath"
	"strconv"
	"sync"
	"time"
)

// refusing are faults of platforms that refuse, tell twice or break off, and of very many people.
func refusing() []fault {
	return []fault{
		{
			"slack-500",
			"Slack answers each message with 500 for 60 s while a person a second writes; SQLite",
			func(ctx context.Context, b *bench) (figures, error) {
				return b.slackRefuses(ctx, http.StatusInternalServerError)
			},
		},
		{
			"slack-429",
			"Slack answers each message with 429 and asks for 2 s, for 60 s, while a person a second writes; SQLite",
			func(ctx context.Context, b *bench) (figures, error) {
				return b.slackRefuses(ctx, http.StatusTooManyRequests)
			},
		},
		{
			"slack-disorder",
			"Slack tells of 450 messages of 150 people three times each, in no order, at any time within 20 s; SQLite",
			slackDisorder,
		},
		{
			"discord-flapping",
			"the gateway ends the session every 3 s for 30 s while 40 people who were answered before write",
			discordFlapping,
		},
		{
			"ten-times",
			"10 people write a message a second each, then 100 for 30 s, each the next one when the answer has come; SQLite",
			tenTimes,
		},
		{
			"rolling-restart",
			"one of two processes is stopped in order and started again, 8 times, while 30 people send 750 messages; PostgreSQL",
			func(ctx context.Context, b *bench) (figures, error) {
				c, err := b.newCluster(ctx)
				if err != nil {
					return figures{}, err
				}
				return b.soak(ctx, "-people", "30", "-messages", strconv.Itoa(b.scaled(25)), "-kills", "0", "-stops", "8", "-replicas", "2", "-store", "postgres", "-postgres", c.url(c.port, "bot"))
			},
		},
	}
}

// refused is for how long a platform refuses, and refusedCatches how soon all that waited for it is to
// be shown: the last wait before another try is about a minute.
const (
	refusedLasts   = 60 * time.Second
	refusedCatches = 75 * time.Second
)

func (b *bench) onSlack(ctx context.Context) (*workspace, *crowd, *served, error) {
	w, err := b.newWorkspace()
	if err != nil {
		return nil, nil, nil, err
	}
	p, err := b.serving(ctx, filepath.Join(b.folder, "bot.db"), w.overHTTP()...)
	if err != nil {
		return nil, nil, nil, err
	}
	return w, w.newCrowd(p.at), p, nil
}

func (b *bench) slackRefuses(ctx context.Context, status int) (f figures, err error) {
	w, c, p, err := b.onSlack(ctx)
	if err != nil {
		return f, err
	}
	if _, err := b.regular(ctx, c, b.scaled(regulars)); err != nil {
		return f, err
	}
	w.refuses.Store(int64(status))
	acked, sent := b.during(ctx, c, refusedLasts)
	w.refuses.Store(0)
	ended := time.Now()
	f.Recovered = c.recovered(ctx, ended)
	await(ctx, patience-time.Since(ended), c.allAcked)
	f.Caught = c.caughtUp(ctx, ended, refusedCatches+patience)
	pause(ctx, settled)
	f.count(b.log, c, &w.sights)
	f.note("%d of %d acknowledged while it lasted", acked, sent)
	f.want(acked == sent, "%d of %d were not acknowledged", sent-acked, sent)
	f.nothingLost()
	f.within(recoversIn, refusedCatches)
	return f, p.measured(&f)
}

func slackDisorder(ctx context.Context, b *bench) (f figures, err error) {
	w, c, p, err := b.onSlack(ctx)
	if err != nil {
		return f, err
	}
	var words []*word
	for range b.scaled(150) {
		first := c.code()
		words = append(words, first, c.codeOf(first.person), c.codeOf(first.person))
	}
	var all sync.WaitGroup
	for _, said := range words {
		for range 3 {
			at := rand.N(b.lasting(20 * time.Second)) //nolint:gosec // any time will do
			all.Go(func() {
				pause(ctx, at)
				c.sendUntilAcked(ctx, said)
			})
		}
	}
	all.Wait()
	ended := time.Now()
	f.Recovered = c.recovered(ctx, ended)
	f.Caught = c.caughtUp(ctx, ended, patience)
	pause(ctx, settled)
	f.count(b.log, c, &w.sights)
	f.nothingLost()
	f.prompt()
	return f, p.measured(&f)
}

func discordFlapping(ctx context.Context, b *bench) (f figures, err error) {
	g, c, p, err := b.onDiscord(ctx, filepath.Join(b.folder, "bot.db"))
	if err != nil {
		return f, err
	}
	known, err := b.regular(ctx, c, b.scaled(2*regulars))
	if err != nil {
		return f, err
	}
	// What is told while there is no session is known from the history alone.
	c.post = func(_ context.Context, w *word, _ string) error {
		if rand.N(2) == 0 { //nolint:gosec // any will do
			return g.silently(w)
		}
		return g.tell(w)
	}
	lasts := b.lasting(30 * time.Second)
	lasting, cancel := context.WithTimeout(ctx, lasts)
	defer cancel()
	var all sync.WaitGroup
	all.Go(func() {
		for _, w := range known {
			c.send(ctx, c.codeOf(w.person))
			pause(lasting, lasts/time.Duration(len(known)+1))
		}
	})
	for ok := true; ok; ok = pause(lasting, 3*time.Second) {
		if err := g.invalidate(); err != nil {
			f.note("the connection was closed already: %v", err)
		}
	}
	all.Wait()
	if err := g.invalidate(); err != nil { // what was told silently is read at the next session
		f.note("the connection was closed already: %v", err)
	}
	before, ended := g.connected(), time.Now()
	if !await(ctx, patience, func() bool { return g.connected() > before }) {
		return f, errNotConnected
	}
	f.Caught = c.caughtUp(ctx, ended, patience)
	c.post = func(_ context.Context, w *word, _ string) error { return g.tell(w) }
	f.Recovered = c.recovered(ctx, time.Now())
	pause(ctx, settled)
	f.count(b.log, c, &g.sights)
	f.note("%d sessions", g.connected())
	f.nothingLost()
	return f, p.measured(&f)
}

func tenTimes(ctx context.Context, b *bench) (f figures, err error) {
	r, err := b.newRooms(0)
	if err != nil {
		return f, err
	}
	p, err := b.talking(ctx, filepath.Join(b.folder, "bot.db"), r)
	if err != nil {
		return f, err
	}
	c := newCrowd(r, p.at)
	talk := func(people int, between, lasts time.Duration) []time.Duration {
		talking, stop := context.WithTimeout(ctx, b.lasting(lasts))
		defer stop()
		began := time.Now()
		c.talk(talking, people, between)
		return c.waits(began, time.Now())
	}
	normal := talk(10, time.Second, 15*time.Second)
	rush := talk(100, 0, 30*time.Second)
	ended := time.Now()
	f.Recovered = c.recovered(ctx, ended)
	f.Caught = c.caughtUp(ctx, ended, patience)
	pause(ctx, settled)
	f.count(b.log, c, &r.sights)
	f.note("%d messages in %s, answers: median %s, p99 %s, longest %s; before it %d, p99 %s", len(rush), took(b.lasting(30*time.Second)),
		took(quantile(rush, 50)), took(quantile(rush, 99)), took(quantile(rush, 100)), len(normal), took(quantile(normal, 99)))
	f.nothingLost()
	f.prompt()
	f.want(quantile(rush, 100) <= bearable, "an answer took %s", took(quantile(rush, 100)))
	return f, p.measured(&f)
}
