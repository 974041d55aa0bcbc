package slack_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"
)

// A request that Slack did not sign, or not lately, is not read.
func TestSignaturesAreVerified(t *testing.T) {
	w, inbox := newWorkspace(t), &kept{}
	w.run(inbox)
	body := commandOf(w, "0xC004F213").Encode()
	for name, rec := range map[string]*httptest.ResponseRecorder{
		"another secret":  w.request("/slack/commands", body, isForm, "another", time.Now()),
		"six minutes old": w.request("/slack/commands", body, isForm, secret, time.Now().Add(-6*time.Minute)),
		"from the future": w.request("/slack/commands", body, isForm, secret, time.Now().Add(6*time.Minute)),
	} {
		if rec.Code != http.StatusUnauthorized {
			t.Errorf("%s: status %d", name, rec.Code)
		}
	}
	for _, path := range []string{"/slack/commands", "/slack/events", "/slack/interactions"} {
		rec := httptest.NewRecorder()
		w.mux.ServeHTTP(rec, httptest.NewRequestWithContext(t.Context(), http.MethodPost, path, strings.NewReader(body)))
		if rec.Code != http.StatusUnauthorized {
			t.Errorf("%s unsigned: status %d", path, rec.Code)
		}
	}
	inbox.none(t, "unsigned")
	if rec := w.request("/slack/commands", strings.Repeat("x", 1<<20+1), isForm, secret, time.Now()); rec.Code != http.StatusRequestEntityTooLarge {
		t.Errorf("too large: status %d", rec.Code)
	}
	if rec := w.request("/slack/events", `{"type":"url_verification","challenge":"abc"}`, "application/json", secret, time.Now()); rec.Code != http.StatusOK || rec.Body.String() != "abc" {
		t.Errorf("verification: %d %q", rec.Code, rec.Body)
	}
	// An event that is not saved is not acknowledged.
	inbox.err = errors.New("disk full")
	w.adapter.Hurry(time.Millisecond)
	event := `{"type":"event_callback","team_id":"T1","event":{"type":"app_mention","user":"U1","channel":"C1","ts":"1700000000.000001","text":"hei"}}`
	if code := w.deliver("/slack/events", event, "application/json"); code != http.StatusServiceUnavailable {
		t.Errorf("not kept: status %d", code)
	}
}

func FuzzEndpoints(f *testing.F) {
	f.Add("/slack/commands", "team_id=T&channel_id=C&user_id=U&trigger_id=1&text=%3C%3E")
	f.Add("/slack/events", `{"type":"event_callback","event":{"type":"message","user":"U","channel":"D","channel_type":"im","ts":"1.2","text":"<@UBOT|x> &lt;"}}`)
	f.Add("/slack/interactions", "payload="+url.QueryEscape(`{"type":"block_actions","user":{"id":"U"},"channel":{"id":"C"},"actions":[{"type":"button","value":"1/x"}]}`))
	for _, payload := range []string{
		`{"type":"block_suggestion","user":{"id":"U1"},"action_id":"found","value":"f213","view":{"id":"V1"}}`,
		`{"type":"view_submission","user":{"id":"U1"},"view":{"callback_id":"ask","state":{"values":{"picture":{"picture":{"type":"file_input","files":[{"id":"F1"},null]}}}}}}`,
		`{"type":"message_action","callback_id":"help","user":{"id":"U1"},"channel":{"id":"C1"},"message":{"ts":"1.000001","files":[]}}`,
		`{"type":"block_actions","user":{"id":"U1"},"channel":{"id":"C1"},"actions":[{"action_id":"search-1","selected_option":{"value":"x"}}]}`,
	} {
		f.Add("/slack/interactions", "payload="+url.QueryEscape(payload))
	}
	f.Fuzz(func(t *testing.T, path, body string) {
		if path != "/slack/commands" && path != "/slack/events" && path != "/slack/interactions" {
			return
		}
		w, inbox := newWorkspace(t), &kept{}
		w.run(inbox)
		kind := isForm
		if path == "/slack/events" {
			kind = "application/json"
		}
		rec := w.request(path, body, kind, secret, time.Now())
		if rec.Code != http.StatusOK {
			t.Errorf("status %d", rec.Code)
		}
		for _, in := range inbox.events {
			if in.Key == "" || in.Person.ID == "" || in.From.Channel == "" || in.Event == nil {
				t.Errorf("an event lacks something: %+v", in)
			}
		}
	})
}

// A signing secret that is wrong is noticed, and so is that it is right.
func TestWrongSigningSecret(t *testing.T) {
	w := newWorkspace(t)
	w.run(&kept{})
	body := commandOf(w, "hei").Encode()
	for range 10 {
		if rec := w.request("/slack/commands", body, isForm, "another secret", time.Now()); rec.Code != http.StatusUnauthorized {
			t.Errorf("status %d", rec.Code)
		}
	}
	if err := w.adapter.Ready(); err == nil || !strings.Contains(err.Error(), "check SLACK_SIGNING_SECRET, which stands under Basic Information") {
		t.Errorf("ready is %v", err)
	}
	if code := w.deliver("/slack/commands", body, isForm); code != http.StatusOK || w.adapter.Ready() != nil {
		t.Errorf("status %d, ready is %v", code, w.adapter.Ready())
	}
}
