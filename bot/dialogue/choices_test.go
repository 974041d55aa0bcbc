package dialogue_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"aktivering/bot"
	"aktivering/bot/bottest"
	"aktivering/bot/event"
	"aktivering/bot/match"
	"aktivering/bot/pick"
	"aktivering/knowledge"
)

// TestChoicesAsStored compares the ids of all choices that the golden conversations offer with
// a golden file, and holds that each of them is understood: buttons stay on a platform for as
// long as people leave them there.
func TestChoicesAsStored(t *testing.T) {
	ids := make(map[bot.ChoiceID]bool)
	for _, script := range bottest.Scripts(t, "dialogues") {
		p := newPlayer(t)
		p.play(script)
		for _, choices := range p.offered {
			for _, c := range choices {
				ids[c.ID] = true
			}
		}
	}
	kinds := make(map[string]bool)
	var lines strings.Builder
	for _, id := range slices.Sorted(maps.Keys(ids)) {
		lines.WriteString(string(id) + "\n")
		kind, what := id.Kind()
		kinds[kind] = true
		if what != "" && pick.Of(kind, what) != id {
			t.Errorf("%s is read as %s and %s", id, kind, what)
		}
		turn := bottest.Manager(t).NewTurn(bot.Conversation{Now: bot.Situation{Stage: bot.StageUsedUp, Near: []match.Suggestion{{Written: "0xC004F219"}}}}, event.Inbound{At: bottest.Noon()})
		if !turn.ApplyChoice(id) {
			t.Errorf("%s is not understood", id)
		}
	}
	bottest.GoldenFile(t, "choices.txt", lines.String())
	for _, kind := range []bot.ChoiceID{
		pick.Helped, pick.NotHelped, pick.NewCode, pick.None, pick.Human, pick.Restart, pick.Really,
		pick.Fact, pick.Unsure, pick.Article, pick.Code, pick.Remind,
	} {
		if !kinds[string(kind)] {
			t.Errorf("no golden conversation offers a choice of kind %s", kind)
		}
	}
	// These are not offered in a conversation, but on a home page, or by an earlier version.
	for _, id := range []bot.ChoiceID{pick.Back, "l:nb", "l:nn", "l:en"} {
		if !bottest.Manager(t).NewTurn(bot.Conversation{Language: knowledge.Nynorsk}, event.Inbound{}).ApplyChoice(id) {
			t.Errorf("%s is not understood", id)
		}
	}
}
