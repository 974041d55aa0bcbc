package slack_test

import (
	"net/http"
	"strings"
	"testing"

	"aktivering/adapters/slack"
	"aktivering/bot"
	"aktivering/bot/event"
)

// The buttons of a page belong to the conversation that it shows.
func TestHomeIsShown(t *testing.T) {
	w, inbox := newWorkspace(t), &kept{}
	w.page = slack.Page{
		Reply:    bot.Reply{Blocks: small.Blocks, Choices: []bot.Choice{{ID: "l:nn", Label: "Nynorsk"}}, Turn: 4},
		At:       bot.Address{Platform: "slack", Space: "T1", Channel: "C7", Thread: "1700000003.000100"},
		Language: "nn",
	}
	w.run(inbox)
	w.event(map[string]any{"type": "app_home_opened", "user": "U1", "channel": "D1", "tab": "home"})
	w.until("page", func() bool { return len(w.views) == 1 })
	body := w.views[0].Get("body")
	for _, want := range []string{`"user_id":"U1"`, `"block_id":"home/C7/1700000003.000100"`, `"value":"4/l:nn"`, `"text":"Spør nn"`, `"action_id":"ask"`} {
		if !strings.Contains(body, want) {
			t.Errorf("%s is not in %s", want, body)
		}
	}
	press := func(block string) event.Inbound {
		t.Helper()
		code := w.interact(map[string]any{
			"type": "block_actions", "trigger_id": "t3", "container": map[string]any{"type": "view", "view_id": "V1"}, "view": map[string]any{"id": "V1", "type": "home"},
			"actions": []map[string]any{{"type": "button", "action_id": "pick-1", "block_id": block, "value": "4/l:nn", "text": map[string]string{"type": "plain_text", "text": "Nynorsk"}}},
		})
		if code != http.StatusOK {
			t.Fatalf("status %d", code)
		}
		return inbox.take(t)
	}
	if in := press("home/C7/1700000003.000100"); in.From != w.page.At || in.Event != event.Event(event.ChoicePicked{Choice: "l:nn", Turn: 4}) {
		t.Errorf("got %+v", in)
	}
	w.until("page as it is after the press", func() bool { return len(w.views) == 2 })
	if in := press("x"); in.From.Channel != "DU1" || in.From.Thread != "private" {
		t.Errorf("without a conversation: %+v", in)
	}
	if code := w.interact(map[string]any{
		"type": "block_actions", "trigger_id": "t4", "container": map[string]any{"type": "view"}, "actions": []map[string]any{{"type": "button", "action_id": "ask", "block_id": "b"}},
	}); code != http.StatusOK {
		t.Errorf("status %d", code)
	}
	w.until("form", func() bool { return w.asked["views.open"] == 1 })
}
