package memory

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"aktivering/bot"
	"aktivering/bot/port"
	"aktivering/internal/store"
)

// scanEvery is how often timers are compared with the wall clock, which may be set.
const scanEvery = time.Second

// lane is what must be done one after the other: what is said of one conversation at one
// place. A timer holds up nothing.
type lane struct {
	of *conversation
	to place
}

// Begin takes the first effect that is due at the places served and that nothing in its lane
// comes before; false if there is none, or no worker is free. Nothing else of its lane begins
// until Record or Abandon is called with its key. Run calls all three; a test can do so
// instead, to perform effects one at a time.
func (s *Store) Begin(serves []bot.Address) (port.Task, bool) {
	s.db.mu.Lock()
	defer s.db.mu.Unlock()
	e := s.first(serves, true)
	if e == nil {
		return port.Task{}, false
	}
	e.begun = true
	s.working[e.to.platform]++
	s.workingAt[e.to]++
	i := s.db.item(e)
	return i.Task(e.of.owner, s.now()), true
}

// Record saves how an effect ended that Begin took.
func (s *Store) Record(key string, r port.Result) {
	s.end(key, func(e *effect) { s.record(e, r) })
}

func (s *Store) record(e *effect, r port.Result) {
	e.reason = r.Reason
	if r.Status == bot.Retry {
		e.waits++
		if r.CountsAsFailure {
			e.tries++
		}
		e.wake, e.ready, e.due = time.Time{}, s.steady().Add(r.After), s.now().Add(r.After)
		return
	}
	e.status, e.message, e.ended = r.Status, r.Message, s.now()
	s.db.waiting = slices.DeleteFunc(s.db.waiting, func(w *effect) bool { return w == e })
}

// Abandon gives up an effect that Begin took, as if its process had ended: it is performed
// again.
func (s *Store) Abandon(key string) { s.end(key, func(*effect) {}) }

// end ends what Begin has begun.
func (s *Store) end(key string, as func(*effect)) {
	s.db.mu.Lock()
	defer s.db.mu.Unlock()
	e := s.db.effect(key)
	if e == nil || !e.begun {
		return
	}
	e.begun = false
	s.working[e.to.platform]--
	s.workingAt[e.to]--
	as(e)
	s.db.announce()
}

// NextDue returns how long it takes until something else is due at the places served; false
// if nothing waits for its time.
func (s *Store) NextDue(serves []bot.Address) (next time.Duration, ok bool) {
	s.db.mu.Lock()
	defer s.db.mu.Unlock()
	for _, e := range s.db.waiting {
		if w := s.waits(e); w > 0 && served(serves, e.to) && (!ok || w < next) {
			next, ok = w, true
		}
	}
	return next, ok
}

// waits is how long an effect has to wait still, negative if it is due since a while.
func (s *Store) waits(e *effect) time.Duration {
	if !e.wake.IsZero() {
		return e.wake.Sub(s.now())
	}
	return e.ready.Sub(s.steady())
}

// first returns the first effect that is due at the places given and is not begun yet; nil if
// there is none. bounded leaves out those that no worker is free for.
func (s *Store) first(serves []bot.Address, bounded bool) (first *effect) {
	s.heads(serves, func(e *effect) bool {
		if e.begun || s.waits(e) > 0 || bounded && s.full(e.to) {
			return true
		}
		first = e
		return false
	})
	return first
}

// heads calls do with the effects at the places given that nothing in their lane comes
// before, oldest first, until it returns false.
func (s *Store) heads(serves []bot.Address, do func(*effect) bool) {
	lanes := make(map[lane]bool)
	for _, e := range s.db.waiting {
		if !e.timer {
			l := lane{e.of, e.to}
			if lanes[l] {
				continue
			}
			lanes[l] = true
		}
		if served(serves, e.to) && !do(e) {
			return
		}
	}
}

func served(serves []bot.Address, at place) bool {
	return slices.ContainsFunc(serves, func(a bot.Address) bool {
		return a.Platform == at.platform && (a.Channel == "" || a.Channel == at.channel)
	})
}

// full reports that no worker is free for a place.
func (s *Store) full(at place) bool {
	limit, ok := s.limits[at.platform]
	if !ok {
		limit = store.MaxPerPlatform
	}
	return s.working[at.platform] >= limit || s.workingAt[at] >= store.MaxPerChannel
}

// Run performs what p serves, as port.Outbox says.
func (s *Store) Run(ctx context.Context, p port.Performer) error {
	serves := append([]bot.Address{}, p.Serves()...)
	if err := s.serve(serves); err != nil {
		return err
	}
	defer func() {
		s.db.mu.Lock()
		defer s.db.mu.Unlock()
		s.serving = nil
	}()
	// Tasks under way outlive ctx by a moment.
	tasks, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	defer context.AfterFunc(ctx, func() { time.AfterFunc(store.StopTimeout, stop) })()
	var working sync.WaitGroup
	defer working.Wait()
	for ctx.Err() == nil {
		changed := s.changed()
		if task, ok := s.Begin(serves); ok {
			working.Go(func() { s.Record(task.Key, store.Perform(tasks, p, task)) })
			continue
		}
		wait := scanEvery
		if next, ok := s.NextDue(serves); ok {
			wait = min(wait, next)
		}
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
		case <-changed:
		case <-timer.C:
		}
		timer.Stop()
	}
	return nil
}

func (s *Store) serve(at []bot.Address) error {
	s.db.mu.Lock()
	defer s.db.mu.Unlock()
	if s.serving != nil {
		return errors.New("memory: the outbox runs already")
	}
	s.serving = at
	s.db.announce() // whoever drains waits for it
	return nil
}

// changed returns what is closed at the next change of the database.
func (s *Store) changed() <-chan struct{} {
	s.db.mu.Lock()
	defer s.db.mu.Unlock()
	return s.db.changed
}

// Drain waits until nothing that Run serves is due.
func (s *Store) Drain(ctx context.Context) error {
	for ctx.Err() == nil {
		changed := s.changed()
		if !s.anyDue() {
			return nil
		}
		select {
		case <-ctx.Done():
		case <-changed:
		}
	}
	return ctx.Err()
}

// anyDue reports whether something that Run serves is due or under way; without a Run
// something may be.
func (s *Store) anyDue() bool {
	s.db.mu.Lock()
	defer s.db.mu.Unlock()
	return s.serving == nil || s.first(s.serving, false) != nil ||
		slices.ContainsFunc(s.db.waiting, func(e *effect) bool { return e.begun && served(s.serving, e.to) })
}

// OldestDue returns for how long the oldest effect is due, as store.Store says.
func (s *Store) OldestDue(ctx context.Context) (oldest time.Duration, err error) {
	unlock, err := s.lock(ctx)
	if err != nil {
		return 0, err
	}
	defer unlock()
	s.heads(s.serving, func(e *effect) bool {
		oldest = max(oldest, -s.waits(e))
		return true
	})
	return oldest, nil
}

// Effects lists what is or was to be done, oldest first.
func (s *Store) Effects(ctx context.Context, f store.Filter) (items []store.Item, err error) {
	unlock, err := s.lock(ctx)
	if err != nil {
		return nil, err
	}
	defer unlock()
	for _, e := range s.db.effects {
		if f.Limit > 0 && len(items) == f.Limit {
			break
		}
		if slices.Contains(f.Statuses, e.status) {
			items = append(items, s.db.item(e))
		}
	}
	return items, nil
}

// Retry puts an effect that was given up back in its place, as store.Store says.
func (s *Store) Retry(ctx context.Context, key string) error {
	unlock, err := s.lock(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	e := s.db.effect(key)
	if e == nil || e.status != bot.Failed {
		return fmt.Errorf("%s: %w", key, store.ErrNoItem)
	}
	e.status, e.reason, e.waits, e.tries, e.ended = "", "", 0, 0, time.Time{}
	e.saved, e.wake, e.ready, e.due = s.now(), time.Time{}, s.steady(), s.now()
	i, _ := slices.BinarySearchFunc(s.db.waiting, e.id, func(w *effect, id int) int { return w.id - id })
	s.db.waiting = slices.Insert(s.db.waiting, i, e)
	s.db.announce()
	return nil
}

// item is an effect as others see it.
func (d *Database) item(e *effect) store.Item {
	return store.Item{
		Key: d.key(e.id), Of: e.of.ref, Effect: e.effect, Status: e.status, Reason: e.reason, Waits: e.waits, Tries: e.tries,
		Saved: e.saved, Due: e.due, Ended: e.ended, Trace: e.trace,
	}
}

// key is that of an effect.
func (d *Database) key(id int) string { return d.instance + "-" + strconv.Itoa(id) }

// effect returns the one that has a key; nil if none has.
func (d *Database) effect(key string) *effect {
	id, ok := strings.CutPrefix(key, d.instance+"-")
	n, err := strconv.Atoi(id)
	if !ok || err != nil || d.key(n) != key {
		return nil
	}
	i, found := slices.BinarySearchFunc(d.effects, n, func(e *effect, id int) int { return cmp.Compare(e.id, id) })
	if !found {
		return nil
	}
	return d.effects[i]
}
