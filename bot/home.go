package bot

import "aktivering/knowledge"

// Home is a page of a person's own, where a platform has such pages: what the bot
// does, the conversation c that the person is in (the zero Conversation where
// there is none), its language, and a way to start again.
func (m DeskMind) Home(p Person, c Conversation) Reply {
	v := m.voiceOf(p.Locale)
	if known(c.Language) {
		v.lang = c.Language
	}
	blocks := []Block{Heading{v.say("home.title", nil)}, v.para("hello", nil), v.para("home.how", nil)}
	var choices []Choice
	for _, l := range knowledge.Langs() {
		if l != v.lang {
			choices = append(choices, Choice{ID: pick(pickLanguage, string(l)), Label: nameOf(l)})
		}
	}
	t := &deskTurn{turn: &turn{Mind: m.Mind, c: c}, Desk: m.Desk}
	if c.Case.active() && m.Desk != nil {
		blocks = append(blocks, Paragraph{t.whereabouts(v)})
		return Reply{Blocks: blocks, Choices: append(choices, v.toBot()), Turn: c.Turn}
	}
	g, ok := t.guide(t.s())
	if !ok || !t.open() {
		return Reply{Blocks: append(blocks, v.para("home.none", nil)), Choices: choices, Turn: c.Turn}
	}
	title := plain(v.in(g.article.Title))
	if c.Now.Code != 0 {
		title += " · " + c.Now.Code.String()
	}
	blocks = append(blocks, Fields{[]Field{{Name: v.label("home.conversation"), Value: title}}})
	restart := Choice{ID: pickRestart, Label: v.label("choice.restart"), Standing: true}
	return Reply{Blocks: blocks, Choices: append(choices, restart, v.human()), Turn: c.Turn}
}

// nameOf is a language's own name.
func nameOf(l Lang) string {
	switch l {
	case knowledge.Bokmal:
		return "Bokmål"
	case knowledge.Nynorsk:
		return "Nynorsk"
	case knowledge.English:
		return "English"
	}
	return string(l)
}
