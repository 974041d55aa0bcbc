package bot_test

import (
	"slices"
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
		ola := bot.Ref{Address: placeOf("Ola"), Person: "Ola"}
		w.happens(ola.Address, "Ola", bot.Typing{})
		w.happens(ola.Address, "Ola", bot.Said{Text: "snakk med et menneske", Addressed: true})
		thread := w.conversations[ola].Case.Thread
		w.happens(thread, "Bente", bot.Typing{Choice: "d:answer"}) // who does not have it yet
		w.happens(ola.Address, "Ola", bot.Typing{})                // and nobody reads it
		w.happens(thread, "Bente", bot.Said{Text: "ta:", Threaded: true})
		before := w.conversations[ola].Turn
		if len(chat.typing)+len(desk.typing) > 0 {
			t.Errorf("shown %q, %q", chat.typing, desk.typing)
		}
		w.happens(thread, "Bente", bot.Typing{})
		if got := len(chat.typing) == 1; got != open {
			t.Errorf("open %v: writing in the thread is shown: %v", open, got)
		}
		chat.typing = nil
		w.happens(thread, "Bente", bot.Typing{Choice: "d:answer"})
		w.happens(thread, "Bente", bot.Typing{Choice: "d:close"})
		w.happens(thread, "Per", bot.Typing{Choice: "d:answer"})
		w.happens(deskAddress(), "Bente", bot.Typing{})
		if !slices.Equal(chat.typing, []string{"of Ola Ola"}) {
			t.Errorf("open %v: shown %q", open, chat.typing)
		}
		w.happens(ola.Address, "Ola", bot.Typing{})
		w.happens(placeOf("Kari"), "Kari", bot.Typing{})
		if c := w.conversations[ola]; c.Turn != before || len(w.conversations) != 1 {
			t.Errorf("open %v: a turn was made of it: %d after %d, %d conversations", open, c.Turn, before, len(w.conversations))
		}
		if !slices.Equal(desk.typing, []string{thread.Thread + " "}) {
			t.Errorf("open %v: the desk is shown %q", open, desk.typing)
		}
		w.happens(thread, "Bente", bot.Said{Text: "lukk: løst", Threaded: true})
		w.happens(thread, "Bente", bot.Typing{Choice: "d:answer"})
		w.happens(ola.Address, "Ola", bot.Typing{})
		if len(chat.typing) != 1 || len(desk.typing) != 1 {
			t.Errorf("open %v: after the case: %q, %q", open, chat.typing, desk.typing)
		}
	}
}
