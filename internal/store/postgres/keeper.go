package postgres

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
)

// forgottenAfter is how long a process is silent before its lease is removed.
const forgottenAfter = time.Hour

// keeper tells other processes that this one lives, and takes over the jobs of those that do
// not.
//
// River records with a job which process fetched it, before the process works on it: this is a
// claim that nobody else performs the job's effects, however long it takes until their outcome
// is recorded. The claim holds as long as the process renews its lease, a row of the table of
// leases. What counts is whether the row changes, by the monotonic clock of the observer, so
// that setting a clock does not make a process seem dead. A process that had no contact with
// the database itself takes over nothing.
type keeper struct {
	store  *Store
	queues []string
	seen   map[int64]sighting // by job
	looked time.Time

	mu      sync.Mutex
	renewed time.Time
}

// sighting is a claim, and since when it has not changed.
type sighting struct {
	of claim
	at time.Time
}

// claim tells who works on a job.
type claim struct {
	process string
	attempt int
	// expires changes as long as the process lives; NULL of one that keeps no lease.
	expires time.Time
}

func newKeeper(s *Store, queues []string) *keeper {
	return &keeper{store: s, queues: queues, seen: make(map[int64]sighting)}
}

// leaseOf is the prefix of the leases of processes.
const leaseOf = "process/"

// run sends heartbeats until ctx ends.
func (k *keeper) run(ctx context.Context) {
	tick := time.NewTicker(k.store.pace.heartbeat)
	defer tick.Stop()
	failing := false
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		err := k.heartbeat(ctx)
		switch {
		case ctx.Err() != nil:
			return
		case err != nil && !failing:
			k.store.log.Error().Ctx(ctx).Err(err).Msg("the database does not answer; replies that were sent are recorded when it does")
		case err == nil && failing:
			k.store.log.Info().Ctx(ctx).Msg("the database answers again")
		}
		failing = err != nil
	}
}

// heartbeat renews the lease of this process, and takes over jobs of others that are dead.
func (k *keeper) heartbeat(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, k.store.pace.heartbeatTimeout)
	defer cancel()
	asked := time.Now()
	if asked.Sub(k.looked) > 3*k.store.pace.heartbeat {
		clear(k.seen) // what happened meanwhile is not known
	}
	running, err := k.look(ctx, asked)
	if err != nil {
		clear(k.seen)
		return fmt.Errorf("renew the lease of the process: %w", err)
	}
	k.looked = asked
	k.mu.Lock()
	k.renewed = asked
	k.mu.Unlock()
	defer k.store.ledger.reported(k.store.pace.reported)
	for job, c := range k.observe(running, asked) {
		if err := k.takeOver(ctx, job, c); err != nil {
			return err
		}
	}
	return nil
}

// look renews the lease, reads the database's clock, and returns who works on which
// job.
func (k *keeper) look(ctx context.Context, asked time.Time) (map[int64]claim, error) {
	running := make(map[int64]claim)
	var batch pgx.Batch
	batch.Queue(`INSERT INTO leases (name, holder, expires) VALUES ($1, $2, now() + $3)
		ON CONFLICT (name) DO UPDATE SET expires = excluded.expires`, leaseOf+k.store.id, k.store.id, k.store.pace.dead)
	batch.Queue(`SELECT clock_timestamp()`).QueryRow(func(row pgx.Row) error {
		var now time.Time
		if err := row.Scan(&now); err != nil {
			return err
		}
		k.store.clock.set(now, asked)
		return nil
	})
	batch.Queue(`SELECT j.id, j.attempt, coalesce(j.attempted_by[cardinality(j.attempted_by)], ''), l.expires
		FROM river_job j LEFT JOIN leases l ON l.name = $2 || j.attempted_by[cardinality(j.attempted_by)]
		WHERE j.state = 'running' AND j.queue = ANY ($1)`, k.queues, leaseOf).Query(func(rows pgx.Rows) error {
		var id int64
		var c claim
		var expires *time.Time
		_, err := pgx.ForEachRow(rows, []any{&id, &c.attempt, &c.process, &expires}, func() error {
			c.expires = timeOf(expires)
			running[id] = c
			return nil
		})
		return err
	})
	return running, k.store.pool.batch(ctx, &batch)
}

// observe returns the jobs whose processes are gone.
func (k *keeper) observe(running map[int64]claim, now time.Time) map[int64]claim {
	gone := make(map[int64]claim)
	seen := make(map[int64]sighting, len(running))
	for job, c := range running {
		patience := k.store.pace.dead
		if c.process == k.store.id {
			if k.store.ledger.works(job) {
				continue
			}
			if patience = k.store.pace.lost; k.store.ledger.reports(job) {
				patience = k.store.pace.reported
			}
			c.expires = time.Time{}
		}
		s, known := k.seen[job]
		if !known || s.of != c {
			s = sighting{of: c, at: now}
		}
		if now.Sub(s.at) >= patience {
			gone[job] = c
			continue
		}
		seen[job] = s
	}
	k.seen = seen
	return gone
}

// isOf is the condition that a job is worked on by a process in an attempt.
const isOf = `id = $1 AND state = 'running' AND attempt = $2 AND attempted_by[cardinality(attempted_by)] = $3`

// takeOver makes a job of a dead process available, to whoever fetches it first.
func (k *keeper) takeOver(ctx context.Context, job int64, c claim) error {
	var queue string
	err := k.store.pool.QueryRow(ctx, `WITH freed AS (
			UPDATE river_job SET state = 'available', scheduled_at = now() WHERE `+isOf+` RETURNING queue)
		SELECT coalesce((SELECT queue FROM freed), '')`, job, c.attempt, c.process).Scan(&queue)
	if err != nil {
		return fmt.Errorf("take over a job: %w", err)
	}
	if queue != "" {
		k.store.log.Warn().Ctx(ctx).Int64("job", job).Str("process", c.process).Msg("a job was taken over from a process that is gone")
		k.store.notifier.add([]string{queue})
	}
	return nil
}

// reclaim makes the jobs available that River has fetched for this process and nothing works
// on. It is called while River does not run.
func (k *keeper) reclaim(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, k.store.pace.heartbeatTimeout)
	defer cancel()
	_, err := k.store.pool.Exec(ctx, `UPDATE river_job SET state = 'available', scheduled_at = now()
		WHERE state = 'running' AND queue = ANY ($1) AND attempted_by[cardinality(attempted_by)] = $2 AND id <> ALL ($3)`,
		k.queues, k.store.id, k.store.ledger.working())
	if err != nil {
		return fmt.Errorf("reclaim jobs: %w", err)
	}
	return nil
}

// trusted reports whether others know that this process lives.
func (k *keeper) trusted() bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return time.Since(k.renewed) < k.store.pace.trusted
}

// forget removes the leases of processes that are long gone.
func (s *Store) forget(ctx context.Context) error {
	if _, err := s.pool.Exec(ctx, `DELETE FROM leases WHERE name LIKE $1 AND expires < now() - $2::interval`, leaseOf+"%", forgottenAfter); err != nil {
		return fmt.Errorf("remove leases of processes: %w", err)
	}
	return nil
}
