package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"aktivering/internal/bench/soak/loopback"
)

// word is something that a person says, which has its own answer: a message that
// repeats its code, or a card at the desk.
type word struct {
	// n is the number of the word, and of the person it is the first of.
	n            int64
	person, text string
	// first is when it was sent first, acked when it was acknowledged, answered when
	// the answer was there.
	first, acked, answered time.Time
	ready                  chan struct{} // closed with answered
}

// crowd are the people who talk to a program, and what became of their words.
type crowd struct {
	client *http.Client
	// at is where the program listens.
	at func() string
	// post sends a word; nil is its acknowledgement.
	post func(ctx context.Context, w *word, key string) error

	n     atomic.Int64
	mu    sync.Mutex
	words map[string]*word // by what their answers hold
}

// newCrowd lets people talk to the soak's platforms.
func newCrowd(r *rooms, at func() string) *crowd {
	c := &crowd{at: at, words: make(map[string]*word), client: &http.Client{
		Timeout: 15 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: 100},
	}}
	c.post = func(ctx context.Context, w *word, key string) error {
		return loopback.Happened{Room: loopback.Persons, Key: key, Channel: w.person, Person: w.person, Text: w.text}.Post(ctx, c.client, c.at())
	}
	r.told = c.hear
	return c
}

// newPushCrowd lets people talk to a platform that tells the program of what they say, and
// does not tell it again.
func newPushCrowd(s *sights, tell func(w *word) error) *crowd {
	c := &crowd{words: make(map[string]*word), post: func(_ context.Context, w *word, _ string) error { return tell(w) }}
	s.told = c.hear
	return c
}

// hear takes in what a platform was sent.
func (c *crowd) hear(m shown) {
	c.mu.Lock()
	defer c.mu.Unlock()
	w, ok := c.words[m.said()]
	if !ok || !w.answered.IsZero() {
		return
	}
	w.answered = m.at
	close(w.ready)
}

// code makes a word with a code of its own, which no article documents, so that the
// bot repeats it; each is said by somebody who has said nothing before.
func (c *crowd) code() *word { return c.codeOf("") }

// codeOf does the same for somebody who has said something.
func (c *crowd) codeOf(person string) *word {
	n := c.n.Add(1)
	code := fmt.Sprintf("0x%08X", 0xC3000000+n)
	return c.add(code, &word{n: n, person: cmp.Or(person, fmt.Sprint("p", n)), text: "får " + code + " når jeg skal aktivere"})
}

// human makes a word with which a person asks for a human.
func (c *crowd) human(person string) *word {
	return c.add(person, &word{n: c.n.Add(1), person: person, text: "snakk med et menneske"})
}

func (c *crowd) add(answer string, w *word) *word {
	w.ready = make(chan struct{})
	c.mu.Lock()
	defer c.mu.Unlock()
	c.words[answer] = w
	return w
}

// send sends a word once, and reports whether it was acknowledged.
func (c *crowd) send(ctx context.Context, w *word) bool {
	c.mu.Lock()
	if w.first.IsZero() {
		w.first = time.Now()
	}
	c.mu.Unlock()
	if c.post(ctx, w, w.person+"/"+w.text) != nil {
		return false
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if w.acked.IsZero() {
		w.acked = time.Now()
	}
	return true
}

// sendUntilAcked sends a word again and again until it is acknowledged, as platforms do.
func (c *crowd) sendUntilAcked(ctx context.Context, w *word) bool {
	for ctx.Err() == nil {
		if c.send(ctx, w) {
			return true
		}
		pause(ctx, 500*time.Millisecond)
	}
	return false
}

// each does something with words, some at a time, until ctx ends.
func (c *crowd) each(ctx context.Context, words []*word, atOnce int, do func(*word)) {
	var next atomic.Int64
	var all sync.WaitGroup
	for range min(atOnce, len(words)) {
		all.Go(func() {
			for i := next.Add(1) - 1; i < int64(len(words)) && ctx.Err() == nil; i = next.Add(1) - 1 {
				do(words[i])
			}
		})
	}
	all.Wait()
}

// talk lets people say new words, one after the other, and wait for each answer, until
// ctx ends.
func (c *crowd) talk(ctx context.Context, people int, between time.Duration) {
	var all sync.WaitGroup
	for range people {
		all.Go(func() {
			for ctx.Err() == nil {
				w := c.code()
				if !c.sendUntilAcked(ctx, w) {
					return
				}
				select {
				case <-ctx.Done():
				case <-w.ready:
				}
				pause(ctx, between)
			}
		})
	}
	all.Wait()
}

// counted is how the words stand.
func (c *crowd) counted() (sent, acked, answered, lost int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, w := range c.words {
		if w.first.IsZero() {
			continue
		}
		sent++
		if !w.answered.IsZero() {
			answered++
		}
		if w.acked.IsZero() {
			continue
		}
		acked++
		if w.answered.IsZero() {
			lost++
		}
	}
	return sent, acked, answered, lost
}

// allAcked reports that all that was sent is acknowledged.
func (c *crowd) allAcked() bool {
	sent, acked, _, _ := c.counted()
	return sent == acked
}

// waits are how long the words waited that were sent between two moments, shortest
// first: for the answer, or until the second where there is none.
func (c *crowd) waits(from, to time.Time) (list []time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, w := range c.words {
		if !w.first.IsZero() && !w.first.Before(from) && !w.first.After(to) {
			list = append(list, w.waited(to))
		}
	}
	slices.Sort(list)
	return list
}

// waitsOf does the same for some words, until now.
func (c *crowd) waitsOf(words []*word) (list []time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, w := range words {
		list = append(list, w.waited(time.Now()))
	}
	slices.Sort(list)
	return list
}

// waited is how long a word has waited for its answer at a moment.
func (w *word) waited(at time.Time) time.Duration {
	if !w.answered.IsZero() {
		at = w.answered
	}
	return at.Sub(w.first)
}

// recovered tries new words until one is acknowledged and answered, and returns how
// long that took.
func (c *crowd) recovered(ctx context.Context, since time.Time) time.Duration {
	for time.Since(since) < patience && ctx.Err() == nil {
		w := c.code()
		trying, cancel := context.WithTimeout(ctx, patience-time.Since(since))
		if c.send(trying, w) {
			select {
			case <-w.ready:
				cancel()
				return w.answered.Sub(since)
			case <-time.After(time.Second): // another may be faster
			}
		} else {
			c.forget(w)
		}
		cancel()
		pause(ctx, 200*time.Millisecond)
	}
	return never
}

// forget leaves a word out that nobody insists on.
func (c *crowd) forget(w *word) {
	c.mu.Lock()
	defer c.mu.Unlock()
	w.first = time.Time{}
}

// acked is how many of some words are acknowledged.
func (c *crowd) acked(words []*word) (n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, w := range words {
		if !w.acked.IsZero() {
			n++
		}
	}
	return n
}

// caughtUp waits until all that was acknowledged is answered, and returns how long that
// took.
func (c *crowd) caughtUp(ctx context.Context, since time.Time, most time.Duration) time.Duration {
	all := func() bool {
		_, _, _, lost := c.counted()
		return lost == 0
	}
	if !await(ctx, most-time.Since(since), all) {
		return never
	}
	last := since
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, w := range c.words {
		if w.answered.After(last) {
			last = w.answered
		}
	}
	return last.Sub(since)
}

// count puts the crowd's figures and those of the platforms in place.
func (f *figures) count(log io.Writer, c *crowd, platforms ...*sights) {
	f.Sent, f.Acknowledged, f.Answered, f.Lost = c.counted()
	most := 0
	for _, s := range platforms {
		more, worst := s.doubled(log)
		f.Doubled, most = f.Doubled+more, max(most, worst)
	}
	if most > 1 {
		f.note("one message came %d times", most)
	}
}

// quantile is one of times in order.
func quantile(list []time.Duration, percent int) time.Duration {
	if len(list) == 0 {
		return none
	}
	return list[min(len(list)*percent/100, len(list)-1)]
}
