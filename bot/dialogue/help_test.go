package dialogue_test

import (
	"slices"
	"testing"

	"aktivering/bot"
	"aktivering/bot/bottest"
	"aktivering/bot/event"
	"aktivering/bot/outcome"
)

// TestHelpIsNoOutcome holds at every point of a conversation that who asks for help, or whether
// something works, has not told that it does, and is neither handed over nor left without a word.
func TestHelpIsNoOutcome(t *testing.T) {
	m := bottest.Manager(t)
	m.Desks = bot.Desks{{Name: "support", At: bot.Address{Platform: "test", Channel: "desk"}}}
	ways := map[string][]string{
		"new":       nil,
		"asking":    {"0xC004F213"},
		"later":     {"0xC004F213", "ja"},
		"checking":  {"0xC004E028"},
		"used up":   {"0xC004E028", "nei", "nei", "nei", "nei"},
		"which":     {"0x803F7001 og 0xC004E028"},
		"near":      {"0xC004F219"},
		"half":      {"0xC004F"},
		"refused":   {"gratis crack"},
		"in nn":     {"0xC004F213", "nynorsk"},
		"in en":     {"0xC004F213", "in English please"},
		"after yes": {"0xC004E028", "nei"},
	}
	texts := []string{
		"help", "help me", "HELP!!", "Help.", "please help", "help please", "help me please", "can you help me", "can you help me?",
		"does it work", "does it work?", "did it work", "did it work?", "did that help?", "does this help?", "will it work", "will it work?",
		"hjelp", "hjelp meg", "HJELP!!", "Hjelp.", "hjelp takk", "kan du hjelpe meg", "kan du hjelpe meg?", "kan du hjelpa meg?",
		"virker det", "virker det?", "fungerer det?", "hjelper det?", "hjelper dette?", "verkar det", "verkar det?", "hjelper det", "funker det?", "hjalp det?",
	}
	for name, before := range ways {
		var c bot.Conversation
		for _, text := range before {
			c, _ = bottest.Say(m, c, text)
		}
		for _, text := range texts {
			d := m.Step(c, event.Inbound{At: bottest.Noon(), Event: event.Message{Text: text, Addressed: true}})
			if slices.Contains([]outcome.Kind{outcome.Helped, outcome.NotHelped, outcome.UsedUp, outcome.HandedOver}, d.Outcome.Kind) {
				t.Errorf("%s: %q is read as %s (%s)", name, text, d.Outcome.Kind, d.Act)
			}
			if len(bottest.Replies(d.Effects)) == 0 {
				t.Errorf("%s: silence after %q", name, text)
			}
			if d.Conversation.Now.Stage == bot.StageSolved {
				t.Errorf("%s: %q solves it", name, text)
			}
		}
	}
}
