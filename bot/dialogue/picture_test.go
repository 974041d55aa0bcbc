package dialogue_test

import (
	"strings"
	"testing"

	"aktivering/bot"
	"aktivering/bot/bottest"
	"aktivering/bot/event"
)

// stepped makes one turn of a new conversation, and returns what is said.
func stepped(t *testing.T, in event.Inbound) (string, bot.Conversation) {
	t.Helper()
	var text strings.Builder
	d := bottest.Manager(t).Step(bot.Conversation{}, in)
	for _, e := range d.Effects {
		if reply, ok := e.(bot.SendReply); ok {
			text.WriteString(bottest.Render(reply.Reply))
		}
	}
	return text.String(), d.Conversation
}

// Whoever asks about a message is told that only they see the answer, where others are.
func TestAskedAboutAMessage(t *testing.T) {
	const why = "Bare du ser det"
	in := event.Inbound{Person: event.Person{ID: "p", Locale: "nb"}, Audience: event.AudienceEphemeral, Event: event.Message{Text: "0xC004F213", Pointed: true, Addressed: true}}
	if text, _ := stepped(t, in); !strings.Contains(text, why) || !strings.Contains(text, "0xC004F213") {
		t.Errorf("said %q", text)
	}
	in.Audience = event.AudienceDirect
	if text, _ := stepped(t, in); strings.Contains(text, why) {
		t.Errorf("in direct messages: said %q", text)
	}
	in.Audience, in.Event = event.AudienceEphemeral, event.Message{Text: "0xC004F213", Addressed: true}
	if text, _ := stepped(t, in); strings.Contains(text, why) {
		t.Errorf("of a command: said %q", text)
	}
}

// What a form tells without words is kept, and its pictures are, for whoever takes over.
func TestFormWithoutWords(t *testing.T) {
	picture := bot.File{Name: "skjerm.png", Kind: "image/png", URL: "https://files.test/1", On: "test", At: "https://files.test/1"}
	in := event.Inbound{Person: event.Person{ID: "p", Locale: "nb"}, Event: event.Message{Addressed: true, Files: []bot.File{picture}, Facts: map[string]string{"windows": "10"}}}
	text, after := stepped(t, in)
	picture.Turn = 1
	if after.Now.Facts["windows"] != "10" || len(after.Pictures) != 1 || after.Pictures[0] != picture || !strings.Contains(text, "lese bilder") {
		t.Errorf("said %q; kept %+v, %+v", text, after.Now.Facts, after.Pictures)
	}
}

// Where problems are offered to choose from, others can be searched for.
func TestSearchIsOffered(t *testing.T) {
	search := func(text string) string {
		d := bottest.Manager(t).Step(bot.Conversation{}, event.Inbound{Person: event.Person{ID: "p", Locale: "nb"}, Event: event.Message{Text: text, Addressed: true}})
		reply, _ := d.Effects[0].(bot.SendReply)
		return reply.Reply.Search
	}
	if got := search("hei"); got != "Søk etter feilkode eller problem" {
		t.Errorf("a greeting offers %q", got)
	}
	if got := search("0xC004F213"); got != "" {
		t.Errorf("an article offers %q", got)
	}
}
