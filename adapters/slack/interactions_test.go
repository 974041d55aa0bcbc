package slack_test

import (
	"net/http"
	"testing"

	"aktivering/bot"
	"aktivering/bot/port"
)

// The conversation of the shortcut on a message is that of the message's author.
func TestMessageShortcut(t *testing.T) {
	w, inbox := newWorkspace(t), &kept{}
	w.run(inbox)
	for name, c := range map[string]struct {
		message map[string]any
		person  string
		thread  string
	}{
		"of-a-person":   {map[string]any{"user": "U2", "ts": "1700000002.000100", "text": "<@U3> 0xC004F213"}, "U2", "1700000002.000100"},
		"in-a-thread":   {map[string]any{"user": "U2", "ts": "1700000002.000100", "thread_ts": "1700000001.000100", "text": "0xC004F213"}, "U2", "1700000001.000100"},
		"of-a-bot":      {map[string]any{"bot_id": "B2", "ts": "1700000002.000100", "text": "0xC004F213"}, "U1", "1700000002.000100"},
		"of-ourselves":  {map[string]any{"user": "UBOT", "ts": "1700000002.000100", "text": "0xC004F213"}, "U1", "1700000002.000100"},
		"with-pictures": {map[string]any{"user": "U2", "ts": "1700000002.000100", "text": "", "files": []map[string]string{{"name": "a.png", "mimetype": "image/png", "permalink": "https://x.test/files/U2/F3/a.png"}}}, "U2", "1700000002.000100"},
	} {
		code := w.interact(map[string]any{
			"type": "message_action", "callback_id": "help", "trigger_id": "t-" + name, "response_url": w.api.URL + "/response/" + name,
			"channel": map[string]string{"id": "C9"}, "message": c.message,
		})
		if code != http.StatusOK {
			t.Fatalf("%s: status %d", name, code)
		}
		in := inbox.take(t)
		said, ok := in.Event.(bot.Message)
		if !ok || !said.Addressed || in.Person.ID != c.person || in.From.Channel != "C9" || in.From.Thread != c.thread || in.Key != "shortcut/t-"+name {
			t.Errorf("%s: got %+v", name, in)
		}
		if name == "with-pictures" && (len(said.Files) != 1 || said.Files[0] != (bot.File{Name: "a.png", Kind: "image/png", URL: "https://x.test/files/U2/F3/a.png", Nameless: "https://x.test/files/U2/F3", On: "slack"})) {
			t.Errorf("files: %+v", said.Files)
		}
		// Where the bot is not in the channel, only the person who asked is answered.
		w.refuse("chat.postMessage", "not_in_channel")
		if _, err := w.adapter.Send(t.Context(), port.Outbound{To: in.From, Person: in.Person.ID, ReplyToken: in.ReplyToken, Reply: small}); err != nil || w.posts[0].method != "/response/"+name {
			t.Errorf("%s: %v, %+v", name, err, w.posts)
		}
		w.posts = nil
	}
}
