package desk

import (
	"cmp"

	"aktivering/bot"
	"aktivering/bot/content"
	"aktivering/bot/dialogue"
	"aktivering/bot/event"
	"aktivering/bot/pick"
	"aktivering/bot/reply"
)

// Home is a page of a person's own, where a platform has such pages: what the bot
// does, the conversation c that the person is in (the zero Conversation where
// there is none), its language, and a way to start again.
func (m Manager) Home(p event.Person, c bot.Conversation) bot.Reply {
	v := m.LocalizerFor(p.Locale)
	if l := cmp.Or(c.PersonLanguage, c.Language); m.Knowledge.Languages().Known(l) {
		v.Lang = l
	}
	blocks := []content.Block{content.Heading{Spans: v.Say("home.title", nil)}, v.Paragraph("hello", nil), v.Paragraph("home.how", nil)}
	var choices []bot.Choice
	for _, l := range m.Knowledge.Languages().IDs() {
		if l != v.Lang {
			choices = append(choices, bot.Choice{ID: pick.Of(pick.Language, string(l)), Label: m.Knowledge.Languages().Name(l)})
		}
	}
	t := &turn{Turn: &dialogue.Turn{Manager: m.Manager, Conversation: c}, Desk: m.Desks.Of(c.Case)}
	if c.Case.Active() && t.Desk != nil {
		blocks = append(blocks, content.Paragraph{Spans: t.whereabouts(v, false)})
		return bot.Reply{Blocks: blocks, Choices: append(choices, v.ToBot()), Turn: c.Turn}
	}
	w, ok := t.Walkthrough(t.Situation())
	if !ok || !t.Following() {
		return bot.Reply{Blocks: append(blocks, v.Paragraph("home.none", nil)), Choices: choices, Turn: c.Turn}
	}
	title := reply.Plain(v.In(w.Article.Title))
	if c.Now.Code != 0 {
		title += " · " + c.Now.Code.String()
	}
	blocks = append(blocks, content.Fields{Items: []content.Field{{Name: v.Label("home.conversation"), Value: title}}})
	restart := bot.Choice{ID: pick.Restart, Label: v.Label("choice.restart"), Standing: true}
	if choices = append(choices, restart); len(m.Desks) > 0 {
		choices = append(choices, v.ToPerson())
	}
	return bot.Reply{Blocks: blocks, Choices: choices, Turn: c.Turn}
}
