package storetest

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"aktivering/bot"
	"aktivering/bot/caselist"
	"aktivering/bot/event"
	"aktivering/bot/pick"
	"aktivering/internal/store"
	"aktivering/knowledge"
)

// happens makes one turn of an event at a time, which may change the conversation.
func happens(t *testing.T, s store.Store, ref bot.Ref, at time.Time, ev event.Event, change func(*bot.Conversation)) {
	t.Helper()
	in := event.Inbound{At: at, From: ref.Address, Person: event.Person{ID: ref.Person}, Event: ev}
	err := Decide(t.Context(), s, in, func(c bot.Conversation) (bot.Conversation, []bot.Effect) {
		c = c.Clone()
		c.Turn++
		if change != nil {
			change(&c)
		}
		return c, nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// list returns all cases of a filter, and fails unless each page but the last is full.
func list(t *testing.T, s store.Store, f caselist.Filter, size int) []caselist.Summary {
	t.Helper()
	var all []caselist.Summary
	for p := (caselist.Page{Size: size}); ; {
		cases, next, err := s.ListCases(t.Context(), f, p)
		if err != nil {
			t.Fatalf("ListCases %+v: %v", f, err)
		}
		all = append(all, cases...)
		if next == "" {
			return all
		}
		if len(cases) != p.Limit() {
			t.Fatalf("a page of %d has %d cases, and is not the last", p.Limit(), len(cases))
		}
		p.After = next
	}
}

func numbersOf(cases []caselist.Summary) []int {
	var numbers []int
	for _, c := range cases {
		numbers = append(numbers, c.Number)
	}
	return numbers
}

func testListed(t *testing.T, b *bench) {
	s := b.open()
	ref := bot.Ref{Address: bot.Address{Platform: "test", Space: "s", Channel: "c", Thread: "t"}, Person: "p"}
	desk := bot.Address{Platform: "desk", Space: "w", Channel: "d", Thread: "1"}
	at := func(minutes int) time.Time { return noon.Add(time.Duration(minutes) * time.Minute) }
	want := caselist.Summary{Ref: ref, Opened: 2, State: bot.CaseQueued, Name: "Kari Ås", Language: "nn", Codes: []knowledge.Code{0xC004F213, 5}, Article: "0xC004F213", OpenedAt: at(1), QueuedAt: at(1), LastPersonAt: at(1)}
	check := func() {
		t.Helper()
		got, next, err := s.ListCases(t.Context(), caselist.Filter{}, caselist.Page{})
		if err != nil || next != "" || len(got) != 1 {
			t.Fatalf("got %+v, %q, %v", got, next, err)
		}
		want.Number = got[0].Number
		if !reflect.DeepEqual(got[0], want) {
			t.Fatalf("got  %+v\nwant %+v", got[0], want)
		}
	}
	if got := list(t, s, caselist.Filter{}, 0); len(got) > 0 {
		t.Errorf("there is %+v", got)
	}
	happens(t, s, ref, at(0), event.Message{Text: "hei"}, nil)
	happens(t, s, ref, at(1), event.Message{Text: "et menneske"}, func(c *bot.Conversation) {
		c.Name, c.Language = want.Name, want.Language
		c.Now.Trail, c.Now.Article = want.Codes, want.Article
		c.Case = &bot.Case{State: bot.CaseQueued, Opened: c.Turn, QueuedAt: at(1), LastPersonAt: at(1)}
	})
	check()
	if n, err := s.CaseNumber(t.Context(), ref, 2); err != nil || n != want.Number {
		t.Errorf("number %d, want %d, %v", want.Number, n, err)
	}
	happens(t, s, ref, at(2), event.CardPosted{}, func(c *bot.Conversation) { c.Case.Thread, c.Case.Number, c.Case.Desk = desk, want.Number, "it" })
	want.Thread, want.Desk = desk, "it"
	check()
	happens(t, s, ref, at(3), event.AgentAction{Act: bot.ActClaim, Agent: bot.Agent{ID: "B", Name: "Bente"}}, func(c *bot.Conversation) {
		c.Case.State, c.Case.Agent = bot.CaseClaimed, bot.Agent{ID: "B", Name: "Bente"}
	})
	want.State, want.Agent = bot.CaseClaimed, bot.Agent{ID: "B", Name: "Bente"}
	check()
	happens(t, s, ref, at(4), event.AgentAction{Act: bot.ActAnswer, Agent: want.Agent, Text: "svar"}, func(c *bot.Conversation) { c.Case.LastAgentAt = at(4) })
	happens(t, s, ref, at(5), event.Message{Text: "takk"}, func(c *bot.Conversation) { c.Case.LastPersonAt = at(5) })
	want.LastAgentAt, want.LastPersonAt = at(4), at(5)
	check()
	happens(t, s, ref, at(6), event.Message{Text: "0x80070005"}, func(c *bot.Conversation) {
		c.Now.Trail, c.Now.Article, c.Language = []knowledge.Code{5, 0x80070005}, "", "en"
	})
	want.Codes, want.Article, want.Language = []knowledge.Code{5, 0x80070005}, "", "en"
	check()
	happens(t, s, ref, at(7), event.AgentAction{Act: bot.ActClose, Agent: want.Agent}, func(c *bot.Conversation) {
		c.Case.State, c.Case.Closed, c.Case.Closing = bot.CaseClosed, at(7), bot.ClosedByAgent
	})
	want.State, want.ClosedAt, want.Closing = bot.CaseClosed, at(7), bot.ClosedByAgent
	check()
	// What comes after the end is not about the case.
	happens(t, s, ref, at(8), event.Message{Text: "0x7"}, func(c *bot.Conversation) {
		c.Case.MovedOn = true
		c.Now.Trail, c.Now.Article, c.Language = []knowledge.Code{7}, "seven", "nb"
	})
	check()
	for _, code := range []knowledge.Code{5, 0x80070005, 7, 0xC004F213} {
		if got := list(t, s, caselist.Filter{Code: code}, 0); (len(got) == 1) != slices.Contains(want.Codes, code) {
			t.Errorf("with the code %s: %+v", code, got)
		}
	}
	// It is opened again, in the queue.
	happens(t, s, ref, at(9), event.ChoicePicked{Choice: pick.Reopen}, func(c *bot.Conversation) {
		c.Case.Reopen()
		c.Case.State, c.Case.Agent, c.Case.QueuedAt = bot.CaseQueued, bot.Agent{}, at(9)
	})
	want.State, want.Agent, want.QueuedAt, want.ClosedAt, want.Closing = bot.CaseQueued, bot.Agent{}, at(9), time.Time{}, ""
	want.Codes, want.Article, want.Language = []knowledge.Code{7}, "seven", "nb"
	check()
}

// manyCases makes cases of all kinds, and returns them as a list shows them, in the order in
// which they were made. Several were opened at the same time.
func manyCases(t *testing.T, s store.Store, r *rand.Rand, n int) []caselist.Summary {
	t.Helper()
	oneOf := func(list ...string) string { return list[r.IntN(len(list))] }
	var made []caselist.Summary
	for i := range n {
		at := noon.Add(-time.Duration(r.IntN(n/2)) * time.Minute)
		ref := bot.Ref{Address: bot.Address{Platform: bot.Platform(oneOf("test", "other")), Space: "s", Channel: oneOf("c", "d")}, Person: fmt.Sprintf("p%d", i/2)}
		ref.Address.Thread = strconv.Itoa(i)
		c := caselist.Summary{
			Ref: ref, Opened: 1, State: caselist.States()[r.IntN(4)], Name: oneOf("", "Kari", "Ola"), Language: bot.Lang(oneOf("nb", "nn", "en")),
			Article: oneOf("", "a", "b"), OpenedAt: at, QueuedAt: at.Add(time.Duration(r.IntN(5)) * time.Minute),
			Urgent: r.IntN(3) == 0, Desk: oneOf("", "it", "hr"), Thread: bot.Address{Platform: "desk", Channel: "d", Thread: strconv.Itoa(i)},
		}
		for range r.IntN(3) {
			c.Codes = append(c.Codes, knowledge.Code(1+r.IntN(4)))
		}
		if c.State != bot.CaseQueued {
			c.Agent = bot.Agent{ID: oneOf("A", "B"), Name: "agent"}
		}
		if c.State == bot.CaseClosed {
			c.ClosedAt, c.Closing = at.Add(time.Duration(r.IntN(20))*time.Minute), bot.ClosedByAgent
		}
		happens(t, s, ref, at, event.Message{Text: "x"}, func(k *bot.Conversation) {
			k.Case = &bot.Case{State: bot.CaseQueued, Opened: k.Turn, QueuedAt: at}
		})
		happens(t, s, ref, at, event.CardPosted{}, func(k *bot.Conversation) {
			k.Name, k.Language, k.Now.Article, k.Now.Trail = c.Name, c.Language, c.Article, c.Codes
			k.Case.State, k.Case.Agent, k.Case.Thread, k.Case.QueuedAt = c.State, c.Agent, c.Thread, c.QueuedAt
			k.Case.Closed, k.Case.Closing, k.Case.Desk = c.ClosedAt, c.Closing, c.Desk
			k.Case.Urgent = c.Urgent
		})
		var err error
		if c.Number, err = s.CaseNumber(t.Context(), ref, 1); err != nil {
			t.Fatal(err)
		}
		made = append(made, c)
	}
	return made
}

// aFilter returns some filter.
func aFilter(r *rand.Rand) caselist.Filter {
	var f caselist.Filter
	some := func() bool { return r.IntN(4) == 0 }
	minutes := func() time.Time { return noon.Add(-time.Duration(r.IntN(40)) * time.Minute) }
	rangeOf := func() (tr caselist.TimeRange) {
		if r.IntN(2) == 0 {
			tr.From = minutes()
		}
		if some() {
			tr.Before = minutes()
		}
		return tr
	}
	if some() {
		f.States = []bot.CaseState{bot.CaseClosed}
	}
	for _, state := range caselist.States() {
		if r.IntN(3) == 0 {
			f.States = append(f.States, state)
		}
	}
	for _, set := range []func(){
		func() { f.Agent = "A" }, func() { f.Person = "p3" }, func() { f.Platform = "other" }, func() { f.Language = "nn" }, func() { f.Code = 2 }, func() { f.Article = "b" },
		func() { f.Desks = []string{"it"} }, func() { f.Desks = []string{"", "hr"} }, func() { f.Desks = []string{""} },
		func() { f.Opened = rangeOf() }, func() { f.Closed = rangeOf() }, func() { f.FirstCome = true }, func() { f.Agent = "nobody" },
	} {
		if r.IntN(6) == 0 {
			set()
		}
	}
	return f
}

func testListedBy(t *testing.T, b *bench) {
	s := b.open()
	r := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // no secret
	made := manyCases(t, s, r, 60)
	found := 0
	for i := range 600 {
		f := aFilter(r)
		if i == 0 {
			f = caselist.Filter{}
		}
		var want []caselist.Summary
		for _, c := range made {
			if f.Picks(c) {
				want = append(want, c)
			}
		}
		slices.SortFunc(want, f.Compare)
		got := list(t, s, f, 1+r.IntN(20))
		if !slices.EqualFunc(got, want, func(a, b caselist.Summary) bool { return reflect.DeepEqual(a, b) }) {
			t.Fatalf("%+v\ngives %v\nwant  %v", f, numbersOf(got), numbersOf(want))
		}
		found += len(got)
	}
	if found < 600 {
		t.Errorf("the filters pick %d cases in all", found)
	}
	if got := list(t, s, caselist.Filter{States: []bot.CaseState{"unknown"}}, 0); len(got) > 0 {
		t.Errorf("in an unknown state are %d", len(got))
	}
}

func testPageSize(t *testing.T, b *bench) {
	s := b.open()
	for i := range caselist.MaxPageSize + 5 {
		inCase(t, s, named(strconv.Itoa(i)), open(noon))
	}
	for size, want := range map[int]int{-1: caselist.DefaultPageSize, 0: caselist.DefaultPageSize, 7: 7, caselist.MaxPageSize: caselist.MaxPageSize, 1 << 40: caselist.MaxPageSize} {
		got, next, err := s.ListCases(t.Context(), caselist.Filter{}, caselist.Page{Size: size})
		if err != nil || len(got) != want || next == "" {
			t.Errorf("a page of %d has %d, want %d; %v", size, len(got), want, err)
		}
	}
	// The last case of a list has no page after it.
	if got, next, err := s.ListCases(t.Context(), caselist.Filter{Person: "3"}, caselist.Page{Size: 1}); err != nil || len(got) != 1 || next != "" {
		t.Errorf("got %d, %q, %v", len(got), next, err)
	}
}

func testBadCursor(t *testing.T, b *bench) {
	s := b.open()
	for i := range 3 {
		inCase(t, s, named(strconv.Itoa(i)), open(noon))
	}
	_, listed, err := s.ListCases(t.Context(), caselist.Filter{}, caselist.Page{Size: 1})
	if err != nil || listed == "" {
		t.Fatal(listed, err)
	}
	_, found, err := s.Search(t.Context(), "1 2", caselist.Filter{}, caselist.Page{Size: 1})
	if err != nil || found != "" {
		t.Fatal(found, err)
	}
	for _, c := range []caselist.Cursor{"x", "%", "\x00", "' OR 1 = 1 --", "b3gu", caselist.Cursor(make([]byte, 1<<16)), listed + "A", "bzEuMS4x"} {
		if _, _, err := s.ListCases(t.Context(), caselist.Filter{FirstCome: true}, caselist.Page{After: c}); !errors.Is(err, caselist.ErrBadCursor) {
			t.Errorf("list: %.40q gives %v", c, err)
		}
		if _, _, err := s.Search(t.Context(), "x", caselist.Filter{}, caselist.Page{After: c}); !errors.Is(err, caselist.ErrBadCursor) {
			t.Errorf("search: %.40q gives %v", c, err)
		}
	}
	for _, f := range []caselist.Filter{{FirstCome: true}, {Closed: caselist.TimeRange{From: noon}}} {
		if _, _, err := s.ListCases(t.Context(), f, caselist.Page{After: listed}); !errors.Is(err, caselist.ErrBadCursor) {
			t.Errorf("the cursor of another list gives %v", err)
		}
	}
}

// Pages that are read while cases open, close and go to agents show each case that stays
// where it is exactly once.
func testPaging(t *testing.T, b *bench) {
	s, other := b.open(), b.open()
	const n = 40
	for i := range n {
		inCase(t, s, named(strconv.Itoa(i)), open(noon.Add(time.Duration(i)*time.Minute)))
	}
	for _, f := range []caselist.Filter{{}, {FirstCome: true, States: []bot.CaseState{bot.CaseQueued}}, {States: []bot.CaseState{bot.CaseQueued, bot.CaseClaimed}}} {
		var busy sync.WaitGroup
		stop := make(chan struct{})
		busy.Go(func() { // others open, are claimed and closed, before, between and after
			for i := range 2 * n {
				select {
				case <-stop:
					return
				default:
				}
				ref := named(fmt.Sprintf("other %t %d %d", f.FirstCome, len(f.States), i))
				inCase(t, other, ref, open(noon.Add(time.Duration(i%n)*time.Minute+time.Second)))
				inCase(t, other, ref, func(c *bot.Conversation) { c.Case.State = bot.CaseClaimed })
				inCase(t, other, ref, func(c *bot.Conversation) { c.Case.State, c.Case.Closed = bot.CaseClosed, noon })
			}
		})
		seen := make(map[string]int)
		var last caselist.Summary
		for p := (caselist.Page{Size: 3}); ; {
			cases, next, err := s.ListCases(t.Context(), f, p)
			if err != nil {
				t.Error(err)
				break
			}
			for _, c := range cases {
				seen[c.Ref.Person]++
				if last.Number > 0 && f.Compare(last, c) >= 0 {
					t.Errorf("%+v: case %d comes after %d", f, c.Number, last.Number)
				}
				last = c
			}
			if p.After = next; next == "" {
				break
			}
		}
		close(stop)
		busy.Wait()
		for i := range n {
			if seen[strconv.Itoa(i)] != 1 {
				t.Errorf("%+v: case of %d was shown %d times", f, i, seen[strconv.Itoa(i)])
			}
		}
		for person, times := range seen {
			if times != 1 {
				t.Errorf("%+v: the case of %s was shown %d times", f, person, times)
			}
		}
	}
}
