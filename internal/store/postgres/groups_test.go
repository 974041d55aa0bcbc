package postgres_test

import (
	"bufio"
	"context"
	cryptorand "crypto/rand"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"reflect"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"aktivering/bot"
	"aktivering/bot/content"
	"aktivering/bot/event"
	"aktivering/bot/port"
	"aktivering/internal/store/postgres"
	"aktivering/internal/store/storetest"
)

// slowly is how long tests wait for what takes long on a busy machine.
const slowly = time.Minute

// attempted makes one turn of a person in which the bot says a word, and returns the error.
func attempted(ctx context.Context, s *postgres.Store, person, key, word string) error {
	in := event.Inbound{Key: key, At: time.Now(), From: at(platform, person), Person: event.Person{ID: person}, Event: event.Message{Text: word}}
	return storetest.Decide(ctx, s, in, func(c bot.Conversation) (bot.Conversation, []bot.Effect) {
		c.Turn++
		return c, []bot.Effect{saying(in.From, word)}
	})
}

func saying(to bot.Address, word string) bot.SendReply {
	return bot.SendReply{To: to, Reply: bot.Reply{Blocks: content.Blocks{content.Code{Text: word}}}}
}

// gathered makes turns that are one group, which waits so long for decisions, and returns what came
// of each.
func gathered(t *testing.T, s *postgres.Store, deciding time.Duration, turns int, turn func(n int) error) []error {
	t.Helper()
	release := s.HoldGroups(deciding)
	errs := make([]error, turns)
	var all sync.WaitGroup
	for n := range turns {
		all.Go(func() { errs[n] = turn(n) })
	}
	eventually(t, "the turns gather", func() bool { return s.Waiting() == turns })
	release()
	all.Wait()
	return errs
}

// eventually waits until something holds.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(slowly); !holds(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("waited in vain: %s", what)
		}
	}
}

// Turns that come at the same time share a transaction; the later one of a conversation, and what
// has the same key, do not.
func TestTurnsTogether(t *testing.T) {
	t.Parallel()
	who := cryptorand.Text() // locks are those of all schemas of a database
	p := newPlace(t)
	s := p.open(t)
	const people = 10
	for n, err := range gathered(t, s, slowly, people+2, func(n int) error {
		return attempted(t.Context(), s, fmt.Sprint(who, min(n, people-1)), "", strconv.Itoa(n))
	}) {
		if err != nil {
			t.Errorf("turn %d: %v", n, err)
		}
	}
	if n := p.number(t, `SELECT max(n) FROM (SELECT count(*) AS n FROM heard GROUP BY xmin::text) groups`); n != people {
		t.Errorf("at most %d turns share a transaction, want %d", n, people)
	}
	if n := p.number(t, `SELECT count(*) FROM heard`); n != people+2 {
		t.Errorf("%d turns are saved", n)
	}
	if n := p.number(t, `SELECT turn FROM conversations WHERE person = '`+who+`9'`); n != 3 {
		t.Errorf("the last conversation has %d turns", n)
	}
}

// One turn that cannot be saved leaves those that it was to be saved with as they are.
func TestOneTurnFailsOfMany(t *testing.T) {
	t.Parallel()
	p := newPlace(t)
	s := p.open(t)
	p.exec(t, `CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'refused'; END $$`)
	p.exec(t, `CREATE TRIGGER refuse BEFORE INSERT ON heard FOR EACH ROW WHEN (NEW.text = 'bad') EXECUTE FUNCTION refuse()`)
	if err := attempted(t.Context(), s, "seen", "known", "0"); err != nil {
		t.Fatal(err)
	}
	const bad, again, people = 4, 6, 12
	for n, err := range gathered(t, s, slowly, people, func(n int) error {
		key, word := fmt.Sprint("k", n), strconv.Itoa(n)
		switch n {
		case bad:
			word = "bad"
		case again:
			key = "known"
		}
		return attempted(t.Context(), s, fmt.Sprint("p", n), key, word)
	}) {
		if (err != nil) != (n == bad) {
			t.Errorf("turn %d: %v", n, err)
		}
	}
	if n := p.number(t, `SELECT count(*) FROM heard WHERE key LIKE 'k_%'`); n != people-1 {
		t.Errorf("%d turns are saved, want %d", n, people-1) // the known one too
	}
	if n := p.number(t, `SELECT count(*) FROM conversations WHERE person IN ('p4', 'p6')`); n != 0 {
		t.Errorf("%d conversations came of what was not taken in", n)
	}
	r := newPerformer(nil)
	start(t, s, r)
	drain(t, s)
	if n := p.number(t, `SELECT count(*) FROM effects WHERE fate <> 'done'`); n != 0 {
		t.Errorf("%d effects are left", n)
	}
}

// A turn for which somebody else has a lock holds up no other one.
func TestLockHeldElsewhere(t *testing.T) {
	t.Parallel()
	for name, lock := range map[string]string{
		"the row, as of a delivery":         `SELECT FROM conversations WHERE person = 'p0' FOR UPDATE`,
		"the place, as of another process":  `SELECT pg_advisory_xact_lock(hashtextextended(concat_ws(E'\x1f', platform, space, channel, person), 0)) FROM conversations WHERE person = 'p0'`,
		"all of it, by who takes all words": `DELETE FROM conversations WHERE person = 'p0'`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPlace(t)
			s := p.open(t)
			for n := range 8 {
				if err := attempted(t.Context(), s, fmt.Sprint("p", n), "", "1"); err != nil {
					t.Fatal(err)
				}
			}
			hold, err := p.conn.Begin(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if _, err := hold.Exec(t.Context(), lock); err != nil {
				t.Fatal(err)
			}
			held := make(chan error, 1)
			go func() { held <- attempted(t.Context(), s, "p0", "", "2") }()
			var all sync.WaitGroup
			for n := 1; n < 8; n++ {
				all.Go(func() {
					if err := attempted(t.Context(), s, fmt.Sprint("p", n), "", "2"); err != nil {
						t.Errorf("the turn of another person: %v", err)
					}
				})
			}
			all.Wait()
			select {
			case err := <-held:
				t.Errorf("a turn was made though its conversation is locked: %v", err)
			default:
			}
			if err := hold.Rollback(t.Context()); err != nil {
				t.Fatal(err)
			}
			if err := <-held; err != nil {
				t.Errorf("the turn that was held up: %v", err)
			}
			if n := p.number(t, `SELECT count(*) FROM conversations WHERE turn = 2`); n != 8 {
				t.Errorf("%d conversations have two turns, want 8", n)
			}
		})
	}
}

// A step that takes long holds up the turns of its group no longer than a moment, and is made
// all the same.
func TestSlowStep(t *testing.T) {
	t.Parallel()
	p := newPlace(t)
	s := p.open(t)
	others := make(chan struct{})
	var made atomic.Int32
	for n, err := range gathered(t, s, 10*time.Millisecond, 6, func(n int) error {
		if n > 0 {
			err := attempted(t.Context(), s, fmt.Sprint("p", n), "", "1")
			if made.Add(1) == 5 {
				close(others)
			}
			return err
		}
		in := event.Inbound{At: time.Now(), From: at(platform, "slow"), Person: event.Person{ID: "slow"}, Event: event.Started{}}
		return storetest.Decide(t.Context(), s, in, func(c bot.Conversation) (bot.Conversation, []bot.Effect) {
			<-others
			c.Turn++
			return c, nil
		})
	}) {
		if err != nil {
			t.Errorf("turn %d: %v", n, err)
		}
	}
	if n := p.number(t, `SELECT turn FROM conversations WHERE person = 'slow'`); n != 1 {
		t.Errorf("the slow one made %d turns", n)
	}
}

// Two processes have the same conversations: whatever is handed over or performed by either, each
// reply is shown once, in the order of the turns.
func TestReplicasInOneConversation(t *testing.T) {
	t.Parallel()
	const people, turns = 6, 20
	p := newPlace(t)
	stores := []*postgres.Store{p.open(t), p.open(t)}
	var mu sync.Mutex
	shown := make(map[string][]string)
	show := func(task port.Task) {
		mu.Lock()
		defer mu.Unlock()
		shown[task.Of.Person] = append(shown[task.Of.Person], textOf(task.Effect))
	}
	for _, s := range stores {
		start(t, s, newPerformer(func(_ context.Context, task port.Task) port.Result {
			show(task)
			return port.Result{Status: bot.Done}
		}))
	}
	var all sync.WaitGroup
	for n := range people {
		person := fmt.Sprint("p", n)
		all.Go(func() {
			for word := range turns {
				h, err := handed(t.Context(), stores[(n+word)%2], person, strconv.Itoa(word))
				if err != nil {
					t.Errorf("%s, turn %d: %v", person, word, err)
				}
				if h == nil {
					continue
				}
				ok := rand.IntN(3) > 0
				if ok {
					show(h.Task)
				}
				h.Settle(ok)
			}
		})
	}
	all.Wait()
	eventually(t, "all is shown", func() bool { return p.number(t, `SELECT count(*) FROM effects WHERE fate = ''`) == 0 })
	var want []string
	for word := range turns {
		want = append(want, strconv.Itoa(word))
	}
	for n := range people {
		if got := shown[fmt.Sprint("p", n)]; !reflect.DeepEqual(got, want) {
			t.Errorf("person %d is shown %v", n, got)
		}
	}
}

// handed makes one turn in which the bot says a word, and asks for the reply.
func handed(ctx context.Context, s *postgres.Store, person, word string) (*port.Handover, error) {
	in := event.Inbound{Key: person + "/" + word, At: time.Now(), From: at(platform, person), Person: event.Person{ID: person}, Event: event.Message{Text: word}}
	h, _, err := s.Hand(ctx, in, func(c bot.Conversation) bot.Decision {
		c.Turn++
		return bot.Decision{Conversation: c, Effects: []bot.Effect{saying(in.From, word)}, Entry: in.Entry(c)}
	})
	return h, err
}

const (
	handingReplicaOf = "AKTIVERING_TEST_HANDING_REPLICA_OF"
	crowd            = 8
)

// A process is killed between the commit of its turns and what it shows of them: another one shows
// what the database does not know to be shown, under the same keys and in order, and nothing that
// was promised is lost.
func TestKilledBetweenCommitAndSend(t *testing.T) {
	t.Parallel()
	p := newPlace(t)
	s := p.open(t)
	replica := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestHandingReplica$", "-test.v")
	replica.Env = append(os.Environ(), handingReplicaOf+"="+p.url)
	out, err := replica.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := replica.Start(); err != nil {
		t.Fatal(err)
	}
	kept, shown := make(map[string]bool), make(map[string]string) // word, to the key
	for lines := bufio.NewScanner(out); lines.Scan(); {
		switch word := strings.Fields(lines.Text()); {
		case len(word) == 2 && word[0] == "kept":
			if kept[word[1]] = true; len(kept) == 400 {
				if err := replica.Process.Kill(); err != nil {
					t.Fatal(err)
				}
			}
		case len(word) == 3 && word[0] == "shown":
			shown[word[1]] = word[2]
		}
	}
	_ = replica.Wait() // killed
	if len(kept) < 400 || len(shown) < 100 {
		t.Fatalf("it kept %d and showed %d", len(kept), len(shown))
	}
	left := p.number(t, `SELECT count(*) FROM effects WHERE fate = ''`)
	r := newPerformer(nil)
	start(t, s, r)
	eventually(t, "the other process shows what is left", func() bool { return p.number(t, `SELECT count(*) FROM effects WHERE fate = ''`) == 0 })
	if len(r.tasks) != left {
		t.Errorf("%d were left, and %d are performed", left, len(r.tasks))
	}
	t.Logf("kept %d, shown %d, left %d", len(kept), len(shown), left)
	last := make(map[string]int)
	for range left {
		task := <-r.tasks
		word := task.Of.Person + "/" + textOf(task.Effect)
		if key, ok := shown[word]; ok && key != task.Key {
			t.Errorf("%s was shown under the key %s, and is again under %s", word, key, task.Key)
		}
		shown[word] = task.Key
		n, _ := strconv.Atoi(textOf(task.Effect))
		if before, ok := last[task.Of.Person]; ok && n <= before {
			t.Errorf("%s comes after %d", word, before)
		}
		last[task.Of.Person] = n
	}
	for word := range kept {
		if shown[word] == "" {
			t.Errorf("%s is lost", word)
		}
	}
	if n := p.number(t, `SELECT count(*) FROM conversations c WHERE turn <> (SELECT count(*) FROM heard WHERE conversation = c.id)`); n != 0 {
		t.Errorf("%d conversations have turns that were not heard", n)
	}
}

// TestHandingReplica is a process of its own that makes turns until it is killed.
func TestHandingReplica(t *testing.T) {
	database := os.Getenv(handingReplicaOf)
	if database == "" {
		t.Skip("runs in a process of its own")
	}
	s := (&place{url: database}).openWith(t, zerolog.Nop())
	start(t, s, newPerformer(func(_ context.Context, task port.Task) port.Result {
		fmt.Printf("\nshown %s/%s %s\n", task.Of.Person, textOf(task.Effect), task.Key)
		return port.Result{Status: bot.Done}
	}))
	drain(t, s)
	var all sync.WaitGroup
	for n := range crowd {
		all.Go(func() {
			for word := 0; ; word++ {
				h, err := handed(t.Context(), s, fmt.Sprint("p", n), strconv.Itoa(word))
				if err != nil {
					return
				}
				fmt.Printf("\nkept p%d/%d\n", n, word)
				if h != nil {
					fmt.Printf("\nshown p%d/%d %s\n", n, word, h.Key)
					h.Settle(true)
				}
			}
		})
	}
	all.Wait()
}
