package desk

import (
	"strings"

	"aktivering/bot"
	"aktivering/bot/content"
	"aktivering/bot/event"
	"aktivering/bot/i18n"
	"aktivering/bot/outcome"
	"aktivering/bot/pick"
	"aktivering/bot/redact"
)

// handleAgent takes in what an agent does. It returns false where nothing comes of it.
func (t *turn) handleAgent(e event.AgentAction) bool {
	t.Conversation.Forgotten = false // what they write is kept
	if t.settleCase() {
		t.resume()
	}
	if e.Act == bot.ActDenied && e.Why == bot.DeniedMoved {
		t.tellMoved(e)
		return true
	}
	if e.Act == bot.ActSpeak {
		return t.handleSpeech(e)
	}
	if t.Desk == nil || t.Conversation.Case == nil {
		return false
	}
	if e.Secret != redact.SecretNone && e.Act != bot.ActNote && e.Act != bot.ActRemark && e.Act != bot.ActUnmark {
		t.tellAgents("desk.secret", nil)
	}
	if why := obstacle(t.Conversation.Case, e); why != "" {
		t.tellObstacle(why)
		return true
	}
	switch e.Act {
	case bot.ActClaim, bot.ActTake:
		return t.claim(e)
	case bot.ActNote, bot.ActRemark:
		t.takeNote(e)
		return true
	case bot.ActShow:
		t.Decide(outcome.DeskShown)
		t.toDesk(bot.PostTranscript{To: t.Desk.At})
		return true
	case bot.ActHelp:
		t.deskHelp()
		return true
	case bot.ActReopen:
		return t.reopen(e)
	case bot.ActAmend, bot.ActRetract, bot.ActUnmark:
		return t.amendAnswer(e)
	case bot.ActDenied:
		t.tellDenied(e)
		return true
	case bot.ActAssign, bot.ActUrgent, bot.ActNormal:
		t.arrange(e)
		return true
	case bot.ActAnswer, bot.ActArticle, bot.ActCanned, bot.ActRelease, bot.ActTransfer, bot.ActReturn, bot.ActSnooze, bot.ActClose, bot.ActBlock, bot.ActSpeak:
	case bot.ActProblem, bot.ActSolved, bot.ActBlocks, bot.ActUnblock:
		return false // it is no case's
	}
	t.ensureHolder(e)
	switch e.Act {
	case bot.ActAnswer:
		t.answerPerson(e, e.Text)
	case bot.ActArticle:
		t.presentArticle(e)
	case bot.ActCanned:
		t.answerCanned(e)
	case bot.ActRelease:
		t.release(e)
	case bot.ActTransfer:
		t.Decide(outcome.DeskShown)
		ask := t.agentLocalizer().Paragraph("desk.transfer", i18n.Args{"agent": i18n.Text(e.Agent.Shown())})
		t.toDesk(bot.SendReply{Reply: bot.Reply{Blocks: []content.Block{ask}, Choices: []bot.Choice{t.deskChoice(bot.ActTake)}, Alert: true}})
	case bot.ActReturn:
		t.returnToBot(e)
	case bot.ActSnooze:
		t.snooze(e)
	case bot.ActClose, bot.ActBlock:
		t.closeCase(e)
	default: // done above
	}
	return true
}

// returnToBot gives the conversation back to the bot.
func (t *turn) returnToBot(e event.AgentAction) {
	waited := t.Conversation.Case.State == bot.CaseQueued
	t.endCase(bot.ClosedReturned, e.Text)
	t.tellAgents("desk.returned", i18n.Args{"agent": i18n.Text(e.Agent.Shown())})
	if waited {
		t.toDesk(bot.AnnounceQueue{To: t.Desk.At})
	}
	t.AddIntro("handoff.returned", nil)
	t.resume()
	t.Decide(outcome.CaseClosed)
}

// closeCase ends the case, and asks the person how it went, unless they are blocked.
func (t *turn) closeCase(e event.AgentAction) {
	if e.Act == bot.ActBlock {
		t.block(e)
		return
	}
	if e.Closing == "" {
		t.Decide(outcome.DeskShown)
		t.Conversation.Case.Note = e.Text // until the reason is known
		var choices []bot.Choice
		v := t.agentLocalizer()
		for _, why := range Closings() {
			choices = append(choices, bot.Choice{ID: pick.Of(pick.Close, string(why)), Label: v.Label("closing." + string(why))})
		}
		t.toDesk(bot.SendReply{Reply: bot.Reply{Blocks: []content.Block{v.Paragraph("desk.why", nil)}, Choices: choices}})
		return
	}
	if e.Text == "" {
		e.Text = t.Conversation.Case.Note
	}
	waited := t.Conversation.Case.State == bot.CaseQueued
	agent := t.shownAgent(t.Localizer())
	if waited || e.Operator {
		agent = t.named(t.Localizer(), e.Agent)
	}
	t.endCase(e.Closing, e.Text)
	if waited {
		t.toDesk(bot.AnnounceQueue{To: t.Desk.At})
	}
	dv := t.agentLocalizer()
	t.tellAgents("desk.closed", i18n.Args{"agent": i18n.Text(e.Agent.Shown()), "why": i18n.Text(dv.Label("closing." + string(e.Closing)))})
	v := t.Localizer()
	why := strings.TrimSpace(e.Text)
	if why == "" {
		why = v.Label("closed." + string(e.Closing))
	}
	t.AddIntro("handoff.closed", i18n.Args{"agent": i18n.Text(agent), "why": i18n.Text(why)})
	if e.Closing == bot.ClosedNotOurs || e.Closing == bot.ClosedDuplicate {
		t.tellPerson(t.Intro(v), nil)
		return
	}
	t.AddIntro("handoff.rate", nil)
	var stars []bot.Choice
	for n := range maxStars {
		stars = append(stars, bot.Choice{ID: pick.Of(pick.Rating, i18n.Number(n+1).Text), Label: i18n.Number(n + 1).Text})
	}
	t.tellPerson(t.Intro(v), stars)
}

// tellDenied tells somebody, and nobody else, why they may not do something at the desk.
func (t *turn) tellDenied(e event.AgentAction) {
	t.Decide(outcome.DeskDeclined)
	t.toDesk(bot.SendReply{For: e.Agent.ID, ReplyToken: e.ReplyToken, Reply: bot.Reply{
		Blocks: []content.Block{t.agentLocalizer().Paragraph("denied."+string(e.Why), nil)}, Private: true,
	}})
}

// deskHelp tells what can be done in the thread of a case.
func (t *turn) deskHelp() {
	t.Decide(outcome.DeskShown)
	v := t.agentLocalizer()
	t.toDesk(bot.SendReply{Reply: bot.Reply{Blocks: []content.Block{v.Paragraph(t.Desk.RuleKey(), i18n.Args{"name": t.personName()}), v.Paragraph("desk.help", nil)}}})
}
