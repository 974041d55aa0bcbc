package app

import (
	"cmp"
	"context"
	"errors"
	"strings"
	"time"

	"github.com/rs/zerolog"

	"aktivering/adapters/adapterkit"
	"aktivering/adapters/slack"
	"aktivering/bot"
	"aktivering/bot/form"
	"aktivering/bot/port"
	"aktivering/internal/seal"
	"aktivering/internal/store"
)

// faults returns all that is wrong with the settings of Slack; deskChannel is the id of the
// desk's channel there.
func (s Slack) faults(deskChannel string) error {
	var channels []error
	for _, name := range s.misnamed(deskChannel) {
		channels = append(channels, fault("%s: %s is not the id of a channel; those begin with C, and stand at the end of what Slack shows about the channel", name.setting, shown(name.name)))
	}
	_, api := slack.New(slack.Options{APIURL: s.APIURL})
	if api != nil {
		api = &SettingError{api.Error()}
	}
	return errors.Join(
		api,
		errors.Join(channels...),
		unless(s.Connections >= 0 && s.Connections <= maxSlackConnections, "SLACK_CONNECTIONS is %d; Slack allows 1 to %d", s.Connections, maxSlackConnections),
		unless(s.Token == "" || s.SigningSecret != "" || s.AppToken != "", "SLACK_APP_TOKEN (for Socket Mode) or SLACK_SIGNING_SECRET (for HTTP) is missing; copy one of them from the app's page under Basic Information"),
		unless(s.AppToken == "" || strings.HasPrefix(s.AppToken, "xapp-"), "SLACK_APP_TOKEN is not an app-level token; those begin with xapp-"),
		unless(s.on() || s.SigningSecret == "" && s.AppToken == "", "SLACK_BOT_TOKEN is missing; copy it from the app's page under OAuth & Permissions, it begins with xoxb-"),
		unless(s.Token == "" || strings.HasPrefix(s.Token, "xoxb-"), "SLACK_BOT_TOKEN is not a bot token; those begin with xoxb-"),
		unless(s.AgentGroup == "" || userGroup(s.AgentGroup), "SLACK_AGENT_GROUP: %s is not the id of a user group; those begin with S, and are part of the address of the group's page in Slack", shown(s.AgentGroup)),
		unless(s.AgentGroup == "" || deskChannel != "", "SLACK_AGENT_GROUP is set, but SLACK_DESK_CHANNEL is not; without it there is no desk in Slack"),
	)
}

// present returns the conversation that a person is in: the one that people have, else the latest
// one; the zero Address and Conversation where there is none.
func present(ctx context.Context, s store.Store, on bot.Platform, space, person string) (bot.Address, bot.Conversation, error) {
	all, err := s.ConversationsOf(ctx, on, person)
	if err != nil || len(all) == 0 || !all[0].Open {
		return s.Latest(ctx, on, space, person)
	}
	c, err := s.Conversation(ctx, all[0].Of)
	return all[0].Of.Address, c, err
}

// chosenLanguage returns a function that returns the language that a person of a platform has
// chosen; empty where they have chosen none, or the store does not tell.
func chosenLanguage(s store.Store, on bot.Platform) func(ctx context.Context, person string) string {
	return func(ctx context.Context, person string) string {
		c, err := s.Conversation(ctx, bot.Ref{Address: bot.Address{Platform: on}, Person: person})
		if err != nil {
			return ""
		}
		return string(c.PersonLanguage)
	}
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

// on reports that Slack is served.
func (s Slack) on() bool { return s.Token != "" || s.ClientID != "" }

// installFaults returns all that is wrong with the settings of an app that workspaces install.
func (o ServeOptions) installFaults() error {
	s := o.Slack
	if s.ClientID == "" {
		return nil
	}
	const once = "; it is one workspace's, and the app is installed in several by SLACK_CLIENT_ID: set it for each, at /desk/workspaces or in WORKSPACES_FILE"
	return errors.Join(
		unless(s.ClientSecret != "", "SLACK_CLIENT_SECRET is missing; copy it from the app's page under Basic Information"),
		unless(s.Token == "", "SLACK_BOT_TOKEN and SLACK_CLIENT_ID are both set; SLACK_BOT_TOKEN serves one workspace, SLACK_CLIENT_ID those that install the app"),
		unless(s.SigningSecret != "" || s.AppToken != "", "SLACK_SIGNING_SECRET (for HTTP) or SLACK_APP_TOKEN (for Socket Mode) is missing; copy one of them from the app's page under Basic Information"),
		unless(o.Web.PublicURL != "", "SLACK_CLIENT_ID is set, but PUBLIC_URL is missing; Slack has to lead back there"),
		unless(o.Secrets.Keys != "", "SLACK_CLIENT_ID is set, but SECRET_KEY is missing; the tokens of the workspaces are encrypted with it"),
		unless(len(s.SupportChannels) == 0, "SLACK_SUPPORT_CHANNELS must not be set"+once),
		unless(len(s.AdministratorChannels) == 0, "SLACK_ADMINISTRATOR_CHANNELS must not be set"+once),
		unless(s.AgentGroup == "", "SLACK_AGENT_GROUP must not be set"+once),
		unless(s.DeskAlert == "" || !userGroup(s.DeskAlert), "SLACK_DESK_ALERT must be here or channel"+once),
		unless(o.Desk.SlackChannel == "", "SLACK_DESK_CHANNEL must not be set"+once),
	)
}

func (a *App) slack(o ServeOptions, manager *current, places *workspaceSettings, s store.Store, keys *seal.Keys, intake *adapterkit.Intake) (port.Adapter, error) {
	options := slack.Options{
		Token: o.Slack.Token, AppToken: o.Slack.AppToken, SigningSecret: o.Slack.SigningSecret, APIURL: o.Slack.APIURL,
		SupportChannels: o.Slack.SupportChannels, Connections: o.Slack.Connections,
		DeskChannel: o.Desk.SlackChannel, Alert: o.Slack.DeskAlert, AgentGroup: o.Slack.AgentGroup,
		Manager: manager, OpenChannels: s.OpenChannels, Recent: s.Recent,
		Home: func(ctx context.Context, space string, p bot.Person) (slack.Page, error) {
			at, c, err := present(ctx, s, slack.Platform, space, p.ID)
			if err != nil {
				return slack.Page{}, err
			}
			return slack.Page{Reply: manager.Home(bot.Address{Platform: slack.Platform, Space: space}, p, c), At: at, Language: cmp.Or(string(c.PersonLanguage), string(c.Language), p.Locale)}, nil
		},
		Language: chosenLanguage(s, slack.Platform),
		Intake:   intake, Now: a.Now, Log: a.Log,
	}
	if o.Slack.ClientID == "" {
		return slack.New(options)
	}
	return slack.NewTeams(slack.TeamsOptions{
		Options: options, Installations: installations{s, keys, a.Now, a.Log}, Workspace: places.slackWorkspace,
		Install: slack.Install{
			ClientID: o.Slack.ClientID, ClientSecret: o.Slack.ClientSecret, Site: strings.TrimSuffix(o.Web.PublicURL, "/"),
			Texts: func(locale string) form.Texts { return manager.PageTexts("slack.install.", locale) },
		},
	})
}
