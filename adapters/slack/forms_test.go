package slack_test

import (
	"encoding/json"
	"net/http"
	"reflect"
	"strings"
	"testing"

	"aktivering/adapters/slack"
	"aktivering/bot"
	"aktivering/bot/event"
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
	submit := func(meta string) event.Inbound {
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
	want := event.Message{Text: "ny <b> PC", Addressed: true, Facts: map[string]string{"windows": "10"}}
	if !reflect.DeepEqual(in.Event, event.Event(want)) || in.From != (bot.Address{Platform: "slack", Space: "T1", Channel: "C1", Thread: "private"}) || !strings.HasSuffix(in.ReplyToken, "/response/1") || in.Key != "form/V1" {
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

// Files of a form come from Slack or from the server of the API, a bounded number. Slack is asked
// about one that is told by its id alone.
func TestFilesOfAForm(t *testing.T) {
	w, inbox := newWorkspace(t), &kept{}
	w.run(inbox)
	file := func(id, address string) map[string]any {
		return map[string]any{"id": id, "name": id + ".png", "mimetype": "image/png", "permalink": address, "url_private_download": address}
	}
	w.fail = func(method string, rw http.ResponseWriter) bool {
		if method != "files.info" {
			return false
		}
		_, err := rw.Write([]byte(`{"ok":true,"file":{"id":"F9","name":"F9.png","mimetype":"image/png","permalink":"https://x.slack.com/files/U1/F9/F9.png","url_private_download":"https://files.slack.com/F9"}}`))
		return err == nil
	}
	for _, c := range []struct {
		files []any
		want  []string
	}{
		{[]any{file("F1", "https://files.slack.com/a"), file("F2", "https://evil.test/b"), file("F3", "https://evil.test\x00/")}, []string{"https://files.slack.com/a"}},
		{[]any{file("F1", w.api.URL+"/files/a"), file("F2", "https://slack.com.evil.test/b"), file("F3", "https://a@files.slack.com/b")}, []string{w.api.URL + "/files/a"}},
		{[]any{map[string]any{"id": "F9", "file_access": "check_file_info"}}, []string{"https://files.slack.com/F9"}},
		{[]any{file("F1", "https://files.slack.com/1"), file("F2", "https://files.slack.com/2"), file("F3", "https://files.slack.com/3"), file("F4", "https://files.slack.com/4")}, []string{"https://files.slack.com/1", "https://files.slack.com/2", "https://files.slack.com/3"}},
	} {
		code := w.interact(map[string]any{"type": "view_submission", "view": map[string]any{
			"id": "V1", "callback_id": "ask", "private_metadata": `{"channel":"C1","thread":"private"}`,
			"state": map[string]any{"values": map[string]any{
				"found":   map[string]any{"found": map[string]any{"type": "external_select", "selected_option": map[string]any{"value": "0xC004F213"}}},
				"problem": map[string]any{"problem": map[string]any{"type": "plain_text_input", "value": "se her"}},
				"picture": map[string]any{"picture": map[string]any{"type": "file_input", "files": c.files}},
			}},
		}})
		if code != http.StatusOK {
			t.Fatalf("status %d", code)
		}
		said, _ := inbox.take(t).Event.(event.Message)
		var got []string
		for _, f := range said.Files {
			got = append(got, f.At)
		}
		if !reflect.DeepEqual(got, c.want) || said.Text != "0xC004F213\nse her" || len(said.Facts) > 0 {
			t.Errorf("got %+v, want %q", said, c.want)
		}
	}
}

// An app that may not read files has a form without pictures: Slack would not open it.
func TestFormWithoutTheScopeForFiles(t *testing.T) {
	for _, scopes := range []string{"", "app_mentions:read,channels:history,channels:read,chat:write,commands,groups:history,groups:read,im:history,im:write,reactions:write,users:read"} {
		w := newWorkspace(t, func(o *slack.Options) { o.Manager = suiteTexts{} })
		w.scopes = scopes
		w.run(&kept{})
		if code := w.deliver("/slack/commands", commandOf(w, " ").Encode(), isForm); code != http.StatusOK || len(w.views) != 1 {
			t.Fatalf("status %d, %v", code, w.views)
		}
		if body := w.views[0].Get("body"); strings.Contains(body, "file_input") != (scopes == "") || !strings.Contains(body, "external_select") {
			t.Errorf("with the scopes %q: %s", scopes, body)
		}
	}
}
