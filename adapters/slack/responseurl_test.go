package slack_test

import (
	"strconv"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"aktivering/adapters/slack"
)

// An answer goes to Slack's own servers, or to the very server where the API is.
func TestResponseURLs(t *testing.T) {
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
