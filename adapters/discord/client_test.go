package discord_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"aktivering/adapters/adaptertest"
	"aktivering/adapters/discord"
	"aktivering/bot"
	"aktivering/bot/port"
)

// A redirect to another host is not followed, neither with the token nor with a reply, and the
// reply is tried again.
func TestRedirectsAreNotFollowed(t *testing.T) {
	asked := 0
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked++ }))
	t.Cleanup(other.Close)
	s := newServer(t)
	s.failing(func(_ call, w http.ResponseWriter) bool {
		w.Header().Set("Location", other.URL)
		w.WriteHeader(http.StatusPermanentRedirect)
		return true
	})
	_, err := s.adapter.Send(t.Context(), port.Outbound{
		To: bot.Address{Platform: "discord", Space: guild, Channel: general}, Person: "1", Reply: adaptertest.Fixtures()[0].Reply,
	})
	if _, again := errors.AsType[port.RetryLater](err); !again || asked > 0 {
		t.Errorf("%v; another host was asked %d times", err, asked)
	}
}

func TestRateLimits(t *testing.T) {
	limit := func(w http.ResponseWriter, seconds float64, global bool) {
		w.WriteHeader(http.StatusTooManyRequests)
		_, _ = fmt.Fprintf(w, `{"message":"slow down","retry_after":%v,"global":%v}`, seconds, global) // the adapter tells
	}
	out := port.Outbound{To: bot.Address{Platform: discord.Platform, Channel: dm}, Person: kari, Reply: replyOf("x")}
	for _, global := range []bool{false, true} {
		s := newServer(t)
		times := 1
		s.failing(func(_ call, w http.ResponseWriter) bool {
			if times--; times < 0 {
				return false
			}
			limit(w, 30, global)
			return true
		})
		for range 2 { // the second is not sent
			_, err := s.adapter.Send(t.Context(), out)
			later, ok := errors.AsType[port.RetryLater](err)
			if !ok || later.After < 29*time.Second || later.After > 31*time.Second {
				t.Errorf("got %v", err)
			}
		}
		if n := len(s.made("")); n != 1 {
			t.Errorf("asked %d times", n)
		}
		other := out
		other.To.Channel = general
		if _, err := s.adapter.Send(t.Context(), other); (err != nil) != global {
			t.Errorf("another channel: %v", err)
		}
	}
}

func TestShortRateLimitIsWaitedFor(t *testing.T) {
	s := newServer(t)
	s.failing(func(_ call, w http.ResponseWriter) bool {
		w.Header().Set("X-RateLimit-Remaining", "0")
		w.Header().Set("X-RateLimit-Reset-After", "0.15")
		return false
	})
	out := port.Outbound{To: bot.Address{Platform: discord.Platform, Channel: dm}, Person: kari, Reply: replyOf("x")}
	began := time.Now()
	for range 3 {
		if _, err := s.adapter.Send(t.Context(), out); err != nil {
			t.Fatal(err)
		}
	}
	if took := time.Since(began); took < 300*time.Millisecond {
		t.Errorf("three took %s", took)
	}
}
