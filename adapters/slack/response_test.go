package slack_test

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rs/zerolog"
	slackapi "github.com/slack-go/slack"

	"aktivering/adapters/adaptertest"
	"aktivering/adapters/slack"
	"aktivering/bot"
	"aktivering/bot/content"
	"aktivering/bot/event"
	"aktivering/bot/port"
)

func TestResponseErrors(t *testing.T) {
	cases := []struct {
		name   string
		status int
		header string
		want   error
	}{
		{"rate limited", 429, "7", port.RetryLater{After: 7 * time.Second, Why: "rate limited"}},
		{"rate limited without a time", 429, "", port.RetryLater{Why: "rate limited"}},
		{"server error", 503, "", port.RetryLater{Why: "slack server error: 503 Service Unavailable"}},
		{"our fault", 400, "", port.ErrRejected},
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
			_, err := w.adapter.Send(t.Context(), port.Outbound{
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

// A response goes to Slack's own servers, or to the server of the API.
func TestResponseURLsStayWithSlack(t *testing.T) {
	for _, c := range []struct {
		api, address string
		good         bool
	}{
		{"", "https://hooks.slack.com/commands/T1/2/x", true},
		{"", "https://hooks.slack.com/actions/T1/2/x", true},
		{"", "https://hooks.slack.com/app/T1/2/x", true},
		{"", "https://hooks.slack.com:443/actions/T1/2/x", true},
		{"", "https://HOOKS.slack.com/actions/T1/2/x", true},
		{"", "https://hooks.slack-gov.com/actions/T1/2/x", true},
		{"", "http://hooks.slack.com/actions/T1/2/x", false},
		{"", "https://hooks.slack.com:8443/actions/T1/2/x", false},
		{"", "https://hooks.slack.com/services/T1/2/x", false},
		{"", "https://hooks.slack.com/actions/../services/T1/2/x", false},
		{"", "https://hooks.slack.com/actions/%2e%2e/services/T1/2/x", false},
		{"", "https://slack.com/actions/T1/2/x", false},
		{"", "https://slack.com/api/chat.postMessage", false},
		{"", "https://user@hooks.slack.com/actions/T1/2/x", false},
		{"", "https://hooks.slack.com.example.org/actions/T1/2/x", false},
		{"", "https://notslack.com/actions/T1/2/x", false},
		{"", "//hooks.slack.com/actions/T1/2/x", false},
		{"", "/actions/T1/2/x", false},
		{"http://127.0.0.1:8081/api/", "http://127.0.0.1:8081/response/1", true},
		{"http://127.0.0.1:8081/api/", "http://127.0.0.1:8082/response/1", false},
		{"http://127.0.0.1:8081/api/", "https://127.0.0.1:8081/response/1", false},
		{"http://127.0.0.1:8081/api/", "http://localhost:8081/response/1", false},
		{"http://127.0.0.1:8081/api/", "https://hooks.slack.com/actions/T1/2/x", true},
		{"https://slack.example.org/api", "https://slack.example.org:443/anything", true},
		{"https://slack.example.org/api", "https://hooks.slack.example.org/anything", false},
	} {
		a, err := slack.New(slack.Options{Token: "xoxb-1", APIURL: c.api, Now: time.Now, Log: zerolog.Nop()})
		if err != nil {
			t.Fatal(err)
		}
		if good := a.Usable(strconv.FormatInt(time.Now().Unix(), 10) + " " + c.address); good != c.good {
			t.Errorf("%s with the API at %q: %v, want %v", c.address, c.api, good, c.good)
		}
	}
}

// A response_url is used five times; further replies are direct messages.
func TestResponseURLIsUsedFiveTimes(t *testing.T) {
	w := newWorkspace(t)
	w.run(&kept{})
	out := port.Outbound{
		To: bot.Address{Platform: "slack", Space: "T1", Channel: "C1", Thread: "private"}, Person: "U1", Reply: small,
		ReplyToken: fmt.Sprint(time.Now().Unix(), " ", w.api.URL, "/response/1"),
	}
	for range 6 {
		if _, err := w.adapter.Send(t.Context(), out); err != nil {
			t.Fatal(err)
		}
	}
	if n := w.times("/response/1"); n != 5 || w.times("chat.postMessage") != 1 {
		t.Errorf("asked %d and %d times", n, w.times("chat.postMessage"))
	}
}

// When the response_url is used up or too old, the reply is a direct message, whose buttons
// still belong to the same conversation.
func TestReplyAfterTheResponseURL(t *testing.T) {
	w, inbox := newWorkspace(t), &kept{}
	w.run(inbox)
	at := bot.Address{Platform: "slack", Space: "T1", Channel: "C1", Thread: "private"}
	reply := bot.Reply{Blocks: []content.Block{content.Paragraph{Spans: []content.Span{{Text: "?"}}}}, Choices: []bot.Choice{{ID: "helped", Label: "Ja"}}, Turn: 2}
	now := strconv.FormatInt(time.Now().Unix(), 10)
	old := strconv.FormatInt(time.Now().Add(-time.Hour).Unix(), 10)
	w.fail = func(method string, rw http.ResponseWriter) bool {
		if strings.HasPrefix(method, "/response/") {
			rw.WriteHeader(http.StatusNotFound)
			return true
		}
		return false
	}
	for name, via := range map[string]string{
		"used up": now + " " + w.api.URL + "/response/1", "too old": old + " " + w.api.URL + "/response/1",
		"elsewhere": now + " https://evil.example/response", "none": "", "rubbish": "x",
	} {
		w.posts = nil
		if _, err := w.adapter.Send(t.Context(), port.Outbound{To: at, Person: "U1", ReplyToken: via, Reply: reply}); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if len(w.posts) != 1 || w.posts[0].channel != "DU1" || w.posts[0].thread != "" {
			t.Fatalf("%s: sent as %+v", name, w.posts)
		}
	}
	w.mu.Lock()
	sent := w.posts[0]
	row, ok := sent.blocks.BlockSet[len(sent.blocks.BlockSet)-1].(*slackapi.ActionBlock)
	if !ok {
		t.Fatal("no buttons")
	}
	button, _ := row.Elements.ElementSet[0].(*slackapi.ButtonBlockElement)
	pressed := w.pressed(sent, row.BlockID, button)
	w.mu.Unlock()
	if code := w.deliver("/slack/interactions", pressed.Encode(), isForm); code != http.StatusOK {
		t.Fatalf("status %d", code)
	}
	if in := inbox.take(t); in.Ref().Address != at || in.From.Channel != "DU1" || in.Audience != event.AudienceDirect ||
		in.Event != (event.ChoicePicked{Choice: "helped", Turn: 2}) || in.ReplyToken != "" {
		t.Errorf("got %+v", in)
	}
	if _, err := w.adapter.Send(t.Context(), port.Outbound{To: at, Reply: reply}); !errors.Is(err, port.ErrGone) {
		t.Errorf("to nobody: %v", err)
	}
}
