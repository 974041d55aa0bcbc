package postgres_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"aktivering/bot"
	"aktivering/bot/port"
	"aktivering/internal/store"
	"aktivering/internal/store/postgres"
)

// The one reply of a turn is sent by the process that made it, without a job, and what became of it
// is recorded.
func TestSentAtOnce(t *testing.T) {
	t.Parallel()
	p := newPlace(t)
	s := p.open(t)
	r := newPerformer(func(_ context.Context, task port.Task) port.Result {
		if textOf(task.Effect) == "rejected" {
			return port.Result{Status: bot.Failed, Reason: "too long"}
		}
		return port.Result{Status: bot.Done, Message: "m1"}
	})
	start(t, s, r)
	served(t, s)
	for n, word := range []string{"first", "rejected", "second"} {
		say(t, s, "p", word)
		if task := r.next(t, patience); textOf(task.Effect) != word || task.Waits != 0 {
			t.Fatalf("reply %d is %+v", n, task)
		}
	}
	drain(t, s)
	list := items(t, s, bot.Done, bot.Failed)
	slices.SortFunc(list, func(a, b store.Item) int { return a.Saved.Compare(b.Saved) })
	if len(list) != 3 || list[0].Status != bot.Done || list[1].Status != bot.Failed || list[1].Reason != "too long" || list[2].Ended.IsZero() {
		t.Errorf("recorded as %+v", list)
	}
	if n := p.number(t, `SELECT count(*) FROM effects WHERE message = 'm1'`); n != 2 {
		t.Errorf("%d messages are known", n)
	}
	if n := p.number(t, `SELECT count(*) FROM river_job`); n != 0 {
		t.Errorf("there are %d jobs", n)
	}
}

// served waits until a Run sends what is said at once, and River works.
func served(t *testing.T, s *postgres.Store) {
	t.Helper()
	eventually(t, "the outbox runs", func() bool {
		_, err := s.OldestDue(t.Context())
		return err == nil && s.SendsAtOnce()
	})
}

// What follows a reply that is being sent comes after it, and soon.
func TestSentAtOnceInOrder(t *testing.T) {
	t.Parallel()
	p := newPlace(t)
	s := p.open(t)
	free := make(chan struct{})
	r := newPerformer(func(_ context.Context, task port.Task) port.Result {
		if textOf(task.Effect) == "1" {
			<-free
		}
		return port.Result{Status: bot.Done}
	})
	start(t, s, r)
	served(t, s)
	say(t, s, "p", "1")
	r.next(t, patience)
	if d, err := s.OldestDue(t.Context()); err != nil || d == 0 {
		t.Errorf("what is being sent is due for %s, %v", d, err)
	}
	say(t, s, "p", "2", "3")
	say(t, s, "p", "4")
	time.Sleep(100 * time.Millisecond)
	if n := len(r.tasks); n != 0 {
		t.Fatalf("%d were performed meanwhile", n)
	}
	close(free)
	for _, want := range []string{"2", "3", "4"} {
		if got := textOf(r.next(t, patience).Effect); got != want {
			t.Errorf("performed %s, want %s", got, want)
		}
	}
	drain(t, s)
}

// A process that fails to send a reply leaves it to a job, with its tries and in its time.
func TestSentAtOnceAgain(t *testing.T) {
	t.Parallel()
	p := newPlace(t)
	s := p.open(t)
	r := newPerformer(func(_ context.Context, task port.Task) port.Result {
		if textOf(task.Effect) == "1" && task.Waits < 2 {
			return port.Result{Status: bot.Retry, After: 10 * time.Millisecond, Reason: "busy", CountsAsFailure: task.Waits == 0}
		}
		return port.Result{Status: bot.Done}
	})
	start(t, s, r)
	served(t, s)
	say(t, s, "p", "1")
	say(t, s, "p", "2")
	for n, want := range []struct {
		word         string
		waits, tries int
	}{{"1", 0, 0}, {"1", 1, 1}, {"1", 2, 1}, {"2", 0, 0}} {
		task := r.next(t, patience)
		if textOf(task.Effect) != want.word || task.Waits != want.waits || task.Tries != want.tries {
			t.Errorf("%d: %s after %d waits and %d tries", n, textOf(task.Effect), task.Waits, task.Tries)
		}
	}
	drain(t, s)
}

// Another process that saw a reply wait while it was being sent has made a job for later: what is
// said next does not wait for that.
func TestSentAtOnceBesideAJob(t *testing.T) {
	t.Parallel()
	p := newPlace(t)
	s := p.open(t)
	r := newPerformer(nil)
	start(t, s, r)
	served(t, s)
	say(t, s, "p", "1")
	r.next(t, patience)
	drain(t, s)
	say(t, s, "p", "2", "3")
	r.next(t, patience)
	r.next(t, patience)
	drain(t, s)
	p.exec(t, `INSERT INTO river_job (args, kind, queue, max_attempts, metadata, state, scheduled_at, unique_key, unique_states)
		SELECT args, kind, queue, max_attempts, metadata, 'scheduled', now() + interval '1 hour', unique_key, unique_states FROM river_job`)
	say(t, s, "p", "4", "5")
	for _, want := range []string{"4", "5"} {
		if got := textOf(r.next(t, patience).Effect); got != want {
			t.Errorf("performed %s, want %s", got, want)
		}
	}
}

// However replies are sent, no more lanes of a platform are worked on at a time than may be.
func TestSentAtOnceByFew(t *testing.T) {
	t.Parallel()
	const most = 3
	p := newPlace(t)
	s, err := postgres.Open(t.Context(), p.url, postgres.Options{
		Now: time.Now, Log: zerolog.New(zerolog.NewTestWriter(t)).Level(zerolog.WarnLevel), Workers: map[bot.Platform]int{platform: most},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() }) // after the Run
	var mu sync.Mutex
	under, highest := 0, 0
	r := newPerformer(func(context.Context, port.Task) port.Result {
		mu.Lock()
		under++
		highest = max(highest, under)
		mu.Unlock()
		time.Sleep(20 * time.Millisecond)
		mu.Lock()
		under--
		mu.Unlock()
		return port.Result{Status: bot.Done}
	})
	start(t, s, r)
	served(t, s)
	for n := range 12 {
		sayAt(t, s, at(platform, fmt.Sprint("c", n)), "p", "1")
		sayAt(t, s, at(platform, fmt.Sprint("d", n)), "p", "1", "2")
	}
	drain(t, s)
	if highest > most || len(items(t, s, bot.Done)) != 36 {
		t.Errorf("%d at a time, want %d at most; done: %d", highest, most, len(items(t, s, bot.Done)))
	}
}

const sendingReplicaOf = "AKTIVERING_TEST_SENDING_REPLICA_OF"

// TestSendingReplica is a process of its own that hangs while it sends what it has just saved.
func TestSendingReplica(t *testing.T) {
	database := os.Getenv(sendingReplicaOf)
	if database == "" {
		t.Skip("runs in a process of its own")
	}
	s := (&place{url: database}).open(t)
	start(t, s, newPerformer(func(ctx context.Context, task port.Task) port.Result {
		fmt.Println(performs + task.Key)
		<-ctx.Done()
		return port.Result{Status: bot.Retry}
	}))
	served(t, s)
	say(t, s, "p", "1")
	time.Sleep(time.Minute) // it is killed
}

// A process that is killed while it sends leaves the reply to another one, under the same key.
func TestKilledWhileSending(t *testing.T) {
	t.Parallel()
	p := newPlace(t)
	s := p.open(t)
	r := newPerformer(nil)
	start(t, s, r)
	replica := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestSendingReplica$", "-test.v")
	replica.Env = append(os.Environ(), sendingReplicaOf+"="+p.url)
	out, err := replica.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := replica.Start(); err != nil {
		t.Fatal(err)
	}
	var key string
	for lines := bufio.NewScanner(out); key == "" && lines.Scan(); {
		if _, rest, ok := strings.Cut(lines.Text(), performs); ok {
			key = rest
		}
	}
	if err := replica.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = replica.Wait() // killed
	killed := time.Now()
	task := r.next(t, 90*time.Second)
	t.Logf("taken over after %v", time.Since(killed))
	if task.Key != key || textOf(task.Effect) != "1" || task.Tries != 0 {
		t.Errorf("the dead process performed %q; now %+v", key, task)
	}
}
