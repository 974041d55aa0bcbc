package main

import (
	"errors"
	"os"
	"slices"
	"testing"
	"time"

	"aktivering/bot"
	"aktivering/internal/bench/soak/loopback"
)

func casesRun(t *testing.T, o options) verdict {
	t.Helper()
	o.faults, o.echoes, o.pause, o.linger = 5, 5, 20*time.Millisecond, 4*time.Millisecond
	o.seed, o.limit, o.atOnce, o.replicas = 5, 4*time.Minute, 30, 1
	v, err := handoffs(t.Context(), o)
	if errors.Is(err, errNoServer) && os.Getenv("TEST_DATABASE_URL") == "" {
		t.Skip("no PostgreSQL at 127.0.0.1:5432, and TEST_DATABASE_URL names none")
	}
	if err != nil {
		t.Fatal(err)
	}
	v.print(t.Output())
	return v
}

// A short run on SQLite: the long ones are for the command.
func TestCasesSQLite(t *testing.T) {
	v := casesRun(t, options{store: "sqlite", cases: 60, kills: 4, stops: 1})
	for _, what := range v.broken() {
		t.Error(what)
	}
	if v.Kills != 4 || v.Acknowledged < 60*minEvents {
		t.Errorf("%d events, %d kills", v.Acknowledged, v.Kills)
	}
}

// The same on PostgreSQL, where a kill may hold up a case for a minute and a half.
func TestCasesPostgreSQL(t *testing.T) {
	if testing.Short() {
		t.Skip("waits for River to rescue jobs")
	}
	v := casesRun(t, options{store: "postgres", cases: 20, kills: 1, stops: 1})
	for _, what := range v.broken() {
		t.Error(what)
	}
}

// A program that acknowledges too early is found out.
func TestCasesFail(t *testing.T) {
	v := casesRun(t, options{store: "sqlite", cases: 30, kills: 4, early: 50 * time.Millisecond, inVain: 10 * time.Second})
	if v.Lost == 0 || len(v.broken()) == 0 {
		t.Error("nothing was lost")
	}
}

// What is looked for is seen: a handoff in which all is well, and the same with one
// thing wrong.
func TestJudge(t *testing.T) {
	start := time.Unix(1000, 0)
	at := func(n int) time.Time { return start.Add(time.Duration(n) * time.Second) }
	first := &word{text: "ordp0n0e", person: "p0", kind: said, acked: at(0)}
	help := &word{text: "ordp0n1e", person: "p0", kind: answer, n: 1, acked: at(5), gone: true}
	more := &word{text: "ordp0n2e", person: "p0", kind: answer, n: 2, acked: at(6)}
	better := &word{text: "ordp0n3e", person: "p0", kind: answer, n: 3, acked: at(7), instead: help}
	internal := &word{text: "ordp0n4e", person: "p0", kind: note, n: 4, acked: at(5)}
	words := map[string]*word{}
	for _, w := range []*word{first, help, more, better, internal} {
		words[w.text] = w
	}
	sees := func(n int, room bot.Platform, thread, key, text string) sight {
		return sight{
			Shown: loopback.Shown{Room: room, Key: key, Channel: "p0", Thread: thread, Text: text, Process: 1},
			id:    bot.MessageID(key), shown: true, began: at(n), person: "p0",
		}
	}
	changed := sees(9, loopback.Persons, "", "k5", "a1 (brukerstøtte): ordp0n3e")
	changed.id, changed.Edits = "k3", "k3"
	good := []sight{
		sees(1, loopback.Desk, "", "k0", "Ny sak #1 · p0 · Chat"),
		sees(2, loopback.Desk, "k0", "k1", "p0 (spør): ordp0n0e"),
		sees(3, loopback.Desk, "k0", "k2", "a1 har tatt saken."),
		sees(3, loopback.Persons, "", "k2p", "a1 har tatt saken din og svarer deg her."),
		sees(4, loopback.Desk, "k0", "k2d", "a1 har saken. [1] Ta over"),
		sees(6, loopback.Persons, "", "k3", "a1 (brukerstøtte): ordp0n1e"),
		sees(8, loopback.Persons, "", "k4", "a1 (brukerstøtte): ordp0n2e"),
		changed,
	}
	again := sees(10, loopback.Persons, "", "k4", "a1 (brukerstøtte): ordp0n2e")
	again.Process = 2
	other := again
	other.Key = "k9"
	for _, test := range []struct {
		name  string
		alter func(list []sight) []sight
		kills []death
		want  verdict
	}{
		{"all is well", func(l []sight) []sight { return l }, nil, verdict{}},
		{"lost", func(l []sight) []sight { return slices.Delete(l, 1, 2) }, nil, verdict{Lost: 1}},
		{"refused", func(l []sight) []sight { l[1].shown = false; return l }, nil, verdict{Lost: 1}},
		{"not changed", func(l []sight) []sight { return l[:7] }, nil, verdict{Lost: 1}},
		{"changed before it was sent", func(l []sight) []sight { l[7].Edits, l[7].id = "", "k5"; return slices.Delete(l, 5, 6) }, nil, verdict{}},
		{"an earlier version's relay", func(l []sight) []sight { l[1].Text = "p0: ordp0n0e"; return l }, nil, verdict{}},
		{"changed elsewhere", func(l []sight) []sight { l[7].id = "k8"; return l }, nil, verdict{Stale: 1}},
		{"out of order", func(l []sight) []sight { l[5].began = at(20); return l }, nil, verdict{Disordered: 1}},
		{"leaked", func(l []sight) []sight { return append(l, sees(9, loopback.Persons, "", "k9", "ordp0n4e")) }, nil, verdict{Leaked: 1, Spoken: 1}},
		{"two owners", func(l []sight) []sight { return append(l, sees(9, loopback.Desk, "k0", "k9", "a2 har tatt saken.")) }, nil, verdict{Owners: 1}},
		{"nobody told", func(l []sight) []sight { return slices.Delete(l, 4, 5) }, nil, verdict{Untold: 1}},
		{"the bot speaks", func(l []sight) []sight { return append(l, sees(9, loopback.Persons, "", "k9", "Windows fant ingen")) }, nil, verdict{Spoken: 1}},
		{"doubled", func(l []sight) []sight { return append(l, other) }, nil, verdict{Doubled: 1}},
		{"repeated after a kill", func(l []sight) []sight { return append(l, again) }, []death{{1, at(9)}}, verdict{}},
		{"repeated for no reason", func(l []sight) []sight { return append(l, again) }, nil, verdict{Unexplained: 1}},
	} {
		t.Run(test.name, func(t *testing.T) {
			h := &helpdesk{options: options{cases: 1}, words: words, visits: []visit{{owned: at(3)}}}
			got := h.judge(test.alter(slices.Clone(good)), test.kills)
			if !slices.Equal(got.broken(), test.want.broken()) {
				t.Errorf("got %q, want %q", got.broken(), test.want.broken())
			}
		})
	}
}
