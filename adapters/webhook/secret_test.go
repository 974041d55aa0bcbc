package webhook_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"aktivering/adapters/webhook"
	"aktivering/bot/notice"
	"aktivering/bot/port"
)

// The address may hold a password and a token. Neither is in the error that the outbox
// saves, nor in readiness, whatever goes wrong; and neither is sent to another host.
func TestAddressIsSecret(t *testing.T) {
	const canary = "kanarifugl"
	asked := 0
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked++ }))
	t.Cleanup(other.Close)
	status := http.StatusOK
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if user, password, _ := r.BasicAuth(); user != "user" || password != canary {
			t.Errorf("asked by %s, %s", user, password)
		}
		w.Header().Set("Location", other.URL+r.URL.String())
		w.WriteHeader(status)
		_, _ = w.Write([]byte(strings.Repeat(r.URL.String(), 10_000)))
	}))
	t.Cleanup(server.Close)
	closed := httptest.NewServer(http.NotFoundHandler())
	closed.Close()
	for _, c := range []struct {
		name, url string
		status    int
	}{
		{"redirect", server.URL, http.StatusPermanentRedirect},
		{"gone", server.URL, http.StatusGone},
		{"refused", server.URL, http.StatusBadRequest},
		{"limited", server.URL, http.StatusTooManyRequests},
		{"down", server.URL, http.StatusBadGateway},
		{"nobody there", closed.URL, 0},
		{"another protocol", strings.Replace(server.URL, "http:", "https:", 1), 0},
		{"no such host", "http://" + canary + ".invalid", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			status = c.status
			a, err := webhook.New(webhook.Options{
				URL: strings.Replace(c.url, "://", "://user:"+canary+"@", 1) + "/" + canary + "?token=" + canary, Secret: "bm9uZQ==", Now: time.Now,
			})
			if err != nil {
				t.Fatal(err)
			}
			err = a.Notify(t.Context(), "k", notice.Notice{})
			if err == nil || a.Ready() == nil {
				t.Fatal("it was taken")
			}
			reason := err.Error() + a.Ready().Error()
			if again, ok := errors.AsType[port.RetryLater](err); ok {
				reason += again.Why
			}
			if strings.Contains(reason, canary) {
				t.Errorf("the secret is told: %s", reason)
			}
		})
	}
	if asked > 0 {
		t.Errorf("another host was asked %d times", asked)
	}
	for _, url := range []string{"user:" + canary + "@host", "https://user:" + canary + "@host:port", "ftp://" + canary, "https://host/%zz" + canary} {
		if _, err := webhook.New(webhook.Options{URL: url, Secret: "bm9uZQ==", Now: time.Now}); err == nil || strings.Contains(err.Error(), canary) {
			t.Errorf("%s: %v", url, err)
		}
	}
}
