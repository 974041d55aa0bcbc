package storetest

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"aktivering/bot"
	"aktivering/bot/event"
	"aktivering/bot/outcome"
	"aktivering/bot/port"
	"aktivering/internal/store"
)

// saidWith makes one turn with a message and an outcome; at is how long after noon.
func saidWith(t *testing.T, s store.Store, ref bot.Ref, at time.Duration, text string, o bot.Outcome) {
	t.Helper()
	in := event.Inbound{At: noon.Add(at), From: ref.Address, Person: event.Person{ID: ref.Person}, Event: event.Message{Text: text, Message: bot.MessageID(text)}}
	decide(t, s, in, o)
}

// decide makes the turn of an event with an outcome.
func decide(t *testing.T, s store.Store, in event.Inbound, o bot.Outcome) {
	t.Helper()
	_, err := s.Turn(t.Context(), in, func(c bot.Conversation) bot.Decision {
		entry := in.Entry(c)
		c.Turn++
		return bot.Decision{Conversation: c, Entry: entry, Outcome: o}
	})
	if err != nil {
		t.Fatal(err)
	}
}

// gaps reads what was lacking.
func gaps(t *testing.T, s store.Store, f port.GapFilter) []port.Gap {
	t.Helper()
	list, err := s.Gaps(t.Context(), f)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// testGaps holds that the turns of all kinds that tell of lacking knowledge are read, no others,
// the newest first, with what the person wrote and not what they chose.
func testGaps(t *testing.T, b *bench) {
	s := b.open()
	if got := gaps(t, s, port.GapFilter{}); len(got) > 0 {
		t.Errorf("an empty store has %+v", got)
	}
	var want []port.Gap
	add := func(person, text string, at time.Duration, o bot.Outcome) {
		saidWith(t, s, named(person), at, text, o)
		want = append([]port.Gap{{TurnOutcome: port.TurnOutcome{Of: named(person), Turn: 1, At: noon.Add(at), Outcome: o}, Text: text}}, want...)
	}
	for i, kind := range outcome.GapKinds() {
		saidWith(t, s, named(fmt.Sprint("q", i)), time.Duration(i)*time.Minute, "of no interest", bot.Outcome{Kind: outcome.Answered})
		add(fmt.Sprint("p", i), "text "+string(kind), time.Duration(i)*time.Minute,
			bot.Outcome{Kind: kind, Article: "a", Code: 0xC004F213, Helped: outcome.DidNotHelp, Remedies: []string{"r", "s"}, Language: "nn"})
	}
	picked := bot.Outcome{Kind: outcome.NotHelped, Language: "nb"}
	decide(t, s, event.Inbound{At: noon.Add(time.Hour), From: here(), Person: event.Person{ID: "z"}, Event: event.ChoicePicked{Choice: "no"}}, picked)
	z := port.Gap{TurnOutcome: port.TurnOutcome{Of: named("z"), Turn: 1, At: noon.Add(time.Hour), Outcome: picked}}
	z.Of.Address = here()
	want = append([]port.Gap{z}, want...)
	for name, s := range map[string]store.Store{"the same process": s, "another process": b.open()} {
		if got := gaps(t, s, port.GapFilter{}); !reflect.DeepEqual(got, want) {
			t.Errorf("%s reads\n%+v, want\n%+v", name, got, want)
		}
	}
	after := func(minutes int) time.Time { return noon.Add(time.Duration(minutes) * time.Minute) }
	for people, f := range map[string]port.GapFilter{
		"z p6":  {Limit: 2},
		"p1 p0": {To: after(2)},
		"z p6 ": {From: after(6)},
		"p3 p2": {From: after(2), To: after(4)},
		"p3":    {From: after(2), To: after(4), Limit: 1},
		"":      {From: after(61)},
	} {
		var got []string
		for _, g := range gaps(t, s, f) {
			got = append(got, g.Of.Person)
		}
		if strings.Join(got, " ") != strings.TrimSpace(people) {
			t.Errorf("%+v picks %q, want %q", f, got, people)
		}
	}
}

// testGapsErased holds that what was written is kept no longer than the message, and no turn
// longer than the conversation.
func testGapsErased(t *testing.T, b *bench) {
	s := b.open()
	saidWith(t, s, named("p"), 0, canary, bot.Outcome{Kind: outcome.NotUnderstood})
	saidWith(t, s, named("q"), 0, "other", bot.Outcome{Kind: outcome.NotUnderstood})
	turn(t, s, did(named("p"), event.MessageDeleted{Message: canary}))
	texts := func() (list []string) {
		for _, g := range gaps(t, s, port.GapFilter{}) {
			list = append(list, g.Of.Person+" "+g.Text)
		}
		return list
	}
	if got := texts(); !reflect.DeepEqual(got, []string{"q other", "p "}) {
		t.Errorf("of a removed message is left %q", got)
	}
	need[SQL](b).Exec(t, `DELETE FROM conversations WHERE person = 'p'`)
	if got := texts(); !reflect.DeepEqual(got, []string{"q other"}) {
		t.Errorf("of a person whose data were deleted is left %q", got)
	}
}
