package slack

import (
	"testing"

	slackapi "github.com/slack-go/slack"

	"aktivering/bot"
)

// Others can open a thread of a channel, and nothing private.
func TestLink(t *testing.T) {
	a := &Adapter{reader: &reader{}}
	at := bot.Address{Platform: Platform, Space: "T1", Channel: "C1", Thread: "1700000000.000123"}
	if got := a.Link(at); got != "" {
		t.Errorf("before Slack has told who the bot is, it is at %q", got)
	}
	a.reader.self.Store(&slackapi.AuthTestResponse{URL: "https://team.slack.com/"})
	for channel, want := range map[string]string{"C1": "https://team.slack.com/archives/C1/p1700000000000123", "D1": ""} {
		if at.Channel = channel; a.Link(at) != want {
			t.Errorf("%s is at %q, want %q", channel, a.Link(at), want)
		}
	}
	at.Channel, at.Thread = "C1", private
	if got := a.Link(at); got != "" {
		t.Errorf("in private it is at %q", got)
	}
}
