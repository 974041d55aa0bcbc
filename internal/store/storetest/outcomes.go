package storetest

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"aktivering/bot"
	"aktivering/bot/bottest"
	"aktivering/bot/event"
	"aktivering/bot/outcome"
	"aktivering/bot/port"
	"aktivering/internal/store"
)

// decided makes one turn with an outcome; at is how long after noon.
func decided(t *testing.T, s store.Store, ref bot.Ref, at time.Duration, o bot.Outcome) {
	t.Helper()
	in := event.Inbound{At: noon.Add(at), From: ref.Address, Person: event.Person{ID: ref.Person}, Event: event.Message{Text: canary, Message: bot.MessageID(o.Kind)}}
	_, err := s.Turn(t.Context(), in, func(c bot.Conversation) bot.Decision {
		entry := in.Entry(c)
		c.Turn++
		return bot.Decision{Conversation: c, Entry: entry, Outcome: o}
	})
	if err != nil {
		t.Fatal(err)
	}
}

// outcomes reads outcomes.
func outcomes(t *testing.T, s store.Store, f port.OutcomeFilter) []port.TurnOutcome {
	t.Helper()
	list, err := s.Outcomes(t.Context(), f)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// testOutcomes holds that what a step decided is read back, every field of it.
func testOutcomes(t *testing.T, b *bench) {
	s := b.open()
	full := bottest.Filled(bot.Outcome{})
	full.Confidence = 0.1 + 0.2
	want := []port.TurnOutcome{
		{Of: named("q"), Turn: 1, At: noon.Add(2 * time.Second), Outcome: bot.Outcome{Kind: outcome.CaseClosed, Code: 0xFFFFFFFF}},
		{Of: named("p"), Turn: 2, At: noon.Add(1500 * time.Millisecond), Outcome: full},
		{Of: named("p"), Turn: 1, At: noon.Add(time.Microsecond), Outcome: bot.Outcome{Kind: outcome.Started, Language: "nn"}},
	}
	for _, o := range slices.Backward(want) {
		decided(t, s, o.Of, o.At.Sub(noon), o.Outcome)
	}
	turn(t, s, said("of no outcome", here(), "p"))
	for name, s := range map[string]store.Store{"the same process": s, "another process": b.open()} {
		if got := outcomes(t, s, port.OutcomeFilter{}); !reflect.DeepEqual(got, want) {
			t.Errorf("%s reads\n%+v, want\n%+v", name, got, want)
		}
	}
}

// testOutcomeFilter holds that outcomes are found by time and kind, the newest first.
func testOutcomeFilter(t *testing.T, b *bench) {
	s := b.open()
	if got := outcomes(t, s, port.OutcomeFilter{}); len(got) > 0 {
		t.Errorf("an empty store has %+v", got)
	}
	kinds := []outcome.Kind{outcome.Answered, outcome.NearMiss, outcome.Answered, outcome.Helped}
	for _, minute := range []int{2, 0, 3, 1} { // events can come late
		decided(t, s, named(fmt.Sprint("p", minute)), time.Duration(minute)*time.Minute, bot.Outcome{Kind: kinds[minute]})
	}
	decided(t, s, named("p9"), 3*time.Minute, bot.Outcome{Kind: outcome.Refused}) // at the same time, but later
	after := func(minutes int) time.Time { return noon.Add(time.Duration(minutes) * time.Minute) }
	for want, f := range map[string]port.OutcomeFilter{
		"p9 p3 p2 p1 p0": {},
		"p9 p3":          {Limit: 2},
		"p9 p3 p2":       {From: after(2)},
		"p1 p0":          {To: after(2)},
		"p2 p1":          {From: after(1), To: after(3)},
		"p2 p0":          {Kinds: []outcome.Kind{outcome.Answered}},
		"p3 p1":          {Kinds: []outcome.Kind{outcome.NearMiss, outcome.Helped, outcome.CaseRated}},
		"p2":             {Kinds: []outcome.Kind{outcome.Answered}, Limit: 1, To: after(3)},
		"":               {Kinds: []outcome.Kind{outcome.CaseRated}},
	} {
		var people []string
		for _, o := range outcomes(t, s, f) {
			people = append(people, o.Of.Person)
		}
		if got := strings.Join(people, " "); got != want {
			t.Errorf("%+v picks %q, want %q", f, got, want)
		}
	}
}

// testOutcomeErased holds that what was decided on a message stays when the message is removed,
// and that nothing of the message stays with it; and that it goes with the conversation.
func testOutcomeErased(t *testing.T, b *bench) {
	s := b.open()
	asked := bot.Outcome{Kind: outcome.NotUnderstood, Language: "nb"}
	decided(t, s, named("p"), 0, asked)
	decided(t, s, named("q"), 0, bot.Outcome{Kind: outcome.Started})
	turn(t, s, did(named("p"), event.MessageDeleted{Message: bot.MessageID(outcome.NotUnderstood)}))
	if got := outcomes(t, s, port.OutcomeFilter{Kinds: []outcome.Kind{asked.Kind}}); len(got) != 1 || !reflect.DeepEqual(got[0].Outcome, asked) {
		t.Errorf("of a removed message is left %+v", got)
	}
	for line := range strings.Lines(b.place.Dump(t)) {
		if strings.Contains(line, canary) && strings.Contains(line, string(asked.Kind)) {
			t.Errorf("the database holds %.300s", line)
		}
	}
	need[SQL](b).Exec(t, `DELETE FROM conversations WHERE person = 'p'`)
	if got := outcomes(t, s, port.OutcomeFilter{}); len(got) != 1 || got[0].Of != named("q") {
		t.Errorf("of a person whose data were deleted is left %+v", got)
	}
}
