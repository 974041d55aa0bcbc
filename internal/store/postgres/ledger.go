package postgres

import (
	"maps"
	"slices"
	"sync"
	"time"
)

// ledger holds the jobs and effects of this process that are under way, and the outcomes that
// could not be recorded yet. While it has an effect, nothing else in this process performs it.
type ledger struct {
	mu   sync.Mutex
	jobs map[int64]int
	// reporting are jobs whose end River has to record, and since when.
	reporting map[int64]time.Time
	effects   map[int64]*entry
}

// entry is an effect under way.
type entry struct {
	held bool // by somebody who performs it or records how it ended
	// ended is how it ended; nil while it is performed.
	ended *ending
}

func newLedger() *ledger {
	return &ledger{jobs: make(map[int64]int), reporting: make(map[int64]time.Time), effects: make(map[int64]*entry)}
}

// work records that a job is under way, until done is called. reporting tells whether River
// has to record how the job ended.
func (l *ledger) work(job int64) (done func(reporting bool)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.jobs[job]++
	delete(l.reporting, job)
	return func(reporting bool) {
		l.mu.Lock()
		defer l.mu.Unlock()
		if l.jobs[job]--; l.jobs[job] == 0 {
			delete(l.jobs, job)
		}
		if reporting {
			l.reporting[job] = time.Now()
		}
	}
}

// reports tells whether River may still be recording how a job ended.
func (l *ledger) reports(job int64) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return !l.reporting[job].IsZero()
}

// reported forgets the jobs whose end is recorded by now, since it takes less than a time, or
// never will be.
func (l *ledger) reported(within time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	maps.DeleteFunc(l.reporting, func(_ int64, since time.Time) bool { return time.Since(since) > within })
}

// works reports whether a job is under way.
func (l *ledger) works(job int64) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.jobs[job] > 0
}

// working returns the jobs that are under way.
func (l *ledger) working() []int64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.AppendSeq(make([]int64, 0, len(l.jobs)), maps.Keys(l.jobs))
}

// take gives an effect to the caller, to perform it, or to record how it ended where that is
// returned. It fails while somebody else has the effect.
func (l *ledger) take(effect int64) (ended *ending, ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	e, known := l.effects[effect]
	switch {
	case !known:
		l.effects[effect] = &entry{held: true}
		return nil, true
	case e.held:
		return nil, false
	}
	e.held = true
	return e.ended, true
}

// end notes how an effect ended.
func (l *ledger) end(effect int64, ended *ending) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.effects[effect].ended = ended
}

// leave gives up an effect: it is forgotten if it was recorded, or never performed.
func (l *ledger) leave(effect int64, recorded bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if e := l.effects[effect]; !recorded && e.ended != nil {
		e.held = false
		return
	}
	delete(l.effects, effect)
}
