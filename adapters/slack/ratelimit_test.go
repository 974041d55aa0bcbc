package slack_test

import (
	"errors"
	"net/http"
	"testing"
	"time"

	"aktivering/bot"
	"aktivering/bot/port"
)

// Where Slack asks to wait in a channel, no request is made there, and others are not held up.
func TestRateLimitsOfOneChannel(t *testing.T) {
	w := newWorkspace(t)
	w.run(&kept{})
	a, b := w.Address(), w.Address()
	b.Channel = "D2"
	limited := true
	w.mu.Lock()
	w.fail = func(method string, rw http.ResponseWriter) bool {
		if method != "chat.postMessage" || !limited {
			return false
		}
		rw.Header().Set("Retry-After", "30")
		rw.WriteHeader(http.StatusTooManyRequests)
		limited = false
		return true
	}
	w.asked = make(map[string]int)
	w.mu.Unlock()
	send := func(to bot.Address) error {
		_, err := w.adapter.Send(t.Context(), port.Outbound{To: to, Person: "U1", Reply: small})
		return err
	}
	for range 2 {
		if later, ok := errors.AsType[port.RetryLater](send(a)); !ok || later.After > 30*time.Second || later.After < 25*time.Second {
			t.Errorf("got %+v", later)
		}
	}
	if w.times("chat.postMessage") != 1 {
		t.Errorf("asked %d times", w.times("chat.postMessage"))
	}
	if err := send(b); err != nil {
		t.Errorf("the other channel: %v", err)
	}
	w.ahead = 31 * time.Second
	if err := send(a); err != nil {
		t.Errorf("after the wait: %v", err)
	}
	if later, ok := errors.AsType[port.RetryLater](send(a)); !ok || later.After > time.Second {
		t.Errorf("what waited goes on all at once: %+v", later)
	}
	w.ahead = 2 * time.Minute
	for range 2 {
		if err := send(a); err != nil {
			t.Errorf("long after: %v", err)
		}
	}
}
