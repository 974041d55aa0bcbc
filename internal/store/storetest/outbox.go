package storetest

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"aktivering/bot"
	"aktivering/bot/port"
	"aktivering/internal/store"
)

func testOrder(t *testing.T, b *bench) {
	s := b.open()
	say(t, s, person(1), "0", "1") // before Run
	r := newRecorder(func(context.Context, port.Task) port.Result {
		time.Sleep(time.Millisecond)
		return done()
	})
	b.start(s, r)
	want := []string{"0", "1"}
	for i := 2; i < 30; i += 2 {
		say(t, s, person(1), strconv.Itoa(i), strconv.Itoa(i+1))
		want = append(want, strconv.Itoa(i), strconv.Itoa(i+1))
	}
	b.drain(s)
	if got := r.words(); !reflect.DeepEqual(got, want) {
		t.Errorf("performed %v, want %v", got, want)
	}
	keys := make(map[string]bool)
	for _, task := range r.begun() {
		switch {
		case task.Key == "" || len(task.Key) > 25 || keys[task.Key]:
			t.Errorf("the key %q is empty, too long or not new", task.Key)
		case task.Of != person(1):
			t.Errorf("a task of %+v", task.Of)
		case task.Saved.IsZero() || task.Now.Before(task.Saved):
			t.Errorf("saved %v, given %v", task.Saved, task.Now)
		}
		keys[task.Key] = true
	}
	for _, i := range items(t, s, bot.Done) {
		if i.Ended.IsZero() || !keys[i.Key] {
			t.Errorf("recorded as done: %+v", i)
		}
	}
}

func testSideBySide(t *testing.T, b *bench) {
	s := b.open()
	const people = 8
	all := make(chan struct{})
	var mu sync.Mutex
	here := 0
	r := newRecorder(func(ctx context.Context, _ port.Task) port.Result {
		mu.Lock()
		here++
		if here == people {
			close(all)
		}
		mu.Unlock()
		select {
		case <-all:
		case <-ctx.Done():
		}
		return done()
	})
	b.start(s, r)
	for i := range people {
		say(t, s, person(i), "hei")
	}
	select {
	case <-all:
	case <-time.After(patience):
		t.Fatalf("%d conversations at a time, want %d", here, people)
	}
	r.await(t, people)
}

// Turns that are made while the same conversation is worked on are not overlooked:
// what is said is performed without waiting for anything else.
func testMeanwhile(t *testing.T, b *bench) {
	const turns, people = 300, 4
	s := b.open()
	r := newRecorder(nil)
	b.start(s, r)
	var all sync.WaitGroup
	for p := range people {
		all.Go(func() {
			for i := range turns {
				say(t, s, person(p), strconv.Itoa(i))
			}
		})
	}
	all.Wait()
	b.drain(s)
	if got := len(r.words()); got != turns*people {
		t.Errorf("%d tasks were performed when nothing was due any more, want %d", got, turns*people)
	}
	if list := items(t, s, ""); len(list) > 0 {
		t.Errorf("%d effects wait", len(list))
	}
}

func testOwner(t *testing.T, b *bench) {
	s := b.open()
	testOwnerBy(t, b, s, s)
}

// An agent may be heard by another process than the one that speaks.
func testOwnerElsewhere(t *testing.T, b *bench) {
	testOwnerBy(t, b, b.open(), b.open())
}

func testOwnerBy(t *testing.T, b *bench, s, claiming store.Store) {
	first, taken := make(chan struct{}), make(chan struct{})
	r := newRecorder(func(ctx context.Context, task port.Task) port.Result {
		if textOf(task.Effect) == "1" {
			close(first)
			select {
			case <-taken:
			case <-ctx.Done():
			}
			return done()
		}
		return port.Result{Status: bot.Dropped, Reason: "taken over"}
	})
	b.start(s, r)
	say(t, s, person(1), "1", "2")
	<-first
	err := Decide(t.Context(), claiming, said("claim", here(), "p1"), func(c bot.Conversation) (bot.Conversation, []bot.Effect) {
		c.Turn++
		c.Owner = "bente"
		return c, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	close(taken)
	r.await(t, 2)
	b.drain(s)
	tasks := r.begun()
	if tasks[0].Owner != "" || tasks[1].Owner != "bente" {
		t.Errorf("the owners are %q and %q", tasks[0].Owner, tasks[1].Owner)
	}
	if list := items(t, s, bot.Dropped); len(list) != 1 || list[0].Reason != "taken over" {
		t.Errorf("dropped: %+v", list)
	}
}

func testLeft(t *testing.T, b *bench) {
	first := b.place.Open(t)
	say(t, first, person(1), "1", "2")
	say(t, first, person(2), "a")
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	s := b.open()
	r := newRecorder(nil)
	b.start(s, r)
	b.drain(s)
	r.await(t, 3)
	if got := r.words(); len(got) != 3 || slices.Index(got, "1") > slices.Index(got, "2") {
		t.Errorf("performed %v", got)
	}
}

// A process that dies has performed a task and not recorded it: another one
// performs it again, under the same key, and nothing twice that was recorded.
func testCutOff(t *testing.T, b *bench) {
	dying, dies := context.WithCancel(t.Context())
	s1 := b.open()
	r1 := newRecorder(func(ctx context.Context, task port.Task) port.Result {
		if textOf(task.Effect) == "1" {
			return done()
		}
		dies()
		<-ctx.Done() // the process never comes back to it
		return port.Result{Status: bot.Retry, Reason: "cut off"}
	})
	say(t, s1, person(1), "1", "2", "3")
	ended := make(chan error, 1)
	go func() { ended <- s1.Run(dying, r1) }()
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
	s2 := b.open()
	r2 := newRecorder(nil)
	b.start(s2, r2)
	r2.await(t, 2)
	b.drain(s2)
	if got := r2.words(); !reflect.DeepEqual(got, []string{"2", "3"}) {
		t.Errorf("the second process performed %v", got)
	}
	if r1.begun()[1].Key != r2.begun()[0].Key {
		t.Errorf("the key was %q and is %q", r1.begun()[1].Key, r2.begun()[0].Key)
	}
}

func testServes(t *testing.T, b *bench) {
	s := b.open()
	local := bot.Ref{Address: bot.Address{Platform: Local, Channel: "mine"}, Person: "p"}
	other := bot.Ref{Address: bot.Address{Platform: Local, Channel: "other"}, Person: "p"}
	elsewhere := bot.Ref{Address: bot.Address{Platform: "elsewhere"}, Person: "p"}
	say(t, s, local, "bound before")
	say(t, s, other, "other before")
	say(t, s, elsewhere, "elsewhere before")
	r := newRecorder(nil)
	r.serves = []bot.Address{local.Address}
	b.start(s, r)
	say(t, s, local, "bound after")
	say(t, s, other, "other after")
	say(t, s, elsewhere, "elsewhere after")
	say(t, s, person(1), "nobody serves this")
	b.drain(s)
	// What another process saves is found too.
	another := b.open()
	say(t, another, local, "from another process")
	r.await(t, 3)
	b.drain(s)
	if got := r.words(); !reflect.DeepEqual(got, []string{"bound before", "bound after", "from another process"}) {
		t.Errorf("performed %v", got)
	}
	if list := items(t, s, ""); len(list) != 5 {
		t.Errorf("%d effects wait for others, want 5", len(list))
	}
	// Whoever serves the rest finds it.
	rest := newRecorder(nil)
	rest.serves = []bot.Address{{Platform: "elsewhere"}, {Platform: "test"}}
	b.start(another, rest)
	rest.await(t, 3)
}

func testDrain(t *testing.T, b *bench) {
	s := b.open()
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if err := s.Drain(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("Drain without Run: %v", err)
	}
	r := newRecorder(func(context.Context, port.Task) port.Result {
		time.Sleep(2 * time.Millisecond)
		return done()
	})
	b.start(s, r)
	for i := range 20 {
		say(t, s, person(i%5), "a", "b")
	}
	b.drain(s)
	if got := len(r.words()); got != 40 {
		t.Errorf("%d tasks were performed when nothing was due, want 40", got)
	}
}

// Something is due until it is performed, or told to wait.
func testOldestDue(t *testing.T, b *bench) {
	s := b.open()
	oldest := func() time.Duration {
		t.Helper()
		for deadline := time.Now().Add(patience); ; time.Sleep(time.Millisecond) {
			d, err := s.OldestDue(t.Context())
			if err == nil {
				return d
			}
			if time.Now().After(deadline) { // Run takes a moment to begin
				t.Fatalf("OldestDue: %v", err)
			}
		}
	}
	h := newHeld(func(task port.Task) port.Result {
		if textOf(task.Effect) == "1" {
			return done()
		}
		return port.Result{Status: bot.Retry, After: time.Hour, Reason: "rate limited"}
	})
	b.start(s, h)
	b.drain(s)
	if d := oldest(); d != 0 {
		t.Errorf("nothing is due, since %v", d)
	}
	say(t, s, person(1), "1", "2")
	h.holds(t, 1)
	for deadline := time.Now().Add(patience); oldest() < 50*time.Millisecond; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("what is under way is not due")
		}
	}
	close(h.free)
	h.await(t, 2)
	b.drain(s)
	if d := oldest(); d != 0 {
		t.Errorf("what waits is due since %v", d)
	}
}

func testRunEnds(t *testing.T, b *bench) {
	s := b.open()
	begun := make(chan struct{})
	r := newRecorder(func(ctx context.Context, _ port.Task) port.Result {
		close(begun)
		<-ctx.Done()
		return port.Result{Status: bot.Retry, Reason: "interrupted"}
	})
	stop := b.start(s, r)
	say(t, s, person(1), "1", "2")
	<-begun
	started := time.Now()
	stop()
	if took := time.Since(started); took > 20*time.Second {
		t.Errorf("Run ended after %v", took)
	}
	if list := items(t, s, ""); len(list) != 2 {
		t.Errorf("what waits: %+v", list)
	}
	if got := r.words(); len(got) != 1 {
		t.Errorf("performed %v: a new task was begun after the end", got)
	}
}

func testMix(t *testing.T, b *bench) {
	const people, turns = 20, 10
	s := b.open()
	r := newRecorder(nil)
	b.start(s, r)
	var all sync.WaitGroup
	for p := range people {
		all.Go(func() {
			for n := range turns {
				in := said(fmt.Sprint(p, "/", n), here(), person(p).Person)
				in.From.Thread = fmt.Sprint("thread", p)
				turn(t, s, in, bot.SendReply{To: in.From, Reply: text(fmt.Sprint(p, "/", n))})
			}
		})
	}
	all.Wait()
	b.drain(s)
	next := make(map[int]int)
	for _, task := range r.begun() {
		var p, n int
		if _, err := fmt.Sscanf(textOf(task.Effect), "%d/%d", &p, &n); err != nil {
			t.Fatal(err)
		}
		say, ok := task.Effect.(bot.SendReply)
		if thread := fmt.Sprint("thread", p); !ok || say.To.Thread != thread || task.Of.Address.Thread != thread || task.Of.Person != person(p).Person {
			t.Errorf("%q went to %+v of %+v", textOf(task.Effect), say.To, task.Of)
		}
		if n != next[p] {
			t.Errorf("person %d gets reply %d, want %d", p, n, next[p])
		}
		next[p]++
	}
	for p := range people {
		if next[p] != turns {
			t.Errorf("person %d got %d replies, want %d", p, next[p], turns)
		}
	}
}

// Local is a platform whose channels live in one process each. A store that
// treats such platforms apart is told of it by its Place.
const Local bot.Platform = "bound"
