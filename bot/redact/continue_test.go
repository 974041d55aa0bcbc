package redact_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"aktivering/bot/bottest"
	"aktivering/bot/redact"
)

// continued masks messages that come one after the other, and returns how many groups of a
// key are remembered at the end.
func continued(messages []string) (masked []string, seen redact.Seen) {
	for _, text := range messages {
		text, was := redact.Redact(text)
		text, groups, _ := redact.ContinueKey(text, was, seen)
		seen = seen.Add(groups)
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

// TestContinueKeyAfterOtherWords holds the same where other messages come in between. A group
// that could be something else may be left then.
func TestContinueKeyAfterOtherWords(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		groups, messages := bottest.DrawSplitKey(t)
		messages = bottest.DrawInterrupted(t, messages)
		masked, _ := continued(messages)
		if n := bottest.Readable(groups, masked...); n > 1+bottest.Ordinary(groups) {
			t.Fatalf("%d groups of %v are left of %q: %q", n, groups, messages, masked)
		}
	})
}

// TestContinueKeyEnds holds what stays where it is said to be the end of a key, and for how
// long.
func TestContinueKeyEnds(t *testing.T) {
	masked, _ := continued([]string{"3V66T", "ja", "den andre slutter på 9MPGT", "og den tredje slutter på 2YT43", "takk", "det hjalp ikke", "22H2, build 26100", "23467"})
	want := []string{"3V66T", "ja", "den andre slutter på 9MPGT", "og den tredje slutter på •••••", "takk", "det hjalp ikke", "22H2, build 26100", "•••••"}
	if !slices.Equal(masked, want) {
		t.Errorf("left: %q; want %q", masked, want)
	}
}

// TestContinueKeyInNames holds that names of files, one a message, leave one group of a key, too.
func TestContinueKeyInNames(t *testing.T) {
	var seen redact.Seen
	want := []string{"9Y4FW.png", "IMG_20261126_101500.jpg", "bilde •••••.png", "•••••_••••• 2.jpeg", "Skjermbilde 12346.png", "•••••"}
	for i, name := range []string{"9Y4FW.png", "IMG_20261126_101500.jpg", "bilde T34FW.png", "Y36DT_K8XDV 2.jpeg", "Skjermbilde 12346.png", "TWTFT"} {
		got, groups, _ := redact.ContinueKeyInName(name, redact.SecretNone, seen)
		seen = seen.Add(groups)
		if got != want[i] {
			t.Errorf("%q becomes %q, want %q", name, got, want[i])
		}
	}
	if seen != 0 {
		t.Errorf("%d is remembered of a whole key", seen)
	}
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
