package slack_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/gorilla/websocket"

	"aktivering/adapters/slack"
	"aktivering/bot"
	"aktivering/bot/event"
	"aktivering/bot/port"
)

// Several workspaces are served over one connection of Socket Mode: what comes over it goes to the
// workspace that it names, an answer in the acknowledgement too, and the removal of the app is noticed.
func TestTeamsOverSocket(t *testing.T) {
	socket := &gateway{t: t, conns: make(chan *websocket.Conn, 10), acks: make(chan string, 100)}
	g, inbox := newGrid(t, func(o *slack.TeamsOptions) { o.AppToken = "xapp-test" }), &kept{}
	socket.api = httptest.NewServer(http.HandlerFunc(socket.link))
	t.Cleanup(socket.api.Close)
	g.socket = socket.api.URL
	g.run(inbox)
	c := socket.connection()
	g.install("T1")
	g.install("T2")
	for _, team := range []string{"T1", "T2"} {
		socket.push(c, "command "+team, "slash_commands", `{"team_id":"`+team+`","channel_id":"C1","user_id":"U1","text":"0xC004F213","trigger_id":"t `+team+`","response_url":"https://hooks.slack.com/x"}`)
		socket.acked("command " + team)
		if in := inbox.take(t); in.From.Space != team || in.Person.ID != team+".U1" {
			t.Errorf("a command of %s: %+v", team, in)
		}
		socket.push(c, "event "+team, "events_api", `{"type":"event_callback","team_id":"`+team+`","event":{"type":"app_mention","user":"U1","channel":"C1","ts":"1700000000.000001","text":"<@UBOT> hei"}}`)
		socket.acked("event " + team)
		in := inbox.take(t)
		if said, ok := in.Event.(event.Message); !ok || said.Text != "hei" || in.From.Space != team {
			t.Errorf("an event of %s: %+v", team, in)
		}
		socket.push(c, "press "+team, "interactive", `{"type":"block_actions","trigger_id":"p `+team+`","user":{"id":"U1"},"team":{"id":"`+team+`"},"channel":{"id":"C1"},"container":{"thread_ts":"1.2"},"actions":[{"type":"button","block_id":"b","value":"4/helped"}]}`)
		socket.acked("press " + team)
		if in := inbox.take(t); in.From.Space != team || in.Event != (event.ChoicePicked{Choice: "helped", Turn: 4}) {
			t.Errorf("a press of %s: %+v", team, in)
		}
		if _, err := g.teams.Send(t.Context(), port.Outbound{To: bot.Address{Platform: "slack", Space: team, Channel: "C" + team}, Reply: bot.Reply{Blocks: svar()}}); err != nil {
			t.Error(err)
		}
	}
	socket.push(c, "of nobody", "slash_commands", `{"team_id":"T3","channel_id":"C1","user_id":"U1","text":"x","trigger_id":"t3"}`)
	socket.acked("of nobody")
	inbox.none(t, "of a workspace without the app")
	removed, err := json.Marshal(map[string]any{"type": "event_callback", "team_id": "T1", "event_time": g.clock().Unix(), "event": map[string]any{"type": "app_uninstalled"}})
	if err != nil {
		t.Fatal(err)
	}
	socket.push(c, "removed", "events_api", string(removed))
	g.await("the end", func() bool { return len(g.teams.Workspaces()) == 1 })
	g.mu.Lock()
	defer g.mu.Unlock()
	if len(g.posts) != 2 || g.reasons["T1"] != "app_uninstalled" {
		t.Errorf("sent %q; removed %q", g.posts, g.reasons)
	}
}
