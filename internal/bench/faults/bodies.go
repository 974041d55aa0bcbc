package main

import (
	"context"
	"fmt"
	"math"
	"net"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

func slowBodies() []fault {
	return []fault{
		{
			"slow-bodies",
			"2,500 connections each send a body of 1 MB to /slack/events in 8 s, which Slack did not sign, a quarter of them without a signature at all; signed messages come meanwhile",
			func(ctx context.Context, b *bench) (figures, error) { return b.sendSlowly(ctx, slowBody) },
		},
		{
			"slow-headers",
			"2,500 connections each send a header that does not end, and begin again when they are closed, for 12 s; signed messages come meanwhile",
			func(ctx context.Context, b *bench) (figures, error) { return b.sendSlowly(ctx, slowHeader) },
		},
	}
}

const (
	bodies   = 2_500
	bodySize = 1 << 20
	// bodyTakes is how long a body takes, in so many parts.
	bodyTakes, bodyParts = 8 * time.Second, 16
	// maxMB is how much memory that may take.
	maxMB = 256
)

// slow is a way to send slowly: what is sent to a host until ctx ends, the nth of all.
// It returns the first line of the answer: "" when there is none. An error is that the
// connection was closed.
type slow func(ctx context.Context, host string, n int) (answer string, err error)

func (b *bench) sendSlowly(ctx context.Context, send slow) (f figures, err error) {
	w, err := b.newWorkspace()
	if err != nil {
		return f, err
	}
	p, err := b.serving(ctx, filepath.Join(b.folder, "bot.db"), w.overHTTP()...)
	if err != nil {
		return f, err
	}
	c := w.newCrowd(p.at)
	if _, err := b.regular(ctx, c, 1); err != nil {
		return f, err
	}
	if err := p.measured(&f); err != nil {
		return f, err
	}
	f.note("%.0f MB before it", f.PeakMB)
	health := b.watching(ctx, p.path("/healthz"))
	began := time.Now()
	sending, stop := context.WithTimeout(ctx, bodyTakes+4*time.Second)
	defer stop()
	var all sync.WaitGroup
	var refused, unanswered, closed atomic.Int64
	host := strings.TrimPrefix(p.at(), "http://")
	for n := range b.scaled(bodies) {
		all.Go(func() {
			answer, err := send(sending, host, n)
			switch {
			case err == nil && answer != "":
				refused.Add(1)
			case err != nil:
				closed.Add(1)
			default:
				unanswered.Add(1)
			}
		})
	}
	var words []*word
	for range 10 {
		word := c.code()
		words = append(words, word)
		all.Go(func() { c.sendUntilAcked(sending, word) })
		pause(sending, time.Second)
	}
	all.Wait()
	ended := time.Now()
	f.Recovered = c.recovered(ctx, ended)
	f.Caught = c.caughtUp(ctx, ended, patience)
	f.count(b.log, c, &w.sights)
	f.note("%d were answered with an error, %d were closed, %d stayed until the sender gave up", refused.Load(), closed.Load(), unanswered.Load())
	bad, looks, longest := health.missed(began, ended)
	f.note("health failed %d of %d times, longest %s", bad, looks, took(longest))
	f.want(bad == 0, "health did not answer %d times", bad)
	waits := c.waits(began, ended)
	f.note("signed messages: %d of %d acknowledged meanwhile, longest answer %s", c.acked(words), len(words), took(quantile(waits, 100)))
	f.want(quantile(waits, 100) <= bearable, "a signed message was answered after %s", took(quantile(waits, 100)))
	if err := p.measured(&f); err != nil {
		return f, err
	}
	f.want(f.PeakMB <= maxMB, "%.0f MB are more than %d", f.PeakMB, maxMB)
	f.nothingLost()
	return f, nil
}

// slowBody sends a body part by part, without its last part.
func slowBody(ctx context.Context, host string, n int) (answer string, err error) {
	head := fmt.Sprintf("Content-Type: application/json\r\nContent-Length: %d\r\n", bodySize)
	if n%4 > 0 {
		head += fmt.Sprintf("X-Slack-Request-Timestamp: %d\r\nX-Slack-Signature: v0=%064x\r\n", time.Now().Unix(), 1)
	}
	return trickle(ctx, host, head+"\r\n", strings.Repeat("a", bodySize/bodyParts), bodyParts-1)
}

// slowHeader sends a header that does not end, and begins again when it is answered or
// closed.
func slowHeader(ctx context.Context, host string, _ int) (answer string, err error) {
	for ctx.Err() == nil {
		answer, err = trickle(ctx, host, "", "X-More: 1\r\n", math.MaxInt)
	}
	return answer, err
}

// trickle begins a request and sends part after part until there is an answer.
func trickle(ctx context.Context, host, head, part string, parts int) (answer string, err error) {
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", host)
	if err != nil {
		return "", err
	}
	defer func() { _ = conn.Close() }() // it is done with
	answered := make(chan string, 1)
	go func() {
		line := make([]byte, 64)
		n, _ := conn.Read(line)
		first, _, _ := strings.Cut(string(line[:n]), "\r\n")
		answered <- first
	}()
	if _, err := conn.Write([]byte("POST /slack/events HTTP/1.1\r\nHost: " + host + "\r\n" + head)); err != nil {
		return "", err
	}
	for range parts {
		select {
		case first := <-answered:
			return first, nil
		case <-ctx.Done():
			return "", nil
		case <-time.After(bodyTakes / bodyParts):
		}
		if err := conn.SetWriteDeadline(time.Now().Add(bodyTakes)); err != nil {
			return "", err
		}
		if _, err := conn.Write([]byte(part)); err != nil {
			select {
			case first := <-answered:
				if first != "" {
					return first, nil
				}
			default:
			}
			return "", err
		}
	}
	select {
	case first := <-answered:
		return first, nil
	case <-ctx.Done():
		return "", nil
	}
}
