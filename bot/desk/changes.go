package desk

import (
	"aktivering/bot"
	"aktivering/bot/content"
	"aktivering/bot/event"
	"aktivering/bot/i18n"
	"aktivering/bot/notice"
	"aktivering/bot/outcome"
)

// handleDeleted forgets what a person said in a message that was removed, and takes it away
// from the desk; false where there is no conversation.
func (t *turn) handleDeleted(e event.MessageDeleted) bool {
	if t.Conversation.Turn == 1 { // the first turn
		return false
	}
	t.Conversation.Forget(e.Message)
	t.Decide(outcome.Removed)
	if t.Desk == nil || t.Conversation.Case == nil {
		return true
	}
	t.toDesk(bot.EditReply{SendReply: bot.SendReply{RelayOf: e.Message, Reply: bot.Reply{Blocks: []content.Block{t.agentLocalizer().Paragraph("desk.deleted", i18n.Args{"name": t.personName()})}}}, Remove: true})
	if t.Conversation.Case.Active() && t.Conversation.Case.Card != "" {
		t.toDesk(bot.UpdateCard{To: t.Desk.At}) // it may have shown the words
	}
	t.notifyOfMessage(notice.Deleted, fromPerson, e.Message, "", nil)
	return true
}

// correctKept puts what a message says now in the place of what was kept of it, or shown at
// the desk, in a case that is closed.
func (t *turn) correctKept(now event.Message) {
	k := t.Conversation.Case
	if k == nil || t.Desk == nil {
		return
	}
	relay := bot.SendReply{RelayOf: now.Message, Reply: t.quoted(now, "role.person.edited")}
	switch now.Message {
	case k.CommentIn:
		k.Comment = now.Text
		relay = t.comment(now)
		t.toDesk(bot.UpdateCard{To: t.Desk.At})
	case k.PendingIn:
		k.Pending = now.Text
	}
	t.toDesk(bot.EditReply{SendReply: relay, IfExists: true})
	t.notifyOfMessage(notice.Edited, fromPerson, now.Message, now.Text, now.Files)
}
