package desk

import (
	"strings"

	"aktivering/bot"
	"aktivering/bot/content"
	"aktivering/bot/event"
	"aktivering/bot/i18n"
	"aktivering/bot/match"
	"aktivering/bot/name"
	"aktivering/bot/notice"
	"aktivering/bot/outcome"
	"aktivering/bot/pick"
	"aktivering/bot/redact"
	"aktivering/bot/reply"
	"aktivering/knowledge"
)

// answerPerson says something to the person in the agent's name.
func (t *turn) answerPerson(e event.AgentAction, words string) {
	if strings.TrimSpace(words) == "" && len(e.Files) == 0 {
		t.Decide(outcome.DeskDeclined)
		t.tellAgents("desk.empty", nil)
		return
	}
	t.Decide(outcome.CaseAnswered)
	t.toPerson(bot.SendReply{RelayOf: e.Message, Reply: bot.Reply{Blocks: t.signedAnswer(e, words), Files: e.Files}})
	t.notifyOfMessage(notice.Message, fromAgent, e.Message, words, e.Files)
	if e.Message == "" || e.Act == bot.ActCanned || e.ByNumber {
		// The other agents have not read it in the thread.
		t.tellAnswered(e, words)
	}
	t.Conversation.Case.LastAgentAt, t.Conversation.Case.Guided = t.Inbound.At, false
	t.awaitPerson()
}

// takeNote takes in what agents say to one another. It stands in the thread, and in the
// transcript.
func (t *turn) takeNote(e event.AgentAction) {
	t.Decide(outcome.CaseNoted)
	switch {
	case e.ByNumber:
		t.showNote(e)
	case e.Unclear != "" && e.Act == bot.ActNote:
		t.askMeant(e)
	}
}

// showNote shows the agents in the thread a note that was not written there. What the
// person is shown it never touches: the note is quoted, not relayed.
func (t *turn) showNote(e event.AgentAction) {
	v := t.agentLocalizer()
	t.toDesk(bot.SendReply{Quotes: e.Message, Reply: bot.Reply{Blocks: signed(v, v.WithRole("role.agent.note", e.Agent.Shown()), content.Marked(e.Text, e.Marks), e.Files), Files: e.Files}})
}

// tellAnswered tells the agents in the thread what one of them said to the person elsewhere.
func (t *turn) tellAnswered(e event.AgentAction, words string) {
	var quotes bot.MessageID
	if e.ByNumber {
		quotes = e.Message // else it holds no words of the message
	}
	t.tellAgentsQuoting(quotes, "desk.answered", i18n.Args{"agent": i18n.Text(e.Agent.Shown()), "name": t.personName(), "text": i18n.Text(words)})
}

// signedAnswer is what an agent says, with the name before it. It is written as the agent wrote
// it, where the words are those of the agent's message.
func (t *turn) signedAnswer(e event.AgentAction, words string) []content.Block {
	v, a := t.Localizer(), e.Agent
	if has := t.Conversation.Case.Agent; has.ID == a.ID {
		a = has // with the name, which not every event tells
	}
	who := t.named(v, a)
	if t.Desk.Team == "" && name.Clean(a.Name) != "" {
		who = v.WithRole("role.agent", who)
	}
	var marks content.Marks
	if words == e.Text {
		marks = e.Marks
	}
	return signed(v, who, content.Marked(words, marks), e.Files)
}

// presentArticle lets the bot go through an article with the person, in the agent's name.
func (t *turn) presentArticle(e event.AgentAction) {
	id := strings.TrimSpace(e.Text)
	r := t.Matcher.Match(id, match.Scope{})
	a, ok := findArticle(t.Knowledge, r, id)
	if !ok {
		t.Decide(outcome.DeskDeclined)
		t.tellAgentsQuoting(e.Message, "desk.no-article", i18n.Args{"text": i18n.Text(e.Text)})
		return
	}
	t.Conversation.Case.Guided = true
	*t.Situation() = bot.Situation{Facts: t.Situation().Facts, Unsettled: t.Situation().Unsettled, Trail: t.Situation().Trail, Skipped: t.Situation().Skipped, Tried: t.Situation().Tried}
	t.Match = r
	code := t.Situation().Code
	if codes := t.KnownCodes(); len(codes) > 0 {
		code = codes[0]
		t.Situation().AddCode(code)
	}
	t.AddIntro("handoff.article", i18n.Args{"agent": i18n.Text(t.shownAgent(t.Localizer()))})
	t.EnterArticle(a.ID, code)
	t.Decide(outcome.CaseAnswered)
	t.Conversation.Case.LastAgentAt = t.Inbound.At
	t.tellAgents("desk.article", i18n.Args{"title": i18n.Text(reply.Plain(t.agentLocalizer().In(a.Title)))})
	t.awaitPerson()
}

// findArticle returns the article of an id, or of a text that means r.
func findArticle(kb *knowledge.Base, r match.Result, text string) (*knowledge.Article, bool) {
	if a, ok := kb.Article(text); ok || len(r.Entries) == 0 {
		return a, ok
	}
	return kb.Article(r.Entries[0])
}

// answerCanned says a text that is sent often, or lists those that there are.
func (t *turn) answerCanned(e event.AgentAction) {
	id := strings.ToLower(strings.TrimSpace(e.Text))
	var fields []content.Field
	for _, c := range t.Desk.Canned {
		if c.ID == id {
			words := strings.NewReplacer("{name}", named(t.Conversation, t.Localizer()), "{agent}", t.shownAgent(t.Localizer())).Replace(c.Text.In(t.Conversation.Language))
			words, secret := redact.Redact(words)
			if secret != redact.SecretNone {
				t.tellAgents("desk.secret", nil)
			}
			if !e.Seen && !e.ByNumber {
				t.previewCanned(e, words)
				return
			}
			t.answerPerson(e, words)
			return
		}
		if id == "" || strings.HasPrefix(c.ID, id) {
			fields = append(fields, content.Field{Name: c.ID, Value: c.Title})
		}
	}
	v := t.agentLocalizer()
	if len(fields) == 0 {
		t.Decide(outcome.DeskDeclined)
		t.tellAgentsQuoting(e.Message, "desk.no-canned", i18n.Args{"text": i18n.Text(e.Text)})
		return
	}
	t.Decide(outcome.DeskShown)
	t.toDesk(bot.SendReply{Reply: bot.Reply{Blocks: []content.Block{v.Paragraph("desk.canned", nil), content.Fields{Items: fields}}}})
}

// previewCanned shows the agents what a canned text says to the person, and sends it only then.
func (t *turn) previewCanned(e event.AgentAction, words string) {
	t.Decide(outcome.DeskShown)
	v := t.agentLocalizer()
	send := bot.Choice{ID: pick.Of(pick.Canned, strings.ToLower(strings.TrimSpace(e.Text))), Label: v.Label("canned.send"), Primary: true}
	t.toDesk(bot.SendReply{Reply: bot.Reply{Blocks: []content.Block{v.Paragraph("desk.canned.preview", i18n.Args{"name": t.personName()}), content.Paragraph{Spans: []content.Span{i18n.Text(words)}}}, Choices: []bot.Choice{send}}})
}

// amendAnswer changes what an agent said to the person, or takes it back: also where the
// message is no longer marked as an answer, since then the person is not to have it.
func (t *turn) amendAnswer(e event.AgentAction) bool {
	remove := e.Act != bot.ActAmend
	if e.Message == "" {
		return false
	}
	t.Decide(outcome.CaseEdited)
	if remove && t.WasRetracted {
		return true // the person has nothing of it
	}
	blocks := []content.Block{t.Localizer().Paragraph("handoff.retracted", nil)}
	if !remove {
		blocks = t.signedAnswer(e, e.Text)
	}
	cs := t.Conversation.Case
	has := cs.Active() && cs.Agent.ID == e.Agent.ID
	t.toPerson(bot.EditReply{SendReply: bot.SendReply{RelayOf: e.Message, Reply: bot.Reply{Blocks: blocks}}, Remove: remove, IfExists: !has, Report: remove})
	switch {
	case e.ByNumber && !remove:
		t.tellAnswered(e, e.Text)
	case e.ByNumber && e.Act == bot.ActUnmark:
		t.showNote(e)
	}
	if !remove && has {
		t.notifyOfMessage(notice.Edited, fromAgent, e.Message, e.Text, e.Files)
	}
	return true
}

// handleAnswerRetracted tells the agents what came of an answer that was to be taken back.
func (t *turn) handleAnswerRetracted(e event.AnswerRetracted) bool {
	if t.Desk == nil || t.Conversation.Case == nil {
		return false
	}
	t.Decide(outcome.CaseEdited)
	key := "desk.retracted"
	if e.Stays {
		key = "desk.stays"
	}
	t.tellAgents(key, i18n.Args{"name": t.personName()})
	t.notifyOfMessage(notice.Deleted, fromAgent, e.Message, "", nil)
	return true
}

// askMeant asks an agent about a note that may have been meant as something else.
func (t *turn) askMeant(e event.AgentAction) {
	t.Decide(outcome.CaseNoted)
	key := "desk.unclear"
	label, _ := strings.CutSuffix(e.Unclear, ":")
	switch {
	case t.Desk.RepliesPublic:
		key = "desk.unclear.open"
	case isClosing(&t.Knowledge.Language().Desk, label):
		key = "desk.unclear.close"
	}
	t.tellAgentsQuoting(e.Message, key, i18n.Args{"text": i18n.Text(e.Unclear), "name": t.personName()})
}
