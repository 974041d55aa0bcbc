package app

import (
	"cmp"
	"context"
	"strings"

	"aktivering/adapters/adapterkit"
	"aktivering/adapters/slack"
	"aktivering/bot"
	"aktivering/bot/event"
	"aktivering/bot/form"
	"aktivering/bot/port"
	"aktivering/internal/seal"
	"aktivering/internal/settings"
	"aktivering/internal/store"
)

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

func (a *App) slack(o settings.Serve, manager *current, places *workspaceSettings, s store.Store, keys *seal.Keys, intake *adapterkit.Intake) (port.Adapter, error) {
	options := slack.Options{
		Token: o.Slack.Token, AppToken: o.Slack.AppToken, SigningSecret: o.Slack.SigningSecret, APIURL: o.Slack.APIURL,
		SupportChannels: o.Slack.SupportChannels, Connections: o.Slack.Connections,
		DeskChannel: o.Desk.SlackChannel, Alert: o.Slack.DeskAlert, AgentGroup: o.Slack.AgentGroup,
		Manager: manager, OpenChannels: s.OpenChannels, Recent: s.Recent,
		Home: func(ctx context.Context, space string, p event.Person) (slack.Page, error) {
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
