package storetest

import (
	"context"
	"errors"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"aktivering/bot"
	"aktivering/bot/port"
	"aktivering/internal/store"
)

func testWait(t *testing.T, b *bench) {
	const wait = 1500 * time.Millisecond
	s := b.open()
	var mu sync.Mutex
	asked := false
	var begun []time.Time
	r := newRecorder(func(_ context.Context, task port.Task) port.Result {
		mu.Lock()
		defer mu.Unlock()
		if task.Of != person(1) {
			return done()
		}
		begun = append(begun, time.Now())
		if !asked {
			asked = true
			return port.Result{Status: bot.Retry, After: wait, Reason: "rate limited"}
		}
		return done()
	})
	b.start(s, r)
	say(t, s, person(1), "1", "2")
	r.await(t, 1)
	b.drain(s) // what waits is not due
	if list := items(t, s, ""); len(list) != 2 || list[0].Reason != "rate limited" || list[0].Tries != 0 || list[0].Waits != 1 || list[1].Waits != 0 {
		t.Errorf("what waits: %+v", list)
	}
	say(t, s, person(1), "3") // comes after, though it is not told to wait
	say(t, s, person(2), "a")
	r.await(t, 5)
	if got := r.words(); !reflect.DeepEqual(got, []string{"1", "a", "1", "2", "3"}) {
		t.Errorf("performed %v", got)
	}
	if waited := begun[1].Sub(begun[0]); waited < wait {
		t.Errorf("waited %v, want %v", waited, wait)
	}
}

func testSetAside(t *testing.T, b *bench) {
	s := b.open()
	const most = 3
	healed := false
	r := newRecorder(func(_ context.Context, task port.Task) port.Result {
		switch {
		case textOf(task.Effect) != "poison" || healed:
			return done()
		case task.Tries+1 < most:
			return port.Result{Status: bot.Retry, After: time.Millisecond, CountsAsFailure: true, Reason: "no luck"}
		}
		return port.Result{Status: bot.Failed, Reason: "poison"}
	})
	b.start(s, r)
	say(t, s, person(1), "before", "poison", "after")
	r.await(t, most+2)
	b.drain(s)
	if got := r.words(); !reflect.DeepEqual(got, []string{"before", "poison", "poison", "poison", "after"}) {
		t.Errorf("performed %v", got)
	}
	list := items(t, s, bot.Failed)
	if len(list) != 1 || list[0].Reason != "poison" || list[0].Ended.IsZero() || textOf(list[0].Effect) != "poison" || list[0].Tries != most-1 || list[0].Waits != most-1 {
		t.Fatalf("set aside: %+v", list)
	}
	if n, err := s.Counts(t.Context()); err != nil || n.Failed != 1 || n.Waiting != 0 || n.Conversations != 1 {
		t.Errorf("counts %+v, %v", n, err)
	}
	// An administrator has fixed the cause.
	healed = true
	if err := s.Retry(t.Context(), list[0].Key); err != nil {
		t.Fatal(err)
	}
	r.await(t, most+3)
	b.drain(s)
	if list := items(t, s, bot.Failed, ""); len(list) > 0 {
		t.Errorf("still there: %+v", list)
	}
	for _, key := range []string{list[0].Key, "", "none", "x-1"} {
		if err := s.Retry(t.Context(), key); !errors.Is(err, store.ErrNoItem) {
			t.Errorf("retry of %q: %v", key, err)
		}
	}
}

// An effect of another version of the program holds up nothing, and stays for
// whoever can read it.
func testUnreadable(t *testing.T, b *bench) {
	tables, s := need[SQL](b), b.open()
	say(t, s, person(1), "1", "2", "3")
	list := items(t, s, "")
	tables.Exec(t, `UPDATE effects SET body = '{"sing": {}}' WHERE id = (SELECT id FROM effects ORDER BY id LIMIT 1 OFFSET 1)`)
	r := newRecorder(nil)
	b.start(s, r)
	r.await(t, 2)
	b.drain(s)
	if got := r.words(); !reflect.DeepEqual(got, []string{"1", "3"}) {
		t.Errorf("performed %v", got)
	}
	failed := items(t, s, bot.Failed)
	if len(failed) != 1 || failed[0].Key != list[1].Key || failed[0].Effect != nil || !strings.Contains(failed[0].Reason, "sing") {
		t.Errorf("set aside: %+v", failed)
	}
	if entries, err := s.Transcript(t.Context(), person(1)); err != nil || len(entries) != 4 || entries[2].Reply != nil || entries[2].Status != bot.Failed {
		t.Errorf("the transcript holds %+v, %v", entries, err)
	}
}

func testTimer(t *testing.T, b *bench) {
	s := b.open()
	r := newRecorder(nil)
	b.start(s, r)
	due := time.Now().Add(1500 * time.Millisecond)
	turn(t, s, said("k", here(), "p1"),
		bot.SetTimer{At: time.Now().AddDate(1, 0, 0), Turn: 1},
		bot.SetTimer{At: due, Turn: 2},
		bot.SendReply{To: here(), Reply: text("now")})
	r.await(t, 1)
	if got := r.words(); got[0] != "now" {
		t.Fatalf("performed %v: a timer holds up what is said", got)
	}
	r.await(t, 2)
	task := r.begun()[1]
	if wake, ok := task.Effect.(bot.SetTimer); !ok || wake.Turn != 2 || task.Of != person(1) || task.Key == "" {
		t.Errorf("performed %+v", task)
	}
	if task.Now.Before(due) {
		t.Errorf("performed at %v, due at %v", task.Now, due)
	}
	b.drain(s)
	if list := items(t, s, ""); len(list) != 1 {
		t.Errorf("what waits: %+v", list)
	}
}

func testTimerRestart(t *testing.T, b *bench) {
	first := b.place.Open(t)
	turn(t, first, said("k", here(), "p1"), bot.SetTimer{At: time.Now().Add(time.Second), Turn: 1})
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	s := b.open()
	r := newRecorder(nil)
	b.start(s, r)
	r.await(t, 1)
	b.drain(s)
	time.Sleep(1500 * time.Millisecond)
	if got := r.begun(); len(got) != 1 {
		t.Errorf("performed %+v", got)
	}
}

// A wait that the platform asked for holds also in the next process, whatever
// comes after it in the conversation.
func testWaitRestart(t *testing.T, b *bench) {
	const wait = 2 * time.Second
	first := b.place.Open(t)
	ctx, cancel := context.WithCancel(t.Context())
	var asked time.Time
	r := newRecorder(func(context.Context, port.Task) port.Result {
		asked = time.Now()
		cancel()
		return port.Result{Status: bot.Retry, After: wait, Reason: "rate limited"}
	})
	say(t, first, person(1), "1", "2")
	if err := first.Run(ctx, r); err != nil {
		t.Fatal(err)
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	s := b.open()
	var mu sync.Mutex
	var begun []time.Time
	r = newRecorder(func(context.Context, port.Task) port.Result {
		mu.Lock()
		defer mu.Unlock()
		begun = append(begun, time.Now())
		return done()
	})
	b.start(s, r)
	say(t, s, person(1), "3")
	r.await(t, 3)
	if waited := begun[0].Sub(asked); waited < wait-100*time.Millisecond {
		t.Errorf("waited %v, want %v", waited, wait)
	}
	if got := r.words(); !reflect.DeepEqual(got, []string{"1", "2", "3"}) {
		t.Errorf("performed %v", got)
	}
}
