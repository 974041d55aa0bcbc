package desk

import (
	"aktivering/bot"
	"aktivering/bot/i18n"
	"aktivering/bot/reply"
)

// handleDeleted forgets what a person said in a message that was removed, and takes it away
// from the desk; false where there is no conversation.
func (t *turn) handleDeleted(e bot.MessageDeleted) bool {
	if t.Conversation.Turn == 1 { // the first turn
		return false
	}
	t.Conversation.Forget(e.Message)
	if t.Desk == nil || t.Conversation.Case == nil {
		return true
	}
	t.toDesk(bot.EditReply{SendReply: bot.SendReply{RelayOf: e.Message, Reply: bot.Reply{Blocks: []bot.Block{t.agentLocalizer().Paragraph("desk.deleted", i18n.Args{"name": t.personName()})}}}, Remove: true})
	t.notifyOfMessage(bot.NoticeDeleted, fromPerson, e.Message, "", nil)
	return true
}

// correctKept puts what a message says now in the place of what was kept of it, or shown at
// the desk, in a case that is closed.
func (t *turn) correctKept(now bot.Message) {
	k := t.Conversation.Case
	if k == nil || t.Desk == nil {
		return
	}
	say := bot.SendReply{RelayOf: now.Message, Reply: t.quoted(now, "role.person.edited")}
	switch now.Message {
	case k.CommentIn:
		k.Comment = now.Text
		say = t.comment(now)
		t.toDesk(bot.UpdateCard{To: t.Desk.At})
	case k.PendingIn:
		k.Pending = now.Text
	}
	t.toDesk(bot.EditReply{SendReply: say, IfExists: true})
	t.notifyOfMessage(bot.NoticeEdited, fromPerson, now.Message, now.Text, now.Files)
}

// handleTimer does what a timer was set for. It returns false for one that means
// nothing any more.
func (t *turn) handleTimer(e bot.TimerFired) bool {
	if c := t.Conversation.Case; c != nil && t.Desk != nil && c.Active() {
		switch {
		case c.Timer != 0 && c.Timer == e.Turn:
			t.handleCaseTimer()
			return true
		case c.Deadline != 0 && c.Deadline == e.Turn:
			t.overdue()
			return true
		}
	}
	return t.HandleTimer(e)
}

// handleDeliveryFailed deals with what could not be shown.
func (t *turn) handleDeliveryFailed(e bot.DeliveryFailed) bool {
	if e.Effect.Reply.Erased || t.IsGone(e.Effect.RelayOf, !e.Effect.ToDesk) || t.IsGone(e.Effect.Quotes, !e.Effect.ToDesk) {
		return false // its words are to be forgotten
	}
	if (e.Effect.ToDesk || e.Effect.RelayOf != "" || e.Effect.AnyOwner) && t.Desk != nil && t.Conversation.Case != nil {
		return t.relayFailed(e)
	}
	return t.RetryAsPlainText(e)
}

// relayFailed lets whoever said something know that it did not arrive. What the
// platform would not show as it was is said again as bare text first.
func (t *turn) relayFailed(e bot.DeliveryFailed) bool {
	if !e.Effect.PlainText && (e.Fault == bot.FaultRejected || e.Fault == bot.FaultBroken) {
		e.Effect.Reply, e.Effect.PlainText = reply.PlainText(e.Effect.Reply), true
		t.Effects = append(t.Effects, e.Effect)
		return true
	}
	if e.Effect.ToDesk && e.Effect.RelayOf == "" && t.Conversation.Case.Card == "" {
		if t.Conversation.Case.DeskDownTold {
			return false
		}
		t.Conversation.Case.DeskDownTold = true
		t.AddIntro("handoff.no-desk", i18n.Args{"number": i18n.Number(t.Conversation.Case.Number)})
		t.tellPerson(t.Intro(t.Localizer()), []bot.Choice{t.Localizer().ToBot()})
		return true
	}
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

// handleAttachmentFailed tells an agent that the person did not get to see a picture. Of one that the
// person sent, the message at the desk tells.
func (t *turn) handleAttachmentFailed(e bot.AttachmentFailed) bool {
	if e.Effect.ToDesk || t.Desk == nil || t.Conversation.Case == nil {
		return false
	}
	why := t.agentLocalizer().Label("file." + string(e.Why))
	t.tellAgentsQuoting(e.Effect.RelayOf, "desk.uncopied", i18n.Args{"name": t.personName(), "file": i18n.Text(e.File), "why": i18n.Text(why)})
	return true
}
