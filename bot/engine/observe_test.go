package engine_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"aktivering/bot"
	"aktivering/bot/bottest"
	"aktivering/bot/engine"
	"aktivering/bot/event"
	"aktivering/bot/match"
	"aktivering/bot/outcome"
	"aktivering/bot/port"
)

// observer keeps what it is told, and in which turn the store was then.
type observer struct {
	store *conversationStore
	seen  []string
	last  bot.Decision
}

func (o *observer) Observe(_ context.Context, in event.Inbound, d bot.Decision) {
	o.seen = append(o.seen, fmt.Sprintf("%s %s, saved turn %d", in.Key, d.Outcome.Kind, o.store.c.Turn))
	o.last = d
}

// undoneStore runs each step, and can fail to save what it decided.
type undoneStore struct {
	*conversationStore
	full error
}

func (s *undoneStore) Turn(ctx context.Context, in event.Inbound, step port.Step) (dropped bool, err error) {
	if s.full != nil {
		step(s.c)
		return false, s.full
	}
	return rerunningStore{s.conversationStore}.Turn(ctx, in, step)
}

func TestDecisionsAreObservedWhenSaved(t *testing.T) {
	store := &undoneStore{conversationStore: &conversationStore{seen: make(map[string]bool)}}
	// A store may run a step more than once: only what is saved is observed.
	o := &observer{store: store.conversationStore}
	e := engine.New(bottest.Manager(t), store, &recorder{limits: port.Limits{TextRunes: 200}}).WithObserver(o)
	handle := func(in event.Inbound) {
		t.Helper()
		if err := e.Handle(t.Context(), in); !errors.Is(err, store.full) {
			t.Fatal(err)
		}
	}
	handle(inbound("1", "0xC004F213"))
	if got := len(o.last.Effects); got < 2 {
		t.Errorf("the decision has %d effects; want the parts that the platform can show", got)
	}
	if got, want := o.last.Outcome.Confidence, bottest.Manager(t).Matcher.Match("0xC004F213", match.Scope{}).Confidence; got != want || want == 0 {
		t.Errorf("the confidence is %v, want %v", got, want)
	}
	handle(inbound("1", "0xC004F213")) // seen before
	lunch := inbound("2", "noen som vil ha lunsj?")
	lunch.Event = event.Message{Text: "noen som vil ha lunsj?"}
	handle(lunch) // not for the bot
	store.full = errors.New("disk full")
	handle(inbound("3", "windows 10"))
	store.full = nil
	handle(inbound("4", "windows 10"))
	want := []string{"1 answered, saved turn 1", "4 fact, saved turn 2"}
	if !slices.Equal(o.seen, want) {
		t.Errorf("observed %q, want %q", o.seen, want)
	}
	if o.last.Conversation.Turn != 2 || o.last.Entry.Text != "windows 10" || o.last.Entry.Turn != 2 {
		t.Errorf("observed %+v", o.last)
	}
	if got := o.last.Outcome; got.Language != "nb" || !slices.Equal(got.Told, []string{"windows=10"}) || got.Asked != "has_key" {
		t.Errorf("the outcome is %+v", got)
	}
}

// A promise of the desk that is missed, and what ends a wait, is observed once.
func TestPromisesAreObserved(t *testing.T) {
	t.Parallel()
	w := opened(t, bot.Desks{{At: bottest.DeskAddress(), Claim: 10 * time.Minute, Answer: 30 * time.Minute, Resolve: 5 * time.Hour}}, "Ola")
	seen := &waits{counts: make(map[string]int)}
	w.Engine.WithObserver(seen)
	w.Pass(11 * time.Minute)
	w.Pass(11 * time.Minute) // the desk is called again: no other promise is missed
	for _, text := range []string{"hei", "er du der?"} {
		if err := byNumber(w, 1, "", "Bente", event.AgentAction{Act: bot.ActAnswer, Text: text, Message: bot.MessageID(text)}); err != nil {
			t.Fatal(err)
		}
	}
	w.Pass(time.Minute)
	w.Happens(bottest.PlaceOf("Ola"), "Ola", event.Message{Text: "ja, her", Addressed: true})
	w.Pass(31 * time.Minute)
	w.Pass(31 * time.Minute)
	w.Pass(4 * time.Hour)
	want := map[string]int{"claim": 1, "answer": 1, "resolve": 1, "claimed": 1, "first answer": 1}
	if !maps.Equal(seen.counts, want) {
		t.Errorf("observed %v, want %v", seen.counts, want)
	}
}

// waits counts what is observed of cases.
type waits struct{ counts map[string]int }

func (w *waits) Observe(_ context.Context, _ event.Inbound, d bot.Decision) {
	if d.Missed != outcome.NoPromise {
		w.counts[string(d.Missed)]++
	}
	if d.Claimed {
		w.counts["claimed"]++
	}
	if d.FirstAnswer {
		w.counts["first answer"]++
	}
}
