package slack_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"

	"aktivering/bot"
	"aktivering/bot/event"
	"aktivering/bot/port"
)

// The card of a case is a message in the desk's channel that mentions the agents, is edited
// in place, and begins a thread.
func TestDeskCard(t *testing.T) {
	w := newWorkspace(t)
	w.run(&kept{})
	desk := bot.Address{Platform: "slack", Channel: "CDESK"}
	card := bot.Reply{Blocks: small.Blocks, Choices: []bot.Choice{{ID: "d:claim", Label: "Ta saken", Standing: true}, {ID: "d:answer", Label: "Svar", Standing: true, Form: "answer"}}, Turn: 3, Alert: true}
	id, err := w.adapter.Send(t.Context(), port.Outbound{To: desk, Reply: card})
	if err != nil || id != "1700000000.000001" {
		t.Fatalf("%q, %v", id, err)
	}
	p := w.posts[0]
	blocks, err := json.Marshal(p.blocks)
	if err != nil {
		t.Fatal(err)
	}
	if p.thread != "" || p.channel != "CDESK" || !strings.Contains(string(blocks), `"usergroup_id":"S0DESK"`) || !strings.Contains(string(blocks), `"action_id":"form-answer-2"`) {
		t.Errorf("posted %+v, %s", p, blocks)
	}
	var threads port.Threader = w.adapter
	thread, err := threads.OpenThread(t.Context(), desk, id)
	if want := (bot.Address{Platform: "slack", Channel: "CDESK", Thread: string(id)}); err != nil || thread != want {
		t.Errorf("the thread is %v, %v", thread, err)
	}
	if err := w.adapter.Edit(t.Context(), port.Outbound{To: thread, Reply: small}, id); err != nil {
		t.Fatal(err)
	}
	if len(w.updates) != 1 || w.updates[0].channel != "CDESK" || w.updates[0].thread != string(id) || strings.Contains(w.updates[0].text, "S0DESK") {
		t.Errorf("changed %+v", w.updates)
	}
	silent := card
	silent.Silent, silent.Calls = true, "U1"
	if _, err := w.adapter.Send(t.Context(), port.Outbound{To: desk, Reply: silent}); err != nil {
		t.Fatal(err)
	}
	if blocks, err = json.Marshal(w.posts[1].blocks); err != nil || strings.Contains(string(blocks), "S0DESK") || strings.Contains(string(blocks), "U1") {
		t.Errorf("a silent message mentions somebody: %s, %v", blocks, err)
	}
	w.refuse("chat.update", "message_not_found")
	if err := w.adapter.Edit(t.Context(), port.Outbound{To: thread, Reply: small}, id); !errors.Is(err, port.ErrGone) {
		t.Errorf("a message that is gone: %v", err)
	}
	private := bot.Address{Platform: "slack", Channel: "C1", Thread: "private"}
	if err := w.adapter.Edit(t.Context(), port.Outbound{To: private, Reply: small}, "1"); !errors.Is(err, port.ErrGone) {
		t.Errorf("a private answer: %v", err)
	}
}

// A press on a card belongs to the card's thread. A submission holds what was written and
// the choice that opened the form.
func TestDeskForm(t *testing.T) {
	w, inbox := newWorkspace(t), &kept{}
	w.run(inbox)
	press := func(action, value, thread string) {
		t.Helper()
		container := map[string]any{"type": "message", "message_ts": "1700000005.000100", "channel_id": "CDESK"}
		if thread != "" {
			container["thread_ts"] = thread
		}
		code := w.interact(map[string]any{
			"type": "block_actions", "trigger_id": "t-" + action, "channel": map[string]string{"id": "CDESK"}, "container": container,
			"message": map[string]any{"ts": "1700000005.000100"},
			"actions": []map[string]any{{"type": "button", "action_id": action, "block_id": "for/", "value": value, "text": map[string]string{"type": "plain_text", "text": "x"}}},
		})
		if code != http.StatusOK {
			t.Fatalf("status %d", code)
		}
	}
	at := bot.Address{Platform: "slack", Space: "T1", Channel: "CDESK", Thread: "1700000005.000100"}
	press("pick-1", "3/d:claim", "")
	if in := inbox.take(t); in.From != at || in.Event != event.Event(event.ChoicePicked{Choice: "d:claim", Turn: 3}) || in.Person.Name != "Kari N." {
		t.Errorf("got %+v", in)
	}
	press("form-answer-2", "3/d:answer", at.Thread)
	inbox.none(t, "a form is open")
	w.until("word that somebody is writing", func() bool { return len(inbox.writing()) == 1 })
	if in := inbox.writing()[0]; in.From != at || in.Event != event.Event(event.Typing{Choice: "d:answer"}) || in.Person.ID == "" {
		t.Errorf("got %+v", in)
	}
	var open struct {
		View struct {
			Callback string `json:"callback_id"`
			Meta     string `json:"private_metadata"`
		} `json:"view"`
	}
	if err := json.Unmarshal([]byte(w.views[0].Get("body")), &open); err != nil || open.View.Callback != "desk" {
		t.Fatalf("%+v, %v", open, err)
	}
	submit := func(meta string) int {
		return w.interact(map[string]any{"type": "view_submission", "view": map[string]any{
			"id": "V9", "callback_id": "desk", "private_metadata": meta,
			"state": map[string]any{"values": map[string]any{"text": map[string]any{"text": map[string]any{"type": "plain_text_input", "value": "Hei!"}}}},
		}})
	}
	if code := submit(open.View.Meta); code != http.StatusOK {
		t.Fatalf("status %d", code)
	}
	in := inbox.take(t)
	filled, ok := in.Event.(event.FormSubmitted)
	if !ok || in.From != at || filled.ChoicePicked != (event.ChoicePicked{Choice: "d:answer", Turn: 3}) || filled.Rows["text"] != "Hei!" {
		t.Errorf("got %+v", in)
	}
	_ = submit("{}") // without an origin it is acknowledged and ignored
	inbox.none(t, "a form without a choice")
	// A choice with an unknown form is a choice without one.
	press("form-other-1", "3/d:other", "")
	if in := inbox.take(t); in.Event != event.Event(event.ChoicePicked{Choice: "d:other", Turn: 3}) {
		t.Errorf("got %+v", in)
	}
	// Messages in the thread have the names of the agents.
	w.deliver("/slack/events", `{"type":"event_callback","team_id":"T1","event":{"type":"message","user":"U1","channel":"CDESK","ts":"1700000006.000100","thread_ts":"1700000005.000100","text":"svar: hei"}}`, "application/json")
	if in := inbox.take(t); in.From != at || in.Person.Name != "Kari N." {
		t.Errorf("got %+v", in)
	}
}
