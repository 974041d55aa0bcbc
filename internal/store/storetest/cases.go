package storetest

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"testing"
	"time"

	"aktivering/bot"
	"aktivering/bot/event"
	"aktivering/bot/port"
	"aktivering/internal/store"
)

func testCases(t *testing.T, b *bench) {
	s := b.open()
	at := bot.Address{Platform: "desk", Space: "s", Channel: "d", Thread: "1"}
	inCase(t, s, named("p"), open(noon))
	inCase(t, s, named("q"), open(noon))
	first, err := s.CaseNumber(t.Context(), named("p"), 1)
	if err != nil {
		t.Fatal(err)
	}
	second, err := s.CaseNumber(t.Context(), named("q"), 1)
	if err != nil || second <= first {
		t.Errorf("numbers %d and %d, %v", first, second, err)
	}
	for number, want := range map[int]string{first: "p", second: "q"} {
		if ref, ok, err := s.CaseByNumber(t.Context(), number); !ok || err != nil || ref != named(want) {
			t.Errorf("case %d is %v's, %v, %v", number, ref, ok, err)
		}
	}
	for _, number := range []int{-1, 0, second + 1} {
		if ref, ok, err := s.CaseByNumber(t.Context(), number); ok || err != nil {
			t.Errorf("case %d is %v's, %v", number, ref, err)
		}
	}
	if _, err := s.CaseNumber(t.Context(), named("p"), 2); err == nil {
		t.Error("a case that was never opened has a number")
	}
	if _, ok, err := s.CaseAt(t.Context(), at); ok || err != nil {
		t.Errorf("found before it is there: %v", err)
	}
	inCase(t, s, named("p"), func(c *bot.Conversation) { c.Case.Thread = at })
	if ref, ok, err := s.CaseAt(t.Context(), at); !ok || err != nil || ref != named("p") {
		t.Errorf("got %v, %v, %v", ref, ok, err)
	}
	for _, other := range []bot.Address{{}, {Platform: "desk", Space: "s", Channel: "d"}, {Platform: "desk", Space: "s", Channel: "d", Thread: "2"}, {Platform: "test", Space: "s", Channel: "d", Thread: "1"}} {
		if _, ok, err := s.CaseAt(t.Context(), other); ok || err != nil {
			t.Errorf("found at %v, %v", other, err)
		}
	}
	// The next case of the same conversation has a number of its own.
	inCase(t, s, named("p"), func(c *bot.Conversation) { c.Case.State = bot.CaseClosed })
	inCase(t, s, named("p"), open(noon))
	third, err := s.CaseNumber(t.Context(), named("p"), 4)
	if err != nil || third <= first {
		t.Errorf("number %d after %d, %v", third, first, err)
	}
	for _, number := range []int{first, third} {
		if ref, ok, err := s.CaseByNumber(t.Context(), number); !ok || err != nil || ref != named("p") {
			t.Errorf("case %d is %v's, %v, %v", number, ref, ok, err)
		}
	}
	// What is done at the place of the older one is not done to it.
	if ref, ok, err := s.CaseAt(t.Context(), at); ok || err != nil {
		t.Errorf("the older case is %v, %v", ref, err)
	}
}

// testFormerPlaces holds that a case is found in the threads where it was worked on before, in
// whichever space, and where it is worked on now.
func testFormerPlaces(t *testing.T, b *bench) {
	s := b.open()
	thread := func(n string) bot.Address { return bot.Address{Platform: "desk", Channel: "d", Thread: n} }
	want := func(at bot.Address, who string) {
		t.Helper()
		ref, ok, err := s.FormerCaseAt(t.Context(), at)
		if ok != (who != "") || err != nil || ok && ref != named(who) {
			t.Errorf("at %v: %v, %v, %v, want %q", at, ref, ok, err, who)
		}
	}
	inCase(t, s, named("p"), open(noon))
	want(thread("1"), "")
	for _, n := range []string{"1", "2", "", "3", "1", "4"} {
		inCase(t, s, named("p"), func(c *bot.Conversation) {
			c.Case.Thread = bot.Address{}
			if n != "" {
				c.Case.Thread = thread(n)
			}
		})
	}
	for _, n := range []string{"1", "2", "3", "4"} {
		want(thread(n), "p")
		inSpace := thread(n)
		inSpace.Space = "s"
		want(inSpace, "p")
	}
	want(thread("5"), "")
	want(thread(""), "")
	want(bot.Address{Platform: "test", Channel: "d", Thread: "1"}, "")
	want(bot.Address{Platform: "desk", Channel: "e", Thread: "1"}, "")
	// One that has a space is found there alone.
	placed := thread("6")
	placed.Space = "s"
	inCase(t, s, named("q"), open(noon))
	inCase(t, s, named("q"), func(c *bot.Conversation) { c.Case.Thread = placed })
	want(placed, "q")
	want(thread("6"), "")
	// What has ended stays where it was.
	inCase(t, s, named("q"), func(c *bot.Conversation) { c.Case.State = bot.CaseClosed })
	want(placed, "q")
	if ref, ok, err := s.CaseAt(t.Context(), thread("1")); ok || err != nil {
		t.Errorf("it is still worked on there: %v, %v", ref, err)
	}
}

// Open cases are counted by their state, with when the first of the queue began to wait.
func testCaseCounts(t *testing.T, b *bench) {
	s := b.open()
	for i, person := range []string{"a", "b", "c", "d", "e"} {
		inCase(t, s, named(person), open(noon.Add(time.Duration(i)*time.Minute)))
	}
	for person, state := range map[string]bot.CaseState{"a": bot.CaseClaimed, "d": bot.CaseSnoozed, "e": bot.CaseClosed} {
		inCase(t, s, named(person), func(c *bot.Conversation) { c.Case.State = state })
	}
	c, err := s.Counts(t.Context())
	if want := (store.Counts{Conversations: 5, Queued: 2, Claimed: 1, Snoozed: 1, QueuedSince: noon.Add(time.Minute)}); err != nil || c != want {
		t.Errorf("counted %+v, %v, want %+v", c, err, want)
	}
}

func testQueue(t *testing.T, b *bench) {
	s := b.open()
	for i, name := range []string{"a", "b", "c"} {
		inCase(t, s, named(name), open(noon.Add(-time.Duration(i)*time.Minute)))
	}
	want := func(names ...string) {
		t.Helper()
		var refs []bot.Ref
		for _, n := range names {
			refs = append(refs, named(n))
		}
		got, err := s.Queue(t.Context(), 10)
		if err != nil || !reflect.DeepEqual(got, refs) {
			t.Errorf("the queue is %v, want %v, %v", got, refs, err)
		}
	}
	want("c", "b", "a")
	inCase(t, s, named("b"), func(c *bot.Conversation) { c.Case.State = bot.CaseClaimed })
	want("c", "a")
	inCase(t, s, named("b"), func(c *bot.Conversation) { c.Case.State = bot.CaseQueued })
	want("c", "b", "a")
	if got, err := s.Queue(t.Context(), 1); err != nil || len(got) != 1 {
		t.Errorf("at most one: %v, %v", got, err)
	}
	inCase(t, s, named("a"), func(c *bot.Conversation) { c.Case.Urgent = true })
	want("a", "c", "b")
	inCase(t, s, named("a"), func(c *bot.Conversation) { c.Case.Urgent = false })
	want("c", "b", "a")
}

func testAgentsAt(t *testing.T, b *bench) {
	s := b.open()
	want := func(desk string, most int, agents ...bot.Agent) {
		t.Helper()
		if got, err := s.AgentsAt(t.Context(), desk, most); err != nil || !slices.Equal(got, agents) {
			t.Errorf("of %q: %v, want %v, %v", desk, got, agents, err)
		}
	}
	want("it", 10)
	bente, per := bot.Agent{ID: "B", Name: "Bente"}, bot.Agent{ID: "P", Name: "Per"}
	for i, a := range []bot.Agent{{ID: "B", Name: "Before"}, per, bente, {}} {
		inCase(t, s, named(strconv.Itoa(i)), open(noon))
		inCase(t, s, named(strconv.Itoa(i)), func(c *bot.Conversation) { c.Case.Agent, c.Case.Desk = a, "it" })
	}
	inCase(t, s, named("else"), open(noon))
	inCase(t, s, named("else"), func(c *bot.Conversation) { c.Case.Agent = bot.Agent{ID: "H", Name: "Hilde"} })
	want("it", 10, bente, per)
	want("it", 1, bente)
	want("", 10, bot.Agent{ID: "H", Name: "Hilde"})
}

func testFirstAnswers(t *testing.T, b *bench) {
	s := b.open()
	want := func(desk string, since time.Time, most int, answers ...port.FirstAnswer) {
		t.Helper()
		got, err := s.FirstAnswers(t.Context(), desk, since, most)
		if err != nil || !slices.Equal(got, answers) {
			t.Errorf("of %q: %v, want %v, %v", desk, got, answers, err)
		}
	}
	minute := func(n int) time.Time { return noon.Add(time.Duration(n) * time.Minute) }
	answered := func(name string, at time.Time, change func(*bot.Case)) {
		inCase(t, s, named(name), func(c *bot.Conversation) {
			c.Case.LastAgentAt = at
			if change != nil {
				change(c.Case)
			}
		})
	}
	want("", noon, 10)
	for i, name := range []string{"a", "b", "c"} {
		inCase(t, s, named(name), open(minute(i)))
	}
	inCase(t, s, named("elsewhere"), open(noon))
	answered("elsewhere", minute(1), func(k *bot.Case) { k.Desk = "it" })
	answered("a", minute(9), nil)
	answered("a", minute(20), nil) // another answer is not the first
	answered("b", minute(5), func(k *bot.Case) { k.State, k.Agent = bot.CaseClaimed, bot.Agent{ID: "B"} })
	answered("b", minute(30), func(k *bot.Case) { k.State, k.Closed = bot.CaseClosed, minute(30) })
	a, second := port.FirstAnswer{Asked: noon, Answered: minute(9)}, port.FirstAnswer{Asked: minute(1), Answered: minute(5)}
	want("", noon, 10, a, second)
	want("", noon, 1, a)
	want("", minute(6), 10, a)
	want("", minute(10), 10)
	want("it", noon, 10, port.FirstAnswer{Asked: noon, Answered: minute(1)})
	// A later case of the same conversation is a case of its own.
	inCase(t, s, named("b"), open(minute(40)))
	answered("b", minute(41), nil)
	want("", minute(40), 10, port.FirstAnswer{Asked: minute(40), Answered: minute(41)})
}

func testTalks(t *testing.T, b *bench) {
	s := b.open()
	at := func(thread string) bot.Address {
		return bot.Address{Platform: "desk", Space: "s", Channel: "d", Thread: thread}
	}
	for i, name := range []string{"a", "b", "c"} {
		inCase(t, s, named(name), open(noon.Add(time.Duration(i)*time.Minute)))
		inCase(t, s, named(name), func(c *bot.Conversation) { c.Case.Thread = at(name) })
	}
	inCase(t, s, bot.Ref{Address: at("else"), Person: "p"}, open(noon.Add(time.Hour))) // a person of the desk's platform
	inCase(t, s, named("b"), func(c *bot.Conversation) { c.Case.State = bot.CaseClosed })
	inCase(t, s, named("c"), func(c *bot.Conversation) { c.Case.State = bot.CaseClaimed })
	for _, c := range []struct {
		on   bot.Platform
		most int
		want []port.OpenChannel
	}{
		{"desk", 10, []port.OpenChannel{{At: at("else"), Person: "p", Since: noon.Add(time.Hour)}, {At: at("c"), Since: noon.Add(2 * time.Minute)}, {At: at("a"), Since: noon}}},
		{"desk", 1, []port.OpenChannel{{At: at("else"), Person: "p", Since: noon.Add(time.Hour)}}},
		{here().Platform, 10, []port.OpenChannel{{At: here(), Person: "c", Since: noon.Add(2 * time.Minute)}, {At: here(), Person: "a", Since: noon}}},
		{"other", 10, nil},
	} {
		got, err := s.OpenChannels(t.Context(), c.on, c.most)
		if err != nil || len(got) != len(c.want) || len(got) > 0 && !reflect.DeepEqual(got, c.want) {
			t.Errorf("on %s, at most %d: got %v, want %v, %v", c.on, c.most, got, c.want, err)
		}
	}
}

func testRecent(t *testing.T, b *bench) {
	s := b.open()
	at := func(thread string) bot.Address {
		return bot.Address{Platform: "test", Space: "s", Channel: "c", Thread: thread}
	}
	hear := func(thread, person string, when time.Time, ev event.Event) {
		t.Helper()
		in := event.Inbound{At: when, From: at(thread), Person: event.Person{ID: person}, Event: ev}
		err := Decide(t.Context(), s, in, func(c bot.Conversation) (bot.Conversation, []bot.Effect) {
			c.Turn++
			return c, nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	hear("old", "p", noon.Add(-25*time.Hour), event.Message{Text: "x"})
	hear("a", "p", noon.Add(-3*time.Hour), event.Message{Text: "x"})
	hear("b", "p", noon.Add(-2*time.Hour), event.Started{})
	hear("b", "q", noon.Add(-time.Hour), event.ChoicePicked{Choice: "helped"}) // another person at the same place
	hear("a", "p", noon.Add(time.Minute), event.Message{Text: "later"})
	hear("new", "p", noon.Add(2*time.Minute), event.Message{Text: "x"})
	hear("a", "p", noon.Add(-time.Minute), event.TimerFired{Turn: 1}) // no person's doing
	later := port.OpenChannel{At: at("new"), Since: noon}
	a, both := port.OpenChannel{At: at("a"), Since: noon.Add(-3 * time.Hour)}, port.OpenChannel{At: at("b"), Since: noon.Add(-time.Hour)}
	for _, c := range []struct {
		on   bot.Platform
		most int
		want []port.OpenChannel
	}{
		{"test", 10, []port.OpenChannel{later, a, both}},
		{"test", 2, []port.OpenChannel{later, a}},
		{"other", 10, nil},
	} {
		got, err := s.Recent(t.Context(), c.on, noon.Add(-24*time.Hour), noon, c.most)
		if err != nil || len(got) != len(c.want) || len(got) > 0 && !reflect.DeepEqual(got, c.want) {
			t.Errorf("on %s, at most %d: got %v, want %v, %v", c.on, c.most, got, c.want, err)
		}
	}
}

func testAgents(t *testing.T, b *bench) {
	s := b.open()
	inCase(t, s, named("p"), open(noon))
	inCase(t, s, named("p"), func(c *bot.Conversation) {
		c.Case.Thread = bot.Address{Platform: "desk", Channel: "d", Thread: "1"}
	})
	for _, id := range []string{"bente", "per", "bente"} {
		inCase(t, s, named("p"), func(c *bot.Conversation) { c.Case.Agent.ID = id })
	}
	for id, want := range map[string]bool{"bente": true, "per": true, "ola": false} {
		if is, err := s.HasHadCase(t.Context(), "desk", id); err != nil || is != want {
			t.Errorf("%s is an agent: %v, %v", id, is, err)
		}
	}
	if is, err := s.HasHadCase(t.Context(), "other", "bente"); err != nil || is {
		t.Errorf("an agent elsewhere: %v, %v", is, err)
	}
	inCase(t, s, named("q"), func(*bot.Conversation) {})
	if people, err := s.ConversationsAt(t.Context(), here()); err != nil || len(people) != 2 {
		t.Errorf("people: %v, %v", people, err)
	}
}

func testRelayed(t *testing.T, b *bench) {
	s := b.open()
	desk := bot.Address{Platform: "desk", Channel: "d"}
	for i := range 3 {
		say := bot.SendReply{To: desk, ToDesk: true, AnyOwner: true, RelayOf: bot.MessageID(fmt.Sprint("m", i)), Reply: text(strconv.Itoa(i))}
		inCase(t, s, named("p"), func(*bot.Conversation) {}, say)
	}
	// In parts, and by a change that was shown anew.
	again := bot.SendReply{To: desk, ToDesk: true, AnyOwner: true, RelayOf: "m1", Reply: text("1")}
	inCase(t, s, named("p"), func(*bot.Conversation) {}, again, bot.EditReply{SendReply: again})
	if _, ok, err := s.RelayedMessages(t.Context(), named("p"), "desk", "m1"); ok || err != nil {
		t.Errorf("relayed before it was sent, %v", err)
	}
	r := newRecorder(func(_ context.Context, task port.Task) port.Result {
		return port.Result{Status: bot.Done, Message: bot.MessageID("as " + textOf(task.Effect))}
	})
	r.serves = []bot.Address{{Platform: "desk"}}
	b.start(s, r)
	b.drain(s)
	ids, ok, err := s.RelayedMessages(t.Context(), named("p"), "desk", "m1")
	if err != nil || !ok || !slices.Equal(ids, []bot.MessageID{"as 1", "as bot.EditReply"}) {
		t.Errorf("got %q, %v, %v", ids, ok, err)
	}
	for _, c := range []struct {
		person string
		to     bot.Platform
		source bot.MessageID
	}{{"q", "desk", "m1"}, {"p", "test", "m1"}, {"p", "desk", "m9"}, {"p", "desk", ""}} {
		if _, ok, err := s.RelayedMessages(t.Context(), named(c.person), c.to, c.source); ok || err != nil {
			t.Errorf("%+v was relayed, %v", c, err)
		}
	}
	// What the desk was told is no part of what the person was shown.
	entries, err := s.Transcript(t.Context(), named("p"))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if e.Kind == bot.EntryReplied {
			t.Errorf("the transcript has %+v", e)
		}
	}
}
