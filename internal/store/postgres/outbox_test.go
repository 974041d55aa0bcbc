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
	"aktivering/bot/content"
	"aktivering/bot/event"
	"aktivering/bot/port"
	"aktivering/internal/store"
	"aktivering/internal/store/postgres"
	"aktivering/internal/store/storetest"
)

// patience is how long tests wait for what must happen.
const patience = 10 * time.Second

// platform is where most of the tests talk.
const platform bot.Platform = "test"

func at(p bot.Platform, channel string) bot.Address {
	return bot.Address{Platform: p, Channel: channel}
}

// performer performs tasks and hands them over.
type performer struct {
	serves []bot.Address
	// do tells how a task ends; nil is well.
	do    func(ctx context.Context, t port.Task) port.Result
	tasks chan port.Task
}

func newPerformer(do func(context.Context, port.Task) port.Result) *performer {
	return &performer{serves: []bot.Address{{Platform: platform}}, do: do, tasks: make(chan port.Task, 1000)}
}

func (p *performer) Serves() []bot.Address { return p.serves }

func (p *performer) Perform(ctx context.Context, t port.Task) port.Result {
	p.tasks <- t
	if p.do == nil {
		return port.Result{Status: bot.Done}
	}
	return p.do(ctx, t)
}

// next waits for the next task.
func (p *performer) next(t *testing.T, patience time.Duration) port.Task {
	t.Helper()
	select {
	case task := <-p.tasks:
		return task
	case <-time.After(patience):
		t.Fatalf("nothing was performed in %v", patience)
		return port.Task{}
	}
}

// start lets a performer work until the test's end, or until stop.
func start(t *testing.T, s *postgres.Store, p port.Performer) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- s.Run(ctx, p) }()
	stop = sync.OnceFunc(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("Run: %v", err)
		}
	})
	t.Cleanup(stop)
	return stop
}

func drain(t *testing.T, s *postgres.Store) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	if err := s.Drain(ctx); err != nil {
		t.Fatalf("Drain: %v", err)
	}
}

// say makes one turn of a person in which the bot says something.
func say(t *testing.T, s *postgres.Store, person string, words ...string) {
	t.Helper()
	sayAt(t, s, at(platform, "c"), person, words...)
}

func sayAt(t *testing.T, s *postgres.Store, to bot.Address, person string, words ...string) {
	t.Helper()
	effects := make([]bot.Effect, len(words))
	for i, w := range words {
		effects[i] = bot.SendReply{To: to, Reply: bot.Reply{Blocks: content.Blocks{content.Code{Text: w}}}}
	}
	turn(t, s, event.Inbound{At: time.Now(), From: to, Person: event.Person{ID: person}, Event: event.Started{}}, effects...)
}

// turn makes one turn that counts.
func turn(t *testing.T, s *postgres.Store, in event.Inbound, effects ...bot.Effect) {
	t.Helper()
	err := storetest.Decide(t.Context(), s, in, func(c bot.Conversation) (bot.Conversation, []bot.Effect) {
		c.Turn++
		return c, effects
	})
	if err != nil {
		t.Fatalf("Turn: %v", err)
	}
}

// textOf returns the text of a SendReply.
func textOf(e bot.Effect) string {
	if say, ok := e.(bot.SendReply); ok {
		if code, ok := say.Reply.Blocks[0].(content.Code); ok {
			return code.Text
		}
	}
	return fmt.Sprintf("%T", e)
}

func items(t *testing.T, s *postgres.Store, statuses ...bot.Status) []store.Item {
	t.Helper()
	list, err := s.Effects(t.Context(), store.Filter{Statuses: statuses})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// A turn that comes while a job finds nothing more to do, and is about to be
// completed, waits for that and inserts a new job.
func TestNoWakeUpIsLost(t *testing.T) {
	t.Parallel()
	p := newPlace(t)
	s := p.open(t)
	// Jobs take their time to complete, after the lane was found empty.
	p.exec(t, `CREATE FUNCTION pause() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
		IF current_query() LIKE '%JobSetStateIfRunningMany%' THEN PERFORM pg_sleep(0.7); END IF; RETURN NULL; END $$`)
	p.exec(t, `CREATE TRIGGER pause BEFORE UPDATE ON river_job FOR EACH STATEMENT EXECUTE FUNCTION pause()`)
	r := newPerformer(nil)
	start(t, s, r)
	say(t, s, "p", "1")
	r.next(t, patience)
	time.Sleep(300 * time.Millisecond) // the job is being completed
	say(t, s, "p", "2")
	if got := textOf(r.next(t, patience).Effect); got != "2" { // long before jobs are reconciled
		t.Errorf("performed %q", got)
	}
	drain(t, s)
}

// What a turn saved is performed at once, though queues are searched only once a
// second.
func TestDeliversAtOnce(t *testing.T) {
	t.Parallel()
	p := newPlace(t)
	s, other := p.open(t), p.open(t)
	r := newPerformer(nil)
	start(t, s, r)
	say(t, other, "p", "first")
	r.next(t, patience)
	var took []time.Duration
	for range 15 {
		began := time.Now()
		say(t, other, "p", "more") // from another process
		r.next(t, patience)
		took = append(took, time.Since(began))
	}
	slices.Sort(took)
	if median := took[len(took)/2]; median > 250*time.Millisecond {
		t.Errorf("it takes %v", median)
	}
}

// A process is killed while it performs a task: another one performs it again,
// under the same key.
func TestDeadReplica(t *testing.T) {
	if testing.Short() {
		t.Skip("takes more than a minute")
	}
	t.Parallel()
	p := newPlace(t)
	s := p.open(t)
	say(t, s, "p", "1", "2")

	replica := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestReplica$", "-test.v")
	replica.Env = append(os.Environ(), replicaOf+"="+p.url)
	out, err := replica.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := replica.Start(); err != nil {
		t.Fatal(err)
	}
	var key string
	for lines := bufio.NewScanner(out); key == "" && lines.Scan(); {
		if rest, ok := strings.CutPrefix(lines.Text(), performs); ok {
			key = rest
		}
	}
	if err := replica.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = replica.Wait() // killed
	killed := time.Now()

	r := newPerformer(nil)
	start(t, s, r)
	first, second := r.next(t, 90*time.Second), r.next(t, patience)
	t.Logf("taken over after %v", time.Since(killed))
	if first.Key != key || textOf(first.Effect) != "1" || textOf(second.Effect) != "2" || first.Tries != 0 {
		t.Errorf("the dead process performed %q; now %+v, then %+v", key, first, second)
	}
}

const (
	replicaOf = "AKTIVERING_TEST_REPLICA_OF"
	performs  = "performs "
)

// TestReplica is a process of its own that hangs in its first task.
func TestReplica(t *testing.T) {
	database := os.Getenv(replicaOf)
	if database == "" {
		t.Skip("runs in a process of its own")
	}
	s := (&place{url: database}).open(t)
	r := newPerformer(func(_ context.Context, task port.Task) port.Result {
		fmt.Println("\n" + performs + task.Key)
		select {}
	})
	_ = s.Run(t.Context(), r)
}

// A process that ends leaves what it could not finish to others, at once, and
// records what it could.
func TestEndedReplica(t *testing.T) {
	t.Parallel()
	p := newPlace(t)
	s1, s2 := p.open(t), p.open(t)
	r1 := newPerformer(func(ctx context.Context, task port.Task) port.Result {
		<-ctx.Done()
		if textOf(task.Effect) == "finished" {
			return port.Result{Status: bot.Done}
		}
		return port.Result{Status: bot.Retry, Reason: "interrupted"}
	})
	stop := start(t, s1, r1)
	say(t, s1, "p", "finished", "next")
	say(t, s1, "q", "cut off")
	keys := make(map[string]string)
	for range 2 {
		task := r1.next(t, patience)
		keys[textOf(task.Effect)] = task.Key
	}
	r2 := newPerformer(nil)
	start(t, s2, r2)
	stop()
	for range 2 {
		task := r2.next(t, 5*time.Second)
		w := textOf(task.Effect)
		if w != "next" && (w != "cut off" || task.Key != keys[w]) || task.Tries != 0 {
			t.Errorf("the keys were %q; then %+v", keys, task)
		}
	}
	drain(t, s2)
	if n := len(r2.tasks); n > 0 {
		t.Errorf("%d more were performed", n)
	}
}

// River's table was emptied: the jobs are made anew.
func TestQueueEmptied(t *testing.T) {
	t.Parallel()
	p := newPlace(t)
	s := p.open(t)
	say(t, s, "p", "1", "2")
	say(t, s, "q", "a")
	turn(t, s, event.Inbound{From: at(platform, "c"), Person: event.Person{ID: "p"}, Event: event.Started{}},
		bot.SetTimer{At: time.Now().Add(-time.Minute)}, bot.SetTimer{At: time.Now().Add(time.Hour)})
	p.exec(t, `TRUNCATE river_job`)
	say(t, s, "r", "asleep") // this one has a job, which does not come
	p.exec(t, `UPDATE river_job SET state = 'scheduled', scheduled_at = now() + interval '1 hour'`)
	under, removed := make(chan bool), make(chan bool)
	r := newPerformer(func(_ context.Context, task port.Task) port.Result {
		if textOf(task.Effect) == "1" {
			close(under)
			<-removed
		}
		return port.Result{Status: bot.Done}
	})
	start(t, s, r)
	<-under
	p.exec(t, `DELETE FROM river_job WHERE state = 'running' AND kind = 'deliver' AND
		args->>'conversation' = (SELECT id::text FROM conversations WHERE person = 'p')`) // also under a job that runs
	close(removed)
	drain(t, s)
	done := make(map[string]int)
	for range len(r.tasks) {
		done[textOf((<-r.tasks).Effect)]++
	}
	if len(done) != 5 || done["asleep"] != 1 || done["1"] != 1 || done["2"] != 1 || done["a"] != 1 || done["bot.SetTimer"] != 1 {
		t.Errorf("performed %v", done)
	}
	if n := p.number(t, `SELECT count(*) FROM river_job WHERE kind = 'wake' AND state = 'scheduled'`); n != 1 {
		t.Errorf("%d timers are scheduled, want the one that is not due", n)
	}
}

// What a platform asks to wait is no failed try, neither of the effect nor of the
// job.
func TestWaitsAreNotCounted(t *testing.T) {
	t.Parallel()
	p := newPlace(t)
	s := p.open(t)
	waits := 0
	r := newPerformer(func(context.Context, port.Task) port.Result {
		if waits++; waits <= 3 {
			return port.Result{Status: bot.Retry, After: 100 * time.Millisecond, Reason: "rate limited"}
		}
		return port.Result{Status: bot.Done}
	})
	start(t, s, r)
	say(t, s, "p", "1")
	for range 4 {
		if task := r.next(t, patience); task.Tries != 0 {
			t.Errorf("%d tries were counted", task.Tries)
		}
	}
	drain(t, s)
	if n := p.number(t, `SELECT attempt + coalesce(cardinality(errors), 0) FROM river_job`); n != 1 {
		t.Errorf("River counts %d attempts and errors, want the one that succeeded", n)
	}
}

// A lane that rests is woken by an effect that is put back before the one that it
// rests for.
func TestRetryWakesALane(t *testing.T) {
	t.Parallel()
	p := newPlace(t)
	s := p.open(t)
	healed := false
	r := newPerformer(func(_ context.Context, task port.Task) port.Result {
		switch {
		case textOf(task.Effect) == "later":
			return port.Result{Status: bot.Retry, After: time.Hour, Reason: "rate limited"}
		case healed:
			return port.Result{Status: bot.Done}
		}
		return port.Result{Status: bot.Failed, Reason: "broken"}
	})
	start(t, s, r)
	say(t, s, "p", "broken", "later")
	r.next(t, patience)
	r.next(t, patience)
	drain(t, s)
	for deadline := time.Now().Add(patience); p.number(t, `SELECT count(*) FROM river_job WHERE state = 'scheduled'`) != 1; {
		if time.Now().After(deadline) {
			t.Fatal("the job does not rest")
		}
		time.Sleep(20 * time.Millisecond)
	}
	healed = true
	if err := s.Retry(t.Context(), items(t, s, bot.Failed)[0].Key); err != nil {
		t.Fatal(err)
	}
	if got := textOf(r.next(t, patience).Effect); got != "broken" {
		t.Errorf("performed %q", got)
	}
	drain(t, s)
	if list := items(t, s, ""); len(list) != 1 || textOf(list[0].Effect) != "later" {
		t.Errorf("what waits: %+v", list)
	}
}

// A job that panics is tried again; what was done before it is not done again.
func TestFaultsAreTriedAgain(t *testing.T) {
	t.Parallel()
	p := newPlace(t)
	s := p.openWith(t, zerolog.Nop()) // the faults are meant
	say(t, s, "p", "1", "2", "3")
	panicked := false
	r := newPerformer(func(_ context.Context, task port.Task) port.Result {
		if textOf(task.Effect) == "3" && !panicked {
			panicked = true
			panic("3")
		}
		return port.Result{Status: bot.Done}
	})
	start(t, s, r)
	var got []string
	for range 4 {
		got = append(got, textOf(r.next(t, 2*patience).Effect))
	}
	if want := []string{"1", "2", "3", "3"}; !slices.Equal(got, want) {
		t.Errorf("performed %q, want %q", got, want)
	}
	drain(t, s)
}

// The database drops all connections, as when it is started again.
func TestConnectionsAreLost(t *testing.T) {
	t.Parallel()
	p := newPlace(t)
	name := fmt.Sprint("lost-", time.Now().UnixNano())
	p.url += "&application_name=" + name
	s := p.openWith(t, zerolog.Nop()) // the faults are meant
	lose := sync.OnceFunc(func() {
		p.exec(t, `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1`, name)
	})
	r := newPerformer(func(_ context.Context, task port.Task) port.Result {
		if textOf(task.Effect) == "2" {
			lose()
		}
		return port.Result{Status: bot.Done}
	})
	start(t, s, r)
	say(t, s, "p", "1", "2", "3")
	var got []string
	for !slices.Contains(got, "3") {
		got = append(got, textOf(r.next(t, 3*patience).Effect))
	}
	if want := []string{"1", "2", "3"}; !slices.Equal(got, want) {
		t.Errorf("performed %q, want %q", got, want)
	}
	drain(t, s)
}

// Channels of local platforms are served without River, side by side.
func TestBound(t *testing.T) {
	t.Parallel()
	p := newPlace(t)
	s := p.open(t)
	mine := at(storetest.Local, "mine")
	hang := make(chan bool)
	waits := 0
	r := newPerformer(func(_ context.Context, task port.Task) port.Result {
		switch textOf(task.Effect) {
		case "hangs":
			<-hang
		case "waits":
			if waits++; waits == 1 {
				return port.Result{Status: bot.Retry, After: 50 * time.Millisecond, CountsAsFailure: true, Reason: "no luck"}
			}
		}
		return port.Result{Status: bot.Done}
	})
	r.serves = []bot.Address{mine}
	start(t, s, r)
	sayAt(t, s, mine, "p", "hangs", "after")
	r.next(t, patience)
	sayAt(t, s, mine, "q", "waits", "last")
	turn(t, s, event.Inbound{From: mine, Person: event.Person{ID: "p"}, Event: event.Started{}}, bot.SetTimer{At: time.Now()})
	got := make(map[string]int)
	for range 4 {
		task := r.next(t, patience)
		got[textOf(task.Effect)] += 1 + task.Tries
	}
	if got["waits"] != 3 || got["last"] != 1 || got["bot.SetTimer"] != 1 {
		t.Errorf("performed %v", got)
	}
	close(hang)
	if after := textOf(r.next(t, patience).Effect); after != "after" {
		t.Errorf("performed %q", after)
	}
	began := time.Now()
	for range 6 {
		sayAt(t, s, mine, "p", "more", "more")
		r.next(t, patience)
		r.next(t, patience)
	}
	if took := time.Since(began); took > 4*time.Second { // as it would by searching once a second
		t.Errorf("12 effects take %v", took)
	}
	drain(t, s)
	if n := p.number(t, `SELECT count(*) FROM river_job`); n != 0 {
		t.Errorf("River has %d jobs of it", n)
	}
}

// A platform is local in all processes or in none.
func TestServesWhatTheOptionsSay(t *testing.T) {
	t.Parallel()
	s := newPlace(t).open(t)
	for _, serves := range []bot.Address{at(platform, "c"), at(storetest.Local, "")} {
		r := newPerformer(nil)
		r.serves = []bot.Address{serves}
		if err := s.Run(t.Context(), r); err == nil {
			t.Errorf("Run serves %+v", serves)
		}
	}
}
