package slack_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"aktivering/adapters/slack"
)

// A rejected token ends Run with what to do; a Slack that cannot be reached does not end it.
func TestRejectedTokenEndsRun(t *testing.T) {
	w := newWorkspace(t)
	w.fail = func(_ string, rw http.ResponseWriter) bool {
		_, _ = io.WriteString(rw, `{"ok":false,"error":"invalid_auth"}`)
		return true
	}
	if err := w.adapter.Run(t.Context(), &kept{}); err == nil || !strings.Contains(err.Error(), "SLACK_BOT_TOKEN") {
		t.Errorf("got %v", err)
	}
	if _, err := slack.New(slack.Options{APIURL: "slack.com"}); err == nil {
		t.Error("an address without a scheme is taken")
	}
}
