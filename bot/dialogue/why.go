package dialogue

import (
	"aktivering/bot"
	"aktivering/bot/event"
	"aktivering/bot/match"
	"aktivering/bot/understand"
)

// Explain tells why a text of somebody is read as it is where a conversation is, masked as the engine
// masks it; false where the manager reads no texts. It reads the text many times, and is for operators
// and editors.
func (m Manager) Explain(c bot.Conversation, text string) (understand.Explanation, bool) {
	in := event.Inbound{Event: event.Message{Text: text, Addressed: true}}.Masked()
	reader, ok := m.Texts.(*understand.Reader)
	e, message := in.Event.(event.Message)
	if !ok || !message {
		return understand.Explanation{}, false
	}
	return reader.Explain(m.NewTurn(c, in).Context(e), e.Text, m.Matcher.Match(e.Text, match.Scope{})), true
}
