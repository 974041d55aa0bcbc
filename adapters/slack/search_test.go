package slack_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"aktivering/adapters/slack"
	"aktivering/bot"
	"aktivering/bot/event"
	"aktivering/bot/port"
)

// offered is one of what can be chosen.
type offered struct {
	Text struct {
		Type string `json:"type"`
		Text string `json:"text"`
	} `json:"text"`
	Value string `json:"value"`
}

// options delivers what was typed in a field, and returns what is offered.
func (w *workspace) options(t *testing.T, payload map[string]any) (list []offered) {
	t.Helper()
	body, err := json.Marshal(payload)
	if err != nil {
		t.Fatal(err)
	}
	rec := w.request("/slack/interactions", url.Values{"payload": {string(body)}}.Encode(), isForm, secret, time.Now())
	var answer struct {
		Options *json.RawMessage `json:"options"`
	}
	if err := json.Unmarshal(rec.Body.Bytes(), &answer); err != nil || answer.Options == nil || rec.Code != http.StatusOK || rec.Header().Get("Content-Type") != "application/json" {
		t.Fatalf("answered %d %s %s: %v", rec.Code, rec.Header().Get("Content-Type"), rec.Body, err)
	}
	if err := json.Unmarshal(*answer.Options, &list); err != nil {
		t.Fatal(err)
	}
	return list
}

// What is typed in a field is answered with completions in the person's language, within Slack's
// limits. It is no event.
func TestSearch(t *testing.T) {
	inbox := &kept{}
	w := newWorkspace(t)
	w.run(inbox)
	list := w.options(t, map[string]any{
		"type": "block_suggestion", "team": map[string]string{"id": "T1"}, "user": map[string]string{"id": "U1"},
		"action_id": "found", "block_id": "found", "value": "f213", "view": map[string]any{"id": "V1"},
	})
	if len(list) != 1 || list[0].Value != "f213" || list[0].Text.Type != "plain_text" || !strings.HasPrefix(list[0].Text.Text, "f213 nn-NO 25 å") || utf8.RuneCountInString(list[0].Text.Text) != 75 {
		t.Errorf("offered %+v", list)
	}
	recorded, err := os.ReadFile("testdata/recorded/block_suggestion.json")
	if err != nil {
		t.Fatal(err)
	}
	var payload map[string]any
	if err := json.Unmarshal(recorded, &payload); err != nil {
		t.Fatal(err)
	}
	if list := w.options(t, payload); len(list) != 1 || list[0].Value != "search word" {
		t.Errorf("of what Slack sends, offered %+v", list)
	}
	if got := inbox.all(); len(got) > 0 {
		t.Errorf("what is typed is kept: %+v", got)
	}
	nothing := newWorkspace(t, func(o *slack.Options) { o.Manager = nil })
	nothing.run(&kept{})
	if list := nothing.options(t, map[string]any{"type": "block_suggestion", "user": map[string]string{"id": "U1"}, "value": "x"}); len(list) > 0 {
		t.Errorf("offered %+v", list)
	}
}

// What was found in the field of a message is said by whom the message is for, and marks it.
func TestFoundInAMessage(t *testing.T) {
	inbox := &kept{}
	w := newWorkspace(t)
	w.unruled = true // the message that was pressed is not ours
	w.run(inbox)
	r := small
	r.Search, r.Turn = "Søk", 4
	if _, err := w.adapter.Send(t.Context(), port.Outbound{To: bot.Address{Platform: "slack", Space: "T1", Channel: "C1", Thread: "1700000001.000100"}, Person: "U1", Reply: r}); err != nil {
		t.Fatal(err)
	}
	blocks, err := json.Marshal(w.posts[0].blocks)
	if err != nil || !strings.Contains(string(blocks), `"action_id":"search-4"`) || !strings.Contains(string(blocks), `"min_query_length":0`) || !strings.Contains(string(blocks), `"type":"external_select"`) {
		t.Fatalf("shown %s, %v", blocks, err)
	}
	find := func(user string) {
		t.Helper()
		code := w.interact(map[string]any{
			"type": "block_actions", "trigger_id": "t-" + user, "user": map[string]string{"id": user}, "channel": map[string]string{"id": "C1"},
			"container": map[string]any{"type": "message", "message_ts": "1700000002.000100", "channel_id": "C1"},
			"message":   map[string]any{"ts": "1700000002.000100", "text": "t", "thread_ts": "1700000001.000100", "blocks": []map[string]any{{"type": "actions", "block_id": "for/U1", "elements": []any{}}}},
			"actions":   []map[string]any{{"type": "external_select", "action_id": "search-4", "block_id": "for/U1", "selected_option": map[string]any{"value": "0xC004F213", "text": map[string]string{"type": "plain_text", "text": "0xC004F213 · Ny PC"}}}},
		})
		if code != http.StatusOK {
			t.Fatalf("status %d", code)
		}
	}
	find("U1")
	if said, ok := inbox.take(t).Event.(event.Message); !ok || said.Text != "0xC004F213" || !said.Addressed {
		t.Errorf("got %+v", said)
	}
	w.until("mark", func() bool { return len(w.updates) == 1 })
	if got := w.updates[0].text; !strings.Contains(got, "✓ 0xC004F213 · Ny PC") {
		t.Errorf("marked as %s", got)
	}
	find("U2")
	w.until("word", func() bool { return len(w.posts) == 2 })
	if told := w.posts[1]; told.method != "chat.postEphemeral" || !strings.HasPrefix(told.text, "ikke dine, men Kari N. sine") {
		t.Errorf("somebody else is told %+v", told)
	}
	if len(w.updates) != 1 {
		t.Error("what somebody else found changed the message")
	}
}
