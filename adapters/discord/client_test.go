package discord_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"

	"aktivering/adapters/adaptertest"
	"aktivering/bot"
)

// What leads to another host is not followed, neither with the token nor with what
// was to be said, and is tried again.
func TestRedirectsElsewhere(t *testing.T) {
	asked := 0
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked++ }))
	t.Cleanup(other.Close)
	s := newServer(t)
	s.failing(func(_ call, w http.ResponseWriter) bool {
		w.Header().Set("Location", other.URL)
		w.WriteHeader(http.StatusPermanentRedirect)
		return true
	})
	_, err := s.adapter.Send(t.Context(), bot.Outbound{
		To: bot.Address{Platform: "discord", Space: guild, Channel: general}, Person: "1", Reply: adaptertest.Fixtures()[0].Reply,
	})
	if _, again := errors.AsType[bot.RetryLater](err); !again || asked > 0 {
		t.Errorf("%v; another host was asked %d times", err, asked)
	}
}
