package desk

import (
	"aktivering/bot"
	"aktivering/bot/i18n"
)

// spokeUp lets the bot be silent where an agent has spoken with the person outside
// the desk. A case that waits is the agent's by that.
func (t *turn) spokeUp(e bot.AgentAction) bool {
	matter := t.C.Case
	switch {
	case matter.Active() && matter.State == bot.CaseQueued:
		t.claim(e, false)
	case matter.Active():
		matter.LastAgentAt = t.In.At
	case t.C.Turn == 1 || t.C.Owner == bot.Owner(e.Agent.ID):
		return false // no conversation of ours, or silent already
	default:
		t.C.Owner, t.C.Timer = bot.Owner(e.Agent.ID), 0
	}
	return true
}

// has makes sure that the agent has the case. Whoever answers a case that nobody
// has takes it by that; where another agent has it, they are told who.
func (t *turn) has(e bot.AgentAction) bool {
	matter := t.C.Case
	switch {
	case matter.State == bot.CaseClosed:
		t.note("desk.is-closed", nil, t.deskChoice(bot.ActReopen))
		return false
	case matter.State == bot.CaseQueued && (e.Act == bot.ActClose || e.Act == bot.ActReturn):
		return true // nobody has to take it for that
	case matter.State == bot.CaseQueued:
		return t.claim(e, false)
	case matter.Agent.ID != e.Agent.ID:
		t.note("desk.taken", i18n.Args{"agent": i18n.Text(matter.Agent.Shown())}, t.deskChoice(bot.ActTake))
		return false
	}
	return true
}

// claim gives the case to an agent, if it is free or may be taken over. It returns
// false where the agent has it already.
func (t *turn) claim(e bot.AgentAction, takeOver bool) bool {
	matter := t.C.Case
	before := matter.Agent
	was := matter.State
	switch {
	case was == bot.CaseClosed:
		t.note("desk.is-closed", nil, t.deskChoice(bot.ActReopen))
		return true
	case was != bot.CaseQueued && before.ID == e.Agent.ID:
		return false
	case was != bot.CaseQueued && !takeOver:
		t.note("desk.taken", i18n.Args{"agent": i18n.Text(before.Shown())}, t.deskChoice(bot.ActTake))
		return true
	}
	matter.State, matter.Agent = bot.CaseClaimed, e.Agent
	t.C.Owner = bot.Owner(e.Agent.ID)
	t.C.Offered = nil
	key, a := "handoff.taken", i18n.Args{"agent": i18n.Text(t.shownAgent(t.Voice()))}
	if was != bot.CaseQueued {
		key = "handoff.taken-over"
	}
	if was == bot.CaseQueued || t.Desk.Team == "" {
		t.Leads(key, a)
		t.tell(t.Leading(t.Voice()), nil)
		t.DropLeads()
	}
	t.toDesk(bot.UpdateCard{To: t.Desk.At})
	t.tellAbout(bot.NoticeClaimed, nil)
	t.note("desk.claimed", i18n.Args{"agent": i18n.Text(e.Agent.Shown())})
	t.note(t.Desk.Rule(), i18n.Args{"name": t.personName()})
	if was == bot.CaseQueued {
		t.toDesk(bot.PostTranscript{To: t.Desk.At})
		t.toDesk(bot.AnnounceQueue{To: t.Desk.At})
	}
	t.answerInTime()
	return true
}

// release puts the case back in the queue.
func (t *turn) release(e bot.AgentAction) {
	matter := t.C.Case
	matter.State, matter.Agent, matter.Guided, matter.Alerts, matter.Position = bot.CaseQueued, bot.Agent{}, false, 0, 0
	t.C.Owner = ""
	t.Leads("handoff.released", nil)
	t.tell(t.Leading(t.Voice()), []bot.Choice{t.Voice().ToBot()})
	t.toDesk(bot.UpdateCard{To: t.Desk.At})
	t.note("desk.released", i18n.Args{"agent": i18n.Text(e.Agent.Shown())}, t.deskChoice(bot.ActClaim))
	t.call("desk.new")
	t.wakeDesk(t.Desk.After(t.In.At, t.Desk.Claim, claimWithin))
	t.toDesk(bot.AnnounceQueue{To: t.Desk.At})
	t.tellAbout(bot.NoticeReleased, nil)
}

// reopen takes a closed case up again, for the agent.
func (t *turn) reopen(e bot.AgentAction) bool {
	matter := t.C.Case
	if matter.State != bot.CaseClosed {
		return t.claim(e, false)
	}
	matter.Reopen()
	matter.State, matter.Agent = bot.CaseClaimed, e.Agent
	t.C.Owner = bot.Owner(e.Agent.ID)
	t.C.Offered = nil
	t.Leads("handoff.reopened-by", i18n.Args{"agent": i18n.Text(t.shownAgent(t.Voice()))})
	t.tell(t.Leading(t.Voice()), nil)
	t.toDesk(bot.UpdateCard{To: t.Desk.At})
	t.tellAbout(bot.NoticeReopened, nil)
	t.note("desk.claimed", i18n.Args{"agent": i18n.Text(e.Agent.Shown())})
	t.answerInTime()
	return true
}
