package reply_test

import (
	"testing"

	"aktivering/bot/reply"
	"aktivering/knowledge"
)

func TestSolved(t *testing.T) {
	l, err := knowledge.LoadLanguage()
	if err != nil {
		t.Fatal(err)
	}
	r := reply.NewReader(l)
	for text, want := range map[string]reply.Answer{
		"der satt den":             reply.Yes,
		"Der satt den, takk!":      reply.Yes,
		"der sat ho":               reply.Yes,
		"ja, der løsnet det":       reply.Yes,
		"that was it":              reply.Yes,
		"yes, that did the trick!": reply.Yes,
		"We're in business.":       reply.Yes,
		"der satt den ikke":        reply.NoAnswer,
		"løst innhold i esken":     reply.NoAnswer,
		"that was it until now":    reply.NoAnswer,
		"":                         reply.NoAnswer,
	} {
		if got := r.OutcomeOf(text); got != want {
			t.Errorf("%q: %d, want %d", text, got, want)
		}
	}
}
