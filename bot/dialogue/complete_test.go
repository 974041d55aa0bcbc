package dialogue_test

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"aktivering/bot"
	"aktivering/bot/bottest"
	"aktivering/bot/event"
	"aktivering/bot/match"
)

func TestComplete(t *testing.T) {
	manager := bottest.Manager(t)
	for _, test := range []struct {
		typed, locale string
		id            string // one of the ids; "" is none at all
		label         string // what its label holds
		first         bool
	}{
		{"0xC004F213", "no", "0xC004F213", "0xC004F213 · Windows fant ingen produktnøkkel", true},
		{"0xc004f21", "no", "0xC004F210", "0xC004F210 · ", true},
		{"c004f213", "en-US", "0xC004F213", "Windows found no product key", true},
		{" 0x C004 F213", "nn", "0xC004F213", "Windows fann ingen produktnøkkel", true},
		{"0x803F7", "no", "0x803F7001", "0x803F7001", true},
		{"ikke aktivert", "no", "Windows er ikke aktivert", "Windows er ikke aktivert", true},
		{"not act", "en-GB", "Windows is not activated", "Windows is not activated", false},
		{"AKTIVERT", "no", "Windows er ikke aktivert", "", false},
		// Anywhere in the code, the title and the symptoms.
		{"f213", "no", "0xC004F213", "0xC004F213 · ", true},
		{"F213", "no", "0xC004F213", "", true},
		{"213", "no", "0xC004F213", "", true},
		{"f21", "no", "0xC004F210", "", true},
		{"004f213", "en-US", "0xC004F213", "", true},
		{"0xf213", "no", "0xC004F213", "", true},
		{"hovedkort", "no", "0xC004F211", "", true},
		{"hovudkort", "nn", "0xC004F211", "", false},
		{"motherboard", "en-GB", "0xC004F211", "", false},
		{"kms", "no", "0xC004F074", "", false},
		{"KMS-server", "no", "0xC004F034", "", false},
		{"0xFFFF", "no", "", "", false},
		{"xyzzy", "no", "", "", false},
	} {
		got := manager.Complete(test.typed, test.locale, 25)
		at := slices.IndexFunc(got, func(c bot.Choice) bool { return string(c.ID) == test.id })
		switch {
		case test.id == "" && len(got) > 0:
			t.Errorf("%q gives %v", test.typed, got)
		case test.id == "":
		case at < 0 || at > 0 && test.first || !strings.Contains(got[at].Label, test.label):
			t.Errorf("%q gives %v, want %q with %q", test.typed, got, test.id, test.label)
		}
	}
}

func TestCompleteKeepsToItsBounds(t *testing.T) {
	manager := bottest.Manager(t)
	for _, typed := range []string{"", "0", "c", "win", "0xC0", strings.Repeat("æ", 1000), "\xff\xfe", "nøkkel"} {
		got := manager.Complete(typed, "no", 25)
		if len(got) > 25 {
			t.Errorf("%.20q gives %d", typed, len(got))
		}
		for _, c := range got {
			if c.ID == "" || utf8.RuneCountInString(string(c.ID)) > 100 || c.Label == "" || utf8.RuneCountInString(c.Label) > 100 {
				t.Errorf("%.20q gives %q, %q", typed, c.ID, c.Label)
			}
		}
	}
	if got := manager.Complete("", "no", 5); len(got) != 5 || got[0].Label != "Windows er ikke aktivert" || !strings.HasPrefix(string(got[1].ID), "0xC004F211") {
		t.Errorf("no text gives %v, and not the most common problems first", got)
	}
	if got := manager.Complete("nøkkel", "no", 25); len(got) == 0 {
		t.Error("a word within a compound finds nothing")
	}
}

// What a completion submits is understood as what its label says.
func TestCompleteIsUnderstood(t *testing.T) {
	manager := bottest.Manager(t)
	for _, locale := range []string{"no", "nn", "en-US"} {
		for _, c := range manager.Complete("", locale, 100) {
			effects := manager.Step(bot.Conversation{}, event.Inbound{Event: event.Message{Text: string(c.ID), Addressed: true}}).Effects
			if len(effects) == 0 {
				t.Fatalf("%q is not answered", c.ID)
			}
			say, ok := effects[0].(bot.SendReply)
			if r := manager.Matcher.Match(string(c.ID), match.Scope{}); !ok || len(r.Entries) == 0 {
				t.Errorf("%s: %q leads nowhere: %+v, %v", locale, c.ID, r.Decision, say.Reply.Blocks)
			}
		}
	}
}

func TestCommand(t *testing.T) {
	manager := bottest.Manager(t)
	for locale, want := range map[string]string{"no": "aktivering", "nn": "aktivering", "": "aktivering", "en-US": "activation"} {
		c := manager.Listed(locale)
		if c.Name != want || c.Name != strings.ToLower(c.Name) || c.About == "" || c.Problem == "" || c.OnMessage == "" || !strings.Contains(c.Others, "/"+want) {
			t.Errorf("%s: %+v", locale, c)
		}
		if !strings.Contains(c.ProblemAbout, "0xC004F213") || utf8.RuneCountInString(c.ProblemAbout) > 100 {
			t.Errorf("%s: %q", locale, c.ProblemAbout)
		}
	}
}

func BenchmarkComplete(b *testing.B) {
	manager := bottest.Manager(b)
	for b.Loop() {
		manager.Complete("nøkkel", "no", 25)
	}
}

// What is typed is read up to a bound.
func TestCompleteReadsABeginning(t *testing.T) {
	manager := bottest.Manager(t)
	want := manager.Complete(strings.Repeat("windows ", 10), "nb", 25)
	if got := manager.Complete(strings.Repeat("windows ", 10)+strings.Repeat("x ", 10_000), "nb", 25); len(want) == 0 || !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
