package desk

import (
	"cmp"

	"aktivering/bot"
	"aktivering/bot/content"
	"aktivering/bot/event"
	"aktivering/bot/i18n"
	"aktivering/bot/name"
	"aktivering/bot/notice"
	"aktivering/bot/pick"
)

// deskChoice is something that an agent can do.
func (t *turn) deskChoice(act bot.Action) bot.Choice { return deskChoice(t.agentLocalizer(), act) }

func deskChoice(v i18n.Localizer, act bot.Action) bot.Choice {
	c := bot.Choice{ID: pick.Of(pick.Act, string(act)), Label: v.Label("act." + string(act)), Standing: true}
	switch act {
	case bot.ActAnswer, bot.ActClose:
		c.Form = string(act)
	default: // done at once
	}
	return c
}

// tellPerson says something to the person that is due whoever owns the conversation.
func (t *turn) tellPerson(blocks []content.Block, choices []bot.Choice) {
	t.tellPersonQuoting("", blocks, choices)
}

// tellPersonQuoting says something to the person that holds words of a message.
func (t *turn) tellPersonQuoting(quotes bot.MessageID, blocks []content.Block, choices []bot.Choice) {
	t.Conversation.Offered, t.Conversation.OfferedIn = choices, t.Conversation.Turn
	t.toPerson(bot.SendReply{Quotes: quotes, Reply: bot.Reply{Blocks: blocks, Choices: choices}})
}

// toPerson addresses something to the person.
func (t *turn) toPerson(e bot.Effect) {
	switch e := e.(type) {
	case bot.SendReply:
		t.Effects = append(t.Effects, t.addressedTo(e))
	case bot.EditReply:
		e.SendReply = t.addressedTo(e.SendReply)
		t.Effects = append(t.Effects, e)
	default: // nothing that is said
	}
}

func (t *turn) addressedTo(s bot.SendReply) bot.SendReply {
	s.To, s.ReplyToken, s.AnyOwner, s.Reply.Turn = t.PersonAt(), t.Inbound.ReplyToken, true, t.Conversation.Turn
	return s
}

// toDesk adds an effect at the desk, in the thread of the case where it is
// something that is said.
func (t *turn) toDesk(e bot.Effect) {
	if t.Desk == nil {
		return
	}
	switch send := e.(type) {
	case bot.SendReply:
		e = t.atDesk(send)
	case bot.EditReply:
		send.SendReply = t.atDesk(send.SendReply)
		e = send
	default: // it knows its place
	}
	t.Effects = append(t.Effects, e)
}

func (t *turn) atDesk(s bot.SendReply) bot.SendReply {
	s.To, s.AnyOwner, s.ToDesk, s.Reply.Turn = t.Desk.At, true, true, t.Conversation.Turn
	return s
}

// tellAgents says something to the agents in the thread of the case.
func (t *turn) tellAgents(key string, a i18n.Args, choices ...bot.Choice) {
	t.tellAgentsQuoting("", key, a, choices...)
}

// tellAgentsQuoting says something to the agents that holds words of a message.
func (t *turn) tellAgentsQuoting(quotes bot.MessageID, key string, a i18n.Args, choices ...bot.Choice) {
	t.toDesk(bot.SendReply{Quotes: quotes, Reply: bot.Reply{Blocks: []content.Block{t.agentLocalizer().Paragraph(key, a)}, Choices: choices}})
}

// callAgent tells the agents something that the one who has the case is to be notified of: the
// platform lets them follow the thread by that, too.
func (t *turn) callAgent(key string, a i18n.Args, choices ...bot.Choice) {
	t.toDesk(bot.SendReply{Reply: bot.Reply{Blocks: []content.Block{t.agentLocalizer().Paragraph(key, a)}, Choices: choices, Calls: t.Conversation.Case.Agent.ID}})
}

// callDesk calls the agents to the case.
func (t *turn) callDesk(key string) {
	t.Conversation.Case.DeskCalled = true
	v := t.agentLocalizer()
	t.toDesk(bot.SendReply{Reply: bot.Reply{Blocks: []content.Block{v.Paragraph(key, i18n.Args{"name": t.personName()})}, Alert: true}})
}

// relay hands the person's words to the agents.
func (t *turn) relay(e event.Message) {
	t.Conversation.KeepPictures(e.Message, e.Files)
	t.toDesk(bot.SendReply{RelayOf: e.Message, Reply: t.quoted(e, "role.person")})
	t.notifyOfMessage(notice.Message, fromPerson, e.Message, e.Text, e.Files)
}

// quoted is what the person said, with the name and the role before it; role is the key
// of the role.
func (t *turn) quoted(e event.Message, role string) bot.Reply {
	v := t.agentLocalizer()
	words, marks := name.Guard(e.Text), e.Marks
	if words != e.Text {
		marks = nil
	}
	return bot.Reply{Blocks: signed(v, v.WithRole(role, named(t.Conversation, v)), content.Marked(words, marks), e.Files), Files: e.Files}
}

// personName is what the agents call the person.
func (t *turn) personName() content.Span { return i18n.Text(named(t.Conversation, t.agentLocalizer())) }

// named is what the agents call the person.
func named(c bot.Conversation, v i18n.Localizer) string {
	if shown := name.Clean(c.Name); shown != "" { // an earlier version kept it as it came
		return shown
	}
	return v.Label("desk.somebody")
}

// shownAgent is what the person is told of who has the case.
func (t *turn) shownAgent(v i18n.Localizer) string { return t.named(v, t.Conversation.Case.Agent) }

func (t *turn) named(v i18n.Localizer, a bot.Agent) string {
	if t.Desk.Team != "" {
		return t.Desk.Team
	}
	if shown := name.Clean(a.Name); shown != "" {
		return shown
	}
	return v.Label("handoff.team")
}

// signed is what somebody says, with the name before it and the files after it.
func signed(v i18n.Localizer, who string, words content.Blocks, files []bot.File) []content.Block {
	spans := []content.Span{{Text: who + ":", Kind: content.Strong}}
	first, ok := words[0].(content.Paragraph)
	switch {
	case !ok: // something to be copied
		spans = append(spans, i18n.Text(" "))
	case first.Spans[0].Kind != content.Plain:
		spans = append(append(spans, i18n.Text(" ")), first.Spans...)
	case first.Spans[0].Text != "":
		spans = append(append(spans, i18n.Text(" "+first.Spans[0].Text)), first.Spans[1:]...)
	}
	if ok {
		words = words[1:]
	}
	blocks := append([]content.Block{content.Paragraph{Spans: spans}}, words...)
	for _, f := range files {
		blocks = append(blocks, fileBlock(f, v))
	}
	return blocks
}

// fileBlock links to the file, or tells why there is no link.
func fileBlock(f bot.File, v i18n.Localizer) content.Block {
	if f.Hidden {
		return content.Note{Spans: append([]content.Span{i18n.Text("📎 " + f.Name + " ")}, v.Say("file.hidden", nil)...)}
	}
	return content.Note{Spans: []content.Span{i18n.Text("📎 "), {Text: cmp.Or(f.Name, f.URL), Kind: content.Link, URL: f.URL}}}
}

// inform tells the person something, whoever owns the conversation.
func (t *turn) inform(key string) {
	t.toPerson(bot.SendReply{Reply: bot.Reply{Blocks: []content.Block{t.Localizer().Paragraph(key, nil)}}})
}

// answerAgent says something to the agents where one of them did something, or else in the
// desk's channel. quotes is the message whose words it holds.
func (t *turn) answerAgent(e event.AgentAction, quotes bot.MessageID, key string, a i18n.Args, choices ...bot.Choice) {
	t.sendAgent(e, bot.SendReply{Quotes: quotes, Reply: bot.Reply{Blocks: []content.Block{t.agentLocalizer().Paragraph(key, a)}, Choices: choices}})
}

func (t *turn) sendAgent(e event.AgentAction, s bot.SendReply) {
	if t.Desk == nil {
		return
	}
	s.To, s.AnyOwner, s.Reply.Turn = t.Desk.At, true, t.Conversation.Turn
	if !e.ByNumber && e.At != (bot.Address{}) {
		s.To = e.At
	}
	if s.ReplyToken = e.ReplyToken; s.ReplyToken != "" {
		s.For = e.Agent.ID
	}
	t.Effects = append(t.Effects, s)
}

// maxListed is how many problems, or blocks, are listed at once.
const maxListed = 10
