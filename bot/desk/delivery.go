package desk

import (
	"aktivering/bot"
	"aktivering/bot/event"
	"aktivering/bot/i18n"
	"aktivering/bot/outcome"
	"aktivering/bot/reply"
)

// handleDeliveryFailed deals with what could not be shown.
func (t *turn) handleDeliveryFailed(e event.DeliveryFailed) bool {
	if e.Effect.Reply.Erased || t.IsRemoved(e.Effect.RelayOf, !e.Effect.ToDesk) || t.IsRemoved(e.Effect.Quotes, !e.Effect.ToDesk) {
		return false // its words are to be forgotten
	}
	if e.Effect.Place != (bot.Address{}) {
		return false // nobody may be left there
	}
	if (e.Effect.ToDesk || e.Effect.RelayOf != "" || e.Effect.AnyOwner) && t.Desk != nil && t.Conversation.Case != nil {
		return t.relayFailed(e)
	}
	return t.RetryAsPlainText(e)
}

// relayFailed lets whoever said something know that it did not arrive. What the
// platform would not show as it was is said again as bare text first.
func (t *turn) relayFailed(e event.DeliveryFailed) bool {
	if !e.Effect.PlainText && (e.Fault == event.FaultRejected || e.Fault == event.FaultBroken) {
		e.Effect.Reply, e.Effect.PlainText = reply.PlainText(e.Effect.Reply), true
		t.Decide(outcome.Resent)
		t.Effects = append(t.Effects, e.Effect)
		return true
	}
	if e.Effect.ToDesk && e.Effect.RelayOf == "" && t.Conversation.Case.Card == "" {
		if t.Conversation.Case.DeskDownTold {
			return false
		}
		t.Conversation.Case.DeskDownTold = true
		t.Decide(outcome.Undelivered)
		t.AddIntro("handoff.no-desk", i18n.Args{"number": i18n.Number(t.Conversation.Case.Number)})
		t.tellPerson(t.Intro(t.Localizer()), []bot.Choice{t.Localizer().ToBot()})
		return true
	}
	t.Decide(outcome.Undelivered)
	_, unsaid, _ := e.Effect.Reply.Unsigned()
	words := i18n.Text(reply.WordsOf(unsaid))
	if !e.Effect.ToDesk {
		t.tellAgentsQuoting(e.Effect.RelayOf, "desk.undelivered", i18n.Args{"name": t.personName(), "why": i18n.Text(t.agentLocalizer().Label("fault." + string(e.Fault))), "text": words})
		return true
	}
	if e.Effect.RelayOf == "" {
		return false // nothing that a person said
	}
	t.AddIntro("handoff.undelivered", i18n.Args{"text": words})
	t.tellPersonQuoting(e.Effect.RelayOf, t.Intro(t.Localizer()), []bot.Choice{t.Localizer().ToBot()})
	return true
}

// handleAttachmentFailed tells an agent that the person did not get to see a picture. Of one
// that the person sent, the message at the desk tells.
func (t *turn) handleAttachmentFailed(e event.AttachmentFailed) bool {
	if e.Effect.ToDesk || t.Desk == nil || t.Conversation.Case == nil {
		return false
	}
	t.Decide(outcome.Undelivered)
	why := t.agentLocalizer().Label("file." + string(e.Why))
	t.tellAgentsQuoting(e.Effect.RelayOf, "desk.uncopied", i18n.Args{"name": t.personName(), "file": i18n.Text(e.File), "why": i18n.Text(why)})
	return true
}

// handleReplyOutgrown shows the rest of a relayed message, unless it has been removed.
func (t *turn) handleReplyOutgrown(e event.ReplyOutgrown) bool {
	if t.IsRemoved(e.Effect.RelayOf, !e.Effect.ToDesk) {
		return false
	}
	t.Decide(outcome.Resent)
	t.Effects = append(t.Effects, e.Effect)
	return true
}
