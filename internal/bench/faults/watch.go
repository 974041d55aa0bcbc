package main

import (
	"context"
	"net/http"
	"sync"
	"time"
)

// watch looks at a program's paths again and again.
type watch struct {
	client  *http.Client
	mu      sync.Mutex
	samples []sample
}

// sample is what an endpoint said at a moment.
type sample struct {
	at   time.Time
	ok   bool
	took time.Duration
}

// watching asks a path of the program until the run ends.
func (b *bench) watching(ctx context.Context, url func() string) *watch {
	w := &watch{client: &http.Client{Timeout: 4 * time.Second}}
	ctx, cancel := context.WithCancel(ctx)
	var all sync.WaitGroup
	all.Go(func() {
		for ctx.Err() == nil {
			w.ask(ctx, url())
			pause(ctx, 250*time.Millisecond)
		}
	})
	b.cleanup(func() error {
		cancel()
		all.Wait()
		return nil
	})
	return w
}

func (w *watch) ask(ctx context.Context, url string) {
	s := sample{at: time.Now()}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, http.NoBody)
	if err == nil {
		var response *http.Response
		if response, err = w.client.Do(request); err == nil {
			s.ok = response.StatusCode == http.StatusOK
			_ = response.Body.Close() // nothing is read of it
		}
	}
	s.took = time.Since(s.at)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.samples = append(w.samples, s)
}

// red returns how long after a moment the path said no for the first time, before
// another moment; never where it did not.
func (w *watch) red(from, to time.Time) time.Duration {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, s := range w.samples {
		if s.at.After(from) && s.at.Before(to) && !s.ok {
			return s.at.Add(s.took).Sub(from)
		}
	}
	return never
}

// missed is how many of the looks between two moments were not answered well, of how
// many, and the longest time that one took.
func (w *watch) missed(from, to time.Time) (bad, all int, longest time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, s := range w.samples {
		if s.at.Before(from) || s.at.After(to) {
			continue
		}
		all++
		if !s.ok {
			bad++
		}
		longest = max(longest, s.took)
	}
	return bad, all, longest
}

// readiness tells when readiness said no after a fault began, and wants it to.
func (f *figures) readiness(w *watch, began, ended time.Time) {
	red := w.red(began, ended)
	if red == never {
		f.note("readiness stayed green")
		f.want(false, "readiness stayed green")
		return
	}
	f.note("readiness red after %s", took(red))
}
