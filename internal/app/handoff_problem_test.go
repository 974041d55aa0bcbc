package app

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// besideThreads is where an agent writes in the desk's channel itself.
func (h *handoffs) besideThreads() string {
	if h.desk == platform(h.discord) {
		return discordDesk
	}
	return ""
}

// Many with the same code are told of at the desk, also over a restart; one button makes it a
// known problem, which is said first, and told once when it is solved.
func TestKnownProblem(t *testing.T) {
	t.Parallel()
	across(t, func(h *handoffs) {
		h.p.end()
		h.serving.Desk.BurstPeople, h.serving.Desk.BurstWithin = 3, 30*time.Minute
		h.start()
		h.persons.says("Kari", "0xC004F074")
		h.sees(h.persons, "PC-en er ikke på jobbnettet")
		h.persons.says("Ola", "jeg får 0xC004F074")
		eventually(h.T, "both are answered", func() bool { return h.times(h.persons, "PC-en er ikke på jobbnettet") == 2 })
		h.p.end()
		h.start()
		h.never(h.desk, "har meldt")
		h.persons.says("Per", "0xC004F074")
		burst := h.sees(h.desk, "3 personer har meldt")
		h.desk.presses("Bente", burst, "k:0xC004F074")
		h.sees(h.desk, "Bente har meldt driftsmelding 1")
		eventually(h.T, "those who came before are told", func() bool { return h.times(h.persons, "Flere har meldt om dette nå") == 3 })
		card := h.asks()
		h.sees(h.desk, "Driftsmelding")

		text := "KMS-verten kms-7 er nede, ventet løst om 2 timer"
		told := h.desk.writes("Bente", h.besideThreads(), "problem: 0xC004F074 "+text)
		h.sees(h.desk, text)
		h.persons.says("Liv", "0xC004F074")
		notice := h.sees(h.persons, "Dette er et kjent problem: "+text)
		eventually(h.T, "and then the article is shown", func() bool { return h.times(h.persons, "PC-en er ikke på jobbnettet") == 4 })
		shown := h.persons.shown()
		after := shown[slices.IndexFunc(shown, func(m message) bool { return m.id == notice.id }):]
		if !slices.ContainsFunc(after, func(m message) bool { return strings.Contains(m.first, "PC-en er ikke på jobbnettet") }) {
			h.Error("the problem was not said first")
		}
		h.desk.edits(told, "problem: 0xC004F074 KMS-verten kms-8 er nede")
		h.sees(h.desk, "kms-8")

		h.p.end()
		h.start()
		h.desk.writes("Bente", card.id, "problem")
		h.sees(h.desk, "Driftsmeldinger nå")
		h.desk.writes("Bente", card.id, "problem løst: 1 Start PC-en på nytt.")
		eventually(h.T, "all are told", func() bool { return h.times(h.persons, "Start PC-en på nytt.") == 4 })
		h.persons.says("Liv", "ja")
		h.sees(h.persons, "Så bra at det ordnet seg")
		h.persons.says("Siv", "0xC004F074")
		eventually(h.T, "the next one is answered", func() bool { return h.times(h.persons, "PC-en er ikke på jobbnettet") == 5 })

		h.p.end()
		h.once(h.desk, "3 personer har meldt", "Driftsmeldinger nå")
		for text, want := range map[string]int{"Flere har meldt om dette nå": 3, "Dette er et kjent problem": 1, "Start PC-en på nytt.": 4} {
			if n := h.times(h.persons, text); n != want {
				h.Errorf("%q was shown %d times, want %d", text, n, want)
			}
		}
	})
}

// What an agent takes back is told no more, and nothing of it is kept.
func TestKnownProblemTakenBack(t *testing.T) {
	t.Parallel()
	across(t, func(h *handoffs) {
		withdrawn := h.desk.writes("Bente", h.besideThreads(), "driftsmelding: 0xC004F074 feil hos oss")
		h.sees(h.desk, "driftsmelding 1")
		h.persons.says("Kari", "0xC004F074")
		h.sees(h.persons, "feil hos oss")
		h.desk.deletes(withdrawn)
		h.sees(h.desk, "Driftsmelding 1 er trukket tilbake")
		h.sees(h.persons, "trukket tilbake meldingen om et kjent problem")
		h.persons.says("Ola", "0xC004F074")
		eventually(h.T, "he is answered", func() bool { return h.times(h.persons, "PC-en er ikke på jobbnettet") == 2 })
		h.once(h.persons, "feil hos oss")
	})
}
