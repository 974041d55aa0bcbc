package desk

import (
	"strings"

	"aktivering/bot"
	"aktivering/bot/caselist"
	"aktivering/bot/content"
	"aktivering/bot/i18n"
	"aktivering/bot/reply"
)

// MaxOthers is how many other cases of a person agents are shown, the latest.
const MaxOthers = 5

// otherCases names the other cases of the person: number, code or problem, how each stands and
// since when. It is empty where there are none.
func (m Manager) otherCases(v i18n.Localizer, d *bot.Desk, number int, cases []caselist.Summary) string {
	var list []string
	for _, c := range cases {
		if c.Number == number || c.Number == 0 || len(list) == MaxOthers {
			continue
		}
		key, since := "card.other.open", c.OpenedAt
		if c.State == bot.CaseClosed {
			key, since = "card.other.closed", c.ClosedAt
		}
		list = append(list, reply.Plain(v.Say(key, i18n.Args{"number": i18n.Number(c.Number), "about": m.aboutCase(v, c), "since": v.Moment(d.Local(since))})))
	}
	return strings.Join(list, " · ")
}

// aboutCase is the latest code of a case, else the title of its article, else a dash.
func (m Manager) aboutCase(v i18n.Localizer, c caselist.Summary) content.Span {
	if n := len(c.Codes); n > 0 {
		return i18n.Text(c.Codes[n-1].String())
	}
	if a, ok := m.Knowledge.Article(c.Article); ok {
		return i18n.Text(reply.Plain(v.In(a.Title)))
	}
	return i18n.Text("–")
}
