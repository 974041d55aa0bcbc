package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

const (
	// resendAfter is how long a person waits before they send again what was not
	// acknowledged, under the same key, as platforms do.
	resendAfter = 20 * time.Millisecond
	// maxEcho is how long after a message the platform may deliver it once more.
	maxEcho = 300 * time.Millisecond
)

// people are all who talk to the bot.
type people struct {
	options
	replicas []*replica
	client   *http.Client
	// sink is told of replies that came with an acknowledgement.
	sink *sink

	mu   sync.Mutex
	said map[message]saying
	// resent is how often something was sent again that was not acknowledged, and
	// echoed how often the platform delivered something twice for no reason.
	resent, echoed int
	// acknowledged is how many messages are.
	acknowledged atomic.Int64
}

// saying tells of a message that was acknowledged when it was first sent, and when
// its acknowledgement came.
type saying struct{ sent, acked time.Time }

// flightOf is how many messages a person has under way at a time.
func (o options) flightOf(person int) int { return 1 + person%o.flight }

// talk lets all people say all they have to say.
func (p *people) talk(ctx context.Context) error {
	var all sync.WaitGroup
	errs := make(chan error, p.people*p.flight)
	for person := range p.people {
		var next atomic.Int64
		for hand := range p.flightOf(person) {
			random := rand.New(rand.NewPCG(p.seed, uint64(person*p.flight+hand))) //nolint:gosec // no secret
			all.Go(func() {
				for n := next.Add(1) - 1; n < int64(p.messages); n = next.Add(1) - 1 {
					if err := p.say(ctx, message{person, int(n)}, random); err != nil {
						errs <- err
						return
					}
				}
			})
		}
	}
	all.Wait()
	close(errs)
	return <-errs
}

// say says one thing until it is acknowledged.
func (p *people) say(ctx context.Context, m message, random *rand.Rand) error {
	wait(ctx, random, 2*p.pause)
	var echo sync.WaitGroup
	defer echo.Wait()
	if random.IntN(100) < p.echoes {
		late, seed := time.Duration(random.Int64N(int64(maxEcho))), random.Uint64()
		echo.Go(func() {
			time.Sleep(late)
			if p.post(ctx, rand.New(rand.NewPCG(seed, 0)), m) { //nolint:gosec // no secret
				p.mu.Lock()
				defer p.mu.Unlock()
				p.echoed++
			}
		})
	}
	sent := time.Now()
	for ctx.Err() == nil {
		if p.post(ctx, random, m) {
			p.mu.Lock()
			defer p.mu.Unlock()
			p.said[m] = saying{sent, time.Now()}
			p.acknowledged.Add(1)
			return nil
		}
		p.mu.Lock()
		p.resent++
		p.mu.Unlock()
		time.Sleep(resendAfter)
	}
	return fmt.Errorf("%s was never acknowledged: %w", m.key(), ctx.Err())
}

// wait waits for a random time.
func wait(ctx context.Context, random *rand.Rand, most time.Duration) {
	if most <= 0 {
		return
	}
	select {
	case <-ctx.Done():
	case <-time.After(time.Duration(random.Int64N(int64(most)))):
	}
}

// post sends to one of the processes, and reports whether that acknowledged.
func (p *people) post(ctx context.Context, random *rand.Rand, m message) bool {
	url := p.replicas[random.IntN(len(p.replicas))].at()
	if url == "" {
		return false
	}
	reply, err := m.posted().Post(ctx, p.client, url)
	if reply != nil && err == nil {
		p.sink.responded(*reply)
	}
	return err == nil
}
