package slack_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/rs/zerolog"

	"aktivering/adapters/slack"
)

// Each thing that can be wrong with the tokens, scopes and channels is a line that says what to do.
func TestExamine(t *testing.T) {
	const all = "app_mentions:read,channels:history,channels:read,chat:write,commands,files:read,files:write,groups:history,groups:read,im:history,im:write,reactions:write,usergroups:read,users:read"
	for name, c := range map[string]struct {
		scopes, method, answer string
		want                   string
	}{
		"well":              {scopes: all, want: "SLACK_DESK_CHANNEL CDESK ok the app is in the channel"},
		"no token":          {scopes: all, method: "auth.test", answer: "invalid_auth", want: "SLACK_BOT_TOKEN fault"},
		"scope":             {scopes: strings.ReplaceAll(all, "chat:write,", ""), want: "Slack scopes fault the app lacks chat:write"},
		"lesser":            {scopes: strings.ReplaceAll(all, ",users:read", ""), want: "Slack scopes warning the app lacks users:read"},
		"no channel":        {scopes: all, method: "conversations.info", answer: "channel_not_found", want: "SLACK_DESK_CHANNEL CDESK fault there is no channel CDESK"},
		"administrators":    {scopes: all, want: "SLACK_ADMINISTRATOR_CHANNELS CADMIN ok the app is in the channel"},
		"their channel":     {scopes: all, method: "conversations.info", answer: "channel_not_found", want: "SLACK_ADMINISTRATOR_CHANNELS CADMIN warning there is no channel CADMIN"},
		"scope of a method": {scopes: all, method: "conversations.", answer: `missing_scope", "needed": "channels:read", "provided": "chat:write`, want: "SLACK_DESK_CHANNEL CDESK fault the app lacks the scope channels:read, and has chat:write: add it"},
		"Socket Mode":       {scopes: all, method: "apps.connections.open", answer: "not_allowed_token_type", want: "SLACK_APP_TOKEN fault"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorkspace(t)
			w.scopes = c.scopes
			w.fail = func(method string, rw http.ResponseWriter) bool {
				switch {
				case c.method != "" && strings.HasPrefix(method, c.method):
					_, _ = io.WriteString(rw, `{"ok": false, "error": "`+c.answer+`"}`)
				case method == "apps.connections.open":
					_, _ = io.WriteString(rw, `{"ok": true, "url": "wss://x"}`)
				default:
					return false
				}
				return true
			}
			var got strings.Builder
			for _, f := range slack.Examine(t.Context(), slack.Options{
				Token: "xoxb-test", AppToken: "xapp-test", APIURL: w.api.URL + "/api", DeskChannel: "CDESK", AdministratorChannels: []string{"CADMIN"}, Log: zerolog.Nop(),
			}) {
				got.WriteString(f.What + " " + string(f.State) + " " + f.Detail + "\n")
			}
			if !strings.Contains(got.String(), c.want) || name == "well" && strings.Count(got.String(), " ok ") != 5 {
				t.Errorf("found\n%swant %s", got.String(), c.want)
			}
		})
	}
}
