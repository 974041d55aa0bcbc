package engine_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"aktivering/bot"
	"aktivering/bot/bottest"
	"aktivering/bot/desk"
	"aktivering/bot/dialogue"
	"aktivering/bot/engine"
	"aktivering/bot/event"
	"aktivering/bot/form"
	"aktivering/bot/port"
)

// transcriptStore keeps a conversation and its transcript as the stores do.
type transcriptStore struct {
	c       bot.Conversation
	entries []bot.Entry
	effects []bot.Effect
}

func (s *transcriptStore) Turn(_ context.Context, _ event.Inbound, step port.Step) (dropped bool, err error) {
	d := step(s.c)
	if d.Conversation.Turn == s.c.Turn {
		return false, nil
	}
	s.entries = append(s.entries, d.Entry)
	s.c, s.effects = d.Conversation, append(s.effects, d.Effects...)
	return false, nil
}

// sender makes an event of the words of a message, by its place among the messages.
type sender func(i int, words string) event.Event

// senders are those who can send a key.
func senders() map[string]sender {
	said := func(words string) event.Message { return event.Message{Text: words, Addressed: true, Message: "m"} }
	agent := bot.Agent{ID: "a"}
	return map[string]sender{
		"a person": func(_ int, words string) event.Event { return said(words) },
		"a person, a form": func(_ int, words string) event.Event {
			return form.Form{}.Answered(map[string]string{form.Problem: words}, nil)
		},
		"a person who changes a message": func(i int, words string) event.Event {
			if i == 0 {
				return said(words)
			}
			return event.MessageEdited{Now: said(words)}
		},
		"a person, in the name of a file": func(_ int, words string) event.Event {
			m := said("")
			m.Files = []bot.File{{Name: words + ".png", Kind: "image/png", URL: "https://files.example/" + words + ".png", On: "test", At: words}}
			return m
		},
		"an agent": func(_ int, words string) event.Event {
			return event.AgentAction{Agent: agent, Act: bot.ActAnswer, Text: words}
		},
		"an agent, internally": func(_ int, words string) event.Event {
			return event.AgentAction{Agent: agent, Act: bot.ActNote, Text: words}
		},
	}
}

// send has an engine take in messages of a conversation with a case, one after the other, and
// returns what is kept of each and shown to anybody, and how many groups are remembered.
func send(t interface{ Fatalf(string, ...any) }, manager desk.Manager, ev sender, messages []string) (kept []string, seen int) {
	store := &transcriptStore{}
	store.c.Case = &bot.Case{State: bot.CaseClaimed, Desk: manager.Desks[0].Name, Agent: bot.Agent{ID: "a"}}
	eng := engine.New(manager, store)
	for i, words := range messages {
		in := event.Inbound{From: bot.Address{Platform: "test"}, Person: event.Person{ID: "p"}, Event: ev(i, words)}
		if err := eng.Handle(context.Background(), in); err != nil {
			t.Fatalf("Handle: %v", err)
		}
	}
	if len(store.entries) != len(messages) {
		t.Fatalf("%d messages have %d entries", len(messages), len(store.entries))
	}
	for _, e := range store.entries {
		kept = append(kept, e.Text)
	}
	for _, effect := range store.effects {
		kept = append(kept, fmt.Sprintf("%+v", effect))
	}
	return kept, store.c.KeySeen + store.c.Case.KeySeen
}

// TestKeyOverSeveralMessages holds that a key whose groups come one after the other leaves
// no more than its first group, whichever way it is cut, and whoever sends it.
func TestKeyOverSeveralMessages(t *testing.T) {
	manager := bottest.Manager(t)
	manager.Matcher, manager.Desks = bottest.Script{}, bot.Desks{{Name: "d", At: bottest.DeskAddress()}}
	fixed := []struct {
		groups   string
		messages []string
		left     int
	}{
		{"9Y4FW T34FW Y36DT K8XDV TWTFT", []string{"9Y4FW-T34FW", "Y36DT", "K8XDV-TWTFT"}, 0}, // two groups end alike
		{"9Y4FW T34FW Y36DT K8XDV TWTFT", []string{"9y4fwt34fw", "y36dt k8xdv", "twtft"}, 0},
		{"9Y4FW T34FW Y36DT K8XDV TWTFT", []string{"den første er 9Y4FW, den andre er T34FW", "så Y36DT", "K8XDV", "TWTFT"}, 0},
		{"9Y4FW 9Y4FW Y36DT K8XDV TWTFT", []string{"9Y4FW-9Y4FW", "Y36DT-K8XDV-TWTFT"}, 0},
		{"9Y4FW 23467 Y36DT K8XDV TWTFT", []string{"9Y4FW-23467", "Y36DT-K8XDV", "TWTFT"}, 0},
		{"9Y4FW 23467 TRYGG XXXXX TWTFT", []string{"9Y4FW", "23467", "TRYGG", "XXXXX", "TWTFT"}, 1},
	}
	for name, event := range senders() {
		t.Run(name, func(t *testing.T) {
			named := name == "a person, in the name of a file" // whose end can be taken for a group
			for _, test := range fixed {
				kept, _ := send(t, manager, event, test.messages)
				if n := bottest.Readable(strings.Fields(test.groups), kept...); n > test.left && (!named || n > 1) || n < test.left && !named {
					t.Errorf("%d groups of %q are left; want %d: %q", n, test.messages, test.left, kept)
				}
			}
			rapid.Check(t, func(t *rapid.T) {
				groups, messages := bottest.DrawSplitKey(t)
				if bottest.Ordinary(groups) > 1 {
					t.Skip("hardly a key")
				}
				kept, seen := send(t, manager, event, messages)
				left := 1
				if named { // names hold other things as well, which look like such groups
					left += bottest.Ordinary(groups)
				}
				if n := bottest.Readable(groups, kept...); n > left {
					t.Fatalf("%d groups of %v are left of %q: %q", n, groups, messages, kept)
				}
				if seen != 0 && !named && bottest.Ordinary(groups) == 0 {
					t.Fatalf("a whole key has come as %q, and %d groups are remembered: %q", messages, seen, kept)
				}
			})
		})
	}
}

// TestLastGroupStays holds that the last five characters can be told where no part of a
// key came before: support asks for them.
func TestLastGroupStays(t *testing.T) {
	store := &transcriptStore{}
	eng := engine.New(desk.Manager{Manager: dialogue.Manager{Knowledge: bottest.Manager(t).Knowledge, Matcher: bottest.Script{}}}, store)
	for _, words := range []string{"de siste fem er 3V66T", "det hjalp ikke", "den andre slutter på 9MPGT", "feil 0xC004F213"} {
		in := event.Inbound{From: bot.Address{Platform: "test"}, Person: event.Person{ID: "p"}, Event: event.Message{Text: words, Addressed: true}}
		if err := eng.Handle(t.Context(), in); err != nil {
			t.Fatal(err)
		}
		if got := store.entries[len(store.entries)-1].Text; got != words {
			t.Errorf("%q was kept as %q", words, got)
		}
	}
}
