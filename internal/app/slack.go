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
	"aktivering/bot/port"
	"aktivering/internal/store"
)

// faults returns all that is wrong with the settings of Slack; deskChannel is the id of the
// desk's channel there.
func (s Slack) faults(deskChannel string) error {
	_, api := slack.New(slack.Options{APIURL: s.APIURL})
	if api != nil {
		api = &SettingError{api.Error()}
	}
	return errors.Join(
		api,
		unless(s.Connections >= 0 && s.Connections <= maxSlackConnections, "SLACK_CONNECTIONS is %d; Slack allows 1 to %d", s.Connections, maxSlackConnections),
		unless(s.Token == "" || s.SigningSecret != "" || s.AppToken != "", "SLACK_APP_TOKEN (for Socket Mode) or SLACK_SIGNING_SECRET (for HTTP) is missing; copy one of them from the app's page under Basic Information"),
		unless(s.AppToken == "" || strings.HasPrefix(s.AppToken, "xapp-"), "SLACK_APP_TOKEN is not an app-level token; those begin with xapp-"),
		unless(s.Token != "" || s.SigningSecret == "" && s.AppToken == "", "SLACK_BOT_TOKEN is missing; copy it from the app's page under OAuth & Permissions, it begins with xoxb-"),
		unless(s.Token == "" || strings.HasPrefix(s.Token, "xoxb-"), "SLACK_BOT_TOKEN is not a bot token; those begin with xoxb-"),
		unless(s.AgentGroup == "" || userGroup(s.AgentGroup), "SLACK_AGENT_GROUP: %s is not the id of a user group; those begin with S, and are part of the address of the group's page in Slack", shown(s.AgentGroup)),
		unless(s.AgentGroup == "" || deskChannel != "", "SLACK_AGENT_GROUP is set, but SLACK_DESK_CHANNEL is not; without it there is no desk in Slack"),
	)
}

// userGroup reports an id as Slack gives user groups.
func userGroup(id string) bool {
	return len(id) > 1 && id[0] == 'S' && strings.Trim(id, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") == ""
}

// maxSlackConnections is how many connections of Socket Mode Slack allows an app.
const maxSlackConnections = 10

func (a *App) slack(o ServeOptions, manager desk.Manager, s store.Store, intake *adapterkit.Intake) (port.Adapter, error) {
	options := slack.Options{
		Token: o.Slack.Token, AppToken: o.Slack.AppToken, SigningSecret: o.Slack.SigningSecret, APIURL: o.Slack.APIURL,
		SupportChannels: o.Slack.SupportChannels, Connections: o.Slack.Connections,
		DeskChannel: o.Desk.SlackChannel, Alert: o.Slack.DeskAlert, AgentGroup: o.Slack.AgentGroup,
		Manager: manager, OpenChannels: s.OpenChannels, Recent: s.Recent,
		Home: func(ctx context.Context, space string, p bot.Person) (slack.Page, error) {
			at, c, err := s.Latest(ctx, slack.Platform, space, p.ID)
			if err != nil {
				return slack.Page{}, err
			}
			return slack.Page{Reply: manager.Home(p, c), At: at, Language: cmp.Or(string(c.Language), p.Locale)}, nil
		},
		Intake: intake, Now: a.Now, Log: a.Log,
	}
	return slack.New(options)
}
