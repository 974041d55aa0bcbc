package desk

import (
	"strings"
	"time"

	"aktivering/bot"
	"aktivering/bot/content"
	"aktivering/bot/event"
	"aktivering/bot/outcome"
	"aktivering/bot/redact"
)

// IsOfDesk reports an action that concerns no single case, and belongs to the desk's own
// conversation, or to the one that keeps the blocks.
func IsOfDesk(a bot.Action) bool {
	return a == bot.ActProblem || a == bot.ActSolved || IsOfBlocks(a)
}

// stepDesk takes in one thing that happened in the own conversation of a desk, or in the one that
// keeps the blocks; that has no desk where there is none.
func (m Manager) stepDesk(d *bot.Desk, c bot.Conversation, in event.Inbound) bot.Decision {
	in, seen := in.Continuing(c)
	var acting *bot.Desk
	if act, ok := in.Event.(event.AgentAction); ok {
		if acting = m.Desks.At(act.At); acting != nil { // any desk can change its blocks
			d = acting
		}
	}
	t := m.newTurn(c, in)
	t.Desk, t.serving, t.acting = d, d, acting
	if !t.dispatchDesk(in.Event) {
		return bot.Decision{Conversation: c}
	}
	in.KeepKeySeen(&t.Conversation, seen)
	t.Conversation.Bound()
	entry := in.Entry(c)
	entry.Turn = t.Conversation.Turn
	return bot.Decision{Conversation: t.Conversation, Effects: t.Effects, Entry: entry, Outcome: t.Decided()}
}

func (t *turn) dispatchDesk(e event.Event) bool {
	if t.IsOutdated(e) {
		return false
	}
	t.RecordChange(e)
	switch e := e.(type) {
	case event.AgentAction:
		return t.handleAtDesk(e)
	case event.TimerFired:
		return t.expireBlocks() || t.expireProblems(e)
	case event.BlockChanged:
		return t.changeBlock(e.Block)
	case event.PersonForgotten:
		return t.forgetBlocked(e)
	case event.AgentSeen:
		return t.seeAgent(e)
	case event.BurstSeen:
		return t.tellBurst(e)
	case event.DeliveryFailed:
		return !e.Effect.Reply.Erased && t.RetryAsPlainText(e)
	default: // nobody speaks here
		return false
	}
}

// handleAtDesk does what an agent does about problems that many have, and about blocks.
func (t *turn) handleAtDesk(e event.AgentAction) bool {
	if e.Secret != redact.SecretNone {
		t.answerAgent(e, "", "desk.secret", nil)
	}
	switch e.Act {
	case bot.ActProblem:
		t.setProblem(e)
	case bot.ActSolved:
		t.solveProblem(e)
	case bot.ActBlocks:
		t.listBlocks(e, "desk.block.list")
	case bot.ActUnblock:
		t.liftBlock(e)
	case bot.ActAmend:
		return t.amendProblem(e)
	case bot.ActRetract:
		return t.withdrawProblem(e)
	case bot.ActDenied:
		t.Decide(outcome.DeskDeclined)
		t.sendAgent(e, bot.SendReply{For: e.Agent.ID, Reply: bot.Reply{Blocks: []content.Block{t.agentLocalizer().Paragraph("denied."+string(e.Why), nil)}, Private: true}})
	default:
		return false
	}
	return true
}

// DeskDenial tells why an agent cannot do something about problems that many have, or about
// blocks, and submits by a number; empty where [Manager.Step] does it. c is the desk's own
// conversation, or the one that keeps the blocks.
func (m Manager) DeskDenial(d *bot.Desk, c bot.Conversation, a event.AgentAction, at time.Time) bot.Denial {
	text := strings.TrimSpace(a.Text)
	switch a.Act {
	case bot.ActProblem:
		if p := readProblem(m.Knowledge, text, d.Local(at)); text != "" && (!p.isAbout() || len(p.text) > bot.MaxProblemText) {
			return bot.DeniedNothing
		}
		if !a.Until.IsZero() && (!a.Until.After(at) || a.Until.Sub(at) > MaxProblemFor) {
			return bot.DeniedNothing
		}
	case bot.ActSolved:
		if i, _, _ := findProblem(&c, text); i < 0 {
			return bot.DeniedNothing
		}
	case bot.ActUnblock:
		if numberOf(c.BlocksInForce(at), text) == 0 {
			return bot.DeniedNothing
		}
	default:
		return bot.DeniedAction
	}
	return ""
}
