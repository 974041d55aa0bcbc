package desk

import (
	"cmp"
	"strings"
	"time"

	"aktivering/bot"
	"aktivering/bot/content"
	"aktivering/bot/event"
	"aktivering/bot/i18n"
	"aktivering/bot/match"
	"aktivering/bot/name"
	"aktivering/bot/outcome"
	"aktivering/knowledge"
)

// block ends the case for a reason, and takes in nothing more of the person until the block ends:
// in this conversation from now on, in all others once the conversation that keeps the blocks knows
// of it. The person is told once; the reason stays with the agents.
func (t *turn) block(e event.AgentAction) {
	why := strings.TrimSpace(e.Text)
	if why == "" {
		t.Decide(outcome.DeskDeclined)
		t.tellAgents("desk.block.why", nil)
		return
	}
	c, of := &t.Conversation, t.Inbound.Ref()
	b := bot.Block{
		Person: of.Person, Place: of.Address, Name: name.Clean(c.Name), Reason: why, By: e.Agent, Case: c.Case.Number,
		Since: t.Inbound.At, Until: blockUntil(t.Knowledge, t.Desk, e, t.Inbound.At),
	}
	t.Effects = append(t.Effects, bot.SetBlock{To: t.PersonAt(), Block: b})
	c.Blocked, c.BlockedUntil = true, b.Until
	t.endBlocked(b)
	t.tellAgentsQuoting(e.Message, "desk.blocked", t.blockArgs(b, e.Agent))
	t.tellEnded(b)
}

// endBlocked ends the case of a person who is blocked.
func (t *turn) endBlocked(b bot.Block) {
	waited := t.Conversation.Case.State == bot.CaseQueued
	t.endCase(bot.ClosedBlocked, b.Reason)
	t.ForgetReminder()
	if waited {
		t.toDesk(bot.AnnounceQueue{To: t.Desk.At})
	}
}

// tellEnded tells the person that their case has ended, and that nothing of theirs is read.
func (t *turn) tellEnded(b bot.Block) {
	t.Conversation.BlockTold = b.Since
	t.AddIntro("handoff.blocked", i18n.Args{"when": i18n.Text(t.when(t.Localizer(), b.Until))})
	t.tellPerson(t.Intro(t.Localizer()), nil)
}

// when names a time where the desk is.
func (t *turn) when(v i18n.Localizer, at time.Time) string {
	d := t.serving
	if d == nil {
		d = t.Desk
	}
	if d == nil {
		d = &bot.Desk{}
	}
	return v.When(d.Local(t.Inbound.At), d.Local(at))
}

// blockUntil is when a block ends that an agent makes: at the time that was chosen or written, or
// else after bot.BlockFor.
func blockUntil(kb *knowledge.Base, d *bot.Desk, e event.AgentAction, now time.Time) time.Time {
	until := e.Until
	switch {
	case !until.IsZero():
	case e.For != 0:
		until = now.Add(e.For)
	default:
		until = readUntil(kb, e.Text, d.Local(now))
	}
	if !until.After(now) || until.Sub(now) > bot.MaxBlockFor {
		until = now.Add(bot.BlockFor)
	}
	return until.UTC()
}

// unblock lets a case that is opened again end the block of its person.
func (t *turn) unblock(e event.AgentAction) {
	if t.blocked == nil && !t.Conversation.IsBlocked(t.Inbound.At) {
		return
	}
	of := t.Inbound.Ref()
	t.Conversation.Unblock()
	t.Effects = append(t.Effects, bot.SetBlock{To: t.PersonAt(), Block: bot.Block{Person: of.Person, Place: of.Address, By: e.Agent, Since: t.Inbound.At, Lifted: true}})
	t.tellAgents("desk.unblocked", i18n.Args{"agent": i18n.Text(e.Agent.Shown()), "name": t.personName()})
}

// handleBlockChanged takes in that the person was blocked in another conversation: an open case of
// theirs ends by that. Or that they are blocked no more. It returns false where that is no news.
func (t *turn) handleBlockChanged(b bot.Block) bool {
	c := &t.Conversation
	switch {
	case c.Turn == 1: // the first turn
		return false
	case b.Lifted:
		if !c.IsBlocked(t.Inbound.At) || c.BlockTold.After(b.Since) {
			return false
		}
		c.Unblock()
		t.Decide(outcome.BlockOver)
		return true
	case !b.InForce(t.Inbound.At) || !c.Case.Active() || t.Desk == nil:
		return false
	}
	t.endBlocked(b)
	t.tellAgents("desk.blocked.too", t.blockArgs(b, b.By))
	t.tellEnded(b)
	return true
}

// isBlocked reports what a person did of whom nothing is taken in.
func (t *turn) isBlocked() bool {
	return IsOfPerson(t.Inbound.Event) && (t.blocked != nil || t.Conversation.IsBlocked(t.Inbound.At))
}

// refuse takes in nothing of what a blocked person did. Once in a conversation it tells them so,
// where they expect an answer, and again in the response to a command, which they wait for.
func (t *turn) refuse(before bot.Conversation) bot.Decision {
	unchanged := bot.Decision{Conversation: before}
	if t.blocked == nil {
		return unchanged // they were told so when they were blocked
	}
	message, said := t.Inbound.Event.(event.Message)
	_, edit := t.Inbound.Event.(event.MessageEdited)
	told := before.BlockTold.Equal(t.blocked.Since)
	if edit || said && !t.IsAddressed(message) || told && (!said || t.Inbound.ReplyToken == "") {
		return unchanged
	}
	if said {
		t.Match = t.Matcher.Match(message.Text, match.Scope{})
		t.DetectLanguage(message)
	}
	t.noteDirect(t.Inbound.Event)
	t.Conversation.BlockTold = t.blocked.Since
	t.Decide(outcome.BlockTold)
	v := t.Localizer()
	words := v.Paragraph("blocked", i18n.Args{"when": i18n.Text(t.when(v, t.blocked.Until))})
	t.toPerson(bot.SendReply{Reply: bot.Reply{Blocks: []content.Block{words}, Private: true}})
	t.Conversation.Bound()
	entry := t.Inbound.Entry(before)
	entry.Turn, entry.Text, entry.Message = t.Conversation.Turn, "", "" // what they said is not kept
	return bot.Decision{Conversation: t.Conversation, Effects: t.Effects, Entry: entry, Outcome: t.Decided()}
}

// blockArgs are what the agents are told of a block.
func (t *turn) blockArgs(b bot.Block, by bot.Agent) i18n.Args {
	v := t.agentLocalizer()
	return i18n.Args{
		"number": i18n.Number(b.Number), "agent": i18n.Text(by.Shown()), "why": i18n.Text(name.Guard(cmp.Or(b.Reason, "–"))),
		"name": i18n.Text(cmp.Or(name.Clean(b.Name), v.Label("desk.somebody"))), "platform": i18n.Text(titled(string(b.Place.Platform))),
		"when": i18n.Text(t.when(v, b.Until)),
	}
}
