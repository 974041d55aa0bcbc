package dialogue_test

import (
	"slices"
	"testing"

	"aktivering/bot"
	"aktivering/bot/bottest"
	"aktivering/bot/event"
	"aktivering/bot/match"
	"aktivering/bot/pick"
	"aktivering/knowledge"
)

// TestCommonProblemsAreOffered holds that a greeting, help and what was not understood carry the
// most common problems, and a way to people only where there are some.
func TestCommonProblemsAreOffered(t *testing.T) {
	m := bottest.Manager(t)
	desks := m
	desks.Desks = bot.Desks{{Name: "support", At: bot.Address{Platform: "test", Channel: "desk"}}}
	for _, ev := range []event.Event{
		event.Started{},
		wrote("hei"), wrote("help"), wrote("hva kan du?"), wrote("blabla bla"), wrote("start på nytt"),
		event.Message{Addressed: true, Files: []bot.File{{Name: "a.png", Kind: "image/png"}}},
	} {
		for _, m := range []struct {
			is     string
			offers string
			step   func(bot.Conversation, event.Inbound) bot.Decision
		}{{"without a desk", "Hvem kan jeg spørre?", m.Step}, {"with one", "Snakk med et menneske", desks.Step}} {
			d := m.step(bot.Conversation{LanguageFrom: bot.FromChoice, Language: "nb"}, event.Inbound{At: bottest.Noon(), Event: ev})
			r := bottest.Replies(d.Effects)[0]
			var ids []bot.ChoiceID
			for _, c := range bottest.Manager(t).Knowledge.Common(match.Scope{}) {
				ids = append(ids, pick.Of(pick.Article, c.Article))
			}
			for i, id := range ids {
				if len(r.Choices) <= i || r.Choices[i].ID != id {
					t.Errorf("%+v, %s: offers %v", ev, m.is, bottest.Labels(r.Choices))
					break
				}
			}
			if r.Form != "Fyll ut et skjema" {
				t.Errorf("%+v, %s: the form is offered as %q", ev, m.is, r.Form)
			}
			if !slices.Contains(bottest.Labels(r.Choices), m.offers) {
				t.Errorf("%+v, %s: offers %v", ev, m.is, bottest.Labels(r.Choices))
			}
		}
	}
}

// The form is offered where nothing is known of the problem, and not beside a question.
func TestFormOnlyToBeginWith(t *testing.T) {
	m := bottest.Manager(t)
	for _, text := range []string{"0xC004F213", "Windows er ikke aktivert"} {
		for _, r := range bottest.Replies(m.Step(bot.Conversation{}, event.Inbound{At: bottest.Noon(), Event: wrote(text)}).Effects) {
			if r.Form != "" || len(r.Choices) == 0 {
				t.Errorf("%s: the form is offered as %q beside %v", text, r.Form, bottest.Labels(r.Choices))
			}
		}
	}
	for language, want := range map[knowledge.Lang]string{"nn": "Fyll ut eit skjema", "en": "Fill in a form"} {
		d := m.Step(bot.Conversation{LanguageFrom: bot.FromChoice, Language: language}, event.Inbound{At: bottest.Noon(), Event: wrote("help")})
		if got := bottest.Replies(d.Effects)[0].Form; got != want {
			t.Errorf("%s: the form is offered as %q", language, got)
		}
	}
}

func wrote(text string) event.Message { return event.Message{Text: text, Addressed: true} }
