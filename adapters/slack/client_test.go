package slack_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"aktivering/adapters/adaptertest"
	"aktivering/bot"
	"aktivering/bot/port"
)

// elsewhere is another host; asked are the requests that it got.
func elsewhere(t *testing.T) (url string, asked *[]string) {
	t.Helper()
	asked = new([]string)
	other := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		*asked = append(*asked, r.URL.Path+" "+r.Header.Get("Authorization")+" "+string(body))
		if err != nil {
			t.Error(err)
		}
	}))
	t.Cleanup(other.Close)
	return other.URL, asked
}

// No redirect to another host is followed, neither with a reply, nor with the token, nor for a
// file. The reply becomes a direct message then.
func TestRedirectsAreNotFollowed(t *testing.T) {
	for _, status := range []int{http.StatusFound, http.StatusTemporaryRedirect, http.StatusPermanentRedirect} {
		t.Run(strconv.Itoa(status), func(t *testing.T) {
			w := newWorkspace(t)
			other, asked := elsewhere(t)
			leading := ""
			w.fail = func(method string, rw http.ResponseWriter) bool {
				if !strings.HasPrefix(method, leading) {
					return false
				}
				rw.Header().Set("Location", other+"/gone")
				rw.WriteHeader(status)
				return true
			}
			leading = "/response/"
			out := port.Outbound{
				To:     bot.Address{Platform: "slack", Space: "T1", Channel: "C1", Thread: "private"},
				Person: "U1", ReplyToken: strconv.FormatInt(time.Now().Unix(), 10) + " " + w.api.URL + "/response/1",
				Reply: adaptertest.Fixtures()[0].Reply,
			}
			if _, err := w.adapter.Send(t.Context(), out); err != nil || len(w.posts) != 1 || w.posts[0].channel != "DU1" {
				t.Errorf("%v, sent as %+v", err, w.posts)
			}
			leading = "chat.postMessage"
			if _, err := w.adapter.Send(t.Context(), port.Outbound{To: bot.Address{Platform: "slack", Channel: "C1", Thread: "1.2"}, Person: "U1", Reply: out.Reply}); err == nil {
				t.Error("a method that leads elsewhere has succeeded")
			} else if _, again := errors.AsType[port.RetryLater](err); !again {
				t.Errorf("a method: %v", err)
			}
			leading = "/files/"
			if data, err := w.adapter.Fetch(t.Context(), bot.File{At: w.api.URL + "/files/1"}, 1000); err == nil || !strings.Contains(err.Error(), "files:read") {
				t.Errorf("a file: %q, %v", data, err)
			}
			if len(*asked) > 0 {
				t.Errorf("another host was asked: %q", *asked)
			}
		})
	}
}

// No error holds a response_url: whoever knows it can use it.
func TestResponseURLIsSecret(t *testing.T) {
	w := newWorkspace(t)
	w.api.Close()
	_, err := w.adapter.Send(t.Context(), port.Outbound{
		To:     bot.Address{Platform: "slack", Space: "T1", Channel: "C1", Thread: "private"},
		Person: "U1", ReplyToken: strconv.FormatInt(time.Now().Unix(), 10) + " " + w.api.URL + "/response/canary",
		Reply: adaptertest.Fixtures()[0].Reply,
	})
	if _, again := errors.AsType[port.RetryLater](err); !again || strings.Contains(err.Error(), "canary") {
		t.Errorf("got %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := w.adapter.Fetch(ctx, bot.File{At: w.api.URL + "/files/canary"}, 1000); err == nil || strings.Contains(err.Error(), "canary") {
		t.Errorf("a file: %v", err)
	}
}
