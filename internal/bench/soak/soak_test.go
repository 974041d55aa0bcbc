package main

import (
	"errors"
	"maps"
	"os"
	"slices"
	"testing"
	"time"

	"aktivering/internal/bench/soak/loopback"
)

// A short run on SQLite: the long ones are for the command.
func TestSoakSQLite(t *testing.T) {
	well(t, options{store: "sqlite", kills: 4, stops: 1, replicas: 1})
}

// The same on PostgreSQL, with two processes of which one is killed. What it had
// in hand is rescued within a minute and a half.
func TestSoakPostgreSQL(t *testing.T) {
	if testing.Short() {
		t.Skip("waits for River to rescue jobs")
	}
	well(t, options{store: "postgres", kills: 1, stops: 1, replicas: 2})
}

// A program that acknowledges too early is found out.
func TestSoakFails(t *testing.T) {
	o := options{store: "sqlite", kills: 4, replicas: 1, early: 50 * time.Millisecond}
	f := run(t, &o)
	if f.Lost == 0 || len(f.broken()) == 0 {
		t.Error("nothing was lost")
	}
}

func well(t *testing.T, o options) {
	t.Helper()
	f := run(t, &o)
	for _, what := range f.broken() {
		t.Error(what)
	}
	if f.Acknowledged != o.people*o.messages || f.Kills != o.kills || f.Delivered < f.Acknowledged {
		t.Errorf("%d messages were acknowledged, %d replies delivered, %d kills", f.Acknowledged, f.Delivered, f.Kills)
	}
}

func run(t *testing.T, o *options) findings {
	t.Helper()
	o.people, o.messages, o.flight = 12, 25, 3
	o.faults, o.echoes, o.pause, o.linger = 5, 5, 60*time.Millisecond, 4*time.Millisecond
	o.seed, o.limit = 7, 4*time.Minute
	f, err := soak(t.Context(), *o)
	if errors.Is(err, errNoServer) && os.Getenv("TEST_DATABASE_URL") == "" {
		t.Skip("no PostgreSQL at 127.0.0.1:5432, and TEST_DATABASE_URL names none")
	}
	if err != nil {
		t.Fatal(err)
	}
	f.print(t.Output())
	return f
}

// What the soak looks for is seen: a run in which all is well, and the same with
// one thing wrong.
func TestExamine(t *testing.T) {
	c, err := newCore()
	if err != nil {
		t.Fatal(err)
	}
	o := options{people: 2, messages: 3, flight: 2} // p0 waits for each answer, p1 says two things at a time
	start := time.Unix(1000, 0)
	good := record{options: o, said: make(map[message]saying), heard: make(map[int][]message), kills: []death{{1, start.Add(time.Hour)}}}
	for person := range o.people {
		var said []message
		for n := range o.messages {
			m := message{person, n}
			said = append(said, m)
			sent := start.Add(time.Duration(n) * time.Minute)
			good.said[m] = saying{sent, sent.Add(time.Second)}
		}
		good.heard[person] = said
		due, err := c.replies(t.Context(), said, nil)
		if err != nil {
			t.Fatal(err)
		}
		if len(due) <= o.messages {
			t.Fatalf("%d replies: none has more than one part", len(due))
		}
		for i, d := range due {
			began := start.Add(time.Duration(i) * time.Minute)
			good.attempts = append(good.attempts, attempt{
				Reply:     loopback.Reply{Key: name(person) + string(rune('a'+i)), Person: name(person), Turn: d.turn, Text: d.text, Process: 1},
				delivered: true, began: began, ended: began.Add(time.Second),
			})
		}
	}
	last := len(good.attempts) - 1
	again := good.attempts[last]
	again.Process, again.began, again.ended = 2, start.Add(2*time.Hour), start.Add(2*time.Hour)
	cases := []struct {
		name  string
		alter func(r *record)
		want  findings
	}{
		{"all is well", func(*record) {}, findings{}},
		{"lost", func(r *record) { r.attempts = r.attempts[:last] }, findings{Lost: 1}},
		{"not kept", func(r *record) { r.said[message{1, 3}] = saying{} }, findings{Lost: 1}},
		{"heard twice", func(r *record) {
			r.heard = map[int][]message{0: r.heard[0], 1: append(slices.Clone(r.heard[1]), message{1, 0})}
		}, findings{Doubled: 1, Lost: 1}},
		{"refused", func(r *record) { r.attempts[0].delivered = false }, findings{Refused: 1, Lost: 1}},
		{"out of order", func(r *record) {
			r.attempts[0].Reply, r.attempts[1].Reply = r.attempts[1].Reply, r.attempts[0].Reply
		}, findings{Disordered: 1}},
		{"the later one first", func(r *record) {
			a, b := r.said[message{1, 0}], r.said[message{1, 1}]
			r.said[message{1, 0}], r.said[message{1, 1}] = b, a
		}, findings{Disordered: 1}},
		{"repeated after a kill", func(r *record) { r.attempts = append(r.attempts, again) }, findings{Repeated: 1}},
		{"repeated without a kill", func(r *record) {
			r.attempts, r.kills = append(r.attempts, again), nil
		}, findings{Repeated: 1, Unexplained: 1}},
		{"repeated though it was not the last", func(r *record) {
			other := again
			other.Reply = r.attempts[last-1].Reply
			other.Process = 2
			r.attempts = append(r.attempts, other)
		}, findings{Repeated: 1, Unexplained: 1}},
		{"doubled", func(r *record) {
			other := again
			other.Key = "another"
			r.attempts = append(r.attempts, other)
		}, findings{Doubled: 1}},
		{"another's", func(r *record) { r.attempts[0].Person = "p9" }, findings{Mixed: 1, Lost: 1}},
		{"other words", func(r *record) { r.attempts[0].Text += "!" }, findings{Mixed: 1, Lost: 1}},
		{"two at a time", func(r *record) { r.attempts[0].ended = start.Add(90 * time.Second) }, findings{Together: 1}},
	}
	for _, test := range cases {
		t.Run(test.name, func(t *testing.T) {
			r := good
			r.attempts, r.said = slices.Clone(good.attempts), maps.Clone(good.said)
			test.alter(&r)
			f, err := c.examine(t.Context(), r)
			if err != nil {
				t.Fatal(err)
			}
			if !equal(f, test.want) {
				t.Errorf("got %+v, want %+v", f, test.want)
			}
			wrong := test.want
			wrong.Refused, wrong.Repeated = 0, 0
			if (len(f.broken()) > 0) != !equal(wrong, findings{}) {
				t.Errorf("broken promises: %q", f.broken())
			}
		})
	}
}

func equal(a, b findings) bool {
	return a.Refused == b.Refused && a.Repeated == b.Repeated && slices.Equal(a.broken(), b.broken())
}

func TestParse(t *testing.T) {
	for _, args := range [][]string{
		{"more"},
		{"-people", "0"},
		{"-messages", "5000"},
		{"-replicas", "2"},
		{"-kills", "x"},
	} {
		if _, err := parse(args); err == nil {
			t.Errorf("%v is taken", args)
		}
	}
	if _, err := parse([]string{"-store", "postgres", "-replicas", "2", "-kills", "3"}); err != nil {
		t.Error(err)
	}
}
