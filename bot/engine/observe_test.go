package engine_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"aktivering/bot"
	"aktivering/bot/bottest"
	"aktivering/bot/engine"
	"aktivering/bot/match"
	"aktivering/bot/port"
)

// observer keeps what it is told, and in which turn the store was then.
type observer struct {
	store *conversationStore
	seen  []string
	last  bot.Decision
}

func (o *observer) Observe(_ context.Context, in bot.Inbound, d bot.Decision) {
	o.seen = append(o.seen, fmt.Sprintf("%s %s, saved turn %d", in.Key, d.Outcome.Kind, o.store.c.Turn))
	o.last = d
}

// undoneStore runs each step, and can fail to save what it decided.
type undoneStore struct {
	*conversationStore
	full error
}

func (s *undoneStore) Turn(ctx context.Context, in bot.Inbound, step port.Step) error {
	if s.full != nil {
		step(s.c)
		return s.full
	}
	return rerunningStore{s.conversationStore}.Turn(ctx, in, step)
}

func TestDecisionsAreObservedWhenSaved(t *testing.T) {
	store := &undoneStore{conversationStore: &conversationStore{seen: make(map[string]bool)}}
	// A store may run a step more than once: only what is saved is observed.
	o := &observer{store: store.conversationStore}
	e := engine.New(bottest.Manager(t), store, &recorder{limits: port.Limits{TextRunes: 200}}).WithObserver(o)
	handle := func(in bot.Inbound) {
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
	lunch.Event = bot.Message{Text: "noen som vil ha lunsj?"}
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
