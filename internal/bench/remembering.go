package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	"aktivering/bot/desk"
	"aktivering/bot/dialogue"
	"aktivering/bot/engine"
	"aktivering/bot/event"
	"aktivering/bot/match"
	"aktivering/bot/port"
	"aktivering/internal/store"
	"aktivering/knowledge"
)

// How much is measured.
const (
	rushPeople = 32
	rushSpan   = 8 * time.Second
	// rushTurns is how many turns a conversation has before its person begins
	// another one.
	rushTurns = 10
	// steadyRate is how many turns a second make a busy day, and no rush.
	steadyRate  = 200
	strollTurns = 2000
)

// haste is how people talk while turns are measured.
type haste struct {
	name string
	// delivered tells that the replies are delivered meanwhile.
	delivered bool
	// responded tells that a reply is shown in the response to its message where the store
	// hands it over; the others are delivered.
	responded bool
	// every is how much time each person lets pass between two messages; 0 is none
	// but that of their turn.
	every time.Duration
}

var hastes = []haste{
	{"as fast as can be, replies wait", false, false, 0},
	{"as fast as can be, replies delivered", true, false, 0},
	{"as fast as can be, replies in responses", true, true, 0},
	{fmt.Sprintf("%d a second, replies delivered", steadyRate), true, false, rushPeople * time.Second / steadyRate},
}

// compareTurns measures what it costs to remember.
func compareTurns(ctx context.Context, r *report, o options, kb *knowledge.Base) error {
	r.line("\n## Turns\n\n%d people at a time, %s; times in milliseconds, and of processors in microseconds a turn", rushPeople, rushSpan)
	var rows [][]string
	for _, h := range hastes {
		err := eachDatabase(ctx, o.server, func(d database) error {
			t, err := rushed(ctx, d, kb, h, rushSpan)
			row := []string{
				d.name + ", " + h.name, grouped(int64(float64(len(t.kept)) / t.took.Seconds())),
				millis(quantile(t.kept, 50)), millis(quantile(t.kept, 99)), "", "", t.each(t.program), t.each(t.server),
			}
			if h.delivered {
				row[4], row[5] = millis(quantile(t.sent, 50)), millis(quantile(t.sent, 99))
			}
			rows = append(rows, row)
			return err
		})
		if err != nil {
			return err
		}
	}
	r.table([]string{"store", "turns a second", "kept, median", "p99", "then sent, median", "p99", "program µs", "server µs"}, rows)
	return r.err
}

// turns is what many turns took.
type turns struct {
	took time.Duration
	kept []time.Duration // from the message's coming until its turn is kept
	sent []time.Duration // from there until the adapter is asked to send the reply
	// program and server are the time of processors that this process took, and the processes
	// of a PostgreSQL server on this machine that served it; 0 where that is not known.
	program, server time.Duration
}

// each is a time of processors for each turn, in microseconds; empty where it is not known.
func (t *turns) each(of time.Duration) string {
	if of == 0 || len(t.kept) == 0 {
		return ""
	}
	return micros(of / time.Duration(len(t.kept)))
}

func rushed(ctx context.Context, d database, kb *knowledge.Base, h haste, span time.Duration) (t turns, err error) {
	s, err := d.open(ctx)
	if err != nil {
		return t, err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	began := spent("self")
	if t, err = rush(ctx, s, kb, h, span); err != nil {
		return t, err
	}
	t.program = spent("self") - began
	t.server, err = d.served(ctx)
	return t, err
}

// exchange is one message and its reply.
type exchange struct{ asked, kept, sent time.Time }

// rush lets people talk at the same time, each waiting for nothing but their own
// turn to be kept.
func rush(ctx context.Context, s store.Store, kb *knowledge.Base, h haste, span time.Duration) (t turns, err error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	type place struct {
		channel string
		turn    int
	}
	var mu sync.Mutex
	exchanges := make(map[place]exchange)
	note := func(channel string, turn int, change func(*exchange)) {
		mu.Lock()
		defer mu.Unlock()
		e := exchanges[place{channel, turn}]
		change(&e)
		exchanges[place{channel, turn}] = e
	}
	eng := engine.New(desk.Manager{Manager: dialogue.Manager{Knowledge: kb, Matcher: match.New(kb)}}, s, quietly{func(out port.Outbound) {
		now := time.Now()
		note(out.To.Channel, out.Reply.Turn, func(e *exchange) { e.sent = now })
	}})
	delivering := make(chan error, 1)
	if h.delivered {
		go func() { delivering <- s.Run(ctx, eng) }()
	} else {
		delivering <- nil
	}
	var all sync.WaitGroup
	errs := make(chan error, rushPeople)
	start := time.Now()
	for p := range rushPeople {
		all.Go(func() {
			next := start.Add(h.every * time.Duration(p) / rushPeople)
			for n := 0; time.Since(start) < span; n++ {
				time.Sleep(time.Until(next))
				next = next.Add(h.every)
				person := fmt.Sprintf("rush%d-%d", p, n/rushTurns)
				asked := time.Now()
				shown, err := h.tell(ctx, eng, saying(person, "rush", n))
				if err != nil {
					errs <- err
					return
				}
				kept := time.Now()
				if shown {
					note(person, n%rushTurns+1, func(e *exchange) { e.sent = kept })
				}
				note(person, n%rushTurns+1, func(e *exchange) { e.asked, e.kept = asked, kept })
			}
		})
	}
	all.Wait()
	t.took = time.Since(start)
	close(errs)
	err = <-errs
	if h.delivered {
		err = errors.Join(err, s.Drain(ctx))
	}
	cancel()
	err = errors.Join(err, <-delivering)
	for _, e := range exchanges {
		if e.kept.IsZero() {
			continue
		}
		t.kept = append(t.kept, e.kept.Sub(e.asked))
		if !e.sent.IsZero() {
			t.sent = append(t.sent, max(e.sent.Sub(e.kept), 0))
		}
	}
	return t, err
}

// tell lets the engine take a message in. It reports whether the reply was shown in the response.
func (h haste) tell(ctx context.Context, eng *engine.Engine, in event.Inbound) (shown bool, err error) {
	if !h.responded {
		return false, eng.Handle(ctx, in)
	}
	response, err := eng.Respond(ctx, in)
	if response == nil {
		return false, err
	}
	response.Written(true)
	return true, nil
}

// compareFill measures a turn with few and with many conversations.
func compareFill(ctx context.Context, r *report, o options, kb *knowledge.Base) error {
	r.line("\n## Many conversations\n\n%d turns of conversations here and there, one at a time; times in milliseconds", strollTurns)
	var rows [][]string
	for _, count := range o.conversations {
		err := eachDatabase(ctx, o.server, func(d database) error {
			f, err := strolled(ctx, d, kb, count, strollTurns)
			rows = append(rows, []string{
				d.name, grouped(int64(count)), fmt.Sprintf("%.0f", f.filled.Seconds()), millis(f.opened),
				millis(quantile(f.kept, 50)), millis(quantile(f.kept, 99)),
			})
			return err
		})
		if err != nil {
			return err
		}
	}
	r.table([]string{"store", "conversations", "filled in s", "opened", "kept, median", "p99"}, rows)
	return r.err
}

// full is what was measured in a filled database.
type full struct {
	filled, opened time.Duration
	kept           []time.Duration
}

func strolled(ctx context.Context, d database, kb *knowledge.Base, count, turns int) (f full, err error) {
	mind := desk.Manager{Manager: dialogue.Manager{Knowledge: kb, Matcher: match.New(kb)}}
	if err := d.pattern(ctx, mind); err != nil {
		return f, err
	}
	start := time.Now()
	if err := d.fill(ctx, count); err != nil {
		return f, err
	}
	f.filled = time.Since(start)
	start = time.Now()
	s, err := d.open(ctx)
	if err != nil {
		return f, err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	if _, err := s.Counts(ctx); err != nil { // as serve does
		return f, err
	}
	f.opened = time.Since(start)
	eng := engine.New(mind, s, quietly{func(port.Outbound) {}})
	random := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // no secret
	warm := turns / 10
	for n := range warm + turns {
		in := saying(fmt.Sprintf("c%d", 1+random.IntN(count)), "stroll", n)
		start := time.Now()
		if err := eng.Handle(ctx, in); err != nil {
			return f, err
		}
		if n >= warm {
			f.kept = append(f.kept, time.Since(start))
		}
	}
	return f, nil
}

// pattern makes the conversations that fill copies.
func (d database) pattern(ctx context.Context, mind desk.Manager) (err error) {
	s, err := d.open(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	eng := engine.New(mind, s, quietly{func(port.Outbound) {}})
	for p := range patterns {
		for n := range 1 + p%8 {
			if err := eng.Handle(ctx, saying(fmt.Sprintf("t%d", p), "fill", p+n)); err != nil {
				return err
			}
		}
	}
	return nil
}
