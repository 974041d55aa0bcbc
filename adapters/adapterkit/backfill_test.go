package adapterkit_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"aktivering/adapters/adapterkit"
	"aktivering/bot"
	"aktivering/bot/port"
)

// Live events wait only for missed events of their own lane, and only until the places of
// that lane are read.
func TestBackfillHoldsItsLanesOnly(t *testing.T) {
	c, s := newClock(), new(store)
	q := newQueue(t, c, nil)
	place := func(channel, thread string) port.OpenChannel {
		return port.OpenChannel{At: bot.Address{Channel: channel, Thread: thread}, Since: c.Now()}
	}
	asked, answer := make(chan struct{}), make(chan struct{})
	read := map[string]chan struct{}{"slow/": make(chan struct{}), "slow/1": make(chan struct{}), "quick/": make(chan struct{})}
	key := func(at bot.Address) string { return at.Channel + "/" + at.Thread }
	b := &adapterkit.Backfill{
		Queue: q, Log: zerolog.Nop(), Key: key,
		Covers: func(at bot.Address, lane string) bool { return at.Channel == lane },
		Recent: func(context.Context, bot.Platform, time.Time, time.Time, int) ([]port.OpenChannel, error) {
			close(asked)
			<-answer
			return []port.OpenChannel{place("slow", ""), place("slow", "1"), place("quick", "")}, nil
		},
		Read: func(ctx context.Context, at port.OpenChannel, back time.Time) error {
			<-read[key(at.At)]
			if at.At.Thread == "1" {
				return errors.New("it cannot be read")
			}
			q.Insert(ctx, s.event(at.At.Channel, at.At.Channel+" missed"), back)
			return nil
		},
	}
	hold := q.Hold()
	var running sync.WaitGroup
	running.Go(func() { b.Run(t.Context(), hold, c.Now(), c.Now()) })
	for _, lane := range []string{"slow", "quick", "other"} {
		q.Add(t.Context(), s.event(lane, lane+" live"))
	}
	<-asked
	for _, lane := range []string{"slow", "quick", "other"} { // the places are not known yet
		if !q.Holds(lane) {
			t.Errorf("%s is not held", lane)
		}
	}
	close(answer)
	got := func(want ...string) {
		t.Helper()
		until(t, strings.Join(want, ", "), func() bool { return len(s.taken()) >= len(want) })
		if taken := s.taken(); !slices.Equal(taken, want) {
			t.Errorf("got %q, want %q", taken, want)
		}
	}
	got("other live")
	close(read["quick/"])
	got("other live", "quick missed", "quick live")
	close(read["slow/"])
	until(t, "inserted", func() bool { events, _ := q.Len(); return events == 2 })
	if !q.Holds("slow") || q.Holds("quick") || q.Holds("other") || !q.Held() {
		t.Error("one place of two is read, and the lane is not held, or another one is")
	}
	close(read["slow/1"])
	got("other live", "quick missed", "quick live", "slow missed", "slow live")
	running.Wait()
	if q.Held() {
		t.Error("all is read, and something is held")
	}
}
