package dialogue

import (
	"aktivering/bot"
	"aktivering/bot/i18n"
	"aktivering/bot/pick"
	"aktivering/bot/reply"
	"aktivering/knowledge"
)

// leadOn offers the articles that people may want to go on to, where an article is shown from
// its beginning: what is written for other readers of the same code, and what it names itself.
func (t *Turn) leadOn(v i18n.Localizer, s bot.Situation) {
	a, ok := t.Knowledge.Article(s.Article)
	if !ok || s.View != bot.ViewAll || s.Stage == bot.StageCodes {
		return
	}
	expert := t.Knowledge.AudienceOf(a) == knowledge.ForAdministrators
	for _, other := range t.Knowledge.ByCode(s.Code) {
		if (t.Knowledge.AudienceOf(other) == knowledge.ForAdministrators) != expert {
			key := "choice.administrator"
			if expert {
				key = "choice.own-pc"
			}
			t.leads = append(t.leads, bot.Choice{ID: pick.Of(pick.Article, other.ID), Label: v.Label(key)})
			break
		}
	}
	for _, id := range a.SeeAlso {
		if other, ok := t.Knowledge.Article(id); ok {
			t.leads = append(t.leads, bot.Choice{ID: pick.Of(pick.Article, id), Label: reply.Plain(v.In(other.Title))})
		}
	}
}
