package dialogue_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"aktivering/bot"
	"aktivering/bot/bottest"
)

// TestOutcomes compares what is decided in each turn of the golden conversations with
// testdata/outcomes.txt. A line of it is what the person does, and what was decided; "silence"
// where nothing was kept.
func TestOutcomes(t *testing.T) {
	scripts := bottest.Scripts(t, "dialogues")
	var all strings.Builder
	for _, name := range slices.Sorted(maps.Keys(scripts)) {
		p := newPlayer(t)
		all.WriteString(name + "\n")
		p.decided = func(what string, d bot.Decision, kept bool) {
			line := "silence"
			if kept {
				line = bottest.RenderOutcome(d.Outcome)
			}
			all.WriteString("  > " + what + "\n    " + line + "\n")
		}
		p.play(scripts[name])
	}
	bottest.GoldenFile(t, "outcomes.txt", all.String())
}
