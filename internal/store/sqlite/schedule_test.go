package sqlite

import (
	"strconv"
	"testing"

	"aktivering/bot"
	"aktivering/internal/store"
)

func laneAt(platform bot.Platform, channel string, conversation int) lane {
	return lane{place: place{platform: platform, channel: channel}, conversation: int64(conversation)}
}

// begin takes all lanes that can be begun.
func begin(s *scheduler) (lanes []lane) {
	for {
		l, ok := s.next()
		if !ok {
			return lanes
		}
		lanes = append(lanes, l)
	}
}

// A platform whose tasks all hang takes no worker of another one.
func TestPlatformsHaveTheirOwnWorkers(t *testing.T) {
	var s scheduler
	s.reset()
	for i := range 10 * store.MaxPerPlatform {
		s.push(laneAt("slow", strconv.Itoa(i), i))
	}
	if got := len(begin(&s)); got != store.MaxPerPlatform {
		t.Errorf("%d lanes of a platform at a time, want %d", got, store.MaxPerPlatform)
	}
	s.push(laneAt("quick", "c", 1))
	if got := begin(&s); len(got) != 1 || got[0].platform != "quick" {
		t.Errorf("the other platform begins %v", got)
	}
	s.limits = map[bot.Platform]int{"webhook": 4}
	for i := range 10 {
		s.push(laneAt("webhook", "", i))
	}
	if got := len(begin(&s)); got != 4 {
		t.Errorf("%d lanes of a platform that may have 4", got)
	}
}

// A place that hangs leaves workers to the other places of its platform, and its own
// lanes follow one another in the order in which they came.
func TestPlacesTakeTurns(t *testing.T) {
	var s scheduler
	s.reset()
	for i := range 3 * store.MaxPerChannel {
		s.push(laneAt("p", "busy", i))
	}
	s.push(laneAt("p", "calm", 100))
	first := begin(&s)
	if len(first) != store.MaxPerChannel+1 {
		t.Fatalf("%d lanes at a time, want %d", len(first), store.MaxPerChannel+1)
	}
	if first[1].channel != "calm" {
		t.Errorf("the place with one lane waits for the one with many: %v", first[:3])
	}
	next := store.MaxPerChannel
	for next < 3*store.MaxPerChannel {
		s.done(laneAt("p", "busy", 0))
		got := begin(&s)
		if len(got) != 1 || got[0].conversation != int64(next) {
			t.Fatalf("begins %v, want lane %d", got, next)
		}
		next++
	}
	if s.waiting != 0 || s.working != store.MaxPerChannel+1 {
		t.Errorf("%d wait, %d are worked on", s.waiting, s.working)
	}
	for range store.MaxPerChannel {
		s.done(laneAt("p", "busy", 0))
	}
	s.done(laneAt("p", "calm", 0))
	if n := len(s.platforms["p"].places); n != 0 || s.working != 0 {
		t.Errorf("%d places are known and %d lanes worked on when all is done", n, s.working)
	}
}
