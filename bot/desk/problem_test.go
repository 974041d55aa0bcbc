package desk_test

import (
	"testing"

	"aktivering/bot"
	"aktivering/bot/bottest"
	"aktivering/bot/content"
	"aktivering/bot/event"
)

// What a platform would not show as it was holds the same words as bare text: it goes with the
// message whose words they are.
func TestPlainTextQuotes(t *testing.T) {
	m := bottest.Manager(t)
	said := bot.SendReply{To: bottest.PlaceOf("Ola"), Quotes: "msg1", Reply: bot.Reply{Blocks: []content.Block{content.Paragraph{Spans: []content.Span{{Text: "KMS er nede"}}}}}}
	in := event.Inbound{From: bottest.PlaceOf("Ola"), Person: event.Person{ID: "Ola"}, Event: event.DeliveryFailed{Effect: said, Fault: event.FaultRejected}}
	d := m.Step(bot.Conversation{Turn: 1}, in)
	if len(d.Effects) != 1 {
		t.Fatalf("%d effects", len(d.Effects))
	}
	if again, ok := d.Effects[0].(bot.SendReply); !ok || !again.PlainText || again.Quotes != "msg1" {
		t.Errorf("said again as %+v", d.Effects[0])
	}
}
