package adapterkit_test

import (
	"strconv"
	"testing"
	"time"

	"aktivering/adapters/adapterkit"
	"aktivering/bot"
	"aktivering/bot/port"
)

// A place is remembered once, with its earliest time; a person is told once.
func TestRefused(t *testing.T) {
	var r adapterkit.Refused
	now := newClock().Now()
	place := func(channel string, at time.Time) port.OpenChannel {
		return port.OpenChannel{At: bot.Address{Channel: channel}, Since: at}
	}
	for i, c := range []struct {
		place       port.OpenChannel
		person      string
		first, tell bool
	}{
		{place("a", now), "kari", true, true},
		{place("a", now.Add(-time.Minute)), "kari", false, false},
		{place("a", now.Add(time.Minute)), "ola", false, true},
		{place("b", now), "", false, false},
	} {
		if first, tell := r.Add(c.place.At.Channel, c.place, c.person); first != c.first || tell != c.tell {
			t.Errorf("%d: first %v, tell %v", i, first, tell)
		}
	}
	for i := range 2 * adapterkit.MaxPlaces {
		r.Add("c"+strconv.Itoa(i), place("c"+strconv.Itoa(i), now), "")
	}
	places := r.Take()
	if len(places) != adapterkit.MaxPlaces {
		t.Errorf("%d places", len(places))
	}
	for _, p := range places {
		if p.At.Channel == "a" && !p.Since.Equal(now.Add(-time.Minute)) {
			t.Errorf("a is read from %s", p.Since)
		}
	}
	if list := r.Take(); len(list) > 0 {
		t.Errorf("taken twice: %v", list)
	}
	if first, tell := r.Add("a", place("a", now), "kari"); !first || !tell {
		t.Error("another time is not told apart")
	}
}
