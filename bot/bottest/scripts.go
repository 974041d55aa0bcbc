package bottest

import (
	"cmp"
	"strconv"
	"strings"
	"testing"
	"time"

	"aktivering/bot"
	"aktivering/bot/desk"
	"aktivering/bot/event"
	"aktivering/bot/match"
)

// Noon returns 12:00 UTC on a Tuesday, within the hours of work.
func Noon() time.Time { return time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC) }

// DeskAddress returns the channel of the desk on the fake platform "desk".
func DeskAddress() bot.Address { return bot.Address{Platform: "desk", Channel: "cases"} }

// WebDesk returns the address of a desk on the fake platform "web", without a channel.
func WebDesk() bot.Address { return bot.Address{Platform: "web"} }

// PlaceOf returns the address of a person's own thread on the fake platform "chat".
func PlaceOf(name string) bot.Address {
	return bot.Address{Platform: "chat", Channel: "c", Thread: "of " + name}
}

// CommandOf returns the address of the private answers to a command in a channel.
func CommandOf(channel string) bot.Address {
	return bot.Address{Platform: "chat", Channel: channel, Thread: "private"}
}

// DirectOf returns the address of the direct messages with a person, or of a thread of them.
func DirectOf(name, thread string) bot.Address {
	return bot.Address{Platform: "chat", Channel: "direct with " + name, Thread: cmp.Or(thread, "private")}
}

// IsPrivate reports an address that CommandOf or DirectOf returns.
func IsPrivate(at bot.Address) bool {
	return at.Thread == "private" || strings.HasPrefix(at.Channel, "direct with ")
}

// Script is a matcher with fixed results, by the text as it is written; every other text is
// not understood.
type Script map[string]match.Result

// Match implements [port.Matcher].
func (s Script) Match(text string, _ match.Scope) match.Result {
	if r, ok := s[text]; ok {
		return r
	}
	return match.Result{Decision: match.None}
}

// Say makes one turn for each text, as addressed to the bot, and returns the conversation
// after them and the replies of the last turn.
func Say(m desk.Manager, c bot.Conversation, texts ...string) (bot.Conversation, []bot.Reply) {
	d := bot.Decision{Conversation: c}
	for _, text := range texts {
		d = m.Step(d.Conversation, event.Inbound{Event: event.Message{Text: text, Addressed: true}})
	}
	return d.Conversation, Replies(d.Effects)
}

// Replies returns the replies of the effects that say something.
func Replies(effects []bot.Effect) []bot.Reply {
	var list []bot.Reply
	for _, e := range effects {
		if say, ok := e.(bot.SendReply); ok {
			list = append(list, say.Reply)
		}
	}
	return list
}

// ClosedCase returns a harness in which Ola's case was claimed and closed by the agent Bente,
// the addresses of Ola and of the case's thread, and a function that handles a further event.
func ClosedCase(t *testing.T) (w *Harness, ola, thread bot.Address, handle func(at bot.Address, person string, event event.Event)) {
	t.Helper()
	manager := Manager(t)
	manager.Desks = bot.Desks{{At: DeskAddress()}}
	w = New(manager, t.Fatalf)
	n := 0
	handle = func(at bot.Address, person string, ev event.Event) {
		t.Helper()
		n++
		in := event.Inbound{Key: strconv.Itoa(n), At: w.Now, From: at, Person: event.Person{ID: person, Name: person}, Event: ev}
		if err := w.Engine.Handle(t.Context(), in); err != nil {
			t.Fatal(err)
		}
		w.Settle()
	}
	ola = PlaceOf("Ola")
	handle(ola, "Ola", event.Message{Text: "snakk med et menneske", Addressed: true})
	thread = w.Conversation(bot.Ref{Address: ola, Person: "Ola"}).Case.Thread
	handle(thread, "Bente", event.ChoicePicked{Choice: "d:claim"})
	handle(thread, "Bente", event.Message{Text: "lukk: løst", InThread: true})
	return w, ola, thread, handle
}
