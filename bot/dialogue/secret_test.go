package dialogue_test

import (
	"strings"
	"testing"

	"aktivering/bot"
	"aktivering/bot/bottest"
	"aktivering/bot/event"
	"aktivering/bot/redact"
)

// TestDeleteWhatCanBeDeleted holds that only who wrote a message is asked to delete it: a command,
// a form and a terminal leave none.
func TestDeleteWhatCanBeDeleted(t *testing.T) {
	m := bottest.Manager(t)
	for _, secret := range []redact.Secret{redact.SecretKey, redact.SecretRecovery, redact.SecretToken, redact.SecretNumber, redact.SecretWord} {
		for lang, words := range map[bot.Lang]string{"nb": "Slett gjerne meldingen", "nn": "Slett gjerne meldinga", "en": "delete your message"} {
			for _, id := range []bot.MessageID{"", "m1"} {
				d := m.Step(bot.Conversation{}, event.Inbound{At: bottest.Noon(), Event: event.Message{Text: "0xC004F213 …", Message: id, Secret: secret, Addressed: true, Language: lang}})
				notice := bottest.Text(bottest.Replies(d.Effects)[0].Blocks)
				if asks := strings.Contains(notice, words); asks != (id != "") {
					t.Errorf("%s in %s, message %q: %s", secret, lang, id, notice)
				}
			}
		}
	}
}
