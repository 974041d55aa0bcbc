package slack_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"aktivering/adapters/slack"
)

// The channels of the settings are looked at when the adapter starts: that they are there, take
// messages and have the app in them. What is wrong is named until it is mended.
func TestChannelsAreChecked(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		desk, want string
		// old tells that the app has not the scopes to ask for a channel.
		old bool
		// history is how Slack refuses to tell what was said in the channel.
		history string
	}{
		"all is well":             {desk: `{"id":"CDESK","is_member":true}`},
		"not there":               {desk: "channel_not_found", want: "SLACK_DESK_CHANNEL: there is no channel CDESK for the app"},
		"not in it":               {desk: `{"id":"CDESK","is_member":false}`, want: "SLACK_DESK_CHANNEL: the app is not in the channel CDESK: invite it there"},
		"archived":                {desk: `{"id":"CDESK","is_member":true,"is_archived":true}`, want: "SLACK_DESK_CHANNEL: the channel CDESK is archived"},
		"all is well, no scope":   {old: true},
		"not there, no scope":     {old: true, history: "channel_not_found", want: "SLACK_DESK_CHANNEL: there is no channel CDESK for the app"},
		"not in it, no scope":     {old: true, history: "not_in_channel", want: "SLACK_DESK_CHANNEL: the app is not in the channel CDESK: invite it there"},
		"no scope for either":     {old: true, history: "missing_scope"},
		"a Slack of another kind": {desk: "unknown_method"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel() // each waits for a look that comes later
			var log journal
			w := newWorkspace(t, func(o *slack.Options) { o.Log = zerolog.New(&log) })
			w.adapter.Hurry(time.Second)
			mended := false
			w.fail = func(method string, rw http.ResponseWriter) bool {
				ask := method == "conversations.info" || method == "conversations.history"
				switch {
				case !ask || mended || w.channel != "CDESK":
					return false
				case method == "conversations.info" && c.old:
					_, _ = io.WriteString(rw, `{"ok":false,"error":"missing_scope","needed":"channels:read"}`)
				case method == "conversations.history" && c.history == "":
					return false
				case method == "conversations.history":
					_, _ = io.WriteString(rw, `{"ok":false,"error":"`+c.history+`","needed":"channels:history"}`)
				case strings.HasPrefix(c.desk, "{"):
					_, _ = fmt.Fprintf(rw, `{"ok":true,"channel":%s}`, c.desk)
				default:
					_, _ = io.WriteString(rw, `{"ok":false,"error":"`+c.desk+`"}`)
				}
				return true
			}
			w.start(&kept{})
			if c.want == "" {
				w.ready()
				w.until("look at both channels", func() bool { return w.asked["conversations.info"] >= 2 })
				if time.Sleep(20 * time.Millisecond); w.adapter.Ready() != nil || strings.Contains(log.String(), "administrator") {
					t.Errorf("ready is %v, the log\n%s", w.adapter.Ready(), log.String())
				}
				return
			}
			w.until("word about the channel", func() bool { err := w.adapter.Ready(); return err != nil && strings.Contains(err.Error(), c.want) })
			w.until("two looks", func() bool { return w.asked["conversations.info"] >= 4 })
			if n := strings.Count(log.String(), c.want); n != 1 {
				t.Errorf("it is logged %d times:\n%s", n, log.String())
			}
			w.mu.Lock()
			mended = true
			w.mu.Unlock()
			w.until("end of it", func() bool { return w.adapter.Ready() == nil })
			if !strings.Contains(log.String(), "channel is in order now") {
				t.Errorf("the log does not say that it is over:\n%s", log.String())
			}
		})
	}
}

// Names are looked up, so that whoever sets one is told the id.
func TestChannelIDs(t *testing.T) {
	w := newWorkspace(t)
	w.channels = []map[string]any{{"id": "C1", "name": "support"}, {"id": "G2", "name": "agents"}}
	ids, err := slack.ChannelIDs(t.Context(), slack.Options{Token: "xoxb-test", APIURL: w.api.URL + "/api", Now: time.Now}, "#Support", "agents", "none")
	if err != nil || len(ids) != 2 || ids["#Support"] != "C1" || ids["agents"] != "G2" {
		t.Errorf("ids are %v, %v", ids, err)
	}
	w.refuse("conversations.list", "missing_scope")
	if ids, err := slack.ChannelIDs(t.Context(), slack.Options{Token: "xoxb-test", APIURL: w.api.URL + "/api", Now: time.Now}, "support"); err == nil || len(ids) > 0 {
		t.Errorf("without the scope: %v, %v", ids, err)
	}
}

// A connection is logged, each time that there is one again.
func TestConnectedIsLogged(t *testing.T) {
	var log journal
	w := newWorkspace(t, func(o *slack.Options) { o.Log = zerolog.New(&log) })
	w.run(&kept{})
	if n := strings.Count(log.String(), `"over":"HTTP","message":"slack: connected"`); n != 1 {
		t.Errorf("over HTTP:\n%s", log.String())
	}
	g := newGateway(t, func(o *slack.Options) { o.Log, o.Connections = zerolog.New(&log), 1 })
	go func() { _ = g.adapter.Run(t.Context(), &kept{}) }() // the tests of the end look
	again := func() int { return strings.Count(log.String(), `"over":"Socket Mode","message":"slack: connected"`) }
	c := g.connection()
	until(t, "connected", func() bool { return again() == 1 })
	_ = c.Close() // the connection is lost
	g.connection()
	until(t, "connected again", func() bool { return again() == 2 })
	if !strings.Contains(log.String(), "slack: the connection is lost") {
		t.Errorf("the loss is not logged:\n%s", log.String())
	}
}
