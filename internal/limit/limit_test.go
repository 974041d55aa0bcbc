package limit

import (
	"context"
	"fmt"
	"testing"
	"time"

	"aktivering/bot"
	"aktivering/bot/event"
	"aktivering/bot/outcome"
)

// said is what a person writes in a channel, meant for the bot.
func said(person, channel string) event.Inbound {
	return event.Inbound{At: time.Unix(1_000_000, 0), From: bot.Address{Platform: "p", Channel: channel}, Person: event.Person{ID: person}, Event: event.Message{Text: "hei", Addressed: true}}
}

// count has an event happen so many times, and counts what it is held to.
func count(n *Limiter, in event.Inbound, times int) map[event.Limit]int {
	counts := make(map[event.Limit]int)
	for range times {
		l := n.Limit(in)
		in.Limited = l
		d := bot.Decision{}
		if l != event.LimitNone {
			d.Outcome.Kind = outcome.Limited
		}
		n.Observe(context.Background(), in, d)
		counts[l]++
	}
	return counts
}

// after is an event that happens later.
func after(d time.Duration, in event.Inbound) event.Inbound {
	in.At = in.At.Add(d)
	return in
}

func want(t *testing.T, what string, got, want map[event.Limit]int) {
	t.Helper()
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("%s: %v, want %v", what, got, want)
	}
}

// A person is told once in a burst, and again in the next one.
func TestPerson(t *testing.T) {
	n := New(Limits{Person: 30})
	want(t, "the burst", count(n, said("a", "c"), 100), map[event.Limit]int{event.LimitNone: 30, event.LimitPerson: 1, event.LimitSilent: 69})
	want(t, "another person", count(n, said("b", "c"), 20), map[event.Limit]int{event.LimitNone: 20})
	want(t, "after a moment", count(n, after(2*time.Second, said("a", "c")), 3), map[event.Limit]int{event.LimitNone: 1, event.LimitSilent: 2})
	want(t, "the next burst", count(n, after(time.Hour, said("a", "c")), 35), map[event.Limit]int{event.LimitNone: 30, event.LimitPerson: 1, event.LimitSilent: 4})
}

// What could not be saved comes again, and is counted once; what was written in the course of an hour
// is counted as such, also where all of it comes at once.
func TestOutage(t *testing.T) {
	n := New(Limits{Person: 2, Channel: 2})
	for range 100 {
		if l := n.Limit(said("a", "c")); l != event.LimitNone {
			t.Fatalf("what was not saved counts: %q", l)
		}
	}
	for i := range 100 {
		want(t, "a message a minute", count(n, after(time.Duration(i)*time.Minute, said("a", "c")), 1), map[event.Limit]int{event.LimitNone: 1})
	}
}

// Everybody whose words are not answered because of the others in a channel is told.
func TestChannel(t *testing.T) {
	n := New(Limits{Person: 20, Channel: 30})
	for _, person := range []string{"a", "b"} {
		want(t, person, count(n, said(person, "c"), 15), map[event.Limit]int{event.LimitNone: 15})
	}
	for _, person := range []string{"a", "b", "d"} {
		want(t, person, count(n, said(person, "c"), 3), map[event.Limit]int{event.LimitChannel: 1, event.LimitSilent: 2})
	}
	want(t, "another channel", count(n, said("d", "e"), 3), map[event.Limit]int{event.LimitNone: 3})
	unasked := said("e", "c")
	unasked.Event = event.Message{Text: "hei"}
	want(t, "what is not meant for the bot", count(n, unasked, 20), map[event.Limit]int{event.LimitNone: 20})
	want(t, "more of that", count(n, unasked, 2), map[event.Limit]int{event.LimitSilent: 2})
}

// Agents, removals and what nothing is kept of are held to nothing, nor is anything without limits.
func TestNoLimit(t *testing.T) {
	n := New(Limits{Person: 1, Channel: 1})
	for _, ev := range []event.Event{event.AgentAction{}, event.MessageDeleted{}, event.Typing{}, event.TimerFired{}} {
		in := said("a", "c")
		in.Event = ev
		want(t, fmt.Sprintf("%T", ev), count(n, in, 5), map[event.Limit]int{event.LimitNone: 5})
	}
	want(t, "nobody", count(n, said("", "c"), 5), map[event.Limit]int{event.LimitNone: 5})
	n = New(Limits{})
	want(t, "without limits", count(n, said("a", "c"), 1000), map[event.Limit]int{event.LimitNone: 1000})
	want(t, "no limiter", count((*Limiter)(nil), said("a", "c"), 5), map[event.Limit]int{event.LimitNone: 5})
}

// Who was not told, as their case is open, is told when it is not any more.
func TestNotTold(t *testing.T) {
	n := New(Limits{Person: 1})
	count(n, said("a", "c"), 1)
	for range 3 {
		in := said("a", "c")
		in.Limited = n.Limit(in)
		if in.Limited != event.LimitPerson {
			t.Fatalf("held to %q", in.Limited)
		}
		n.Observe(t.Context(), in, bot.Decision{Outcome: bot.Outcome{Kind: outcome.CaseMessage}})
	}
	want(t, "then", count(n, said("a", "c"), 2), map[event.Limit]int{event.LimitPerson: 1, event.LimitSilent: 1})
}

// However many people there are, a bounded number is known.
func TestMemoryIsBounded(t *testing.T) {
	n := New(Limits{Person: 1, Channel: 1})
	for i := range 3 * maxKnown {
		count(n, said(fmt.Sprint("p", i), fmt.Sprint("c", i)), 1)
	}
	if n.people.Len() != maxKnown || n.channels.Len() != maxKnown {
		t.Errorf("%d people and %d channels are known, want %d", n.people.Len(), n.channels.Len(), maxKnown)
	}
}
