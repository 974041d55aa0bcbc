package app_test

import (
	"errors"
	"strings"
	"testing"

	"aktivering/internal/app"
)

func TestDeskFaults(t *testing.T) {
	slack := app.Slack{Token: "xoxb-1", AppToken: "xapp-1"}
	good := app.Desk{Platform: "slack", SlackChannel: "C1", Language: "nb", Timezone: "Europe/Oslo", Hours: "man-fre 8-16"}
	with := func(change func(*app.Desk)) app.Desk {
		d := good
		change(&d)
		return d
	}
	for _, c := range []struct {
		name  string
		o     app.ServeOptions
		fault string
	}{
		{"no desk", app.ServeOptions{}, ""},
		{"on Slack", app.ServeOptions{Slack: slack, Desk: good}, ""},
		{"on Discord", app.ServeOptions{Discord: app.Discord{Token: "t"}, Desk: with(func(d *app.Desk) { d.Platform, d.SlackChannel, d.DiscordChannel = "discord", "", "300000000000000001" })}, ""},
		{"on what is not served", app.ServeOptions{Slack: slack, Desk: with(func(d *app.Desk) { d.Platform = "discord" })}, "DISCORD_TOKEN is missing"},
		{"a group of the agents", app.ServeOptions{Slack: app.Slack{Token: "xoxb-1", AppToken: "xapp-1", AgentGroup: "S0123ABC"}, Desk: good}, ""},
		{"no channel", app.ServeOptions{Slack: slack, Desk: with(func(d *app.Desk) { d.SlackChannel = "" })}, "SLACK_DESK_CHANNEL"},
		{"a channel only", app.ServeOptions{Slack: slack, Desk: app.Desk{SlackChannel: "C1"}}, "set DESK=slack"},
		{"a channel in Discord only", app.ServeOptions{Slack: slack, Desk: app.Desk{DiscordChannel: "300000000000000001"}}, "set DESK=discord"},
		{"a channel on the other platform", app.ServeOptions{Slack: slack, Desk: with(func(d *app.Desk) { d.SlackChannel, d.DiscordChannel = "", "300000000000000001" })}, "SLACK_DESK_CHANNEL is missing"},
		{"no hours", app.ServeOptions{Slack: slack, Desk: with(func(d *app.Desk) { d.Hours = "alltid" })}, "DESK_HOURS"},
		{"no zone", app.ServeOptions{Slack: slack, Desk: with(func(d *app.Desk) { d.Timezone = "Oslo" })}, "DESK_TIMEZONE"},
		{"no folder", app.ServeOptions{Slack: slack, Desk: with(func(d *app.Desk) { d.Texts = []string{"/nowhere"} })}, "DESK_TEXTS"},
		{"less than nothing", app.ServeOptions{Slack: slack, Desk: with(func(d *app.Desk) { d.Claim = -1 })}, "DESK_CLAIM"},
		{"a webhook without a desk", app.ServeOptions{Slack: slack, Desk: app.Desk{WebhookURL: "https://x.test"}}, "WEBHOOK_URL"},
		{"a webhook", app.ServeOptions{Slack: slack, Desk: with(func(d *app.Desk) { d.WebhookURL = "https://x.test" }), WebhookSecret: "whsec_bm9uZQ=="}, ""},
		{"a webhook without a secret", app.ServeOptions{Slack: slack, Desk: with(func(d *app.Desk) { d.WebhookURL = "https://x.test" })}, "WEBHOOK_SECRET"},
		{"a webhook at no address", app.ServeOptions{Slack: slack, Desk: with(func(d *app.Desk) { d.WebhookURL = "x.test" }), WebhookSecret: "whsec_bm9uZQ=="}, "no address"},
	} {
		c.o.Database, c.o.HTTPAddr = "a.db", "127.0.0.1:0"
		err := c.o.Faults()
		switch {
		case c.fault == "" && err != nil:
			t.Errorf("%s: %v", c.name, err)
		case c.fault != "" && (err == nil || !strings.Contains(err.Error(), c.fault)):
			t.Errorf("%s: got %v, want %s", c.name, err, c.fault)
		}
	}
}

// A terminal whose desk is nowhere is told so before anything is opened.
func TestChatWithADeskNowhere(t *testing.T) {
	a := &app.App{}
	err := a.Chat(t.Context(), app.ChatOptions{Database: "a.db", Desk: app.Desk{Platform: "slack", Language: "nb", Timezone: "Europe/Oslo"}})
	if _, setting := errors.AsType[*app.SettingError](err); !setting || !strings.Contains(err.Error(), "SLACK_DESK_CHANNEL") {
		t.Errorf("got %v", err)
	}
}
