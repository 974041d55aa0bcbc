package dialogue_test

import (
	"testing"

	"aktivering/bot"
	"aktivering/bot/bottest"
	"aktivering/bot/event"
	"aktivering/bot/pick"
	"aktivering/bot/reply"
)

// The first reply of every article fits a screen, whichever of its remedies is the first that is
// left, in every language and for every version of Windows.
func TestFirstRepliesAreShort(t *testing.T) {
	m := bottest.Manager(t)
	for _, a := range m.Knowledge.Articles() {
		for _, l := range m.Knowledge.Languages().IDs() {
			for _, windows := range a.Windows {
				for _, first := range a.Remedies {
					facts := map[string]string{"windows": windows}
					for fact, values := range first.When {
						facts[fact] = values[0]
					}
					c := bot.Conversation{Turn: 1, Language: l, LanguageFrom: bot.FromText, Now: bot.Situation{Stage: bot.StageWhich, Candidates: []string{a.ID}, Facts: facts}}
					for _, other := range a.Remedies {
						if other.ID == first.ID {
							break
						}
						c.Now.Tried = append(c.Now.Tried, bot.Trial{Article: a.ID, Remedy: other.ID})
					}
					c.Offered = []bot.Choice{{ID: pick.Of(pick.Article, a.ID), Label: "x"}}
					d := m.Step(c, event.Inbound{At: bottest.Noon(), Event: event.ChoicePicked{Choice: c.Offered[0].ID, Turn: c.OfferedIn}})
					for _, r := range bottest.Replies(d.Effects) {
						if n := reply.BlocksLength(r.Blocks); n > 900 {
							t.Errorf("%s, %s, Windows %s, %s: %d characters\n%s", a.ID, l, windows, first.ID, n, bottest.Text(r.Blocks))
						}
					}
				}
			}
		}
	}
}
