package desk

import (
	"aktivering/bot"
	"aktivering/bot/content"
	"aktivering/bot/event"
	"aktivering/bot/i18n"
	"aktivering/bot/notice"
	"aktivering/bot/outcome"
)

// handleSpeech lets the bot be silent where an agent has spoken with the person outside
// the desk. A case that waits is the agent's by that.
func (t *turn) handleSpeech(e event.AgentAction) bool {
	cs := t.Conversation.Case
	switch {
	case cs.Active() && cs.State == bot.CaseQueued:
		t.claim(e)
		t.showSpeech(e)
	case cs.Active():
		cs.LastAgentAt = t.Inbound.At
		t.Decide(outcome.CaseAnswered)
		t.showSpeech(e)
	case t.Conversation.Turn == 1 || t.Conversation.Owner == bot.Owner(e.Agent.ID):
		return false // no conversation of ours, or silent already
	default:
		t.Conversation.Owner = bot.Owner(e.Agent.ID)
		t.ForgetReminder()
		t.Decide(outcome.Silenced)
	}
	return true
}

// showSpeech shows the agents in the thread of the case what one of them said where the person
// is.
func (t *turn) showSpeech(e event.AgentAction) {
	v := t.agentLocalizer()
	t.toDesk(bot.SendReply{RelayOf: e.Message, Reply: bot.Reply{Blocks: signed(v, v.WithRole("role.agent.there", e.Agent.Shown()), content.Marked(e.Text, e.Marks), e.Files), Files: e.Files}})
}

// obstacle tells why an agent cannot do something with a case as it stands; empty where they
// can.
func obstacle(cs *bot.Case, e event.AgentAction) bot.Denial {
	switch e.Act {
	case bot.ActNote, bot.ActRemark, bot.ActShow, bot.ActHelp, bot.ActAmend, bot.ActRetract, bot.ActUnmark, bot.ActDenied:
		return "" // whatever the state, and whoever has it
	case bot.ActReopen:
		if cs.State == bot.CaseClosed {
			return ""
		}
	default: // needs an open case
		if cs.State == bot.CaseClosed {
			return bot.DeniedClosed
		}
	}
	if e.Act != bot.ActTake && !e.Operator && cs.State != bot.CaseQueued && cs.Agent.ID != e.Agent.ID {
		return bot.DeniedTaken
	}
	return ""
}

// tellObstacle tells the agents in the thread why nothing was done, and what they can do.
func (t *turn) tellObstacle(why bot.Denial) {
	t.Decide(outcome.DeskDeclined)
	if why == bot.DeniedClosed {
		t.tellAgents("desk.is-closed", nil, t.deskChoice(bot.ActReopen))
		return
	}
	t.tellAgents("desk.taken", i18n.Args{"agent": i18n.Text(t.Conversation.Case.Agent.Shown())}, t.deskChoice(bot.ActTake))
}

// ensureHolder makes sure that the agent has the case where nothing is in the way: whoever
// answers a case that nobody has takes it by that. Nobody has to take it to close it, to give it
// back to the bot or to block the person.
func (t *turn) ensureHolder(e event.AgentAction) {
	if t.Conversation.Case.State == bot.CaseQueued && e.Act != bot.ActClose && e.Act != bot.ActReturn && e.Act != bot.ActBlock {
		t.claim(e)
	}
}

// claim gives the case to an agent, where nothing is in the way. It returns false where the
// agent has it already.
func (t *turn) claim(e event.AgentAction) bool {
	cs := t.Conversation.Case
	if cs.State != bot.CaseQueued && cs.Agent.ID == e.Agent.ID {
		return false
	}
	t.give(e.Agent, "desk.claimed", i18n.Args{"agent": i18n.Text(e.Agent.Shown())})
	return true
}

// give gives the case to an agent; key and a are what the agents are told of it.
func (t *turn) give(to bot.Agent, key string, a i18n.Args) {
	cs := t.Conversation.Case
	was := cs.State
	cs.State = bot.CaseClaimed
	cs.Give(to)
	t.Decide(outcome.CaseClaimed)
	t.Conversation.Owner = bot.Owner(to.ID)
	t.Conversation.Offered = nil
	taken := "handoff.taken"
	if was != bot.CaseQueued {
		taken = "handoff.taken-over"
	}
	if was == bot.CaseQueued || t.Desk.Team == "" {
		t.AddIntro(taken, i18n.Args{"agent": i18n.Text(t.shownAgent(t.Localizer()))})
		t.tellPerson(t.Intro(t.Localizer()), nil)
		t.DropIntro()
	}
	t.toDesk(bot.UpdateCard{To: t.Desk.At})
	t.notify(notice.Claimed, nil)
	t.callAgent(key, a)
	t.tellAgents(t.Desk.RuleKey(), i18n.Args{"name": t.personName()})
	if was == bot.CaseQueued {
		t.toDesk(bot.PostTranscript{To: t.Desk.At})
		t.toDesk(bot.AnnounceQueue{To: t.Desk.At})
	}
	t.answerInTime()
}

// release puts the case back in the queue.
func (t *turn) release(e event.AgentAction) {
	cs := t.Conversation.Case
	cs.State, cs.Guided, cs.Alerts, cs.Position = bot.CaseQueued, false, 0, 0
	cs.Give(bot.Agent{})
	t.Conversation.Owner = ""
	t.Decide(outcome.CaseReleased)
	t.AddIntro("handoff.released", nil)
	t.tellPerson(t.Intro(t.Localizer()), []bot.Choice{t.Localizer().ToBot()})
	t.toDesk(bot.UpdateCard{To: t.Desk.At})
	t.tellAgents("desk.released", i18n.Args{"agent": i18n.Text(e.Agent.Shown())}, t.deskChoice(bot.ActClaim))
	t.callDesk("desk.new")
	t.setCaseTimer(t.Desk.After(t.Inbound.At, t.Desk.Claim, claimWithin))
	t.toDesk(bot.AnnounceQueue{To: t.Desk.At})
	t.notify(notice.Released, nil)
}

// reopen takes a closed case up again, for the agent.
func (t *turn) reopen(e event.AgentAction) bool {
	cs := t.Conversation.Case
	if cs.State != bot.CaseClosed {
		return t.claim(e)
	}
	cs.Reopen()
	cs.State = bot.CaseClaimed
	cs.Give(e.Agent)
	t.Decide(outcome.CaseReopened)
	t.Conversation.Owner = bot.Owner(e.Agent.ID)
	t.Conversation.Offered = nil
	t.AddIntro("handoff.reopened-by", i18n.Args{"agent": i18n.Text(t.shownAgent(t.Localizer()))})
	t.tellPerson(t.Intro(t.Localizer()), nil)
	t.toDesk(bot.UpdateCard{To: t.Desk.At})
	t.notify(notice.Reopened, nil)
	t.callAgent("desk.claimed", i18n.Args{"agent": i18n.Text(e.Agent.Shown())})
	t.unblock(e)
	t.answerInTime()
	return true
}
