package app

import (
	"cmp"
	"context"
	"errors"
	"strings"

	"aktivering/adapters/adapterkit"
	"aktivering/adapters/slack"
	"aktivering/bot"
	"aktivering/bot/desk"
	"aktivering/internal/store"
)

// Slack is how a workspace is reached; it is not served without a token.
type Slack struct {
	Token string
	// AppToken turns Socket Mode on, SigningSecret the HTTP endpoints.
	AppToken, SigningSecret string
	// APIURL is where Slack's methods are; empty means Slack's own.
	APIURL string
	// Connections is how many connections Socket Mode keeps; 0 is the adapter's choice.
	Connections int
	// SupportChannels are the ids of channels where every message is read.
	SupportChannels []string
	// DeskChannel is the id of the channel where agents work, and Alert whom to call
	// there: here, channel, or the id of a user group.
	DeskChannel, Alert string
	// AgentGroup is the id of the user group whose members may act at the desk; empty
	// lets everybody in its channel.
	AgentGroup string
}

// Faults tells all that is wrong with the settings of Slack.
func (s Slack) Faults() error {
	_, api := slack.New(slack.Options{APIURL: s.APIURL})
	if api != nil {
		api = &SettingError{api.Error()}
	}
	return errors.Join(
		api,
		unless(s.Connections >= 0 && s.Connections <= maxSlackConnections, "SLACK_CONNECTIONS is %d: Slack allows 1 to %d", s.Connections, maxSlackConnections),
		unless(s.Token == "" || s.SigningSecret != "" || s.AppToken != "", "SLACK_APP_TOKEN (for Socket Mode) or SLACK_SIGNING_SECRET (for HTTP) is missing: both stand on the app's page under Basic Information"),
		unless(s.AppToken == "" || strings.HasPrefix(s.AppToken, "xapp-"), "SLACK_APP_TOKEN is no app-level token: those begin with xapp-"),
		unless(s.Token != "" || s.SigningSecret == "" && s.AppToken == "", "SLACK_BOT_TOKEN is missing: it stands on the app's page under OAuth & Permissions and begins with xoxb-"),
		unless(s.Token == "" || strings.HasPrefix(s.Token, "xoxb-"), "SLACK_BOT_TOKEN is no bot token: those begin with xoxb-"),
		unless(s.AgentGroup == "" || userGroup(s.AgentGroup), "SLACK_AGENT_GROUP: %s is no id of a user group: those begin with S, and stand in the address of the group's page in Slack", shown(s.AgentGroup)),
		unless(s.AgentGroup == "" || s.DeskChannel != "", "SLACK_AGENT_GROUP is set, and SLACK_DESK_CHANNEL is not: without it there is no desk in Slack"),
	)
}

// userGroup reports an id as Slack gives user groups.
func userGroup(id string) bool {
	return len(id) > 1 && id[0] == 'S' && strings.Trim(id, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") == ""
}

// maxSlackConnections is how many connections of Socket Mode Slack allows an app.
const maxSlackConnections = 10

func (a *App) slack(o Slack, manager desk.Manager, s store.Store, intake *adapterkit.Intake) (bot.Adapter, error) {
	options := slack.Options{
		Token: o.Token, AppToken: o.AppToken, SigningSecret: o.SigningSecret, APIURL: o.APIURL,
		SupportChannels: o.SupportChannels, Connections: o.Connections,
		DeskChannel: o.DeskChannel, Alert: o.Alert, AgentGroup: o.AgentGroup,
		Form: manager.Form, Unsaved: manager.Unsaved, Talks: s.OpenChannels, Recent: s.Recent,
		Home: func(ctx context.Context, space string, p bot.Person) (slack.Page, error) {
			at, c, err := s.Latest(ctx, slack.Platform, space, p.ID)
			if err != nil {
				return slack.Page{}, err
			}
			return slack.Page{Reply: manager.Home(p, c), At: at, Language: cmp.Or(string(c.Language), p.Locale)}, nil
		},
		Intake: intake, Now: a.Now, Log: a.Log,
	}
	if manager.Desk != nil {
		options.DeskForm = manager.DeskForm
	}
	return slack.New(options)
}
