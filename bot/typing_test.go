package bot_test

import (
	"slices"
	"strconv"
	"testing"

	"aktivering/bot"
)

// The person sees that the agent who has the case writes to them, and the agent that
// the person does; what agents write among themselves is not shown.
func TestTyping(t *testing.T) {
	for _, open := range []bool{false, true} {
		mind := realMind(t)
		mind.Desk = &bot.Desk{At: deskAddress(), Open: open}
		w := newTown(mind, t.Fatalf)
		chat, desk := w.adapters["chat"], w.adapters["desk"]
		n := 0
		handle := func(from bot.Address, person string, event bot.Event) {
			t.Helper()
			n++
			if err := w.engine.Handle(t.Context(), bot.Inbound{Key: strconv.Itoa(n), At: w.now, From: from, Person: bot.Person{ID: person, Name: person}, Event: event}); err != nil {
				t.Fatal(err)
			}
			w.settle()
		}
		ola := bot.Ref{Address: placeOf("Ola"), Person: "Ola"}
		handle(ola.Address, "Ola", bot.Typing{})
		handle(ola.Address, "Ola", bot.Said{Text: "snakk med et menneske", Addressed: true})
		thread := w.conversations[ola].Case.Thread
		handle(thread, "Bente", bot.Typing{Choice: "d:answer"}) // who does not have it yet
		handle(ola.Address, "Ola", bot.Typing{})                // and nobody reads it
		handle(thread, "Bente", bot.Said{Text: "ta:", Threaded: true})
		before := w.conversations[ola].Turn
		if len(chat.typing)+len(desk.typing) > 0 {
			t.Errorf("shown %q, %q", chat.typing, desk.typing)
		}
		handle(thread, "Bente", bot.Typing{})
		if got := len(chat.typing) == 1; got != open {
			t.Errorf("open %v: writing in the thread is shown: %v", open, got)
		}
		chat.typing = nil
		handle(thread, "Bente", bot.Typing{Choice: "d:answer"})
		handle(thread, "Bente", bot.Typing{Choice: "d:close"})
		handle(thread, "Per", bot.Typing{Choice: "d:answer"})
		handle(deskAddress(), "Bente", bot.Typing{})
		if !slices.Equal(chat.typing, []string{"of Ola Ola"}) {
			t.Errorf("open %v: shown %q", open, chat.typing)
		}
		handle(ola.Address, "Ola", bot.Typing{})
		handle(placeOf("Kari"), "Kari", bot.Typing{})
		if !slices.Equal(desk.typing, []string{thread.Thread + " "}) {
			t.Errorf("open %v: the desk is shown %q", open, desk.typing)
		}
		handle(thread, "Bente", bot.Said{Text: "lukk: løst", Threaded: true})
		handle(thread, "Bente", bot.Typing{Choice: "d:answer"})
		handle(ola.Address, "Ola", bot.Typing{})
		if len(chat.typing) != 1 || len(desk.typing) != 1 {
			t.Errorf("open %v: after the case: %q, %q", open, chat.typing, desk.typing)
		}
		if c := w.conversations[ola]; c.Turn <= before || w.conversations[bot.Ref{Address: placeOf("Kari"), Person: "Kari"}].Turn != 0 {
			t.Errorf("the turns: %d, %+v", c.Turn, w.conversations)
		}
	}
}
