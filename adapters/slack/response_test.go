package slack_test

import (
	"errors"
	"net/http"
	"strconv"
	"testing"
	"time"

	"aktivering/adapters/adaptertest"
	"aktivering/bot"
)

func TestRespondFaults(t *testing.T) {
	cases := []struct {
		name   string
		status int
		header string
		want   error
	}{
		{"rate limited", 429, "7", bot.RetryLater{After: 7 * time.Second, Why: "rate limited"}},
		{"rate limited without a time", 429, "", bot.RetryLater{Why: "rate limited"}},
		{"server error", 503, "", bot.RetryLater{Why: "slack server error: 503 Service Unavailable"}},
		{"our fault", 400, "", bot.ErrRejected},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			w := newWorkspace(t)
			w.fail = func(_ string, rw http.ResponseWriter) bool {
				if c.header != "" {
					rw.Header().Set("Retry-After", c.header)
				}
				rw.WriteHeader(c.status)
				return true
			}
			_, err := w.adapter.Send(t.Context(), bot.Outbound{
				To:     bot.Address{Platform: "slack", Space: "T1", Channel: "C1", Thread: "private"},
				Person: "U1", ReplyToken: strconv.FormatInt(time.Now().Unix(), 10) + " " + w.api.URL + "/response/1",
				Reply: adaptertest.Fixtures()[0].Reply,
			})
			if !errors.Is(err, c.want) {
				t.Errorf("got %v, want %v", err, c.want)
			}
		})
	}
}
