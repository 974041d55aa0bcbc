package main

import (
	"context"
	"net"
	"path/filepath"
	"strconv"
	"time"
)

// storeAway are faults of what platforms tell once, and do not tell again when the
// program does not keep it.
func storeAway() []fault {
	return []fault{
		{
			"discord-sqlite-away",
			"SQLite is locked for 40 s while Discord's gateway tells of 120 direct messages, 20 of them from people who have been there before",
			func(ctx context.Context, b *bench) (figures, error) { return b.discordAway(ctx, "sqlite") },
		},
		{
			"discord-postgres-away",
			"PostgreSQL refuses connections for 40 s while Discord's gateway tells of 120 direct messages, likewise",
			func(ctx context.Context, b *bench) (figures, error) { return b.discordAway(ctx, "postgres") },
		},
		{
			"discord-invalidated",
			"the gateway breaks the connection and ends the session; 40 people who were answered before write meanwhile, and nobody tells of it",
			func(ctx context.Context, b *bench) (figures, error) { return b.discordMissed(ctx, false) },
		},
		{
			"discord-killed",
			"the program is killed (SIGKILL) and started again; 40 people who were answered before write meanwhile",
			func(ctx context.Context, b *bench) (figures, error) { return b.discordMissed(ctx, true) },
		},
		{
			"slack-socket-away",
			"PostgreSQL refuses connections for 40 s while Slack's sockets tell of 120 direct messages; Slack tells again after 3 s and a minute of what is not acknowledged",
			socketAway,
		},
	}
}

// away is a database that can be taken away.
type away struct {
	database    string
	begin, mend func(ctx context.Context) error
}

func (b *bench) newAway(ctx context.Context, store string) (a away, err error) {
	if store == "sqlite" {
		a.database = filepath.Join(b.folder, "bot.db")
		a.begin, a.mend, err = b.locking(a.database)
		return a, err
	}
	c, err := b.newCluster(ctx)
	if err != nil {
		return a, err
	}
	p, err := b.newProxy(net.JoinHostPort("127.0.0.1", strconv.Itoa(c.port)))
	if err != nil {
		return a, err
	}
	return away{
		c.url(p.port, "bot"),
		func(context.Context) error { return p.refuse() }, func(context.Context) error { return p.accept() },
	}, nil
}

const (
	// awayLasts is how long the database is away, awayEvents how many are told of
	// then, of whom regulars were there before.
	awayLasts  = 40 * time.Second
	awayEvents = 120
	regulars   = 20
)

// onDiscord starts the program with a guild.
func (b *bench) onDiscord(ctx context.Context, database string, more ...string) (*guild, *crowd, *served, error) {
	g, err := b.newGuild()
	if err != nil {
		return nil, nil, nil, err
	}
	p, err := b.serving(ctx, database, append(g.settings(), more...)...)
	if err != nil {
		return nil, nil, nil, err
	}
	if !await(ctx, 20*time.Second, func() bool { return g.connected() > 0 }) {
		return nil, nil, nil, errNotConnected
	}
	return g, newPushCrowd(&g.sights, g.tell), p, nil
}

// regular lets people come who have been answered before the fault.
func (b *bench) regular(ctx context.Context, c *crowd, n int) ([]*word, error) {
	var list []*word
	for range n {
		w := c.code()
		c.sendUntilAcked(ctx, w)
		list = append(list, w)
	}
	if c.caughtUp(ctx, time.Now(), 20*time.Second) == never {
		return nil, errNotAnswered
	}
	return list, nil
}

func (b *bench) discordAway(ctx context.Context, store string) (f figures, err error) {
	a, err := b.newAway(ctx, store)
	if err != nil {
		return f, err
	}
	g, c, p, err := b.onDiscord(ctx, a.database)
	if err != nil {
		return f, err
	}
	return b.storeAway(ctx, a, c, &g.sights, p)
}

func socketAway(ctx context.Context, b *bench) (f figures, err error) {
	a, err := b.newAway(ctx, "postgres")
	if err != nil {
		return f, err
	}
	w, err := b.newWorkspace()
	if err != nil {
		return f, err
	}
	p, err := b.serving(ctx, a.database, w.overSocket()...)
	if err != nil {
		return f, err
	}
	if !await(ctx, 20*time.Second, func() bool { return w.linked() > 0 }) {
		return f, errNotConnected
	}
	c := newPushCrowd(&w.sights, func(said *word) error { return w.tell(ctx, said) })
	return b.storeAway(ctx, a, c, &w.sights, p)
}

// storeAway takes the database away while a platform tells of messages.
func (b *bench) storeAway(ctx context.Context, a away, c *crowd, s *sights, p *served) (f figures, err error) {
	known, err := b.regular(ctx, c, regulars)
	if err != nil {
		return f, err
	}
	w := b.watching(ctx, p.path("/readyz"))
	began := time.Now()
	if err := a.begin(ctx); err != nil {
		return f, err
	}
	lasting, cancel := context.WithTimeout(ctx, b.lasting(awayLasts))
	defer cancel()
	events := b.scaled(awayEvents)
	for n := range events {
		said := c.code()
		if n < len(known) {
			said = c.codeOf(known[n].person)
		}
		go c.send(ctx, said) // until it is acknowledged, or given up
		pause(lasting, b.lasting(awayLasts)/time.Duration(events+1))
	}
	<-lasting.Done()
	if err := a.mend(ctx); err != nil {
		return f, err
	}
	ended := time.Now()
	f.Recovered = c.recovered(ctx, ended)
	all := func() bool {
		sent, _, answered, _ := c.counted()
		return answered == sent
	}
	if f.Caught = never; await(ctx, patience-time.Since(ended), all) {
		f.Caught = c.caughtUp(ctx, ended, time.Minute)
	}
	pause(ctx, settled)
	f.count(b.log, c, s)
	f.Lost = f.Sent - f.Answered // the platform does not tell again for ever
	f.nothingLost()
	f.prompt()
	f.readiness(w, began, ended)
	return f, p.measured(&f)
}

func (b *bench) discordMissed(ctx context.Context, kill bool) (f figures, err error) {
	database := filepath.Join(b.folder, "bot.db")
	g, c, p, err := b.onDiscord(ctx, database)
	if err != nil {
		return f, err
	}
	known, err := b.regular(ctx, c, b.scaled(2*regulars))
	if err != nil {
		return f, err
	}
	if kill {
		err = p.end()
	} else {
		err = g.invalidate()
	}
	if err != nil {
		return f, err
	}
	g.line.Lock()
	g.invalid = true // a program that was killed has no session
	g.line.Unlock()
	c.post = func(_ context.Context, w *word, _ string) error { return g.silently(w) }
	for _, w := range known {
		c.send(ctx, c.codeOf(w.person))
	}
	ended := time.Now()
	if kill {
		if p, err = b.serving(ctx, database, g.settings()...); err != nil {
			return f, err
		}
	}
	if !await(ctx, 30*time.Second, func() bool { return g.connected() > 1 }) {
		return f, errNotConnected
	}
	f.Caught = c.caughtUp(ctx, ended, 45*time.Second)
	c.post = func(_ context.Context, w *word, _ string) error { return g.tell(w) }
	f.Recovered = c.recovered(ctx, time.Now())
	pause(ctx, settled)
	f.count(b.log, c, &g.sights)
	f.nothingLost()
	return f, p.measured(&f)
}
