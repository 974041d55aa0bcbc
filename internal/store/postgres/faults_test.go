package postgres_test

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/rs/zerolog"

	"aktivering/bot"
	"aktivering/bot/content"
	"aktivering/bot/event"
	"aktivering/bot/port"
	"aktivering/internal/store"
	"aktivering/internal/store/postgres"
	"aktivering/internal/store/storetest"
)

// What was sent is not sent again because the database could not take that in: only
// the recording is tried again, and nothing new is sent in the lane meanwhile.
func TestSentOnceWhileTheDatabaseIsAway(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]struct{ begin, end func(*proxy) }{
		"refused": {func(x *proxy) { x.refuse(true) }, func(x *proxy) { x.refuse(false) }},
		"frozen":  {(*proxy).freeze, (*proxy).thaw},
		"cut":     {(*proxy).cut, func(*proxy) {}},
	} {
		for _, atOnce := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, at once %t", name, atOnce), func(t *testing.T) {
				t.Parallel()
				testSentOnce(t, name == "cut", atOnce, fault.begin, fault.end)
			})
		}
	}
}

func testSentOnce(t *testing.T, goesOn, atOnce bool, begin, end func(*proxy)) {
	t.Helper()
	p := newPlace(t)
	x := through(t, p)
	s := p.openWith(t, zerolog.Nop()) // the faults are meant
	var mu sync.Mutex
	sent := make(map[string]int)
	begun := make(chan struct{})
	r := newPerformer(func(_ context.Context, task port.Task) port.Result {
		mu.Lock()
		defer mu.Unlock()
		sent[textOf(task.Effect)]++
		if textOf(task.Effect) == "1" {
			begin(x)
			close(begun)
		}
		return port.Result{Status: bot.Done}
	})
	start(t, s, r)
	if atOnce { // the one reply of a turn
		served(t, s)
		say(t, s, "p", "1")
	} else {
		say(t, s, "p", "1", "2")
	}
	<-begun
	r.next(t, patience)
	select {
	case task := <-r.tasks:
		if !goesOn {
			t.Errorf("%q is performed though the one before is not recorded", textOf(task.Effect))
		}
	case <-time.After(6 * time.Second): // a job that failed would have been tried again
	}
	end(x)
	recorded := func() {
		t.Helper()
		deadline := time.Now().Add(30 * time.Second)
		for p.number(t, `SELECT count(*) FROM effects WHERE fate = ''`) > 0 {
			if time.Now().After(deadline) {
				t.Fatal("it is not recorded")
			}
			time.Sleep(100 * time.Millisecond)
		}
	}
	recorded()
	if atOnce {
		say(t, s, "p", "2")
		recorded()
	}
	mu.Lock()
	defer mu.Unlock()
	if sent["1"] != 1 || sent["2"] != 1 {
		t.Errorf("sent %v", sent)
	}
}

// An outcome that could not be recorded before Run ended is recorded by the next Run
// of the process.
func TestNextRunRecordsTheOutcome(t *testing.T) {
	t.Parallel()
	p := newPlace(t)
	x := through(t, p)
	s := p.openWith(t, zerolog.Nop()) // the faults are meant
	refused := make(chan struct{})
	r := newPerformer(func(context.Context, port.Task) port.Result {
		x.refuse(true)
		close(refused)
		return port.Result{Status: bot.Done}
	})
	say(t, s, "p", "1")
	stop := start(t, s, r)
	<-refused
	stop()
	x.refuse(false)
	r.do = nil
	start(t, s, r)
	for deadline := time.Now().Add(3 * patience); len(items(t, s, "")) > 0; {
		if time.Now().After(deadline) {
			t.Fatal("it is not recorded")
		}
		time.Sleep(20 * time.Millisecond)
	}
	if n := len(r.tasks); n != 1 {
		t.Errorf("sent %d times", n)
	}
}

// A server that gives fewer connections than the pool would have is used with those it
// gives.
func TestFewConnections(t *testing.T) {
	t.Parallel()
	p := newPlace(t)
	limitConnections(t, p, 8)
	s := p.openWith(t, zerolog.Nop()) // the faults are meant
	const people, turns = 40, 3
	var mu sync.Mutex
	sent := make(map[string]int)
	r := newPerformer(func(_ context.Context, task port.Task) port.Result {
		mu.Lock()
		defer mu.Unlock()
		sent[textOf(task.Effect)]++
		return port.Result{Status: bot.Done}
	})
	start(t, s, r)
	var all sync.WaitGroup
	for i := range people {
		all.Go(func() {
			for n := range turns {
				say(t, s, fmt.Sprint("p", i), fmt.Sprint(i, "/", n))
			}
		})
	}
	all.Wait()
	for range people * turns {
		r.next(t, 3*patience)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 3*patience)
	defer cancel()
	if err := s.Drain(ctx); err != nil {
		t.Fatal(err)
	}
	mu.Lock()
	defer mu.Unlock()
	for what, n := range sent {
		if n != 1 {
			t.Errorf("%s was sent %d times", what, n)
		}
	}
}

// limitConnections lets a place be used by a role that may have so many connections.
func limitConnections(t *testing.T, p *place, n int) {
	t.Helper()
	u, err := url.Parse(p.url)
	if err != nil {
		t.Fatal(err)
	}
	schema := u.Query().Get("search_path")
	role := "test_" + strings.ToLower(rand.Text())
	_, err = p.conn.Exec(t.Context(), fmt.Sprintf(`CREATE ROLE %s LOGIN PASSWORD '%[1]s' CONNECTION LIMIT %d`, role, n))
	if refused, ok := errors.AsType[*pgconn.PgError](err); ok && refused.Code == "42501" {
		t.Skip("the user of the test database may not make roles")
	}
	if err != nil {
		t.Fatal(err)
	}
	p.exec(t, `GRANT `+role+` TO CURRENT_USER`) // so that it can be dropped
	p.exec(t, `GRANT ALL ON SCHEMA `+schema+` TO `+role)
	u.User = url.UserPassword(role, role)
	before := p.url
	p.url = u.String()
	t.Cleanup(func() {
		p.url = before
		ctx := context.WithoutCancel(t.Context())
		if _, err := p.conn.Exec(ctx, `DROP OWNED BY `+role+` CASCADE`); err != nil {
			t.Error(err)
		}
		if _, err := p.conn.Exec(ctx, `DROP ROLE `+role); err != nil {
			t.Error(err)
		}
	})
}

// Connections that are dead and do not look so hold up a turn no longer than its
// deadline, and the next ones not at all once the network works again.
func TestFrozenConnections(t *testing.T) {
	t.Parallel()
	p := newPlace(t)
	x := through(t, p)
	s := p.openWith(t, zerolog.Nop()) // the faults are meant
	var all sync.WaitGroup
	for i := range 16 { // as many connections as there may be
		all.Go(func() { say(t, s, fmt.Sprint("p", i), "1") })
	}
	all.Wait()
	x.freeze()
	attempt := func(limit time.Duration, person string) (time.Duration, error) {
		ctx, cancel := context.WithTimeout(t.Context(), limit)
		defer cancel()
		began := time.Now()
		in := event.Inbound{At: time.Now(), From: at(platform, "c"), Person: event.Person{ID: person}, Event: event.Started{}}
		err := storetest.Decide(ctx, s, in, func(c bot.Conversation) (bot.Conversation, []bot.Effect) {
			c.Turn++
			return c, nil
		})
		return time.Since(began), err
	}
	if took, err := attempt(2*time.Second, "q"); err == nil || took > 7*time.Second {
		t.Errorf("a turn without a database: %v after %v", err, took)
	}
	x.thaw()
	if took, err := attempt(8*time.Second, "q"); err != nil {
		t.Errorf("the network works again, and a turn fails after %v: %v", took, err)
	}
	// The same to all connections while they are in use, but new ones work.
	for i := range 16 {
		all.Go(func() { say(t, s, fmt.Sprint("p", i), "2") })
	}
	all.Wait()
	x.freeze()
	x.thaw()
	for i := range 16 {
		all.Go(func() { _, _ = attempt(time.Second, fmt.Sprint("p", i)) })
	}
	all.Wait()
	if took, err := attempt(6*time.Second, "r"); err != nil {
		t.Errorf("all connections are dead, new ones work, and a turn fails after %v: %v", took, err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
	defer cancel()
	if err := s.Ping(ctx); err != nil {
		t.Errorf("it is not ready again: %v", err)
	}
}

// Run waits for a database that is away when it begins.
func TestRunWaitsForTheDatabase(t *testing.T) {
	t.Parallel()
	p := newPlace(t)
	x := through(t, p)
	s := p.openWith(t, zerolog.Nop()) // the faults are meant
	say(t, s, "p", "1")
	x.refuse(true)
	r := newPerformer(nil)
	ended := make(chan error, 1)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	go func() { ended <- s.Run(ctx, r) }()
	select {
	case err := <-ended:
		t.Fatalf("Run ends: %v", err)
	case <-time.After(2 * time.Second):
	}
	x.refuse(false)
	r.next(t, 3*patience)
	cancel()
	if err := <-ended; err != nil {
		t.Errorf("Run: %v", err)
	}
}

// Whether it is worth trying again to open a database.
func TestUnreachable(t *testing.T) {
	t.Parallel()
	p := newPlace(t)
	x := through(t, p)
	x.refuse(true)
	open := func(url string) error {
		ctx, cancel := context.WithTimeout(t.Context(), patience)
		defer cancel()
		_, err := postgres.Open(ctx, url, postgres.Options{Now: time.Now, Log: zerolog.Nop()})
		return err
	}
	if err := open(p.url); !postgres.Unreachable(err) {
		t.Errorf("refused: %v", err)
	}
	if err := open("postgres://postgres@127.0.0.1:1/test"); !postgres.Unreachable(err) || !strings.Contains(err.Error(), "see whether it runs") {
		t.Errorf("nobody listens: %v", err)
	}
	x.refuse(false)
	elsewhere, err := url.Parse(p.url)
	if err != nil {
		t.Fatal(err)
	}
	nobody := *elsewhere
	elsewhere.Path = "/no_such_database_here"
	nobody.User = url.UserPassword("no_such_user_here", "wrong")
	for where, u := range map[string]string{"no such database": elsewhere.String(), "no such user": nobody.String()} {
		err := open(u)
		if _, misplaced := errors.AsType[*store.PlaceError](err); !misplaced || postgres.Unreachable(err) || !strings.Contains(err.Error(), "correct ") {
			t.Errorf("%s: %v", where, err)
		}
	}
	if err := open(p.url + "_not_there"); err == nil || postgres.Unreachable(err) {
		t.Errorf("no such schema: %v", err)
	}
}

// A database that cannot be written is not ready, and one that can has the row.
func TestPingWrites(t *testing.T) {
	t.Parallel()
	p := newPlace(t)
	s := p.open(t)
	for range 3 {
		if err := s.Ping(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if n := p.number(t, `SELECT count(*) FROM meta WHERE name = 'ping'`); n != 1 {
		t.Errorf("%d rows were written", n)
	}
}

// A channel that hangs leaves workers to the others.
func TestHangingChannel(t *testing.T) {
	t.Parallel()
	s := newPlace(t).open(t)
	hang := make(chan struct{})
	var mu sync.Mutex
	hanging, most := 0, 0
	r := newPerformer(func(_ context.Context, task port.Task) port.Result {
		if say, ok := task.Effect.(bot.SendReply); ok && say.To.Channel == "hangs" {
			mu.Lock()
			hanging++
			most = max(most, hanging)
			mu.Unlock()
			<-hang
			mu.Lock()
			hanging--
			mu.Unlock()
		}
		return port.Result{Status: bot.Done}
	})
	start(t, s, r)
	const people = 80 // more than a platform has workers
	for i := range people {
		sayAt(t, s, at(platform, "hangs"), fmt.Sprint("p", i), "hangs")
	}
	r.next(t, patience)
	say(t, s, "q", "goes on")
	for {
		if task := r.next(t, patience); textOf(task.Effect) == "goes on" {
			break
		}
	}
	close(hang)
	for deadline := time.Now().Add(3 * patience); len(items(t, s, "")) > 0; {
		if time.Now().After(deadline) {
			t.Fatalf("%d are not performed", len(items(t, s, "")))
		}
		time.Sleep(50 * time.Millisecond)
	}
	if most > 16 {
		t.Errorf("%d workers hung", most)
	}
}

// Jobs of an earlier version are for all channels of a conversation: each channel's
// effects are performed once and in order.
func TestJobsOfAnEarlierVersion(t *testing.T) {
	t.Parallel()
	p := newPlace(t)
	s := p.open(t)
	desk := at(platform, "desk")
	for n := range 3 {
		say(t, s, "p", fmt.Sprint("person ", n))
		turn(t, s, event.Inbound{At: time.Now(), From: at(platform, "c"), Person: event.Person{ID: "p"}, Event: event.Started{}},
			bot.SendReply{To: desk, Reply: bot.Reply{Blocks: content.Blocks{content.Code{Text: fmt.Sprint("desk ", n)}}}})
	}
	p.exec(t, `UPDATE river_job SET queue = 'say-test', args = args - 'channel', unique_key = NULL, state = 'completed', finalized_at = now() WHERE args->>'channel' = 'desk'`)
	p.exec(t, `UPDATE river_job SET queue = 'say-test', args = args - 'channel', unique_key = 'older' WHERE args->>'channel' = 'c'`)
	r := newPerformer(nil)
	start(t, s, r)
	got := make(map[string][]string)
	for range 6 {
		w := textOf(r.next(t, 3*patience).Effect)
		place, n, _ := strings.Cut(w, " ")
		got[place] = append(got[place], n)
	}
	drain(t, s)
	want := []string{"0", "1", "2"}
	if !slices.Equal(got["person"], want) || !slices.Equal(got["desk"], want) || len(r.tasks) > 0 {
		t.Errorf("performed %v", got)
	}
	if n := p.number(t, `SELECT count(*) FROM river_job WHERE queue = 'say-test' AND state <> 'completed'`); n != 0 {
		t.Errorf("%d jobs of the earlier version are left", n)
	}
}

// While a process of an earlier version speaks in a conversation, this one does not.
func TestWaitsForAnEarlierVersion(t *testing.T) {
	t.Parallel()
	p := newPlace(t)
	s := p.open(t)
	say(t, s, "p", "1")
	p.exec(t, `INSERT INTO river_job (state, attempt, max_attempts, kind, queue, args, attempted_at, attempted_by)
		SELECT 'running', 1, 25, 'deliver', 'say-test', args - 'channel', now(), '{older}' FROM river_job`)
	r := newPerformer(nil)
	start(t, s, r)
	say(t, s, "q", "2")
	if got := textOf(r.next(t, patience).Effect); got != "2" {
		t.Errorf("performed %q", got)
	}
	p.exec(t, `UPDATE river_job SET state = 'completed', finalized_at = now() WHERE queue = 'say-test'`)
	if got := textOf(r.next(t, patience).Effect); got != "1" {
		t.Errorf("performed %q", got)
	}
	drain(t, s)
}

// Clocks that were wrong and are set right again hold up nothing: neither a process's
// nor the database's.
func TestClockIsSetBack(t *testing.T) {
	t.Parallel()
	t.Run("of a process", func(t *testing.T) {
		t.Parallel()
		p := newPlace(t)
		ahead, err := postgres.Open(t.Context(), p.url, postgres.Options{Now: func() time.Time { return time.Now().Add(2 * time.Hour) }, Log: zerolog.Nop()})
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = ahead.Close() }()
		say(t, ahead, "p", "1")
		turn(t, ahead, event.Inbound{From: at(platform, "c"), Person: event.Person{ID: "p"}, Event: event.Started{}},
			bot.SetTimer{At: time.Now().Add(2*time.Hour + time.Second)})
		s := p.open(t)
		r := newPerformer(nil)
		start(t, s, r)
		r.next(t, patience)
		r.next(t, patience) // the timer, a second after it was set
		drain(t, s)
	})
	t.Run("of the database", func(t *testing.T) {
		t.Parallel()
		p := newPlace(t)
		s := p.open(t)
		say(t, s, "p", "1")
		// To the rows it is the same as if the clock went back by two hours.
		p.exec(t, `UPDATE effects SET due = due + interval '2 hours'`)
		p.exec(t, `UPDATE river_job SET scheduled_at = scheduled_at + interval '2 hours'`)
		r := newPerformer(nil)
		start(t, s, r)
		r.next(t, patience)
		drain(t, s)
	})
}
