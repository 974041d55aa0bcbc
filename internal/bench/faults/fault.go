package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"sync"
	"time"

	"aktivering/internal/bench/process"
)

// fault is one that the program is put to.
type fault struct {
	name string
	// done tells what is done.
	done string
	run  func(ctx context.Context, b *bench) (figures, error)
}

// all returns the faults, in the order of the table.
func all() []fault {
	var list []fault
	for _, some := range [][]fault{hostile(), sqliteFaults(), postgresFaults(), slowPlatforms(), storeAway(), refusing(), slowBodies(), kills(), clocks()} {
		list = append(list, some...)
	}
	return list
}

// figures are what a run showed. A number is below zero where it does not apply.
type figures struct {
	// Sent is how many messages and other events there were, Acknowledged how many of
	// them the program took in, Answered of how many that showed, and Lost how many were
	// acknowledged and had no answer when the run ended.
	Sent, Acknowledged, Answered, Lost int
	// Doubled is how many messages the platforms were sent once more.
	Doubled int
	// Recovered is how long after the fault's end something new was taken in and
	// answered, and Caught how long until all that was acknowledged was answered.
	Recovered, Caught time.Duration
	// PeakMB is the most resident memory of the program.
	PeakMB float64
	// Notes are what else is to be told, and Unmet the goals that were not met.
	Notes, Unmet []string
}

// none is a figure that does not apply.
const none = -1

// note adds what else is to be told.
func (f *figures) note(format string, args ...any) {
	f.Notes = append(f.Notes, fmt.Sprintf(format, args...))
}

// want adds a goal that is not met, if it is not.
func (f *figures) want(met bool, format string, args ...any) {
	if !met {
		f.Unmet = append(f.Unmet, fmt.Sprintf(format, args...))
	}
}

// nothingLost wants that nothing was lost or doubled.
func (f *figures) nothingLost() {
	f.want(f.Lost <= 0, "%d lost", f.Lost)
	f.want(f.Doubled <= 0, "%d doubled", f.Doubled)
}

// How soon after a fault something new is to be answered, and all that came before.
const (
	recoversIn = 10 * time.Second
	catchesIn  = 30 * time.Second
)

// prompt wants that all was well soon after the fault.
func (f *figures) prompt() { f.within(recoversIn, catchesIn) }

// within wants that something new was answered in a time, and all in another.
func (f *figures) within(recovered, caught time.Duration) {
	f.want(f.Recovered <= recovered, "recovered after %s", took(f.Recovered))
	f.want(f.Caught <= caught, "all answered after %s", took(f.Caught))
}

// skip is an error that tells why a fault cannot be made here.
type skip string

func (s skip) Error() string { return string(s) }

// bench is where one fault is run.
type bench struct {
	of     version
	folder string
	log    *os.File
	short  bool
	// cleanups are what is to be done at the end, the newest first.
	cleanups []func() error
}

// cleanup registers what is to be done when the run ends.
func (b *bench) cleanup(end func() error) { b.cleanups = append(b.cleanups, end) }

// end ends all that was begun, in the opposite order.
func (b *bench) end() (err error) {
	for _, end := range slices.Backward(b.cleanups) {
		err = errors.Join(err, end())
	}
	return errors.Join(err, b.log.Close())
}

// scaled is a number of people or events, fewer where the run is to be short.
func (b *bench) scaled(n int) int {
	if b.short {
		return max(n/6, 1)
	}
	return n
}

// lasting is a time, shorter where the run is to be short.
func (b *bench) lasting(d time.Duration) time.Duration {
	if b.short {
		return max(d/6, 2*time.Second)
	}
	return d
}

// served is a program that is started again when it ends by itself, as whoever runs
// it in earnest would.
type served struct {
	mu sync.Mutex
	p  *process.Process
	// deaths is how often it ended by itself.
	deaths int
	over   bool
}

// talking starts the program that serves the soak's platforms.
func (b *bench) talking(ctx context.Context, database string, rooms *rooms) (*served, error) {
	return b.start(ctx, loopbackBinary, "-rooms", "-database", database, "-sink", rooms.url)
}

// serving starts the program itself.
func (b *bench) serving(ctx context.Context, database string, args ...string) (*served, error) {
	return b.start(ctx, programBinary, append([]string{"serve", "--database", database, "--http-addr", "127.0.0.1:0", "--log-level", "info"}, args...)...)
}

func (b *bench) start(ctx context.Context, name string, args ...string) (*served, error) {
	binary, err := b.of.binary(ctx, name)
	if err != nil {
		return nil, err
	}
	p, err := process.StartLogging(ctx, b.log, binary, args...)
	if err != nil {
		return nil, err
	}
	s := &served{p: p}
	over, cancel := context.WithCancel(context.WithoutCancel(ctx))
	var keeping sync.WaitGroup
	keeping.Go(func() {
		for s.await(over) {
			pause(over, time.Second)
			p, err := process.StartLogging(over, b.log, binary, args...)
			if err != nil {
				continue // it ended again, before it listened
			}
			s.mu.Lock()
			s.p = p
			s.mu.Unlock()
		}
	})
	b.cleanup(func() error {
		err := s.end()
		cancel()
		keeping.Wait()
		return errors.Join(err, s.end())
	})
	return s, nil
}

// await waits until the program ends by itself; false is that it need not be started.
func (s *served) await(ctx context.Context) bool {
	s.mu.Lock()
	ended := s.p.Ended()
	s.mu.Unlock()
	select {
	case <-ended:
	case <-ctx.Done():
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.over || ctx.Err() != nil {
		return false
	}
	s.deaths++
	return true
}

// end kills the program.
func (s *served) end() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.over = true
	return s.p.End(killSignal)
}

// at is where the program listens.
func (s *served) at() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.p.URL
}

// path is a path of the program.
func (s *served) path(path string) func() string { return func() string { return s.at() + path } }

// measured puts the program's own figures in place.
func (s *served) measured(f *figures) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.deaths > 0 {
		f.want(false, "the program ended by itself %d times", s.deaths)
	}
	var err error
	f.PeakMB, err = s.p.PeakMB()
	return err
}

// pause waits, and reports whether it was not broken off.
func pause(ctx context.Context, d time.Duration) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(d):
		return true
	}
}

// await waits until something is so, at most for a while, and reports whether it is.
func await(ctx context.Context, most time.Duration, is func() bool) bool {
	for deadline := time.Now().Add(most); !is(); {
		if time.Now().After(deadline) || !pause(ctx, 20*time.Millisecond) {
			return is()
		}
	}
	return true
}
