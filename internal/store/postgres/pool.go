package postgres

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/rs/zerolog"
	"golang.org/x/sync/semaphore"
)

const (
	// fullPause is for how long one connection less is asked for after the server
	// refused one because it has too many.
	fullPause = 5 * time.Second
	// minSlots is how many may ask at a time all the same.
	minSlots = 2
	// resetEvery is how often idle connections may be replaced.
	resetEvery = 5 * time.Second
)

// pool is a pgxpool.Pool that continues with the connections it has when the server refuses
// more, and that replaces its idle connections when one turns out to be dead: the others
// mostly are, too.
type pool struct {
	*pgxpool.Pool
	log zerolog.Logger
	// slots is how many may have, or ask for, a connection at a time.
	slots *semaphore.Weighted

	mu       sync.Mutex
	withheld int64 // slots that nobody may use for a while
	size     int64
	reset    time.Time // when idle connections were replaced last
}

func newPool(ctx context.Context, config *pgxpool.Config, log zerolog.Logger) (*pool, error) {
	p, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, err
	}
	size := int64(config.MaxConns)
	return &pool{Pool: p, log: log, slots: semaphore.NewWeighted(size), size: size}, nil
}

// pooled names the embedded connection: as Conn it would stand in the way of its own
// method.
type pooled = pgxpool.Conn

// conn is a connection of the pool in use.
type conn struct {
	*pooled
	of *pool
}

// Release gives the connection back.
func (c *conn) Release() {
	broken := c.Conn().IsClosed()
	c.pooled.Release()
	c.of.slots.Release(1)
	if broken {
		c.of.replaceIdle()
	}
}

// Acquire returns a connection. Where the server gives no more than there are, it
// waits for one of these.
func (p *pool) Acquire(ctx context.Context) (*conn, error) {
	var full error
	for {
		if err := p.slots.Acquire(ctx, 1); err != nil {
			return nil, waitError(err, full)
		}
		// An idle connection that takes so long to answer is dead.
		dead := time.AfterFunc(pingTimeout, p.replaceIdle)
		c, err := p.Pool.Acquire(ctx)
		dead.Stop()
		switch {
		case err == nil:
			return &conn{pooled: c, of: p}, nil
		case codeOf(err) != tooManyConnections:
			p.slots.Release(1)
			return nil, waitError(err, full)
		}
		full = err
		if p.withholdSlot() {
			continue // the slot is given back later
		}
		p.slots.Release(1)
		select {
		case <-ctx.Done():
			return nil, waitError(ctx.Err(), full)
		case <-time.After(50*time.Millisecond + rand.N(50*time.Millisecond)): //nolint:gosec // no secret
		}
	}
}

// waitError adds what was waited for.
func waitError(err, full error) error {
	switch {
	case full != nil:
		return fmt.Errorf("wait for a connection: %w (%w)", err, full)
	case errors.Is(err, context.DeadlineExceeded):
		return fmt.Errorf("wait for a connection: %w", err)
	}
	return err
}

// withholdSlot keeps a slot unused for fullPause; false where too few would be left.
func (p *pool) withholdSlot() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.size-p.withheld <= minSlots {
		return false
	}
	if p.withheld == 0 {
		p.log.Warn().Int32("connections", p.Stat().TotalConns()).Msg("PostgreSQL refuses more connections; continuing with those there are")
	}
	p.withheld++
	time.AfterFunc(fullPause, func() {
		p.mu.Lock()
		p.withheld--
		p.mu.Unlock()
		p.slots.Release(1)
	})
	return true
}

// replaceIdle closes the connections that nobody uses, and those in use when they
// are given back.
func (p *pool) replaceIdle() {
	p.mu.Lock()
	due := time.Since(p.reset) > resetEvery
	if due {
		p.reset = time.Now()
	}
	p.mu.Unlock()
	if due {
		p.Reset()
	}
}

// Exec executes a statement, as pgx does.
func (p *pool) Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error) {
	c, err := p.Acquire(ctx)
	if err != nil {
		return pgconn.CommandTag{}, err
	}
	defer c.Release()
	return c.Exec(ctx, sql, args...)
}

// queryTimeout is how long one query of something that has a deadline may take, so that
// a dead connection leaves time for another one.
const queryTimeout = 3 * time.Second

func bounded(ctx context.Context) (context.Context, context.CancelFunc) {
	if _, limited := ctx.Deadline(); !limited {
		return ctx, func() {} // an administrator waits as long as it takes
	}
	return context.WithTimeout(ctx, queryTimeout)
}

// mayRetry reports whether a query failed because its connection was dead, and there is time
// for another try.
func mayRetry(ctx context.Context, err error) bool {
	return errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil
}

// Query executes a query, as pgx does.
func (p *pool) Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error) {
	r, err := p.query(ctx, sql, args)
	if mayRetry(ctx, err) {
		return p.query(ctx, sql, args)
	}
	return r, err
}

func (p *pool) query(ctx context.Context, sql string, args []any) (pgx.Rows, error) {
	c, err := p.Acquire(ctx)
	if err != nil {
		return nil, err
	}
	ctx, cancel := bounded(ctx)
	r, err := c.Query(ctx, sql, args...)
	if err != nil {
		cancel()
		c.Release()
		return nil, err
	}
	return &rows{Rows: r, release: sync.OnceFunc(func() {
		cancel()
		c.Release()
	})}, nil
}

// rows give their connection back when they are closed, as all that reads them does.
type rows struct {
	pgx.Rows
	release func()
}

func (r *rows) Close() {
	r.Rows.Close()
	r.release()
}

// QueryRow executes a query for one row, which must be scanned.
func (p *pool) QueryRow(ctx context.Context, sql string, args ...any) pgx.Row {
	return row{func(dest []any) error {
		err := p.queryRow(ctx, sql, args, dest)
		if mayRetry(ctx, err) {
			return p.queryRow(ctx, sql, args, dest)
		}
		return err
	}}
}

func (p *pool) queryRow(ctx context.Context, sql string, args, dest []any) error {
	c, err := p.Acquire(ctx)
	if err != nil {
		return err
	}
	defer c.Release()
	ctx, cancel := bounded(ctx)
	defer cancel()
	return c.QueryRow(ctx, sql, args...).Scan(dest...)
}

// row is queried when it is scanned.
type row struct{ scan func(dest []any) error }

func (r row) Scan(dest ...any) error { return r.scan(dest) }

// batch sends a batch and reads its results, as the callbacks of its queries say.
func (p *pool) batch(ctx context.Context, b *pgx.Batch) error {
	c, err := p.Acquire(ctx)
	if err != nil {
		return err
	}
	defer c.Release()
	return c.SendBatch(ctx, b).Close()
}
