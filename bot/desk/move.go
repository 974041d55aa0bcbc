package desk

import (
	"aktivering/bot"
	"aktivering/bot/content"
	"aktivering/bot/event"
	"aktivering/bot/i18n"
	"aktivering/bot/outcome"
)

// handleDeskMoved lets the case follow its desk. Where there is none, or it is to, the
// conversation goes back to the bot, which tells the person.
func (t *turn) handleDeskMoved(e event.DeskMoved) bool {
	cs := t.Conversation.Case
	switch {
	case !cs.Active():
		return false
	case t.Desk == nil:
		t.closeOrphaned()
		t.resume()
		t.Decide(outcome.CaseClosed)
	case e.Return:
		waited := cs.State == bot.CaseQueued
		t.endCase(bot.ClosedReturned, "")
		t.tellAgents("desk.returned.by-admin", nil)
		if waited {
			t.toDesk(bot.AnnounceQueue{To: t.Desk.At})
		}
		t.AddIntro("handoff.gone", nil)
		t.resume()
		t.Decide(outcome.CaseClosed)
	case t.followDesk():
	case cs.Card == "": // what was to post it may wait for a platform that is served no more
		t.Decide(outcome.CaseFollowed)
		t.toDesk(bot.UpdateCard{To: t.Desk.At})
	default:
		return false
	}
	return true
}

// settleCase takes an open case to where its desk is. Where there is no desk, it closes the case
// and returns true: the bot has the conversation again.
func (t *turn) settleCase() (closed bool) {
	switch {
	case !t.Conversation.Case.Active():
	case t.Desk == nil:
		t.closeOrphaned()
		return true
	default:
		t.followDesk()
	}
	return false
}

// followDesk takes an open case to where its desk is now, if that has moved since: with a new
// card and all that was said. It returns whether it did. An agent of another platform, or of
// another desk, cannot have it any more.
func (t *turn) followDesk() bool {
	cs := t.Conversation.Case
	before, others := cs.Thread, t.desks.Of(cs) != t.Desk
	if !t.leaveOldPlace() {
		return false
	}
	t.Decide(outcome.CaseFollowed)
	elsewhere := others || before.Platform != t.Desk.At.Platform
	if elsewhere {
		cs.Previous = bot.Agent{}
	}
	if elsewhere && cs.State != bot.CaseQueued {
		cs.State, cs.Agent, cs.Guided, cs.Alerts, cs.Position = bot.CaseQueued, bot.Agent{}, false, 0, 0
		t.Conversation.Owner = ""
		t.AddIntro("handoff.released", nil)
		t.tellPerson(t.Intro(t.Localizer()), []bot.Choice{t.Localizer().ToBot()})
		t.DropIntro()
	}
	t.toDesk(bot.UpdateCard{To: t.Desk.At})
	t.toDesk(bot.PostTranscript{To: t.Desk.At})
	if cs.State != bot.CaseQueued {
		t.tellAgents("desk.followed", i18n.Args{"agent": i18n.Text(cs.Agent.Shown())})
		return true
	}
	t.callDesk("desk.new")
	if elsewhere || cs.Timer != 0 { // what was to remind them may wait for a platform that is served no more
		t.setCaseTimer(t.Desk.After(t.Inbound.At, t.Desk.Claim, claimWithin))
	}
	return true
}

// leaveOldPlace tells those in the thread of a case whose desk has moved, and lets the case be
// nowhere until its card is posted. It returns whether the desk has moved.
func (t *turn) leaveOldPlace() bool {
	cs := t.Conversation.Case
	if t.Desk == nil || t.Desk.Has(cs) && t.desks.Of(cs) == t.Desk {
		return false
	}
	before := cs.Thread
	cs.Thread, cs.Card, cs.Desk = bot.Address{}, "", t.Desk.Name
	if before == (bot.Address{}) {
		return true
	}
	t.tellAt(before, bot.SendReply{Reply: bot.Reply{Blocks: []content.Block{t.agentLocalizer().Paragraph("desk.moved", i18n.Args{"number": i18n.Number(cs.Number)})}}})
	return true
}

// closeOrphaned closes a case whose desk is no more. The person is told before what the bot
// says next.
func (t *turn) closeOrphaned() {
	c := t.Conversation.Case
	if c.Thread != (bot.Address{}) {
		t.tellAt(c.Thread, bot.SendReply{Reply: bot.Reply{Blocks: []content.Block{t.agentLocalizer().Paragraph("desk.gone", nil)}}})
	}
	c.State, c.Closing, c.Closed, c.Timer, c.Deadline = bot.CaseClosed, bot.ClosedReturned, t.Inbound.At, 0, 0
	t.Conversation.Owner = ""
	t.AddIntro("handoff.gone", nil)
}

// tellMoved tells somebody who wrote where a case is worked on no more, and nobody else.
func (t *turn) tellMoved(e event.AgentAction) {
	t.Decide(outcome.DeskDeclined)
	why, a := bot.DeniedGone, i18n.Args(nil)
	if t.Desk != nil && t.Conversation.Case != nil {
		why, a = bot.DeniedMoved, i18n.Args{"number": i18n.Number(t.Conversation.Case.Number)}
	}
	t.tellAt(e.At, bot.SendReply{For: e.Agent.ID, ReplyToken: e.ReplyToken, Reply: bot.Reply{
		Blocks: []content.Block{t.agentLocalizer().Paragraph("denied."+string(why), a)}, Private: true,
	}})
}

// tellAt says something at a place of a desk that may be no more.
func (t *turn) tellAt(place bot.Address, s bot.SendReply) {
	s.To, s.Place, s.AnyOwner, s.ToDesk, s.Reply.Turn = place, place, true, true, t.Conversation.Turn
	t.Effects = append(t.Effects, s)
}
