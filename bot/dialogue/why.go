package dialogue

import (
	"aktivering/bot"
	"aktivering/bot/match"
	"aktivering/bot/understand"
)

// Explain tells why a text of somebody is read as it is where a conversation is, masked as the engine
// masks it; false where the manager reads no texts. It reads the text many times, and is for operators
// and editors.
func (m Manager) Explain(c bot.Conversation, text string) (understand.Explanation, bool) {
	in := bot.Inbound{Event: bot.Message{Text: text, Addressed: true}}.Masked()
	reader, ok := m.Texts.(*understand.Reader)
	e, message := in.Event.(bot.Message)
	if !ok || !message {
		return understand.Explanation{}, false
	}
	return reader.Explain(m.NewTurn(c, in).Context(e), e.Text, m.Matcher.Match(e.Text, match.Scope{})), true
}
