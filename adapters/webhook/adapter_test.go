package webhook_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"aktivering/adapters/webhook"
	"aktivering/bot/notice"
	"aktivering/bot/port"
)

const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

func TestNotify(t *testing.T) {
	type request struct {
		header http.Header
		body   []byte
	}
	var got []request
	status, after := http.StatusNoContent, ""
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		got = append(got, request{r.Header, body})
		if after != "" {
			w.Header().Set("Retry-After", after)
		}
		w.WriteHeader(status)
	}))
	defer server.Close()
	adapter := func() *webhook.Adapter {
		a, err := webhook.New(webhook.Options{URL: server.URL, Secret: secret, Now: time.Now})
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	a := adapter()
	n := notice.Notice{Type: notice.Claimed, At: time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC), Data: notice.Data{Case: 128, Agent: "Bente"}}
	if err := a.Notify(t.Context(), "k-1", n); err != nil {
		t.Fatal(err)
	}
	verifier, err := standardwebhooks.NewWebhook(secret)
	if err != nil {
		t.Fatal(err)
	}
	if err := verifier.Verify(got[0].body, got[0].header); err != nil {
		t.Error(err)
	}
	if id := got[0].header.Get("Webhook-Id"); id != "k-1" {
		t.Errorf("the id is %q", id)
	}
	var back map[string]any
	if err := json.Unmarshal(got[0].body, &back); err != nil || back["type"] != "case.claimed" || back["timestamp"] != "2026-11-24T09:00:00Z" {
		t.Errorf("got %s, %v", got[0].body, err)
	}
	for _, c := range []struct {
		status int
		after  string
		later  time.Duration
		gone   bool
	}{{500, "", 0, false}, {404, "", 0, false}, {302, "", 0, false}, {429, "7", 7 * time.Second, false}, {410, "", 0, true}} {
		status, after = c.status, c.after
		a := adapter()
		err := a.Notify(t.Context(), "k-2", n)
		later, isLater := errors.AsType[port.RetryLater](err)
		if errors.Is(err, port.ErrGone) != c.gone || isLater == c.gone || later.After != c.later || a.Ready() == nil {
			t.Errorf("%d: %v, ready %v", c.status, err, a.Ready())
		}
	}
	status = http.StatusOK
	if err := a.Notify(t.Context(), "k-3", n); err != nil || a.Ready() != nil {
		t.Errorf("it is well again: %v, %v", err, a.Ready())
	}
	server.Close()
	if _, ok := errors.AsType[port.RetryLater](a.Notify(t.Context(), "k-4", n)); !ok {
		t.Error("a server that is away is not waited for")
	}
	if _, err := a.Send(t.Context(), port.Outbound{}); !errors.Is(err, port.ErrRejected) {
		t.Error("a reply is taken")
	}
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if err := a.Run(ctx, nil); err != nil {
		t.Error(err)
	}
}

func TestNew(t *testing.T) {
	for _, o := range []webhook.Options{
		{URL: "example.com", Secret: secret}, {URL: "ftp://example.com", Secret: secret}, {URL: "https://example.com"}, {URL: "https://example.com", Secret: "not base64!"},
	} {
		if _, err := webhook.New(o); err == nil {
			t.Errorf("%+v is taken", o)
		}
	}
}

// A receiver verifies the signature before it reads anything, and recognises a repeated
// event by its id.
func Example() {
	verifier, err := standardwebhooks.NewWebhook(secret)
	if err != nil {
		fmt.Println(err)
		return
	}
	seen := make(map[string]bool)
	receiver := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 1<<20))
		if err != nil || verifier.Verify(body, r.Header) != nil {
			http.Error(w, "not signed", http.StatusUnauthorized)
			return
		}
		if id := r.Header.Get("Webhook-Id"); !seen[id] {
			seen[id] = true
			var event struct {
				Type string `json:"type"`
				Data struct {
					Case int `json:"case"`
				} `json:"data"`
			}
			if err := json.Unmarshal(body, &event); err != nil {
				http.Error(w, "not JSON", http.StatusBadRequest)
				return
			}
			fmt.Println(event.Type, event.Data.Case)
		}
		w.WriteHeader(http.StatusNoContent)
	})

	server := httptest.NewServer(receiver)
	defer server.Close()
	a, err := webhook.New(webhook.Options{URL: server.URL, Secret: secret, Now: time.Now})
	if err != nil {
		fmt.Println(err)
		return
	}
	for range 2 { // the second time because the first answer was lost
		if err := a.Notify(context.Background(), "k-1", notice.Notice{Type: notice.Opened, Data: notice.Data{Case: 7}}); err != nil {
			fmt.Println(err)
		}
	}
	// Output: case.opened 7
}
