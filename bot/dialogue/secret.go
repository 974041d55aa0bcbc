package dialogue

import (
	"slices"

	"aktivering/bot"
	"aktivering/bot/content"
	"aktivering/bot/event"
	"aktivering/bot/i18n"
	"aktivering/bot/redact"
)

// WarnOfSecret tells about what was masked, once.
func (t *Turn) WarnOfSecret(e event.Message) {
	if e.Secret == redact.SecretNone || t.Conversation.KeyNoticed {
		return
	}
	t.Conversation.KeyNoticed = true
	v := t.Localizer()
	key, args := "secret."+string(e.Secret), i18n.Args(nil)
	if e.Secret == redact.SecretKey {
		if end, ok := redact.KeyEnd(e.Text); ok {
			args = i18n.Args{"tail": {Text: end, Kind: content.Mono}}
		} else { // it stands in the title of a file
			key = "secret.part"
		}
	}
	notice := v.Say(key, args)
	if e.Message != "" { // a command and a form leave no message behind
		notice = slices.Concat(v.Say("secret.delete", nil), []content.Span{i18n.Text(" ")}, notice)
	}
	t.Effects = append(t.Effects, bot.SendReply{To: t.PersonAt(), ReplyToken: t.Inbound.ReplyToken, Reply: bot.Reply{
		Blocks:  []content.Block{content.Paragraph{Spans: notice}},
		Turn:    t.Conversation.Turn,
		Private: true,
	}})
}
