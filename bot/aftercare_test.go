package bot_test

import (
	"strconv"
	"testing"

	"aktivering/bot"
)

// closedCase is Ola's case, which Bente has had and has closed; handle is what happens
// next to either.
func closedCase(t *testing.T) (w *town, ola, thread bot.Address, handle func(at bot.Address, person string, event bot.Event)) {
	t.Helper()
	mind := realMind(t)
	mind.Desk = &bot.Desk{At: deskAddress()}
	w = newTown(mind, t.Fatalf)
	n := 0
	handle = func(at bot.Address, person string, event bot.Event) {
		t.Helper()
		n++
		in := bot.Inbound{Key: strconv.Itoa(n), At: w.now, From: at, Person: bot.Person{ID: person, Name: person}, Event: event}
		if err := w.engine.Handle(t.Context(), in); err != nil {
			t.Fatal(err)
		}
		w.settle()
	}
	ola = placeOf("Ola")
	handle(ola, "Ola", bot.Said{Text: "snakk med et menneske", Addressed: true})
	thread = w.conversations[bot.Ref{Address: ola, Person: "Ola"}].Case.Thread
	handle(thread, "Bente", bot.Picked{Choice: "d:claim"})
	handle(thread, "Bente", bot.Said{Text: "lukk: løst", Threaded: true})
	return w, ola, thread, handle
}

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
		w, ola, _, handle := closedCase(t)
		handle(ola, "Ola", bot.Said{Text: c.said, Addressed: true})
		if got := w.conversations[bot.Ref{Address: ola, Person: "Ola"}].Case.Rating; got != c.want {
			t.Errorf("%q is %d stars, want %d", c.said, got, c.want)
		}
	}
}

// Whoever opens a case again, what was said of its end is gone with it, and can be said
// of the next one.
func TestReopenForgetsTheEnd(t *testing.T) {
	for _, c := range []struct {
		name   string
		reopen func(handle func(bot.Address, string, bot.Event), ola, thread bot.Address)
	}{
		{"the agent", func(handle func(bot.Address, string, bot.Event), _, thread bot.Address) {
			handle(thread, "Bente", bot.Picked{Choice: "d:reopen"})
		}},
		{"the person", func(handle func(bot.Address, string, bot.Event), ola, thread bot.Address) {
			handle(ola, "Ola", bot.Said{Text: "det virker ikke likevel", Addressed: true})
			handle(ola, "Ola", bot.Said{Text: "ja", Addressed: true})
			handle(thread, "Bente", bot.Picked{Choice: "d:claim"})
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			w, ola, thread, handle := closedCase(t)
			matter := func() bot.Case { return *w.conversations[bot.Ref{Address: ola, Person: "Ola"}].Case }
			handle(ola, "Ola", bot.Said{Text: "2", Addressed: true})
			handle(ola, "Ola", bot.Said{Text: "xyzzy", Addressed: true})
			if got := matter(); got.Rating != 2 || got.Comment != "xyzzy" {
				t.Fatalf("before: %+v", got)
			}
			c.reopen(handle, ola, thread)
			if got := matter(); got.State != bot.CaseClaimed || got.Rating != 0 || got.Comment != "" || got.Left || got.Closing != "" || got.Note != "" || got.Pending != "" || !got.Closed.IsZero() {
				t.Errorf("after: %+v", got)
			}
			handle(thread, "Bente", bot.Said{Text: "lukk: løst", Threaded: true})
			handle(ola, "Ola", bot.Said{Text: "5", Addressed: true})
			if got := matter().Rating; got != 5 {
				t.Errorf("the second end has %d stars", got)
			}
		})
	}
}
