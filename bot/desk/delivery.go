package desk

import (
	"aktivering/bot"
	"aktivering/bot/i18n"
	"aktivering/bot/reply"
)

// deleted forgets what a person said in a message that was removed, and takes it away
// from the desk; false where there is no conversation.
func (t *turn) deleted(e bot.MessageDeleted) bool {
	if t.C.Turn == 1 { // the first turn
		return false
	}
	t.C.Forget(e.Message)
	if t.Desk == nil || t.C.Case == nil {
		return true
	}
	t.toDesk(bot.EditReply{SendReply: bot.SendReply{RelayOf: e.Message, Reply: bot.Reply{Blocks: []bot.Block{t.deskVoice().Paragraph("desk.deleted", i18n.Args{"name": t.personName()})}}}, Remove: true})
	t.tellMessage(bot.NoticeDeleted, fromPerson, e.Message, "", nil)
	return true
}

// correct puts what a message says now in the place of what was kept of it, or shown at
// the desk, in a case that is closed.
func (t *turn) correct(now bot.Message) {
	k := t.C.Case
	if k == nil || t.Desk == nil {
		return
	}
	say := bot.SendReply{RelayOf: now.Message, Reply: t.quoted(now, "role.person.edited")}
	switch now.Message {
	case k.CommentIn:
		k.Comment = now.Text
		say = t.commented(now)
		t.toDesk(bot.UpdateCard{To: t.Desk.At})
	case k.PendingIn:
		k.Pending = now.Text
	}
	t.toDesk(bot.EditReply{SendReply: say, IfExists: true})
	t.tellMessage(bot.NoticeEdited, fromPerson, now.Message, now.Text, now.Files)
}

// elapsed does what a timer was set for. It returns false for one that means
// nothing any more.
func (t *turn) elapsed(e bot.TimerFired) bool {
	if c := t.C.Case; c != nil && t.Desk != nil && c.Active() {
		switch {
		case c.Timer != 0 && c.Timer == e.Turn:
			t.caseElapsed()
			return true
		case c.Deadline != 0 && c.Deadline == e.Turn:
			t.overdue()
			return true
		}
	}
	return t.FollowedUp(e)
}

// undelivered deals with what could not be shown.
func (t *turn) undelivered(e bot.DeliveryFailed) bool {
	if e.Say.Reply.Erased || t.IsGone(e.Say.RelayOf, !e.Say.ToDesk) || t.IsGone(e.Say.Quotes, !e.Say.ToDesk) {
		return false // its words are to be forgotten
	}
	if (e.Say.ToDesk || e.Say.RelayOf != "" || e.Say.AnyOwner) && t.Desk != nil && t.C.Case != nil {
		return t.relayFailed(e)
	}
	return t.SayBare(e)
}

// relayFailed lets whoever said something know that it did not arrive. What the
// platform would not show as it was is said again as bare text first.
func (t *turn) relayFailed(e bot.DeliveryFailed) bool {
	if !e.Say.PlainText && (e.Fault == bot.FaultRejected || e.Fault == bot.FaultBroken) {
		e.Say.Reply, e.Say.PlainText = reply.Bare(e.Say.Reply), true
		t.Effects = append(t.Effects, e.Say)
		return true
	}
	if e.Say.ToDesk && e.Say.RelayOf == "" && t.C.Case.Card == "" {
		if t.C.Case.DeskDownTold {
			return false
		}
		t.C.Case.DeskDownTold = true
		t.Leads("handoff.no-desk", i18n.Args{"number": i18n.Number(t.C.Case.Number)})
		t.tell(t.Leading(t.Voice()), []bot.Choice{t.Voice().ToBot()})
		return true
	}
	_, unsaid, _ := e.Say.Reply.Unsigned()
	words := i18n.Text(reply.WordsOf(unsaid))
	if !e.Say.ToDesk {
		t.noteOf(e.Say.RelayOf, "desk.undelivered", i18n.Args{"name": t.personName(), "why": i18n.Text(t.deskVoice().Label("fault." + string(e.Fault))), "text": words})
		return true
	}
	if e.Say.RelayOf == "" {
		return false // nothing that a person said
	}
	t.Leads("handoff.undelivered", i18n.Args{"text": words})
	t.tellOf(e.Say.RelayOf, t.Leading(t.Voice()), []bot.Choice{t.Voice().ToBot()})
	return true
}

// uncopied tells an agent that the person did not get to see a picture. Of one that the
// person sent, the message at the desk tells.
func (t *turn) uncopied(e bot.AttachmentFailed) bool {
	if e.Say.ToDesk || t.Desk == nil || t.C.Case == nil {
		return false
	}
	why := t.deskVoice().Label("file." + string(e.Why))
	t.noteOf(e.Say.RelayOf, "desk.uncopied", i18n.Args{"name": t.personName(), "file": i18n.Text(e.File), "why": i18n.Text(why)})
	return true
}
