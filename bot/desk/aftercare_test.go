package desk_test

import (
	"testing"

	"aktivering/bot"
	"aktivering/bot/bottest"
	"aktivering/bot/event"
)

// Only a number of stars is a number of stars.
func TestRatings(t *testing.T) {
	for _, c := range []struct {
		said string
		want int
	}{
		{"1", 1},
		{"5", 5},
		{" 4. ", 4},
		{"4!", 4},
		{"3/5", 3},
		{"3 / 5", 3},
		{"5/5!", 5},
		{"!!!", 0},
		{".", 0},
		{"/5", 0},
		{"0", 0},
		{"6", 0},
		{"15", 0},
		{"-1", 0},
		{"4/6", 0},
		{"4 koder", 0},
	} {
		w, ola, _, handle := bottest.ClosedCase(t)
		handle(ola, "Ola", event.Message{Text: c.said, Addressed: true})
		if got := w.Conversation(bot.Ref{Address: ola, Person: "Ola"}).Case.Rating; got != c.want {
			t.Errorf("%q is %d stars, want %d", c.said, got, c.want)
		}
	}
}

// Whoever opens a case again, what was said of its end is gone with it, and can be said
// of the next one.
func TestReopenForgetsTheEnd(t *testing.T) {
	for _, c := range []struct {
		name   string
		reopen func(handle func(bot.Address, string, event.Event), ola, thread bot.Address)
	}{
		{"the agent", func(handle func(bot.Address, string, event.Event), _, thread bot.Address) {
			handle(thread, "Bente", event.ChoicePicked{Choice: "d:reopen"})
		}},
		{"the person", func(handle func(bot.Address, string, event.Event), ola, thread bot.Address) {
			handle(ola, "Ola", event.Message{Text: "det virker ikke likevel", Addressed: true})
			handle(ola, "Ola", event.Message{Text: "ja", Addressed: true})
			handle(thread, "Bente", event.ChoicePicked{Choice: "d:claim"})
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			w, ola, thread, handle := bottest.ClosedCase(t)
			cs := func() bot.Case { return *w.Conversation(bot.Ref{Address: ola, Person: "Ola"}).Case }
			handle(ola, "Ola", event.Message{Text: "2", Addressed: true})
			handle(ola, "Ola", event.Message{Text: "xyzzy", Addressed: true})
			if got := cs(); got.Rating != 2 || got.Comment != "xyzzy" {
				t.Fatalf("before: %+v", got)
			}
			c.reopen(handle, ola, thread)
			if got := cs(); got.State != bot.CaseClaimed || got.Rating != 0 || got.Comment != "" || got.MovedOn || got.Closing != "" || got.Note != "" || got.Pending != "" || !got.Closed.IsZero() {
				t.Errorf("after: %+v", got)
			}
			handle(thread, "Bente", event.Message{Text: "lukk: løst", InThread: true})
			handle(ola, "Ola", event.Message{Text: "5", Addressed: true})
			if got := cs().Rating; got != 5 {
				t.Errorf("the second end has %d stars", got)
			}
		})
	}
}
