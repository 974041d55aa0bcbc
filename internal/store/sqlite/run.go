package sqlite

import (
	"context"
	"sync"
	"time"

	"aktivering/bot/port"
	"aktivering/internal/store"
)

// scanEvery is how often the database is searched for due timers, and for effects
// that other processes saved. Searches take at most one part in scanShare of the time.
const (
	scanEvery = time.Second
	scanShare = 20
)

// Run performs what p serves, as port.Outbox says.
func (s *Store) Run(ctx context.Context, p port.Performer) error {
	o := s.outbox
	if err := o.begin(p.Serves()); err != nil {
		return err
	}
	defer o.end()
	// Tasks under way outlive ctx by a moment.
	tasks, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	// Workers are reused: the stack of a new goroutine would have to grow each time.
	var workers sync.WaitGroup
	jobs := make(chan job)
	worker := func(j job) {
		for ok := true; ok; j, ok = <-jobs {
			o.finish(j.lane, o.work(tasks, j.lane, j.rested, p))
		}
	}
	recording, stopRecording := context.WithCancel(context.WithoutCancel(ctx))
	defer stopRecording()
	var recorder sync.WaitGroup
	recorder.Go(func() { o.keepRecording(recording) })
	scan := time.NewTimer(0)
	defer scan.Stop()
	for ctx.Err() == nil {
		select {
		case <-ctx.Done():
		case <-o.wake:
		case <-scan.C:
			start := time.Now()
			if err := o.scan(ctx); err != nil && ctx.Err() == nil {
				s.log.Error().Ctx(ctx).Err(err).Msg("cannot search for due effects")
			}
			scan.Reset(max(scanEvery, scanShare*time.Since(start)))
		}
		for ctx.Err() == nil {
			j, ok := o.next()
			if !ok {
				break
			}
			select {
			case jobs <- j:
			default:
				workers.Go(func() { worker(j) })
			}
		}
	}
	close(jobs)
	// For as long it is attempted, too, to record what could not be.
	patience := time.AfterFunc(store.StopTimeout, stop)
	defer patience.Stop()
	workers.Wait()
	o.awaitRecorded(tasks)
	stopRecording()
	recorder.Wait()
	o.recordLast(ctx)
	if err := o.recordSettled(context.WithoutCancel(ctx)); err != nil {
		s.log.Error().Ctx(ctx).Err(err).Msg("outcomes not recorded: if the program ends now, these effects are performed again at the next start")
	}
	return nil
}

// Drain waits until nothing that Run serves is due.
func (s *Store) Drain(ctx context.Context) error {
	o := s.outbox
	defer context.AfterFunc(ctx, func() {
		o.mu.Lock()
		defer o.mu.Unlock()
		o.changed.Broadcast()
	})()
	o.mu.Lock()
	defer o.mu.Unlock()
	for ctx.Err() == nil && (o.serves == nil || !o.scanned || o.sched.working > 0 || o.sched.waiting > 0 || len(o.unrecorded) > 0 || len(o.handed) > 0) {
		o.changed.Wait()
	}
	return ctx.Err()
}

// OldestDue returns for how long the oldest effect is due that nothing in its own lane
// holds up, of what Run serves; 0 when none is. It counts from when the Run found it.
func (s *Store) OldestDue(context.Context) (oldest time.Duration, err error) {
	o := s.outbox
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, st := range o.lanes {
		if !st.resting {
			oldest = max(oldest, time.Since(st.since))
		}
	}
	return oldest, nil
}
