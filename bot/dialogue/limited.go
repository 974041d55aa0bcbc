package dialogue

import (
	"aktivering/bot"
	"aktivering/bot/content"
	"aktivering/bot/event"
	"aktivering/bot/outcome"
)

// HandleLimited keeps what a person did and what is not answered, as more came at once than is: the
// person is told once in a burst. What was asked stays asked. It returns false for words that were
// not meant for the bot.
func (t *Turn) HandleLimited(e event.Event) bool {
	switch e := e.(type) {
	case event.Message:
		if !t.IsAddressed(e) {
			return false
		}
		t.languageOfLocale()
		t.RememberMessage(e.Message)
		t.WarnOfSecret(e)
	case event.MessageEdited:
		if !t.KnowsMessage(e.Now.Message) {
			return false
		}
	default:
		t.languageOfLocale()
	}
	t.Decide(outcome.Limited)
	if t.Inbound.Limited == event.LimitSilent {
		return true
	}
	t.Effects = append(t.Effects, bot.SendReply{To: t.PersonAt(), ReplyToken: t.Inbound.ReplyToken, Reply: bot.Reply{
		Blocks: []content.Block{t.Localizer().Paragraph("limited."+string(t.Inbound.Limited), nil)},
		Turn:   t.Conversation.Turn,
	}})
	return true
}
