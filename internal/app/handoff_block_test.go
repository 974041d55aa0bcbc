package app

import (
	"strings"
	"testing"
)

// Whoever is blocked in direct messages is told so there once, and whenever they use a command
// elsewhere; nothing of theirs reaches the desk, also after a restart, until an agent lifts it.
func TestBlockedEverywhere(t *testing.T) {
	t.Parallel()
	across(t, func(h *handoffs) {
		const refused, helps = "Brukerstøtten tar ikke imot meldinger fra deg nå", "PC-en er ikke på jobbnettet"
		card := h.asks()
		h.desk.writes("Bente", card.id, "sperr: skjellsord")
		h.sees(h.persons, "Det du skriver til meg, blir ikke lest før")
		h.sees(h.desk, "Bente har sperret")
		h.persons.mainBox("Kari", "0xC004F074 kanarifugl")
		h.persons.commands("Kari", "0xC004F074 kanarifugl")
		h.sees(h.persons, refused)
		h.persons.says("Ola", "0xC004F074")
		eventually(h.T, "another is answered", func() bool { return h.times(h.persons, helps) == 1 })
		h.once(h.persons, "Det du skriver til meg, blir ikke lest før", refused)

		h.p.end()
		h.start()
		h.persons.commands("Kari", "0xC004F074 kanarifugl")
		eventually(h.T, "the command is answered", func() bool { return h.times(h.persons, refused) == 2 })
		h.desk.writes("Per", h.besideThreads(), "sperringer")
		listed := h.sees(h.desk, "Sperring 1: ")
		if !strings.Contains(listed.now, "skjellsord") || !strings.Contains(listed.now, "av Bente") {
			h.Errorf("the desk is shown %q", listed.now)
		}
		h.never(h.desk, "kanarifugl")
		h.desk.presses("Per", listed, "b:1")
		h.sees(h.desk, "Per har opphevet sperring 1")
		h.persons.mainBox("Kari", "0xC004F074")
		eventually(h.T, "they are answered again", func() bool { return h.times(h.persons, helps) == 2 })
	})
}
