package storetest

import (
	"context"
	"fmt"
	"testing"
	"time"

	"aktivering/bot"
	"aktivering/bot/content"
	"aktivering/bot/event"
	"aktivering/bot/port"
	"aktivering/internal/store"
)

// noon is when the events of the tests happen.
var noon = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC) //nolint:gochecknoglobals // a constant

// here is an address that most tests talk at.
func here() bot.Address { return bot.Address{Platform: "test", Space: "s", Channel: "c", Thread: "t"} }

// person is one of those who are numbered.
func person(i int) bot.Ref { return bot.Ref{Address: here(), Person: fmt.Sprint("p", i)} }

// named is the conversation of somebody at that address.
func named(name string) bot.Ref { return bot.Ref{Address: here(), Person: name} }

// said is an event of somebody who writes its key.
func said(key string, from bot.Address, person string) event.Inbound {
	return event.Inbound{Key: key, At: noon, From: from, Person: event.Person{ID: person}, Event: event.Message{Text: key}}
}

// text is a reply of one word.
func text(s string) bot.Reply {
	return bot.Reply{Blocks: []content.Block{content.Paragraph{Spans: []content.Span{{Text: s}}}}}
}

// textOf reads a reply made by text.
func textOf(e bot.Effect) string {
	say, ok := e.(bot.SendReply)
	if !ok {
		return fmt.Sprintf("%T", e)
	}
	p, ok := say.Reply.Blocks[0].(content.Paragraph)
	if !ok {
		return fmt.Sprintf("%T", say.Reply.Blocks[0])
	}
	return p.Spans[0].Text
}

// Decide makes one turn: do returns the conversation after it and the effects, and the
// transcript gets the line that the event has.
func Decide(ctx context.Context, s port.Store, in event.Inbound, do func(bot.Conversation) (bot.Conversation, []bot.Effect)) error {
	_, err := makeTurn(ctx, s, in, do)
	return err
}

// makeTurn is Decide, and tells whether the event was dropped.
func makeTurn(ctx context.Context, s port.Store, in event.Inbound, do func(bot.Conversation) (bot.Conversation, []bot.Effect)) (dropped bool, err error) {
	return s.Turn(ctx, in, func(before bot.Conversation) bot.Decision {
		after, effects := do(before)
		return bot.Decision{Conversation: after, Effects: effects, Entry: in.Entry(before)}
	})
}

// turn makes one turn that counts, and returns its number; 0 when it was dropped.
func turn(t *testing.T, s store.Store, in event.Inbound, effects ...bot.Effect) int {
	t.Helper()
	n := 0
	dropped, err := makeTurn(t.Context(), s, in, func(c bot.Conversation) (bot.Conversation, []bot.Effect) {
		c.Turn++
		n = c.Turn
		return c, effects
	})
	if err != nil {
		t.Fatalf("Turn: %v", err)
	}
	if dropped {
		return 0
	}
	return n
}

// say makes one turn in which the bot says something to the person.
func say(t *testing.T, s store.Store, ref bot.Ref, words ...string) {
	t.Helper()
	effects := make([]bot.Effect, len(words))
	for i, w := range words {
		effects[i] = bot.SendReply{To: ref.Address, Reply: text(w)}
	}
	turn(t, s, said("", ref.Address, ref.Person), effects...)
}

// inCase makes one turn that changes the case.
func inCase(t *testing.T, s store.Store, ref bot.Ref, change func(*bot.Conversation), effects ...bot.Effect) {
	t.Helper()
	in := event.Inbound{At: noon, From: ref.Address, Person: event.Person{ID: ref.Person}, Event: event.Started{}}
	err := Decide(t.Context(), s, in, func(c bot.Conversation) (bot.Conversation, []bot.Effect) {
		c.Turn++
		if c.Case != nil {
			matter := *c.Case
			c.Case = &matter
		}
		change(&c)
		return c, effects
	})
	if err != nil {
		t.Fatal(err)
	}
}

// open opens a case that waits since then.
func open(since time.Time) func(*bot.Conversation) {
	return func(c *bot.Conversation) {
		c.Case = &bot.Case{State: bot.CaseQueued, Opened: c.Turn, QueuedAt: since}
	}
}
