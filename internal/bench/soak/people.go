package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// text is what a person says as their nth message: an error code that nobody else
// says, and no article documents, so that the bot repeats it.
func text(person, n int) string { return code(person, n) }

func code(person, n int) string { return fmt.Sprintf("0x%08X", 0xC3000000+person<<10+n) }

func name(person int) string { return "p" + strconv.Itoa(person) }

// resendAfter is how long a person waits before they send again what was not
// acknowledged, under the same key, as platforms do.
const resendAfter = 20 * time.Millisecond

// people are all who talk to the bot, each saying one thing after the other.
type people struct {
	replicas []*replica
	client   *http.Client
	count    int // of people
	messages int // of each
	pause    time.Duration

	mu    sync.Mutex
	acked map[message]time.Time
	// resent is how often something had to be sent again.
	resent int
}

// message is the nth message of a person.
type message struct{ person, n int }

// talk lets all people say all they have to say.
func (p *people) talk(ctx context.Context, seed uint64) error {
	var all sync.WaitGroup
	errs := make(chan error, p.count)
	for person := range p.count {
		random := rand.New(rand.NewPCG(seed, uint64(person)))
		all.Go(func() {
			for n := range p.messages {
				if err := p.say(ctx, message{person, n}, random); err != nil {
					errs <- err
					return
				}
			}
		})
	}
	all.Wait()
	close(errs)
	return <-errs
}

// say says one thing until it is acknowledged.
func (p *people) say(ctx context.Context, m message, random *rand.Rand) error {
	body, err := json.Marshal(map[string]string{
		"key": fmt.Sprintf("%s/%d", name(m.person), m.n), "person": name(m.person), "text": text(m.person, m.n),
	})
	if err != nil {
		return err
	}
	if p.pause > 0 {
		time.Sleep(time.Duration(random.Int64N(int64(2 * p.pause))))
	}
	for ctx.Err() == nil {
		r := p.replicas[random.IntN(len(p.replicas))]
		if url := r.at(); url != "" && p.post(ctx, url+"/loopback/messages", body) {
			p.mu.Lock()
			defer p.mu.Unlock()
			p.acked[m] = time.Now()
			return nil
		}
		p.mu.Lock()
		p.resent++
		p.mu.Unlock()
		time.Sleep(resendAfter)
	}
	return fmt.Errorf("%s was never acknowledged: %w", body, ctx.Err())
}

// post reports whether a message was acknowledged.
func (p *people) post(ctx context.Context, url string, body []byte) bool {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		return false
	}
	response, err := p.client.Do(request)
	if err != nil {
		return false
	}
	defer func() { _ = response.Body.Close() }() // it was read
	_, err = io.Copy(io.Discard, response.Body)
	return err == nil && response.StatusCode == http.StatusOK
}
