package dialogue_test

import (
	"strings"
	"testing"

	"aktivering/bot"
	"aktivering/bot/bottest"
	"aktivering/bot/outcome"
)

// TestWandering plays conversations as people hold them: they ask back, answer by half,
// correct themselves, try, and come to the second remedy. The files are those of TestDialogues.
// Whatever they write is understood, but for what is about something else, and no reply says
// the same as the one before it.
func TestWandering(t *testing.T) {
	bottest.Golden(t, "wandering", func(t *testing.T, script string) string {
		p := newPlayer(t)
		before := ""
		p.decided = func(what string, d bot.Decision, _ bool) {
			if d.Outcome.Kind == outcome.NotUnderstood && d.Act != "none" {
				t.Errorf("%q is not understood", what)
			}
			var said strings.Builder
			for _, r := range bottest.Replies(d.Effects) {
				said.WriteString(bottest.Render(r))
			}
			if said.String() == before {
				t.Errorf("the reply to %q is the one before it", what)
			}
			before = said.String()
		}
		return p.play(script)
	})
	if n := len(bottest.Scripts(t, "wandering")); n < 40 {
		t.Errorf("%d conversations", n)
	}
}
