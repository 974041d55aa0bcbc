package dialogue

import (
	"aktivering/bot"
	"aktivering/bot/event"
	"aktivering/bot/match"
	"aktivering/bot/redact"
	"aktivering/knowledge"
)

// AnswerOptions are what is known beside the text of a single question.
type AnswerOptions struct {
	// Language is what to answer in; empty means the language of the text.
	Language knowledge.Lang
	// Locale is what is known of the person's language, as in Person.
	Locale string
	// Told are facts by id, such as {"windows": "10"}.
	Told map[string]string
	// Short asks for no more than the first reply of a conversation.
	Short bool
}

// Answer answers a single question, without a conversation: everything
// documented that still applies, with every remedy, note and exception, the
// sources and the follow-up questions. It also returns what was understood.
func (m Manager) Answer(question string, o AnswerOptions) (bot.Reply, match.Result) {
	masked, secret := redact.Redact(question)
	t := m.NewTurn(bot.Conversation{}, event.Inbound{Person: event.Person{Locale: o.Locale}})
	t.full = !o.Short
	t.HandleMessage(event.Message{Text: masked, Addressed: true, Secret: secret, Language: o.Language, Facts: o.Told})
	reply := bot.Reply{Turn: t.Conversation.Turn}
	for _, e := range t.Effects {
		if say, ok := e.(bot.SendReply); ok {
			reply.Blocks = append(reply.Blocks, say.Reply.Blocks...)
			reply.Choices = say.Reply.Choices
		}
	}
	return reply, t.Match
}
