package engine_test

import (
	"context"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"aktivering/bot"
	"aktivering/bot/bottest"
	"aktivering/bot/desk"
	"aktivering/bot/dialogue"
	"aktivering/bot/engine"
)

// transcriptStore keeps a conversation and its transcript as the stores do.
type transcriptStore struct {
	c       bot.Conversation
	entries []bot.Entry
	effects []bot.Effect
}

func (s *transcriptStore) Turn(_ context.Context, _ bot.Inbound, step bot.Step) error {
	d := step(s.c)
	if d.Conversation.Turn == s.c.Turn {
		return nil
	}
	s.entries = append(s.entries, d.Entry)
	s.c, s.effects = d.Conversation, append(s.effects, d.Effects...)
	return nil
}

// TestKeyOverSeveralMessages holds that a key whose groups come one after the other leaves
// no more than its first group, whichever way it is cut.
func TestKeyOverSeveralMessages(t *testing.T) {
	kb := bottest.Manager(t).Knowledge
	rapid.Check(t, func(rt *rapid.T) {
		groups := bottest.DrawKey(rt)
		if bottest.Ordinary(groups) > 0 {
			rt.Skip("hardly a key")
		}
		store := &transcriptStore{}
		eng := engine.New(desk.Manager{Manager: dialogue.Manager{Knowledge: kb, Matcher: bottest.Script{}}}, store)
		separator := rapid.SampledFrom([]string{"-", " ", "\n"}).Draw(rt, "separator")
		for from := 0; from < 5; {
			n := rapid.IntRange(1, 5-from).Draw(rt, "groups")
			words := strings.Join(groups[from:from+n], separator)
			if rapid.Bool().Draw(rt, "words") {
				words = "så kommer " + words
			}
			from += n
			in := bot.Inbound{From: bot.Address{Platform: "test"}, Person: bot.Person{ID: "p"}, Event: bot.Message{Text: words, Addressed: true}}
			if err := eng.Handle(t.Context(), in); err != nil {
				rt.Fatal(err)
			}
		}
		var all strings.Builder
		for _, e := range store.entries {
			all.WriteString(e.Text + "\n")
		}
		left := 0
		for i, g := range groups {
			if strings.Contains(all.String(), g) && (i != 4 || !strings.Contains(all.String(), bottest.MaskedGroups)) {
				left++
			}
		}
		if left > 1 {
			rt.Fatalf("%d groups of %v are left: %q", left, groups, all.String())
		}
		if store.c.KeySeen != 0 {
			rt.Fatalf("a whole key has come, and %d groups are remembered: %q", store.c.KeySeen, all.String())
		}
	})
}

// TestLastGroupStays holds that the last five characters can be told where no part of a
// key came before: support asks for them.
func TestLastGroupStays(t *testing.T) {
	store := &transcriptStore{}
	eng := engine.New(desk.Manager{Manager: dialogue.Manager{Knowledge: bottest.Manager(t).Knowledge, Matcher: bottest.Script{}}}, store)
	for _, words := range []string{"de siste fem er 3V66T", "det hjalp ikke", "den andre slutter på 9MPGT", "feil 0xC004F213"} {
		in := bot.Inbound{From: bot.Address{Platform: "test"}, Person: bot.Person{ID: "p"}, Event: bot.Message{Text: words, Addressed: true}}
		if err := eng.Handle(t.Context(), in); err != nil {
			t.Fatal(err)
		}
		if got := store.entries[len(store.entries)-1].Text; got != words {
			t.Errorf("%q was kept as %q", words, got)
		}
	}
}
