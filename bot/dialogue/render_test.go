package dialogue

import (
	"testing"

	"aktivering/bot"
	"aktivering/bot/event"
	"aktivering/bot/reply"
	"aktivering/knowledge"
)

// What firstScreen picks is the most that fits when it is put into words as a whole.
func TestFirstScreenShowsTheMost(t *testing.T) {
	kb, err := knowledge.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range kb.Articles() {
		for _, lang := range []knowledge.Lang{knowledge.Bokmal, knowledge.Nynorsk, knowledge.English} {
			for _, windows := range []string{"", "10", "11", "7"} {
				turn := Manager{Knowledge: kb}.NewTurn(bot.Conversation{Language: lang}, event.Inbound{})
				s := turn.Situation()
				s.Article, s.Stage = a.ID, bot.StageAsking
				if len(a.Codes) > 0 {
					s.Code = a.Codes[0]
				}
				if windows != "" {
					s.Facts = map[string]string{knowledge.FactWindows: windows}
				}
				w, _ := turn.Walkthrough(s)
				shown, brief := turn.fitFirstReply(w)
				want, wantBrief := maxThatFits(turn, w)
				if len(shown) != want || brief != wantBrief {
					t.Errorf("%s, %s, Windows %q: %d remedies, %d in brief; want %d and %d", a.ID, lang, windows, len(shown), brief, want, wantBrief)
				}
			}
		}
	}
}

func maxThatFits(t *Turn, w Walkthrough) (n, brief int) {
	v, left := t.localizerIn(*w.s), w.remaining(w.s.Facts)
	n = min(1, len(left))
	for b := range left {
		for more := len(left); more > max(n, b); more-- {
			if reply.BlocksLength(t.firstReply(v, w, left[:more], b)) <= t.forRemedies(v, w) {
				n, brief = more, b
				break
			}
		}
	}
	return n, brief
}
