package slack_test

import (
	"encoding/json"
	"net/http"
	"reflect"
	"strings"
	"testing"

	"aktivering/bot"
)

// A command without a text opens the form. Its submission is answered where the command was
// given.
func TestFormIsOpenedAndSubmitted(t *testing.T) {
	w, inbox := newWorkspace(t), &kept{}
	w.run(inbox)
	if code := w.deliver("/slack/commands", commandOf(w, " ").Encode(), isForm); code != http.StatusOK {
		t.Fatalf("status %d", code)
	}
	inbox.none(t, "the form is enough")
	if len(w.views) != 1 {
		t.Fatalf("windows: %v", w.views)
	}
	var open struct {
		TriggerID string `json:"trigger_id"`
		View      struct {
			Type     string `json:"type"`
			Callback string `json:"callback_id"`
			Meta     string `json:"private_metadata"`
			Title    struct {
				Text string `json:"text"`
			} `json:"title"`
			Blocks []struct {
				ID       string         `json:"block_id"`
				Optional bool           `json:"optional"`
				Element  map[string]any `json:"element"`
			} `json:"blocks"`
		} `json:"view"`
	}
	if err := json.Unmarshal([]byte(w.views[0].Get("body")), &open); err != nil {
		t.Fatal(err)
	}
	v := open.View
	if open.TriggerID != "t1" || v.Type != "modal" || v.Callback != "ask" || v.Title.Text != "Hjelp" || len(v.Blocks) != 2 ||
		v.Blocks[0].Element["multiline"] != true || v.Blocks[0].Optional || !v.Blocks[1].Optional {
		t.Errorf("the window is %+v", v)
	}
	submit := func(meta string) bot.Inbound {
		t.Helper()
		code := w.interact(map[string]any{"type": "view_submission", "view": map[string]any{
			"id": "V1", "callback_id": "ask", "private_metadata": meta,
			"state": map[string]any{"values": map[string]any{
				"problem": map[string]any{"problem": map[string]any{"type": "plain_text_input", "value": " ny <b> PC "}},
				"windows": map[string]any{"windows": map[string]any{"type": "radio_buttons", "selected_option": map[string]any{"value": "10"}}},
			}},
		}})
		if code != http.StatusOK {
			t.Fatalf("status %d", code)
		}
		return inbox.take(t)
	}
	in := submit(v.Meta)
	want := bot.Message{Text: "ny <b> PC", Addressed: true, Facts: map[string]string{"windows": "10"}}
	if !reflect.DeepEqual(in.Event, bot.Event(want)) || in.From != (bot.Address{Platform: "slack", Space: "T1", Channel: "C1", Thread: "private"}) || !strings.HasSuffix(in.ReplyToken, "/response/1") || in.Key != "form/V1" {
		t.Errorf("got %+v", in)
	}
	// A submission from the global shortcut is answered by a direct message.
	if code := w.interact(map[string]any{"type": "shortcut", "callback_id": "ask", "trigger_id": "t2"}); code != http.StatusOK || len(w.views) != 2 {
		t.Fatalf("status %d, %d windows", code, len(w.views))
	}
	if in := submit("{}"); in.From.Channel != "DU1" || in.From.Thread != "private" || in.ReplyToken != "" {
		t.Errorf("got %+v", in)
	}
}
