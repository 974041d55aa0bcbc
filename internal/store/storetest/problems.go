package storetest

import (
	"strings"
	"testing"
	"time"

	"aktivering/bot"
	"aktivering/bot/event"
	"aktivering/bot/port"
	"aktivering/internal/store"
)

// came makes a turn in which somebody comes with subjects; at is how long after noon.
func came(t *testing.T, s store.Store, ref bot.Ref, at time.Duration, desk string, subjects ...string) {
	t.Helper()
	in := event.Inbound{At: noon.Add(at), From: ref.Address, Person: event.Person{ID: ref.Person}, Event: event.Message{Text: "?"}}
	_, err := s.Turn(t.Context(), in, func(c bot.Conversation) bot.Decision {
		entry := in.Entry(c)
		c.Turn++
		return bot.Decision{Conversation: c, Entry: entry, Reports: bot.Reports{Desk: desk, Subjects: subjects}}
	})
	if err != nil {
		t.Fatal(err)
	}
}

// people are those of a list, in its order, and fails where the list is in none.
func people(t *testing.T, list []port.Concerned, err error) string {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for i, c := range list {
		if i > 0 && c.ID <= list[i-1].ID {
			t.Errorf("%d comes after %d", c.ID, list[i-1].ID)
		}
		names = append(names, c.Of.Person)
	}
	return strings.Join(names, " ")
}

// testReports holds that those who came with a subject are found and counted, by the time and
// the desk.
func testReports(t *testing.T, b *bench) {
	s := b.open()
	const code, other = "0xC004F074", "kms"
	minute := time.Minute
	came(t, s, named("a"), 0, "", code, other)
	came(t, s, named("b"), 10*minute, "", code)
	came(t, s, named("c"), 20*minute, "", other)
	came(t, s, named("d"), 20*minute, "north", code)
	came(t, s, named("e"), 30*minute, "", code)
	came(t, s, named("b"), 40*minute, "", code) // again
	came(t, s, named("b"), 5*minute, "")        // and something else
	came(t, s, named("e"), 10*minute, "", code) // delivered late
	elsewhere := named("b")
	elsewhere.Address.Thread = "another"
	came(t, s, elsewhere, 40*minute, "", code)
	for _, s := range []store.Store{s, b.open()} {
		for _, c := range []struct {
			desk, subject string
			since         time.Duration
			want          string
			count         int
		}{
			{"", code, 0, "a b e b", 3},
			{"", code, minute, "b e b", 2},
			{"", code, 30 * minute, "b e b", 2},
			{"", code, 31 * minute, "b b", 1},
			{"", code, 41 * minute, "", 0},
			{"", other, 0, "a c", 2},
			{"north", code, 0, "d", 1},
			{"south", code, 0, "", 0},
			{"", "0xC004F213", 0, "", 0},
		} {
			since := noon.Add(c.since)
			list, err := s.Reporters(t.Context(), c.desk, c.subject, since, 0, 100)
			if got := people(t, list, err); got != c.want {
				t.Errorf("%q %s since %s: %q, want %q", c.desk, c.subject, c.since, got, c.want)
			}
			if n, err := s.CountReporters(t.Context(), c.desk, c.subject, since, 100); err != nil || n != c.count {
				t.Errorf("%q %s since %s: %d people, %v; want %d", c.desk, c.subject, c.since, n, err, c.count)
			}
		}
		if n, err := s.CountReporters(t.Context(), "", code, noon, 2); err != nil || n != 2 {
			t.Errorf("%d of at most 2, %v", n, err)
		}
		first, err := s.Reporters(t.Context(), "", code, noon, 0, 2)
		if got := people(t, first, err); got != "a b" {
			t.Fatalf("the first page is %q", got)
		}
		rest, err := s.Reporters(t.Context(), "", code, noon, first[1].ID, 100)
		if got := people(t, rest, err); got != "e b" {
			t.Errorf("the next page is %q", got)
		}
		if rest[0].Of != named("e") || rest[1].Of != elsewhere {
			t.Errorf("the conversations are %+v", rest)
		}
	}
}

// testConcerned holds that those are found who are to be told of a problem still.
func testConcerned(t *testing.T, b *bench) {
	s := b.open()
	knows := func(ref bot.Ref, known ...bot.Known) {
		t.Helper()
		in := event.Inbound{At: noon, From: ref.Address, Person: event.Person{ID: ref.Person}, Event: event.Message{Text: "?"}}
		_, err := s.Turn(t.Context(), in, func(c bot.Conversation) bot.Decision {
			entry := in.Entry(c)
			c.Turn++
			c.Known = known
			return bot.Decision{Conversation: c, Entry: entry}
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	one, two := bot.Known{ID: "/1/x", Number: 1}, bot.Known{ID: "/2/x", Number: 2}
	over := one
	over.Over = true
	are := func(want1, want2 string) {
		t.Helper()
		for _, s := range []store.Store{s, b.open()} {
			for id, want := range map[string]string{one.ID: want1, two.ID: want2, "/3/x": ""} {
				list, err := s.Concerned(t.Context(), id, 0, 100)
				if got := people(t, list, err); got != want {
					t.Errorf("%s concerns %q, want %q", id, got, want)
				}
			}
		}
	}
	knows(named("a"), one)
	knows(named("b"), one, two)
	knows(named("c"), over) // from the beginning
	knows(named("d"), two)
	are("a b", "b d")
	knows(named("b"), over, two)
	knows(named("d")) // there was no room for it
	are("a", "b")
	knows(named("a"), one) // it changes nothing
	are("a", "b")
	page, err := s.Concerned(t.Context(), one.ID, 0, 1)
	if got := people(t, page, err); got != "a" {
		t.Errorf("a page of one has %q", got)
	}
	if rest, err := s.Concerned(t.Context(), one.ID, page[0].ID, 1); err != nil || len(rest) > 0 {
		t.Errorf("after all others come %v, %v", rest, err)
	}
}

// testProblemsErased holds that what somebody came with goes with the conversation.
func testProblemsErased(t *testing.T, b *bench) {
	s := b.open()
	came(t, s, named("p"), 0, "", "0xC004F074")
	came(t, s, named("q"), 0, "", "0xC004F074")
	need[SQL](b).Exec(t, `DELETE FROM conversations WHERE person = 'p'`)
	list, err := s.Reporters(t.Context(), "", "0xC004F074", noon, 0, 100)
	if got := people(t, list, err); got != "q" {
		t.Errorf("after p is deleted there are %q", got)
	}
}
