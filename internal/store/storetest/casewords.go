package storetest

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"aktivering/bot"
	"aktivering/bot/caselist"
	"aktivering/bot/event"
	"aktivering/bot/pick"
	"aktivering/bot/search"
	"aktivering/internal/store"
	"aktivering/knowledge"
)

// The words of a case are those from after the case before to its end.
func testSearchLines(t *testing.T, b *bench) {
	s := b.open()
	first := aCase(t, s, "p", "innledning", "forstesak")
	closeCase := func(c *bot.Conversation) {
		c.Case.State, c.Case.Closed, c.Case.Closing = bot.CaseClosed, noon, bot.ClosedByAgent
	}
	happens(t, s, named("p"), noon, event.Message{Text: "underveis"}, nil)
	happens(t, s, named("p"), noon, event.AgentAction{Act: bot.ActClose, Agent: bente(), Text: "avsluttet"}, closeCase)
	happens(t, s, named("p"), noon, event.Message{Text: "vurdering"}, func(c *bot.Conversation) { c.Case.Comment = "vurdering" })
	happens(t, s, named("p"), noon, event.Message{Text: "mellomspill"}, func(c *bot.Conversation) { c.Case.MovedOn = true })
	for _, word := range []string{"innledning", "forstesak", "underveis", "avsluttet", "vurdering"} {
		finds(t, s, word, first)
	}
	finds(t, s, "mellomspill")
	happens(t, s, named("p"), noon, event.Message{Text: "andresak"}, open(noon))
	second, err := s.CaseNumber(t.Context(), named("p"), 7)
	if err != nil {
		t.Fatal(err)
	}
	for word, want := range map[string]int{"innledning": first, "underveis": first, "vurdering": first, "mellomspill": second, "andresak": second} {
		finds(t, s, word, want)
	}
	// One that is opened again takes in what was said meanwhile.
	happens(t, s, named("p"), noon, event.AgentAction{Act: bot.ActClose, Agent: bente()}, closeCase)
	happens(t, s, named("p"), noon, event.Message{Text: "pause"}, nil)
	finds(t, s, "pause")
	happens(t, s, named("p"), noon, event.ChoicePicked{Choice: pick.Reopen}, func(c *bot.Conversation) {
		c.Case.Reopen()
		c.Case.State = bot.CaseQueued
	})
	finds(t, s, "pause", second)
	// What led to a case is bounded.
	for i := range store.MaxLead + 10 {
		happens(t, s, named("q"), noon, event.Message{Text: fmt.Sprintf("linje%04dx", i)}, nil)
	}
	happens(t, s, named("q"), noon, event.Message{Text: "slutt"}, open(noon))
	if got := found(t, s, "slutt", caselist.Filter{}, 0); len(got) != 1 {
		t.Fatalf("found %v", got)
	}
	finds(t, s, "linje0000x")
	if got := found(t, s, fmt.Sprintf("linje%04dx", store.MaxLead), caselist.Filter{}, 0); len(got) != 1 {
		t.Errorf("found %v", got)
	}
	// What the bot says, and choices, are no words of anybody.
	happens(t, s, named("q"), noon, event.ChoicePicked{Choice: "knapp"}, func(c *bot.Conversation) { c.Offered = []bot.Choice{{ID: "knapp", Label: "knapp"}} })
	turn(t, s, did(named("q"), event.Message{Text: "spurt"}), bot.SendReply{To: here(), Reply: text("botsvar")})
	finds(t, s, "botsvar")
	finds(t, s, "knapp")
}

// What is erased is not found, and what a message says now is.
func testSearchErased(t *testing.T, b *bench) {
	s := b.open()
	n := aCase(t, s, "p", "innledning "+canary, "felles ord") // messages p-0 and p-1
	happens(t, s, named("p"), noon, event.Message{Text: "felles " + canary, Message: "m1"}, nil)
	happens(t, s, named("p"), noon, event.AgentAction{Act: bot.ActNote, Agent: bente(), Text: "notat " + canary, Message: "m2"}, nil)
	other := aCase(t, s, "q", canary)
	finds(t, s, canary, other, n)
	turn(t, s, did(named("p"), event.MessageDeleted{Message: "m1"}))
	finds(t, s, canary, other, n) // it stands in other lines
	finds(t, s, "felles", n)
	turn(t, s, did(named("p"), event.MessageEdited{Now: event.Message{Text: "endret", Message: "p-0"}}))
	finds(t, s, "endret", n)
	finds(t, s, "innledning")
	turn(t, s, did(named("p"), event.AgentAction{Agent: bente(), Act: bot.ActRetract, Message: "m2"}))
	finds(t, s, canary, other)
	finds(t, s, "notat")
	finds(t, s, "bente", n)
	// Also where nothing else of the event is kept.
	err := Decide(t.Context(), s, did(named("q"), event.MessageDeleted{Message: "q-0"}), func(c bot.Conversation) (bot.Conversation, []bot.Effect) { return c, nil })
	if err != nil {
		t.Fatal(err)
	}
	finds(t, s, canary)
	gone(t, b)
	// The case is found by what is left, and goes on.
	finds(t, s, strconv.Itoa(other), other)
	asks(t, s, "q", canary)
	finds(t, s, canary, other)
}

// Words that came with one line go with others, more often than any came.
func testSearchErasedInTurn(t *testing.T, b *bench) {
	s := b.open()
	words := []string{"alfa", "beta", "gamma", "delta"}
	n := aCase(t, s, "p", strings.Join(words, " "))
	for _, w := range words {
		happens(t, s, named("p"), noon, event.Message{Text: w, Message: bot.MessageID(w)}, nil)
	}
	turn(t, s, did(named("p"), event.MessageDeleted{Message: "p-0"}))
	for _, w := range words {
		finds(t, s, w, n)
		turn(t, s, did(named("p"), event.MessageDeleted{Message: bot.MessageID(w)}))
		finds(t, s, w)
	}
	finds(t, s, "p", n)
}

// In whatever order lines come and go, what is found is what stands there, in all processes.
func testSearchModel(t *testing.T, b *bench) {
	stores := []store.Store{b.open(), b.open()}
	r := rand.New(rand.NewPCG(3, 4)) //nolint:gosec // no secret
	vocabulary := []string{"alfa", "beta", "gamma", "delta", "alfabet", "betaling", "0xC004F213", "omega", "sigma", "kappa"}
	type message struct {
		id    bot.MessageID
		words []string
	}
	const persons = 6
	said := make(map[string][]message)
	numbers := make(map[string]int)
	for i := range persons {
		person := fmt.Sprint("person", i)
		numbers[person] = aCase(t, stores[0], person, "start")
	}
	some := func() (words []string) {
		for range 1 + r.IntN(4) {
			words = append(words, vocabulary[r.IntN(len(vocabulary))])
		}
		return words
	}
	for i := range 300 {
		s := stores[r.IntN(2)]
		person := fmt.Sprint("person", r.IntN(persons))
		old := said[person]
		switch what := r.IntN(4); {
		case what < 2 || len(old) == 0:
			m := message{bot.MessageID(fmt.Sprint("m", i)), some()}
			said[person] = append(old, m)
			turn(t, s, did(named(person), event.Message{Text: strings.Join(m.words, " "), Message: m.id}))
		case what == 2:
			k := r.IntN(len(old))
			turn(t, s, did(named(person), event.MessageDeleted{Message: old[k].id}))
			said[person] = slices.Delete(old, k, k+1)
		default:
			k := r.IntN(len(old))
			old[k].words = some()
			in := did(named(person), event.MessageEdited{Now: event.Message{Text: strings.Join(old[k].words, " "), Message: old[k].id}})
			in.Key, in.At = fmt.Sprint("edit", i), noon.Add(time.Duration(i)*time.Second)
			turn(t, s, in)
		}
		if i%10 > 0 {
			continue
		}
		for _, query := range append(slices.Clone(vocabulary), "alfa gamma", "beta omega kappa", "alfa alfabet", "f213 delta") {
			var want []int
			for person, messages := range said {
				var texts []string
				for _, m := range messages {
					texts = append(texts, m.words...)
				}
				if ok, _ := search.Parse(query).Match(search.Words(texts...)); ok {
					want = append(want, numbers[person])
				}
			}
			got := found(t, stores[1-r.IntN(2)], query, caselist.Filter{}, 0)
			slices.Sort(got)
			slices.Sort(want)
			if !slices.Equal(got, want) {
				t.Fatalf("after %d turns %q finds %v, want %v", i+1, query, got, want)
			}
		}
	}
}

// Several processes write in the same cases, and in others, at a time.
func testSearchAtOnce(t *testing.T, b *bench) {
	stores := []store.Store{b.open(), b.open(), b.open()}
	const lines = 12
	same := aCase(t, stores[0], "same", "start")
	var all sync.WaitGroup
	for i, s := range stores {
		all.Go(func() {
			for j := range lines {
				happens(t, s, named("same"), noon, event.Message{Text: fmt.Sprintf("ord%dx%d felles", i, j)}, nil)
				aCase(t, s, fmt.Sprint("own ", i, " ", j), "felles")
			}
		})
	}
	all.Wait()
	for i := range stores {
		for j := range lines {
			finds(t, stores[(i+1)%len(stores)], fmt.Sprintf("ord%dx%d", i, j), same)
		}
	}
	got := found(t, stores[1], "felles", caselist.Filter{}, 10)
	if len(got) != 1+len(stores)*lines {
		t.Errorf("%d cases are found", len(got))
	}
	if cases := list(t, stores[2], caselist.Filter{}, 7); len(cases) != len(got) {
		t.Errorf("%d cases are listed", len(cases))
	}
}

// An earlier version has saved no more of its cases than there was to find them by.
func testSearchEarlier(t *testing.T, b *bench) {
	place := need[SQL](b)
	s := place.Open(t)
	for i := range 30 {
		aCase(t, s, fmt.Sprint("person", i), fmt.Sprintf("innledning%dx", i), "start")
	}
	happens(t, s, named("person7"), noon.Add(time.Minute), event.AgentAction{Act: bot.ActClaim, Agent: bente()}, func(c *bot.Conversation) {
		c.Language, c.Now.Trail, c.Now.Article = "nn", []knowledge.Code{0xC004F213}, "a"
		c.Case.State, c.Case.Agent, c.Case.LastAgentAt = bot.CaseClaimed, bente(), noon.Add(time.Minute)
	})
	happens(t, s, named("person7"), noon.Add(2*time.Minute), event.AgentAction{Act: bot.ActClose, Agent: bente(), Text: "merknad"}, func(c *bot.Conversation) {
		c.Case.State, c.Case.Closed, c.Case.Closing = bot.CaseClosed, noon.Add(2*time.Minute), bot.ClosedByAgent
	})
	before := list(t, s, caselist.Filter{}, 0)
	happens(t, s, named("person7"), noon.Add(3*time.Minute), event.Message{Text: "nytt problem", Message: "late"}, func(c *bot.Conversation) { c.Case.MovedOn = true })
	happens(t, s, named("person7"), noon.Add(4*time.Minute), event.Message{Text: "igjen"}, open(noon.Add(4*time.Minute)))
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	place.Exec(t, `DELETE FROM case_words`)
	place.Exec(t, `DELETE FROM case_codes`)
	place.Exec(t, `UPDATE cases SET name = '', language = '', agent = '', agent_name = '', codes = '', article = '', closing = '', opened_at = since,
		person_at = NULL, agent_at = NULL, closed_at = NULL, first_turn = NULL, last_turn = NULL, indexed = FALSE`)
	s = b.open()
	// The open cases are there at once, the others soon.
	if got := list(t, s, caselist.Filter{States: []bot.CaseState{bot.CaseQueued}}, 0); len(got) != 30 || got[0].Name != "person7" || got[3].Name == "" {
		t.Errorf("the open cases are %+v", got)
	}
	finds(t, s, "innledning3x", before[len(before)-4].Number)
	waitFor(t, "the closed case", func() bool { return len(found(t, s, "merknad", caselist.Filter{}, 0)) > 0 })
	want := before[len(before)-8]
	want.Language, want.Agent.ID, want.Codes, want.Article, want.Closing = "nn", "", nil, "", "" // the next case has taken their place
	want.LastAgentAt = want.ClosedAt
	for _, c := range list(t, s, caselist.Filter{Person: "person7"}, 0) {
		switch {
		case c.Number == want.Number && fmt.Sprint(c) != fmt.Sprint(want):
			t.Errorf("the case of before is\n%+v, want\n%+v", c, want)
		case c.Number != want.Number && (c.State != bot.CaseQueued || len(c.Codes) != 1 || !c.OpenedAt.Equal(noon.Add(4*time.Minute))):
			t.Errorf("the open case is %+v", c)
		}
	}
	finds(t, s, "innledning7x", want.Number)
	if got := found(t, s, "nytt", caselist.Filter{}, 0); len(got) != 1 || got[0] == want.Number {
		t.Errorf("what led to the open case is found in %v", got)
	}
	turn(t, s, did(named("person7"), event.MessageDeleted{Message: "late"}))
	finds(t, s, "nytt")
}
