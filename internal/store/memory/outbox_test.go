package memory_test

import (
	"strconv"
	"testing"
	"time"

	"aktivering/bot"
	"aktivering/bot/event"
	"aktivering/bot/port"
	"aktivering/internal/store/memory"
)

// say saves one reply to somebody.
func say(t *testing.T, s *memory.Store, at bot.Address, person string) {
	t.Helper()
	in := event.Inbound{From: at, Person: event.Person{ID: person}, Event: event.Started{}}
	_, err := s.Turn(t.Context(), in, func(c bot.Conversation) bot.Decision {
		c.Turn++
		return bot.Decision{Conversation: c, Effects: []bot.Effect{bot.SendReply{To: at}}}
	})
	if err != nil {
		t.Fatal(err)
	}
}

// No more effects are under way than a platform, or one channel of it, has workers.
func TestWorkers(t *testing.T) {
	t.Parallel()
	const lanes = 20
	serves := []bot.Address{{Platform: "test"}}
	for _, c := range []struct {
		name    string
		workers map[bot.Platform]int
		channel func(int) string
		want    int
	}{
		{"of a platform", map[bot.Platform]int{"test": 3}, strconv.Itoa, 3},
		{"of another platform", map[bot.Platform]int{"other": 3}, strconv.Itoa, lanes},
		{"of a channel", nil, func(int) string { return "c" }, 16},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := memory.Open(nil, memory.Options{Workers: c.workers})
			for i := range lanes {
				say(t, s, bot.Address{Platform: "test", Channel: c.channel(i)}, strconv.Itoa(i))
			}
			var begun []port.Task
			for task, ok := s.Begin(serves); ok; task, ok = s.Begin(serves) {
				begun = append(begun, task)
			}
			if len(begun) != c.want {
				t.Fatalf("%d are under way, want %d", len(begun), c.want)
			}
			s.Record(begun[0].Key, port.Result{Status: bot.Done})
			if _, ok := s.Begin(serves); ok != (c.want < lanes) {
				t.Errorf("after one has ended, the next begins: %t", ok)
			}
		})
	}
}

// What was begun and abandoned is performed again under the same key, and what was recorded
// is not; the clocks are the test's.
func TestOneAtATime(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	clock := func() time.Time { return now }
	s := memory.Open(nil, memory.Options{Now: clock, Steady: clock})
	at := bot.Address{Platform: "test", Channel: "c"}
	serves := []bot.Address{at}
	if _, ok := s.NextDue(serves); ok {
		t.Error("something waits for its time at first")
	}
	say(t, s, at, "p")
	first, ok := s.Begin(serves)
	if _, second := s.Begin(serves); !ok || second {
		t.Fatalf("begun: %t, and again: %t", ok, second)
	}
	s.Abandon(first.Key)
	again, ok := s.Begin(serves)
	if !ok || again.Key != first.Key || again.Waits != 0 {
		t.Fatalf("after it was abandoned comes %+v, %t", again, ok)
	}
	s.Record(again.Key, port.Result{Status: bot.Retry, After: time.Minute, CountsAsFailure: true})
	if _, ok := s.Begin(serves); ok {
		t.Error("it does not wait as it was told to")
	}
	if wait, ok := s.NextDue(serves); !ok || wait != time.Minute {
		t.Errorf("due in %v, %t", wait, ok)
	}
	now = now.Add(time.Minute)
	last, ok := s.Begin(serves)
	if !ok || last.Key != first.Key || last.Waits != 1 || last.Tries != 1 || !last.Now.Equal(now) {
		t.Fatalf("after its wait comes %+v, %t", last, ok)
	}
	s.Record(last.Key, port.Result{Status: bot.Done})
	s.Record(last.Key, port.Result{Status: bot.Failed}) // it is not under way any more
	if counts, err := s.Counts(t.Context()); err != nil || counts.Waiting != 0 || counts.Failed != 0 {
		t.Errorf("counts %+v, %v", counts, err)
	}
	if _, ok := s.Begin(serves); ok {
		t.Error("it is performed again")
	}
}
