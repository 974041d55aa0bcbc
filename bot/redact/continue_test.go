package redact_test

import (
	"testing"

	"pgregory.net/rapid"

	"aktivering/bot/bottest"
	"aktivering/bot/redact"
)

// continued masks messages that come one after the other, and returns how many groups of a
// key are remembered at the end.
func continued(messages []string) (masked []string, seen int) {
	for _, text := range messages {
		text, was := redact.Redact(text)
		text, seen, _ = redact.ContinueKey(text, was, seen)
		masked = append(masked, text)
	}
	return masked, seen
}

// TestContinueKey holds that of a key that comes in several messages no more than one group
// is left, whichever way it is cut and written.
func TestContinueKey(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		groups, messages := bottest.DrawSplitKey(t)
		if bottest.Ordinary(groups) > 1 {
			t.Skip("hardly a key")
		}
		masked, seen := continued(messages)
		if n := bottest.Readable(groups, masked...); n > 1 {
			t.Fatalf("%d groups of %v are left of %q: %q", n, groups, messages, masked)
		}
		if seen != 0 && bottest.Ordinary(groups) == 0 {
			t.Fatalf("%d groups are remembered of a whole key that came as %q: %q", seen, messages, masked)
		}
	})
}

// TestContinueKeyKeeps holds what stays where no part of a key came before.
func TestContinueKeyKeeps(t *testing.T) {
	texts := append(prose(),
		"de siste fem er 3V66T", "3V66T", "XXXXX-XXXXX-XXXXX-XXXXX-XXXXX", "22631", "22631 og 19045", "23467 89234", "feil 0xC004F213", "0 x C 0 0 4 F 0 5 0", "C004F213 80072EE7", "Partial Product Key: 3V66T. De siste fem er 3V66T",
		"PPC32 og PPC64", "serienummer 5CD9384KLM", "hjelp", "hvilken feil er det?",
	)
	for _, text := range texts {
		masked, was := redact.Redact(text)
		if got, _, found := redact.ContinueKey(masked, was, 0); got != text || found != redact.SecretNone {
			t.Errorf("%q becomes %q, %s; want it as it is", text, got, found)
		}
	}
}
