package bottest

import (
	"cmp"
	"context"
	"encoding/json"
	"reflect"
	"slices"

	"aktivering/bot"
	"aktivering/bot/event"
	"aktivering/bot/port"
	"aktivering/internal/store"
)

// checkedTurns is the harness's store as the engine sees it.
type checkedTurns struct{ *Harness }

// Turn makes a turn of the store. It runs the step twice to check that it is pure, and checks
// that the conversation is the same after it was written and read.
func (w checkedTurns) Turn(ctx context.Context, in event.Inbound, step port.Step) (dropped bool, err error) {
	if w.Away != nil {
		if err := w.Away(in); err != nil {
			return false, err
		}
	}
	return w.store.Turn(ctx, in, func(before bot.Conversation) bot.Decision {
		w.turning = true
		defer func() { w.turning = false }()
		tried, decided := step(before), step(before)
		if !reflect.DeepEqual(tried, decided) {
			w.fatal("the same step decides otherwise the second time: %+v and %+v", tried, decided)
		}
		w.checkSurvives(decided.Conversation)
		if decided.Conversation.Turn != before.Turn && decided.Outcome.Kind == "" {
			w.fatal("nothing is said of what was decided on %T", in.Event)
		}
		if decided.Conversation.Turn != before.Turn && !slices.Contains(w.refs, in.Ref()) {
			w.refs = append(w.refs, in.Ref())
		}
		return decided
	})
}

// checkSurvives checks that a conversation is the same after it was written and read.
func (w *Harness) checkSurvives(c bot.Conversation) {
	encoded := Encode(fatalf(w.fatal), c)
	var stored bot.Conversation
	if err := json.Unmarshal(encoded, &stored); err != nil {
		w.fatal("%v", err)
	}
	if !reflect.DeepEqual(Encode(fatalf(w.fatal), stored), encoded) {
		w.fatal("the conversation does not survive: %s", encoded)
	}
}

type fatalf func(string, ...any)

func (f fatalf) Fatalf(format string, args ...any) { f(format, args...) }

// Encode returns a conversation as JSON, as the stores keep it.
func Encode(t interface{ Fatalf(string, ...any) }, c bot.Conversation) []byte {
	b, err := json.Marshal(c)
	if err != nil {
		t.Fatalf("%v", err)
	}
	return b
}

// Kept returns all that is stored as text, for a search.
func (w *Harness) Kept() string { return w.db.Dump() }

// Refs returns the conversations, by person and the oldest first.
func (w *Harness) Refs() []bot.Ref {
	refs := slices.Clone(w.refs)
	slices.SortStableFunc(refs, func(a, b bot.Ref) int { return cmp.Compare(a.Person, b.Person) })
	return refs
}

// Conversation returns what is stored of a conversation, the zero one where nothing is.
func (w *Harness) Conversation(ref bot.Ref) bot.Conversation {
	c, err := w.store.Conversation(context.Background(), ref)
	if err != nil {
		w.fatal("%v", err)
	}
	return c
}

// Entries returns the transcript of a conversation.
func (w *Harness) Entries(ref bot.Ref) []bot.Entry {
	entries, err := w.store.Transcript(context.Background(), ref)
	if err != nil {
		w.fatal("%v", err)
	}
	return entries
}

// Effects returns all that were saved, oldest first, also those that were performed.
func (w *Harness) Effects() []store.Item {
	all := store.Filter{Statuses: []bot.Status{"", bot.Done, bot.Dropped, bot.Failed}}
	items, err := w.store.Effects(context.Background(), all)
	if err != nil {
		w.fatal("%v", err)
	}
	return items
}
