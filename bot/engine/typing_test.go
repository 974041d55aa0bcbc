package engine_test

import (
	"slices"
	"testing"

	"aktivering/bot"
	"aktivering/bot/bottest"
	"aktivering/bot/event"
)

// The person sees that the agent who has the case writes to them, and the agent that
// the person does; what agents write among themselves is not shown.
func TestTyping(t *testing.T) {
	for _, open := range []bool{false, true} {
		manager := bottest.Manager(t)
		manager.Desks = bot.Desks{{At: bottest.DeskAddress(), RepliesPublic: open}}
		w := bottest.New(manager, t.Fatalf)
		chat, desk := w.Adapters["chat"], w.Adapters["desk"]
		ola := bot.Ref{Address: bottest.PlaceOf("Ola"), Person: "Ola"}
		w.Happens(ola.Address, "Ola", event.Typing{})
		w.Happens(ola.Address, "Ola", event.Message{Text: "snakk med et menneske", Addressed: true})
		thread := w.Conversation(ola).Case.Thread
		w.Happens(thread, "Bente", event.Typing{Choice: "d:answer"}) // who does not have it yet
		w.Happens(ola.Address, "Ola", event.Typing{})                // and nobody reads it
		w.Happens(thread, "Bente", event.Message{Text: "ta:", InThread: true})
		before := w.Conversation(ola).Turn
		if len(chat.Typings)+len(desk.Typings) > 0 {
			t.Errorf("shown %q, %q", chat.Typings, desk.Typings)
		}
		w.Happens(thread, "Bente", event.Typing{})
		if got := len(chat.Typings) == 1; got != open {
			t.Errorf("open %v: writing in the thread is shown: %v", open, got)
		}
		chat.Typings = nil
		w.Happens(thread, "Bente", event.Typing{Choice: "d:answer"})
		w.Happens(thread, "Bente", event.Typing{Choice: "d:close"})
		w.Happens(thread, "Per", event.Typing{Choice: "d:answer"})
		w.Happens(bottest.DeskAddress(), "Bente", event.Typing{})
		if !slices.Equal(chat.Typings, []string{"of Ola Ola"}) {
			t.Errorf("open %v: shown %q", open, chat.Typings)
		}
		w.Happens(ola.Address, "Ola", event.Typing{})
		w.Happens(bottest.PlaceOf("Kari"), "Kari", event.Typing{})
		if c := w.Conversation(ola); c.Turn != before || len(w.Refs()) != 2 { // with the desk's own
			t.Errorf("open %v: a turn was made of it: %d after %d, %d conversations", open, c.Turn, before, len(w.Refs()))
		}
		if !slices.Equal(desk.Typings, []string{thread.Thread + " "}) {
			t.Errorf("open %v: the desk is shown %q", open, desk.Typings)
		}
		w.Happens(thread, "Bente", event.Message{Text: "lukk: løst", InThread: true})
		w.Happens(thread, "Bente", event.Typing{Choice: "d:answer"})
		w.Happens(ola.Address, "Ola", event.Typing{})
		if len(chat.Typings) != 1 || len(desk.Typings) != 1 {
			t.Errorf("open %v: after the case: %q, %q", open, chat.Typings, desk.Typings)
		}
	}
}
