package slack_test

import (
	"net/http"
	"testing"

	"aktivering/bot"
	"aktivering/bot/event"
)

// The answer to the shortcut on a message is for who used it alone, whoever wrote the message.
func TestMessageShortcut(t *testing.T) {
	w, inbox := newWorkspace(t), &kept{}
	w.run(inbox)
	for name, message := range map[string]map[string]any{
		"of-a-person":   {"user": "U2", "ts": "1700000002.000100", "text": "<@U3> 0xC004F213"},
		"of-their-own":  {"user": "U1", "ts": "1700000002.000100", "text": "0xC004F213"},
		"in-a-thread":   {"user": "U2", "ts": "1700000002.000100", "thread_ts": "1700000001.000100", "text": "0xC004F213"},
		"of-a-bot":      {"bot_id": "B2", "ts": "1700000002.000100", "text": "0xC004F213"},
		"of-ourselves":  {"user": "UBOT", "ts": "1700000002.000100", "text": "0xC004F213"},
		"with-pictures": {"user": "U2", "ts": "1700000002.000100", "text": "", "files": []map[string]string{{"name": "a.png", "mimetype": "image/png", "permalink": "https://x.test/files/U2/F3/a.png"}}},
	} {
		code := w.interact(map[string]any{
			"type": "message_action", "callback_id": "help", "trigger_id": "t-" + name, "response_url": w.api.URL + "/response/" + name,
			"channel": map[string]string{"id": "C9"}, "message": message,
		})
		if code != http.StatusOK {
			t.Fatalf("%s: status %d", name, code)
		}
		in := inbox.take(t)
		said, ok := in.Event.(event.Message)
		at := bot.Address{Platform: "slack", Space: "T1", Channel: "C9", Thread: "private"}
		if !ok || !said.Addressed || !said.Pointed || said.Message != "" || in.Person.ID != "U1" || in.From != at || in.Audience != event.AudienceEphemeral || in.ReplyToken == "" || in.Key != "shortcut/t-"+name {
			t.Errorf("%s: got %+v", name, in)
		}
		if name == "with-pictures" && (len(said.Files) != 1 || said.Files[0] != (bot.File{Name: "a.png", Kind: "image/png", URL: "https://x.test/files/U2/F3/a.png", Nameless: "https://x.test/files/U2/F3", On: "slack"})) {
			t.Errorf("files: %+v", said.Files)
		}
	}
}
