package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"time"
)

// death is the end of a process that was not asked.
type death struct {
	process int
	at      time.Time
}

// findings are what a run showed.
type findings struct {
	Acknowledged, Resent, Echoed int
	Kills, Stops                 int
	Refused, Delivered           int
	// Responded are those of the delivered ones that came with an acknowledgement.
	Responded int
	// Failed is how many replies were given up.
	Failed int
	// Lost is how many messages were acknowledged and not kept, and replies due to
	// one and never delivered.
	Lost int
	// Disordered came after a later one of the same conversation, or answer a
	// message before one that was acknowledged before it was sent.
	Disordered int
	// Mixed are not what the core replies to what the person said.
	Mixed int
	// Doubled were delivered once more under another key, or answer a message that
	// was heard twice.
	Doubled int
	// Together were sent while another of the same conversation was under way.
	Together int
	// Repeated were delivered once more under the same key, and Unexplained are
	// those of them that no kill explains.
	Repeated, Unexplained int
	// Took are the times from an acknowledgement to the delivery of the answer's
	// first part, and Back those from a kill to the next delivery, in order.
	Took, Back []time.Duration
}

// broken tells which promises were broken.
func (f findings) broken() []string {
	return told([]promise{
		{f.Failed, "replies were given up"},
		{f.Lost, "acknowledged messages or their replies were lost"},
		{f.Disordered, "replies came out of order"},
		{f.Mixed, "replies are not what the core says"},
		{f.Doubled, "messages were heard or answered twice under different keys"},
		{f.Together, "replies were sent while another of the conversation was under way"},
		{f.Unexplained, "replies were repeated that were not under way at a kill"},
	})
}

// promise is how often one was broken, and what that means.
type promise struct {
	n    int
	what string
}

// told tells of those that were broken.
func told(promises []promise) (list []string) {
	for _, p := range promises {
		if p.n != 0 {
			list = append(list, fmt.Sprintf("%d %s", p.n, p.what))
		}
	}
	return list
}

// patience is how long a person is content to wait for an answer.
const patience = 3 * time.Second

// late counts the answers that were not there in time.
func (f findings) late() int {
	first, _ := slices.BinarySearch(f.Took, patience+1)
	return len(f.Took) - first
}

// print writes the findings as a table.
func (f findings) print(w io.Writer) {
	table(w, []row{
		{"messages acknowledged", f.Acknowledged},
		{"sent again, not acknowledged before", f.Resent},
		{"delivered twice by the platform", f.Echoed},
		{"kills", f.Kills},
		{"orderly stops", f.Stops},
		{"sends refused by the platform", f.Refused},
		{"replies delivered", f.Delivered},
		{"of these with the acknowledgement", f.Responded},
		{"lost", f.Lost},
		{"out of order", f.Disordered},
		{"mixed up", f.Mixed},
		{"doubled, other key", f.Doubled},
		{"two at a time", f.Together},
		{"given up", f.Failed},
		{"repeated, same key", f.Repeated},
		{"of these not under way at a kill", f.Unexplained},
		{"acknowledged to delivered, median", quantile(f.Took, 50)},
		{"the same, p99", quantile(f.Took, 99)},
		{"the same, longest", quantile(f.Took, 100)},
		{"answers later than " + patience.String(), f.late()},
		{"kill to next delivery, median", quantile(f.Back, 50)},
		{"the same, longest", quantile(f.Back, 100)},
	})
}

// quantile is one of times in order.
func quantile(list []time.Duration, percent int) time.Duration {
	if len(list) == 0 {
		return 0
	}
	return list[min(len(list)*percent/100, len(list)-1)].Round(100 * time.Microsecond)
}

// row is one of a table.
type row struct {
	name  string
	value any
}

func table(w io.Writer, rows []row) {
	for _, r := range rows {
		_, _ = fmt.Fprintf(w, "| %-35s | %10v |\n", r.name, r.value) // a table on the screen
	}
}

// record is all that happened in a run.
type record struct {
	options
	said     map[message]saying
	heard    map[int][]message // of each person, in order
	attempts []attempt
	kills    []death
}

// examine compares what was delivered with what the core replies to what was
// acknowledged.
func (c core) examine(ctx context.Context, r record) (f findings, err error) {
	f.Acknowledged, f.Kills = len(r.said), len(r.kills)
	killed := make(map[int]time.Time)
	for _, k := range r.kills {
		killed[k.process] = k.at
	}
	of := make(map[string][]attempt)
	for _, a := range r.attempts {
		of[a.Person] = append(of[a.Person], a)
		if !a.delivered {
			f.Refused++
			continue
		}
		f.Delivered++
		if a.response {
			f.Responded++
		}
	}
	for person := range r.people {
		attempts := of[name(person)]
		f.together(attempts, killed)
		first := f.repeats(attempts, killed)
		due, err := c.replies(ctx, r.heard[person], r.said)
		if err != nil {
			return f, err
		}
		f.compare(first, due)
		f.answers(r, person, first)
		delete(of, name(person))
	}
	for _, strangers := range of {
		f.Mixed += len(strangers)
	}
	for _, k := range r.kills {
		next := slices.IndexFunc(r.attempts, func(a attempt) bool { return a.delivered && a.began.After(k.at) })
		if next >= 0 {
			f.Back = append(f.Back, r.attempts[next].began.Sub(k.at))
		}
	}
	slices.Sort(f.Took)
	slices.Sort(f.Back)
	return f, nil
}

// together counts the sendings of a conversation that began before the one before
// them had ended. That a process was killed ends what it sends.
func (f *findings) together(attempts []attempt, killed map[int]time.Time) {
	for i, a := range attempts[:max(len(attempts)-1, 0)] {
		next := attempts[i+1].began
		died, dead := killed[a.Process]
		if (a.ended.IsZero() || a.ended.After(next)) && (!dead || died.After(next)) {
			f.Together++
		}
	}
}

// repeats returns the first delivery of each key, and counts the others: what a
// process had delivered last in a conversation when it was killed may come once
// more.
func (f *findings) repeats(attempts []attempt, killed map[int]time.Time) (first []attempt) {
	last := make(map[string]attempt) // by key
	lastOf := make(map[int]string)   // by process: the key that it delivered last
	for _, a := range attempts {
		if a.delivered {
			lastOf[a.Process] = a.Key
		}
	}
	for _, a := range attempts {
		if !a.delivered {
			continue
		}
		before, again := last[a.Key]
		last[a.Key] = a
		if !again {
			first = append(first, a)
			continue
		}
		f.Repeated++
		if _, dead := killed[before.Process]; !dead || lastOf[before.Process] != a.Key || before.Process == a.Process {
			f.Unexplained++
		}
	}
	return first
}

// compare counts what differs between the replies that were delivered to a person
// and those that were due.
func (f *findings) compare(first []attempt, due []reply) {
	places := make(map[reply][]int)
	for i, d := range due {
		places[d] = append(places[d], i)
	}
	last, found := -1, 0
	for _, a := range first {
		d := reply{a.Turn, a.Text}
		at, wanted := places[d]
		switch {
		case !wanted:
			f.Mixed++
			continue
		case len(at) == 0:
			f.Doubled++
			continue
		}
		places[d] = at[1:]
		found++
		if at[0] < last {
			f.Disordered++
		}
		last = max(last, at[0])
	}
	f.Lost += len(due) - found
}

// answers measures when the messages of a person were answered, and whether all
// were heard once and in an order that can be: not before one that had been
// acknowledged before it was sent.
func (f *findings) answers(r record, person int, first []attempt) {
	at := make(map[int]time.Time) // by turn
	for _, a := range first {
		if _, ok := at[a.Turn]; !ok {
			at[a.Turn] = a.began
		}
	}
	heard := make(map[message]bool)
	var sent time.Time // the latest of those before
	for i, m := range r.heard[person] {
		if heard[m] {
			f.Doubled++
			continue
		}
		heard[m] = true
		said, acknowledged := r.said[m]
		if !acknowledged {
			continue // the run was broken off
		}
		if answered, ok := at[i+1]; ok {
			f.Took = append(f.Took, max(answered.Sub(said.acked), 0))
		}
		if said.acked.Before(sent) {
			f.Disordered++
		}
		if said.sent.After(sent) {
			sent = said.sent
		}
	}
	for m := range r.said {
		if m.person == person && !heard[m] {
			f.Lost++
		}
	}
}
