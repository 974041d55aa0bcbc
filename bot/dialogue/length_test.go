package dialogue_test

import (
	"testing"

	"pgregory.net/rapid"

	"aktivering/bot"
	"aktivering/bot/bottest"
	"aktivering/bot/event"
	"aktivering/bot/pick"
	"aktivering/bot/reply"
)

// A reply has at most 900 characters with its source, wherever in a conversation; only what is
// asked for with "show all" may be longer. And no reply says what the one before said, word for
// word. It is held over walks through all articles, with any facts, in every language.
func TestRepliesAreShortAndNew(t *testing.T) {
	m := bottest.Manager(t)
	articles := m.Knowledge.Articles()
	words := []string{
		"hva er en produktnøkkel?", "hva koster det?", "hæ?", "takk", "ok", "hade", "hei", "dette er håpløst", "skal prøve i kveld", "tilbake",
		"vet ikke", "ja", "nei", "hjalp ikke", "det har jeg prøvd", "vis alt", "forklar punkt 2", "hvordan gjør jeg det?", "windows 10", "jeg har ingen nøkkel",
		"xyzzy plugh", "blåbær er godt", "minn meg i morgen", "start på nytt", "english please", "på nynorsk", "0xC004F213", "0xC004C003", "0xC004F214",
	}
	rapid.Check(t, func(t *rapid.T) {
		a := rapid.SampledFrom(articles).Draw(t, "article")
		lang := rapid.SampledFrom(m.Knowledge.Languages().IDs()).Draw(t, "language")
		facts := make(map[string]string)
		for _, f := range m.Knowledge.Facts() {
			if i := rapid.IntRange(-3*len(f.Values), len(f.Values)-1).Draw(t, f.ID); i >= 0 {
				facts[f.ID] = f.Values[i].ID
			}
		}
		c := bot.Conversation{Turn: 1, Language: lang, LanguageFrom: bot.FromText, Now: bot.Situation{Stage: bot.StageWhich, Candidates: []string{a.ID}, Facts: facts}}
		c.Offered = []bot.Choice{{ID: pick.Of(pick.Article, a.ID), Label: "x"}}
		said := ""
		ev := event.Event(event.ChoicePicked{Choice: c.Offered[0].ID, Turn: c.OfferedIn})
		for range rapid.IntRange(1, 9).Draw(t, "turns") {
			d := m.Step(c, event.Inbound{At: bottest.Noon(), Event: ev})
			for _, r := range bottest.Replies(d.Effects) {
				text := bottest.Text(r.Blocks)
				if n := reply.BlocksLength(r.Blocks); n > 900 && d.Act != "more" && ev != event.Event(event.ChoicePicked{Choice: pick.All, Turn: c.OfferedIn}) {
					t.Fatalf("%d characters after %+v:\n%s", n, ev, text)
				}
				// There is no desk here, so nobody is offered.
				for _, choice := range r.Choices {
					if choice.Label == m.Knowledge.Phrases().Text(d.Conversation.Language, "choice.human") {
						t.Fatalf("a person is offered where there is none:\n%s", bottest.Render(r))
					}
				}
				if text == said {
					t.Fatalf("said again after %+v:\n%s", ev, text)
				}
				said = text
			}
			c = d.Conversation
			if len(c.Offered) > 0 && rapid.Bool().Draw(t, "press") {
				ev = event.ChoicePicked{Choice: rapid.SampledFrom(c.Offered).Draw(t, "choice").ID, Turn: c.OfferedIn}
			} else {
				ev = event.Message{Text: rapid.SampledFrom(words).Draw(t, "text"), Addressed: true}
			}
		}
	})
}
