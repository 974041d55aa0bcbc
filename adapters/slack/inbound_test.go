package slack_test

import (
	"encoding/json"
	"net/http"
	"testing"

	"aktivering/bot"
)

func TestLinksKeepTheirAddress(t *testing.T) {
	w, inbox := newWorkspace(t), &kept{}
	w.run(inbox)
	for text, want := range map[string]string{
		"se <https://example.com/a?b=1&amp;c=2|kvitteringen>":     "se kvitteringen (https://example.com/a?b=1&c=2)",
		"se <https://example.com/a>":                              "se https://example.com/a",
		"se <http://example.com|example.com>":                     "se example.com",
		"se <https://example.com/|example.com>":                   "se example.com",
		"se <https://evil.example|https://microsoft.com>":         "se https://microsoft.com (https://evil.example)",
		"skriv <mailto:ola@example.com|ola@example.com>":          "skriv ola@example.com",
		"skriv <mailto:ola@example.com|Ola>":                      "skriv Ola (ola@example.com)",
		"ring <tel:+4722222222|22 22 22 22>":                      "ring 22 22 22 22 (+4722222222)",
		"hei <@U9|kari> i <#C9|hjelp>, <!subteam^S1|@it> <!here>": "hei kari i hjelp, @it !here",
	} {
		body, err := json.Marshal(map[string]any{"type": "event_callback", "team_id": "T1", "event": map[string]any{
			"type": "message", "channel": "D1", "channel_type": "im", "user": "U1", "ts": "1700000002.000100", "text": text,
		}})
		if err != nil {
			t.Fatal(err)
		}
		if code := w.deliver("/slack/events", string(body), "application/json"); code != http.StatusOK {
			t.Fatalf("status %d", code)
		}
		if said, ok := inbox.take(t).Event.(bot.Message); !ok || said.Text != want {
			t.Errorf("%s: got %q, want %q", text, said.Text, want)
		}
	}
}
