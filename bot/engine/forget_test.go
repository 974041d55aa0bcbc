package engine_test

import (
	"fmt"
	"strings"
	"testing"

	"aktivering/bot"
	"aktivering/bot/bottest"
	"aktivering/bot/event"
)

// A person is forgotten in all their conversations, with what desks were shown of each, and
// nobody else is.
func TestForget(t *testing.T) {
	m := bottest.Manager(t)
	m.Desks = bot.Desks{{At: bottest.DeskAddress()}}
	w := bottest.New(m, t.Fatalf)
	at := func(n int) bot.Address { return bot.Address{Platform: "chat", Channel: fmt.Sprint("c", n)} }
	const word = "kanarifugl"
	say := func(where bot.Address, person, text string) {
		t.Helper()
		w.Happens(where, person, event.Message{Text: text, Addressed: true, Message: bot.MessageID(fmt.Sprint("m", w.Events))})
	}
	const many = 120 // more than one page
	for n := range many {
		say(at(n), "Ola", word)
	}
	say(at(0), "Ola", "snakk med et menneske")
	say(at(0), "Ola", word+" igjen")
	say(at(0), "Kari", "bokfink")
	say(at(0), "Kari", "snakk med et menneske")
	say(at(1), "Ola", "glem meg")
	say(at(1), "Ola", "ja, slett alt")
	if kept := w.Kept(); strings.Contains(kept, word) || !strings.Contains(kept, "bokfink") {
		t.Error("the person's words are kept, or another's are gone")
	}
	shown := 0
	for _, m := range w.Adapters["desk"].Shown {
		text := bottest.Render(m.Reply)
		if strings.Contains(text, word) || strings.Contains(text, "Ola") && !strings.Contains(text, "Sak") {
			t.Errorf("the desk still shows %q", text)
		}
		if strings.Contains(text, "Kari") {
			shown++
		}
	}
	if shown == 0 {
		t.Error("what the desk was shown of another is gone")
	}
	if n, err := w.Engine.Forget(t.Context(), "chat", "Ola", w.Now); err != nil || n != 0 {
		t.Errorf("forgotten again: %d conversations, %v", n, err)
	}
}

// Where the desk cannot be reached, it is tried again; what waits to be shown is not.
func TestForgetWhileTheDeskIsAway(t *testing.T) {
	m := bottest.Manager(t)
	m.Desks = bot.Desks{{At: bottest.DeskAddress()}}
	w := bottest.New(m, t.Fatalf)
	at := bot.Address{Platform: "chat", Channel: "c"}
	w.Happens(at, "Ola", event.Message{Text: "snakk med et menneske", Addressed: true})
	w.Start(m, w.Adapters["chat"]) // the desk's platform is not served
	w.Happens(at, "Ola", event.Message{Text: "kanarifugl", Addressed: true, Message: "m"})
	if n, err := w.Engine.Forget(t.Context(), "chat", "Ola", w.Now); err != nil || n != 1 {
		t.Fatalf("%d conversations, %v", n, err)
	}
	before := len(w.Adapters["desk"].Shown)
	w.Start(m, w.Adapters["chat"], w.Adapters["desk"])
	w.Settle()
	for i, m := range w.Adapters["desk"].Shown {
		text := bottest.Render(m.Reply)
		if strings.Contains(text, "kanarifugl") || i < before && text != "" {
			t.Errorf("message %d shows %q", i, text)
		}
	}
	if n := len(w.Adapters["desk"].Shown); n != before+1 {
		t.Errorf("%d messages were sent afterwards, want one that tells the agents", n-before)
	}
}
