package slack_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"aktivering/adapters/slack"
	"aktivering/bot"
	"aktivering/bot/event"
	"aktivering/bot/port"
)

func withGroup(o *slack.Options) { o.AgentGroup = "S0AGENTS" }

// at delivers a message in a thread of a channel, and returns the standing of its writer.
func (w *workspace) at(inbox *kept, channel, user string) event.Standing {
	w.t.Helper()
	body, err := json.Marshal(map[string]any{"type": "event_callback", "team_id": "T1", "event": map[string]any{
		"type": "message", "channel": channel, "user": user, "ts": "1700000002.000100", "thread_ts": "1700000001.000100", "text": "svar: hei",
	}})
	if err != nil {
		w.t.Fatal(err)
	}
	if code := w.deliver("/slack/events", string(body), "application/json"); code != http.StatusOK {
		w.t.Fatalf("status %d", code)
	}
	return inbox.take(w.t).Person.Agent
}

func (w *workspace) passes(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.ahead += d
}

func (w *workspace) askedForAgents() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.asked["usergroups.users.list"]
}

// Members of the user group may act at the desk. The group is read again after a minute, and
// only for an event at the desk.
func TestGroupMembersMayActAtTheDesk(t *testing.T) {
	w, inbox := newWorkspace(t, withGroup), &kept{}
	w.group = []string{"U1"}
	w.run(inbox)
	want := func(channel, user string, standing event.Standing, asked int) {
		t.Helper()
		if got := w.at(inbox, channel, user); got != standing {
			t.Errorf("%s in %s is %q, want %q", user, channel, got, standing)
		}
		if n := w.askedForAgents(); n != asked {
			t.Errorf("asked %d times, want %d", n, asked)
		}
	}
	want("CDESK", "U1", event.StandingMember, 1)
	want("CDESK", "U2", event.StandingOutside, 1)
	w.mu.Lock()
	w.group = []string{"U2"}
	w.mu.Unlock()
	w.passes(2 * time.Minute)
	want("C1", "U1", event.StandingMember, 1)
	want("CDESK", "U1", event.StandingOutside, 2)
	want("CDESK", "U2", event.StandingMember, 2)
	// So do a press and a form at the desk.
	for _, payload := range []map[string]any{
		{
			"type": "block_actions", "trigger_id": "t1", "user": map[string]string{"id": "U1"}, "channel": map[string]string{"id": "CDESK"},
			"container": map[string]any{"type": "message", "message_ts": "1700000002.000100"},
			"actions":   []map[string]any{{"type": "button", "action_id": "pick-1", "block_id": "b", "value": "2/d:claim"}},
		},
		{
			"type": "view_submission", "user": map[string]string{"id": "U1"},
			"view": map[string]any{"id": "V1", "callback_id": "desk", "private_metadata": `{"channel":"CDESK","thread":"1700000002.000100","value":"2/d:answer"}`},
		},
	} {
		if code := w.interact(payload); code != http.StatusOK {
			t.Fatalf("status %d", code)
		}
		if in := inbox.take(t); in.Person.Agent != event.StandingOutside {
			t.Errorf("got %+v", in)
		}
	}
}

// While Slack does not answer, the members known are used for an hour; then nobody may act,
// and the adapter is not ready.
func TestUnreadGroupLetsNobodyAct(t *testing.T) {
	w, inbox := newWorkspace(t, withGroup), &kept{}
	w.group = []string{"U1"}
	w.run(inbox)
	w.refuse("usergroups.users.list", "missing_scope")
	w.passes(59 * time.Minute)
	if got := w.at(inbox, "CDESK", "U1"); got != event.StandingMember || w.adapter.Ready() != nil {
		t.Errorf("%q, %v", got, w.adapter.Ready())
	}
	asked := w.askedForAgents()
	if got := w.at(inbox, "CDESK", "U2"); got != event.StandingOutside || w.askedForAgents() != asked {
		t.Errorf("%q, asked at once again", got)
	}
	w.passes(2 * time.Minute)
	if got := w.at(inbox, "CDESK", "U1"); got != event.StandingUnknown {
		t.Errorf("got %q", got)
	}
	if err := w.adapter.Ready(); err == nil || !strings.Contains(err.Error(), "usergroups:read") {
		t.Errorf("ready: %v", err)
	}
	w.mu.Lock()
	w.fail = nil
	w.mu.Unlock()
	w.passes(time.Minute)
	if got := w.at(inbox, "CDESK", "U1"); got != event.StandingMember || w.adapter.Ready() != nil {
		t.Errorf("%q, %v", got, w.adapter.Ready())
	}
}

func TestEverybodyMayActWithoutAGroup(t *testing.T) {
	w, inbox := newWorkspace(t), &kept{}
	w.run(inbox)
	if got := w.at(inbox, "CDESK", "U1"); got != event.StandingOpen || w.askedForAgents() != 0 {
		t.Errorf("got %q", got)
	}
}

// A person who may not act is told so alone, in the thread.
func TestDenialIsPrivate(t *testing.T) {
	w, inbox := newWorkspace(t), &kept{}
	w.run(inbox)
	_, err := w.adapter.Send(t.Context(), port.Outbound{
		To: bot.Address{Platform: "slack", Channel: "CDESK", Thread: "1700000001.000100"}, Person: "U1",
		Reply: bot.Reply{Blocks: small.Blocks, Private: true},
	})
	if err != nil || len(w.posts) != 1 || w.posts[0].method != "chat.postEphemeral" || w.posts[0].user != "U1" || w.posts[0].thread != "1700000001.000100" {
		t.Errorf("%v, %+v", err, w.posts)
	}
}

// An edit has the exact time of its event; the message itself holds it in seconds.
func TestEditsHaveTheirExactTime(t *testing.T) {
	w, inbox := newWorkspace(t), &kept{}
	w.run(inbox)
	for _, c := range []struct {
		edited, event string
		want          string
	}{
		{"1700000009.000000", "1700000009.000200", "1700000009.0002"},
		{"1700000009.000000", "", "1700000009"},
		{"1700000001.000000", "", "1700000002.0001"}, // not before the message
	} {
		body, err := json.Marshal(map[string]any{"type": "event_callback", "team_id": "T1", "event": map[string]any{
			"type": "message", "subtype": "message_changed", "channel": "D1", "channel_type": "im", "ts": c.event,
			"message":          map[string]any{"type": "message", "user": "U1", "ts": "1700000002.000100", "text": "b", "edited": map[string]string{"ts": c.edited}},
			"previous_message": map[string]any{"type": "message", "user": "U1", "ts": "1700000002.000100", "text": "a"},
		}})
		if err != nil {
			t.Fatal(err)
		}
		if code := w.deliver("/slack/events", string(body), "application/json"); code != http.StatusOK {
			t.Fatalf("status %d", code)
		}
		if in := inbox.take(t); in.At.Format("2006-01-02T15:04:05.999999") != unix(t, c.want) {
			t.Errorf("%+v: at %s", c, in.At)
		}
	}
}

// unix writes a time that is given in seconds since 1970.
func unix(t *testing.T, seconds string) string {
	t.Helper()
	whole, fraction, _ := strings.Cut(seconds, ".")
	d, err := time.ParseDuration(whole + "s")
	if err != nil {
		t.Fatal(err)
	}
	if fraction != "" {
		part, err := time.ParseDuration("0." + fraction + "s")
		if err != nil {
			t.Fatal(err)
		}
		d += part
	}
	return time.Unix(0, 0).Add(d).UTC().Format("2006-01-02T15:04:05.999999")
}

// That an agent writes is the app's status in the thread, in the person's language. Outside of
// threads there is none, and a workspace that wants another scope for it shows none.
func TestStatusWhileAnAgentWrites(t *testing.T) {
	w := newWorkspace(t)
	w.run(&kept{})
	at := bot.Address{Platform: "slack", Space: "T1", Channel: "C1", Thread: "1700000001.000100"}
	w.adapter.ReadPerson(t.Context(), "U1") // their language is known
	show := func(at bot.Address) {
		t.Helper()
		if err := w.adapter.Typing(t.Context(), at, "U1"); err != nil {
			t.Fatal(err)
		}
	}
	show(at)
	if p := w.posts[0]; p.channel != "C1" || p.thread != at.Thread || p.text != "skriver nn-NO" {
		t.Errorf("shown %+v", p)
	}
	for _, thread := range []string{"", "private"} {
		show(bot.Address{Platform: "slack", Space: "T1", Channel: "D1", Thread: thread})
	}
	w.refuse("assistant.threads.setStatus", "missing_scope")
	show(at)
	if err := w.adapter.Ready(); err != nil || len(w.posts) != 1 {
		t.Errorf("not ready: %v; shown %+v", err, w.posts)
	}
}
