package dialogue

import (
	"slices"

	"aktivering/bot"
	"aktivering/bot/content"
	"aktivering/bot/event"
	"aktivering/bot/i18n"
	"aktivering/bot/outcome"
	"aktivering/bot/reply"
)

// AddIntro puts a phrase of the knowledge, with its values, before what the next reply says.
func (t *Turn) AddIntro(key string, a i18n.Args) { t.intro = append(t.intro, intro{key, a}) }

// DropIntro forgets the phrases that AddIntro put there.
func (t *Turn) DropIntro() { t.intro = nil }

// Intro puts what comes first into words.
func (t *Turn) Intro(v i18n.Localizer) []content.Block {
	blocks := slices.Clone(t.ahead)
	for _, l := range t.intro {
		blocks = append(blocks, v.Paragraph(l.key, l.args))
	}
	return append(blocks, t.beside...)
}

// queue queues a reply. Choices take the place of those that were offered;
// without any, those stand.
func (t *Turn) queue(blocks []content.Block, choices []bot.Choice) {
	choices = t.withLeads(choices)
	blocks = t.anew(blocks)
	if len(choices) > 0 {
		t.Conversation.Offered, t.Conversation.OfferedIn = choices, t.Conversation.Turn
	}
	t.Effects = append(t.Effects, bot.SendReply{To: t.PersonAt(), ReplyToken: t.Inbound.ReplyToken, Reply: bot.Reply{
		Blocks:  blocks,
		Choices: slices.Clone(choices),
		Search:  t.search(choices),
		Form:    t.form(choices),
		Turn:    t.Conversation.Turn,
		Private: t.private,
	}, AnyOwner: t.Conversation.Case != nil && t.Conversation.Case.Guided})
}

// withLeads puts the articles that an explanation leads to before the choices that stand
// under everything.
func (t *Turn) withLeads(choices []bot.Choice) []bot.Choice {
	if len(t.leads) == 0 {
		return choices
	}
	leads := slices.DeleteFunc(slices.Clone(t.leads), func(c bot.Choice) bool { return offers(choices, c.ID) })
	at := slices.IndexFunc(choices, func(c bot.Choice) bool { return c.Standing })
	if at < 0 {
		at = len(choices)
	}
	return slices.Insert(slices.Clone(choices), at, leads...)
}

func offers(choices []bot.Choice, id bot.ChoiceID) bool {
	for _, c := range choices {
		if c.ID == id {
			return true
		}
	}
	return false
}

// RetryAsPlainText says as bare text what the platform would not show. It returns false
// where that is of no use: nobody is there, the bare text was refused too, or an
// agent answers now.
func (t *Turn) RetryAsPlainText(e event.DeliveryFailed) bool {
	switch {
	case e.Effect.PlainText, !t.Conversation.Owner.Bot():
		return false
	case e.Fault != event.FaultRejected && e.Fault != event.FaultBroken:
		return false
	}
	t.Decide(outcome.Resent)
	t.Effects = append(t.Effects, bot.SendReply{To: e.Effect.To, Reply: reply.PlainText(e.Effect.Reply), ReplyToken: e.Effect.ReplyToken, Quotes: e.Effect.Quotes, PlainText: true})
	return true
}
