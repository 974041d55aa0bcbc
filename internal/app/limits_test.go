package app

import (
	"fmt"
	"strings"
	"testing"

	"aktivering/internal/settings"
)

// Whoever writes more than is answered is told once, and what is said in an open case reaches the desk
// however much it is.
func TestLimitsAreServed(t *testing.T) {
	t.Parallel()
	h := prepareHandoffs(t, "slack")
	h.serving.Limits = settings.Limits{Person: 3}
	h.start()
	for i := range 8 {
		h.persons.says("Per", fmt.Sprintf("0xC004F21%d", i))
	}
	h.sees(h.persons, "Nå kom det mange meldinger")
	h.persons.says("Kari", "snakk med et menneske")
	h.sees(h.desk, "Ny sak #1")
	for i := range 8 {
		h.persons.says("Kari", fmt.Sprintf("ord%d fra meg", i))
	}
	for i := range 8 {
		h.sees(h.desk, fmt.Sprintf("ord%d fra meg", i))
	}
	told := 0
	for _, m := range h.persons.shown() {
		if strings.Contains(m.now, "Nå kom det mange meldinger") {
			told++
		}
	}
	if told != 1 {
		t.Errorf("told %d times", told)
	}
	h.p.end()
}
