package settings

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/rs/zerolog"

	"aktivering/adapters/slack"
)

// Slack are the settings of Slack; it is not served without a token, or an app that workspaces install.
type Slack struct {
	Token         string `name:"slack-bot-token" env:"SLACK_BOT_TOKEN" secret:"" placeholder:"xoxb-…" help:"The bot's token; without it Slack is not served. ${env} or ${env}_FILE."`
	AppToken      string `name:"slack-app-token" env:"SLACK_APP_TOKEN" secret:"" placeholder:"xapp-…" help:"The app's token for Socket Mode. ${env} or ${env}_FILE."`
	SigningSecret string `name:"slack-signing-secret" env:"SLACK_SIGNING_SECRET" secret:"" placeholder:"SECRET" help:"The secret that Slack signs its requests with. ${env} or ${env}_FILE."`
	ClientID      string `name:"slack-client-id" env:"SLACK_CLIENT_ID" placeholder:"ID" help:"The client id of an app that several workspaces install at /slack/install, in place of a bot's token."`
	ClientSecret  string `name:"slack-client-secret" env:"SLACK_CLIENT_SECRET" secret:"" placeholder:"SECRET" help:"The client secret of that app. ${env} or ${env}_FILE."`
	APIURL        string `name:"slack-api-url" env:"SLACK_API_URL" placeholder:"URL" help:"The address of Slack's API, if it is not Slack's own."`
	// Connections is at most maxSlackConnections; 0 leaves it to the adapter.
	Connections int    `name:"slack-connections" env:"SLACK_CONNECTIONS" default:"2" placeholder:"N" help:"How many connections Socket Mode keeps, at most 10. The default is ${default}."`
	DeskAlert   string `name:"slack-desk-alert" env:"SLACK_DESK_ALERT" placeholder:"WHO" help:"Whom to notify of a case in the desk's channel: here, channel, or the id of a user group."`
	AgentGroup  string `name:"slack-agent-group" env:"SLACK_AGENT_GROUP" placeholder:"S…" help:"The user group, by id, whose members may act at the desk. Without it, everybody in the desk's channel may."`
	// AdministratorChannels are of those who look after the PCs of others.
	AdministratorChannels []string `name:"slack-administrator-channels" env:"SLACK_ADMINISTRATOR_CHANNELS" placeholder:"C…" help:"Channels, by id, where administrators ask: articles for administrators come first there."`
	SupportChannels       []string `name:"slack-support-channels" env:"SLACK_SUPPORT_CHANNELS" placeholder:"C…" help:"Channels, by id, where messages are answered that are certain to be about a documented problem."`
}

// faults returns all that is wrong with the settings of Slack; deskChannel is the id of the
// desk's channel there.
func (s Slack) faults(deskChannel string) error {
	var channels []error
	for _, name := range s.misnamed(deskChannel) {
		channels = append(channels, Errorf("%s: %s is not the id of a channel; those begin with C, and stand at the end of what Slack shows about the channel", name.setting, shown(name.name)))
	}
	_, api := slack.New(slack.Options{APIURL: s.APIURL})
	if api != nil {
		api = &Error{api.Error()}
	}
	return errors.Join(
		api,
		errors.Join(channels...),
		unless(s.Connections >= 0 && s.Connections <= maxSlackConnections, "SLACK_CONNECTIONS is %d; Slack allows 1 to %d", s.Connections, maxSlackConnections),
		unless(s.Token == "" || s.SigningSecret != "" || s.AppToken != "", "SLACK_APP_TOKEN (for Socket Mode) or SLACK_SIGNING_SECRET (for HTTP) is missing; copy one of them from the app's page under Basic Information"),
		unless(s.AppToken == "" || strings.HasPrefix(s.AppToken, "xapp-"), "SLACK_APP_TOKEN is not an app-level token; those begin with xapp-"),
		unless(s.Served() || s.SigningSecret == "" && s.AppToken == "", "SLACK_BOT_TOKEN is missing; copy it from the app's page under OAuth & Permissions, it begins with xoxb-"),
		unless(s.Token == "" || strings.HasPrefix(s.Token, "xoxb-"), "SLACK_BOT_TOKEN is not a bot token; those begin with xoxb-"),
		unless(s.AgentGroup == "" || userGroup(s.AgentGroup), "SLACK_AGENT_GROUP: %s is not the id of a user group; those begin with S, and are part of the address of the group's page in Slack", shown(s.AgentGroup)),
		unless(s.AgentGroup == "" || deskChannel != "", "SLACK_AGENT_GROUP is set, but SLACK_DESK_CHANNEL is not; without it there is no desk in Slack"),
	)
}

// userGroup reports an id as Slack gives user groups.
func userGroup(id string) bool { return slackID(id, "S") }

// maxSlackID bounds an id of Slack; those that there are have eleven characters.
const maxSlackID = 32

// slackID reports an id as Slack gives them, of the kinds that a letter each stands for.
func slackID(id, kinds string) bool {
	return len(id) > 1 && len(id) <= maxSlackID && strings.Contains(kinds, id[:1]) && strings.Trim(id, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") == ""
}

// misnamed returns the channels that are not named by their ids.
func (s Slack) misnamed(deskChannel string) (list []misnamed) {
	for _, id := range s.AdministratorChannels {
		if !slackID(id, "CG") {
			list = append(list, misnamed{"SLACK_ADMINISTRATOR_CHANNELS", id})
		}
	}
	for _, channel := range s.SupportChannels {
		if !slackID(channel, "CG") {
			list = append(list, misnamed{"SLACK_SUPPORT_CHANNELS", channel})
		}
	}
	if deskChannel != "" && !slackID(deskChannel, "CG") {
		list = append(list, misnamed{"SLACK_DESK_CHANNEL", deskChannel})
	}
	return list
}

// maxSlackConnections is how many connections of Socket Mode Slack allows an app.
const maxSlackConnections = 10

// channelIDs returns the ids of channels by their names.
func (s Slack) channelIDs(ctx context.Context, names []string) (map[string]string, error) {
	return slack.ChannelIDs(ctx, slack.Options{Token: s.Token, APIURL: s.APIURL, Now: time.Now, Log: zerolog.Nop()}, names...)
}

// Served reports that Slack is served.
func (s Slack) Served() bool { return s.Token != "" || s.ClientID != "" }

// installFaults returns all that is wrong with the settings of an app that workspaces install.
func (s Slack) installFaults(site Web, secrets SecretKey, deskChannel string) error {
	if s.ClientID == "" {
		return nil
	}
	const once = "; it is one workspace's, and the app is installed in several by SLACK_CLIENT_ID: set it for each, at /desk/workspaces or in WORKSPACES_FILE"
	return errors.Join(
		unless(s.ClientSecret != "", "SLACK_CLIENT_SECRET is missing; copy it from the app's page under Basic Information"),
		unless(s.Token == "", "SLACK_BOT_TOKEN and SLACK_CLIENT_ID are both set; SLACK_BOT_TOKEN serves one workspace, SLACK_CLIENT_ID those that install the app"),
		unless(s.SigningSecret != "" || s.AppToken != "", "SLACK_SIGNING_SECRET (for HTTP) or SLACK_APP_TOKEN (for Socket Mode) is missing; copy one of them from the app's page under Basic Information"),
		unless(site.PublicURL != "", "SLACK_CLIENT_ID is set, but PUBLIC_URL is missing; Slack has to lead back there"),
		unless(secrets.Keys != "", "SLACK_CLIENT_ID is set, but SECRET_KEY is missing; the tokens of the workspaces are encrypted with it"),
		unless(len(s.SupportChannels) == 0, "SLACK_SUPPORT_CHANNELS must not be set"+once),
		unless(len(s.AdministratorChannels) == 0, "SLACK_ADMINISTRATOR_CHANNELS must not be set"+once),
		unless(s.AgentGroup == "", "SLACK_AGENT_GROUP must not be set"+once),
		unless(s.DeskAlert == "" || !userGroup(s.DeskAlert), "SLACK_DESK_ALERT must be here or channel"+once),
		unless(deskChannel == "", "SLACK_DESK_CHANNEL must not be set"+once),
	)
}
