package main

import (
	"context"
	"net"
	"strconv"
	"time"
)

func postgresFaults() []fault {
	return []fault{
		{
			"postgres-limit",
			"PostgreSQL lets 8 connections in where the program's pool has 16, from 4 s after its start and for 30 s" + meanwhile,
			connectionLimit,
		},
		{
			"postgres-start",
			"PostgreSQL lets 2 connections in while the program starts and for 15 s after, too few for its job queue",
			startedEarly,
		},
		{
			"postgres-stopped",
			"PostgreSQL is stopped and refuses connections for 30 s" + meanwhile,
			stopped,
		},
		{
			"postgres-frozen",
			"all connections to PostgreSQL go silent for 30 s without being closed, new ones too," + meanwhile,
			func(ctx context.Context, b *bench) (figures, error) { return b.freeze(ctx, true) },
		},
		{
			"postgres-half-dead",
			"the connections that are open to PostgreSQL go silent for good, and new ones work," + meanwhile,
			func(ctx context.Context, b *bench) (figures, error) { return b.freeze(ctx, false) },
		},
		{
			"postgres-immediate",
			"PostgreSQL is restarted in immediate mode, as in a crash," + meanwhile,
			restarted,
		},
	}
}

// deadIn is how soon new messages are to be answered when all connections are dead.
const deadIn = 30 * time.Second

func connectionLimit(ctx context.Context, b *bench) (f figures, err error) {
	c, err := b.newCluster(ctx)
	if err != nil {
		return f, err
	}
	return b.breakStore(ctx, broken{
		database: c.url(c.port, "bot") + "?pool_max_conns=16", lasts: 30 * time.Second, quiet: true,
		started: func(ctx context.Context) error { return c.do(ctx, "ALTER ROLE bot CONNECTION LIMIT 8") },
		mend:    func(ctx context.Context) error { return c.do(ctx, "ALTER ROLE bot CONNECTION LIMIT -1") },
	})
}

func startedEarly(ctx context.Context, b *bench) (f figures, err error) {
	c, err := b.newCluster(ctx)
	if err != nil {
		return f, err
	}
	r, err := b.newRooms(0)
	if err != nil {
		return f, err
	}
	if err := c.do(ctx, "ALTER ROLE bot CONNECTION LIMIT 2"); err != nil {
		return f, err
	}
	p, err := b.talking(ctx, c.url(c.port, "bot"), r)
	if err != nil {
		return f, err
	}
	w := b.watching(ctx, p.path("/readyz"))
	crowd := newCrowd(r, p.at)
	insisting, stop := context.WithCancel(ctx)
	defer stop()
	began := time.Now()
	acked, sent := b.during(insisting, crowd, 15*time.Second)
	f.note("%d of %d acknowledged while it lasted", acked, sent)
	if err := c.do(ctx, "ALTER ROLE bot CONNECTION LIMIT -1"); err != nil {
		return f, err
	}
	ended := time.Now()
	f.Recovered = crowd.recovered(ctx, ended)
	await(ctx, patience-time.Since(ended), crowd.allAcked)
	f.Caught = crowd.caughtUp(ctx, ended, patience)
	pause(ctx, settled)
	f.count(b.log, crowd, &r.sights)
	f.nothingLost()
	f.readiness(w, began, ended)
	f.prompt()
	return f, p.measured(&f)
}

func stopped(ctx context.Context, b *bench) (f figures, err error) {
	c, err := b.newCluster(ctx)
	if err != nil {
		return f, err
	}
	return b.breakStore(ctx, broken{
		database: c.url(c.port, "bot"), lasts: 30 * time.Second,
		begin: func(ctx context.Context) error { return c.stop(ctx, "fast") }, mend: c.start,
	})
}

func (b *bench) freeze(ctx context.Context, alsoNew bool) (f figures, err error) {
	c, err := b.newCluster(ctx)
	if err != nil {
		return f, err
	}
	p, err := b.newProxy(net.JoinHostPort("127.0.0.1", strconv.Itoa(c.port)))
	if err != nil {
		return f, err
	}
	d := broken{
		database: c.url(p.port, "bot"), lasts: 30 * time.Second,
		begin: func(context.Context) error {
			p.freeze(alsoNew)
			return nil
		},
	}
	if alsoNew {
		d.mend = func(context.Context) error {
			p.thaw()
			return nil
		}
	} else {
		// It does not end; what comes after it counts. Nothing but a deadline tells that
		// a connection is dead.
		d.lasts, d.quiet, d.recovers, d.catches = time.Second, true, deadIn, 2*deadIn
	}
	return b.breakStore(ctx, d)
}

func restarted(ctx context.Context, b *bench) (f figures, err error) {
	c, err := b.newCluster(ctx)
	if err != nil {
		return f, err
	}
	return b.breakStore(ctx, broken{
		database: c.url(c.port, "bot"), lasts: time.Second, quiet: true, // it is over before anybody looks
		begin: func(ctx context.Context) error {
			if err := c.stop(ctx, "immediate"); err != nil {
				return err
			}
			return c.start(ctx)
		},
	})
}
