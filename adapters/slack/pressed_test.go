package slack_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"

	"aktivering/bot"
	"aktivering/bot/port"
)

// The choice replaces the buttons, if it came from the person who was asked.
func TestPressedButtonsAreReplaced(t *testing.T) {
	w, inbox := newWorkspace(t), &kept{}
	w.unruled = true // a block comes that is newer than the rules, and is sent back as it is
	w.run(inbox)
	press := func(user, block string) {
		t.Helper()
		code := w.interact(map[string]any{
			"type": "block_actions", "trigger_id": "t-" + user, "user": map[string]string{"id": user}, "channel": map[string]string{"id": "C1"}, "response_url": w.api.URL + "/response/9",
			"container": map[string]any{"type": "message", "message_ts": "1700000002.000100", "channel_id": "C1", "is_ephemeral": block == ""},
			"message": map[string]any{"ts": "1700000002.000100", "text": "t", "thread_ts": "1700000001.000100", "blocks": []map[string]any{
				{"type": "rich_text", "block_id": "a", "elements": []any{}, "new_of_slack": 1}, {"type": "actions", "block_id": block, "elements": []any{}},
			}},
			"actions": []map[string]any{{"type": "button", "action_id": "pick-1", "block_id": block, "value": "2/helped", "text": map[string]string{"type": "plain_text", "text": "Ja <!here>"}}},
		})
		if code != http.StatusOK {
			t.Fatalf("status %d", code)
		}
	}
	press("U1", "for/U1")
	inbox.take(t)
	w.until("update", func() bool { return len(w.updates) == 1 })
	want := `[{"type":"rich_text","block_id":"a","elements":[],"new_of_slack":1},{"type":"context","elements":[{"type":"plain_text","text":"✓ Ja \u003c!here\u003e","emoji":false}]}]`
	var got, wanted any
	if json.Unmarshal([]byte(w.updates[0].text), &got) != nil || json.Unmarshal([]byte(want), &wanted) != nil || !reflect.DeepEqual(got, wanted) {
		t.Errorf("updated to %s", w.updates[0].text)
	}
	// Who was not asked is told so alone, and it is no event.
	press("U2", "for/U1")
	w.until("word", func() bool { return len(w.posts) == 1 })
	if p := w.posts[0]; p.replaces || p.method != "/response/9" || !strings.HasPrefix(p.text, "ikke dine, men Kari N. sine") {
		t.Errorf("told %+v", p)
	}
	// A private reply is replaced by itself, with the choice.
	private := bot.Address{Platform: "slack", Space: "T1", Channel: "C1", Thread: "private"}
	via := fmt.Sprint(time.Now().Unix(), " ", w.api.URL, "/response/8")
	if _, err := w.adapter.Send(t.Context(), port.Outbound{To: private, Person: "U1", ReplyToken: via, Reply: small}); err != nil {
		t.Fatal(err)
	}
	press("U1", "")
	inbox.take(t)
	w.until("replacement", func() bool { return len(w.posts) == 3 })
	if p := w.posts[2]; !p.replaces || p.method != "/response/9" || len(p.blocks.BlockSet) != 2 {
		t.Errorf("replaced by %+v", p)
	}
	if len(w.updates) != 1 {
		t.Errorf("%d updates: somebody else's press changed the message", len(w.updates))
	}
}

// Whoever presses what is another's is told the name, in which nothing calls anybody; where Slack
// does not tell the name, they are told all the same.
func TestOthersButtonsByName(t *testing.T) {
	for name, want := range map[string]string{
		"<!channel> Kari & <@U9>":  "ikke dine, men !channel&gt; Kari &amp; &lt;@U9&gt; sine",
		"Kari\n:N. (brukerstøtte)": "ikke dine, men Kari N. sine",
		"":                         "ikke dine ",
	} {
		w, inbox := newWorkspace(t), &kept{}
		w.run(inbox)
		w.fail = func(method string, rw http.ResponseWriter) bool {
			if method == "users.info" {
				body, _ := json.Marshal(map[string]any{"ok": true, "user": map[string]any{"id": "U1", "profile": map[string]any{"display_name": name}}})
				_, _ = rw.Write(body)
			}
			return method == "users.info"
		}
		w.interact(map[string]any{
			"type": "block_actions", "trigger_id": "t", "user": map[string]string{"id": "U2"}, "channel": map[string]string{"id": "C1"}, "response_url": w.api.URL + "/response/9",
			"container": map[string]any{"type": "message", "message_ts": "1700000002.000100", "channel_id": "C1"},
			"message":   map[string]any{"ts": "1700000002.000100", "text": "t"},
			"actions":   []map[string]any{{"type": "button", "action_id": "pick-1", "block_id": "for/U1", "value": "2/helped", "text": map[string]string{"type": "plain_text", "text": "Ja"}}},
		})
		w.until("word", func() bool { return len(w.posts) == 1 })
		if got := w.posts[0].text; !strings.HasPrefix(got, want) {
			t.Errorf("%q: they are told %q, want %q", name, got, want)
		}
	}
}
