package desk

import (
	"slices"
	"strings"

	"aktivering/bot/i18n"
	"aktivering/bot/match"
	"aktivering/bot/reply"
	"aktivering/knowledge"
)

// maxSuggested is how many articles are suggested for one message.
const maxSuggested = 2

// suggestArticles tells the agents of articles for codes that the person names while people have the
// conversation, each code once in a case: the bot, which would have answered them, is silent.
func (t *turn) suggestArticles() {
	cs := t.Conversation.Case
	if cs.Card == "" { // they are shown the whole conversation yet
		return
	}
	suggested := 0
	for _, f := range t.Match.Codes {
		code := f.Value
		if code == 0 || f.Certainty == match.Malformed || suggested == maxSuggested ||
			slices.Contains(t.Conversation.Now.Trail, code) || strings.Contains(cs.Suggested, code.String()) {
			continue
		}
		i := slices.IndexFunc(t.Knowledge.ByCode(code), func(a *knowledge.Article) bool {
			return a.ID != t.Conversation.Now.Article && !t.Knowledge.IsFallback(a.ID)
		})
		if i < 0 {
			continue
		}
		v := t.agentLocalizer()
		title := reply.Plain(v.In(t.Knowledge.ByCode(code)[i].Title))
		cs.Suggested = strings.TrimSpace(cs.Suggested + " " + code.String())
		suggested++
		t.tellAgents("desk.suggest", i18n.Args{"name": t.personName(), "code": i18n.Code(code), "title": i18n.Text(title)})
	}
}
