package adapterkit_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"aktivering/adapters/adapterkit"
	"aktivering/bot"
	"aktivering/bot/port"
)

// dispatching is a dispatcher with a store, and what was read again.
type dispatching struct {
	*adapterkit.Dispatcher
	store *store
	clock *clock
	stop  context.CancelFunc

	mu   sync.Mutex
	log  bytes.Buffer
	read []port.OpenChannel
}

func (d *dispatching) Write(p []byte) (int, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.log.Write(p)
}

// logged returns the messages of the log that hold a text.
func (d *dispatching) logged(text string) (list []string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for line := range strings.Lines(d.log.String()) {
		var m struct{ Message string }
		if json.Unmarshal([]byte(line), &m) == nil && strings.Contains(m.Message, text) {
			list = append(list, m.Message)
		}
	}
	return list
}

// places are those that were read, with the time from which.
func (d *dispatching) places() (list []string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, p := range d.read {
		list = append(list, fmt.Sprint(p.At.Channel, " ", p.Since.Sub(d.clock.Now())))
	}
	slices.Sort(list)
	return list
}

func newDispatching(t *testing.T, change func(*adapterkit.DispatcherOptions)) *dispatching {
	t.Helper()
	d := &dispatching{store: new(store), clock: newClock()}
	o := adapterkit.DispatcherOptions{
		Platform: "board", SupportChannels: func() []string { return []string{"support"} }, MaxEvents: 2,
		Key: func(at bot.Address) string { return at.Channel },
		Read: func(_ context.Context, p port.OpenChannel, _ time.Time) error {
			d.mu.Lock()
			defer d.mu.Unlock()
			d.read = append(d.read, p)
			return nil
		},
		Recent: func(context.Context, bot.Platform, time.Time, time.Time, int) ([]port.OpenChannel, error) {
			return nil, nil
		},
		Now: d.clock.Now, After: func(d time.Duration) <-chan time.Time { return time.After(d / 100) }, Log: zerolog.New(d),
	}
	if change != nil {
		change(&o)
	}
	ctx, cancel := context.WithCancel(t.Context())
	d.stop = cancel
	t.Cleanup(cancel)
	d.Dispatcher = adapterkit.NewDispatcher(ctx, o)
	return d
}

// fill fills the queue while the store is away.
func (d *dispatching) fill(t *testing.T) {
	t.Helper()
	d.store.is(errAway)
	for name := range 2 {
		d.Events.Add(t.Context(), d.store.event(strconv.Itoa(name), strconv.Itoa(name)))
	}
	until(t, "refused", func() bool { return !d.Events.Add(t.Context(), d.store.event("lane", "beyond the bound")) })
}

func TestRefusedEventsAreReadAgain(t *testing.T) {
	d := newDispatching(t, nil)
	d.fill(t)
	place := port.OpenChannel{At: bot.Address{Channel: "C1"}, Since: d.clock.Now().Add(-time.Minute)}
	for i, want := range []bool{true, false} {
		if tell := d.Refuse(t.Context(), place, "kari"); tell != want {
			t.Errorf("refused %d: the person is told: %v", i, tell)
		}
	}
	if d.OldestWaiting().IsZero() {
		t.Error("nothing waits")
	}
	d.store.is(nil)
	until(t, "read again", func() bool { return slices.Equal(d.places(), []string{"C1 -1m0s"}) })
	d.Close()
	if got := len(d.logged("board: events are not kept")); got != 1 {
		t.Errorf("the refusal is logged %d times", got)
	}
}

func TestNothingIsReadAgainAfterTheStop(t *testing.T) {
	d := newDispatching(t, nil)
	d.fill(t)
	d.Refuse(t.Context(), port.OpenChannel{At: bot.Address{Channel: "C1"}, Since: d.clock.Now()}, "kari")
	d.stop()
	d.store.is(nil)
	d.Close()
	if got := d.store.taken(); len(got) != 2 {
		t.Errorf("handed over %q", got)
	}
	if got := d.places(); len(got) > 0 {
		t.Errorf("read %q", got)
	}
}

func TestCloseCountsLostEvents(t *testing.T) {
	d := newDispatching(t, nil)
	d.fill(t)
	d.Close()
	if got := d.logged("events not saved before the stop"); len(got) != 1 || !strings.HasPrefix(got[0], "board: ") {
		t.Errorf("logged %q", got)
	}
}

func TestReadMissed(t *testing.T) {
	for name, test := range map[string]struct {
		lost time.Duration // ago; 0 means that nothing was received before
		want string
	}{
		"after a start":              {0, "support -1h0m0s"},
		"after a lost connection":    {10 * time.Minute, "support -11m0s"},
		"after a day without events": {24 * time.Hour, "support -1h0m0s"},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDispatching(t, nil)
			var lost time.Time
			if test.lost > 0 {
				lost = d.clock.Now().Add(-test.lost)
			}
			d.ReadMissed(t.Context(), nil, lost)
			d.Close() // waits for it
			if got := d.places(); !slices.Equal(got, []string{test.want}) {
				t.Errorf("read %q, want %q", got, test.want)
			}
		})
	}
}

func TestEventsWaitForMissedOnes(t *testing.T) {
	answer := make(chan struct{})
	d := newDispatching(t, func(o *adapterkit.DispatcherOptions) {
		o.Recent = func(context.Context, bot.Platform, time.Time, time.Time, int) ([]port.OpenChannel, error) {
			<-answer
			return nil, nil
		}
	})
	d.ReadMissed(t.Context(), nil, time.Time{})
	if err := d.Ready(); !errors.Is(err, adapterkit.ErrReading) {
		t.Errorf("ready: %v", err)
	}
	close(answer)
	until(t, "ready", func() bool { return d.Ready() == nil })
	d.Close()
}

func TestNothingIsReadWithoutAStore(t *testing.T) {
	d := newDispatching(t, func(o *adapterkit.DispatcherOptions) { o.Recent = nil })
	d.ReadMissed(t.Context(), nil, time.Time{})
	d.Close()
	if got := d.places(); len(got) > 0 {
		t.Errorf("read %q", got)
	}
}

func TestNilDispatcher(t *testing.T) {
	var d *adapterkit.Dispatcher
	if !d.OldestWaiting().IsZero() || d.Ready() != nil {
		t.Error("what does not receive waits for something")
	}
}
