package settings_test

import (
	"strings"
	"testing"

	"aktivering/internal/settings"
)

func TestDeskFaults(t *testing.T) {
	slack := settings.Slack{Token: "xoxb-1", AppToken: "xapp-1"}
	good := settings.Desk{Platform: "slack", SlackChannel: "C1", Language: "nb", Timezone: "Europe/Oslo", Hours: "man-fre 8-16"}
	with := func(change func(*settings.Desk)) settings.Desk {
		d := good
		change(&d)
		return d
	}
	for _, c := range []struct {
		name  string
		o     settings.Serve
		fault string
	}{
		{"no desk", settings.Serve{}, ""},
		{"on Slack", settings.Serve{Slack: slack, Desk: good}, ""},
		{"on Discord", settings.Serve{Discord: settings.Discord{Token: "t"}, Desk: with(func(d *settings.Desk) {
			d.Platform, d.SlackChannel, d.DiscordChannel = "discord", "", "300000000000000001"
		})}, ""},
		{"on what is not served", settings.Serve{Slack: slack, Desk: with(func(d *settings.Desk) { d.Platform = "discord" })}, "DISCORD_TOKEN is missing"},
		{"a group of the agents", settings.Serve{Slack: settings.Slack{Token: "xoxb-1", AppToken: "xapp-1", AgentGroup: "S0123ABC"}, Desk: good}, ""},
		{"no channel", settings.Serve{Slack: slack, Desk: with(func(d *settings.Desk) { d.SlackChannel = "" })}, "SLACK_DESK_CHANNEL"},
		{"a channel only", settings.Serve{Slack: slack, Desk: settings.Desk{SlackChannel: "C1"}}, "set DESK=slack"},
		{"a channel in Discord only", settings.Serve{Slack: slack, Desk: settings.Desk{DiscordChannel: "300000000000000001"}}, "set DESK=discord"},
		{"a channel on the other platform", settings.Serve{Slack: slack, Desk: with(func(d *settings.Desk) { d.SlackChannel, d.DiscordChannel = "", "300000000000000001" })}, "SLACK_DESK_CHANNEL is missing"},
		{"no hours", settings.Serve{Slack: slack, Desk: with(func(d *settings.Desk) { d.Hours = "alltid" })}, "DESK_HOURS"},
		{"no zone", settings.Serve{Slack: slack, Desk: with(func(d *settings.Desk) { d.Timezone = "Oslo" })}, "DESK_TIMEZONE"},
		{"no folder", settings.Serve{Slack: slack, Desk: with(func(d *settings.Desk) { d.Texts = []string{"/nowhere"} })}, "DESK_TEXTS"},
		{"less than nothing", settings.Serve{Slack: slack, Desk: with(func(d *settings.Desk) { d.Claim = -1 })}, "DESK_CLAIM"},
		{"a webhook without a desk", settings.Serve{Slack: slack, Desk: settings.Desk{WebhookURL: "https://x.test"}}, "WEBHOOK_URL"},
		{"a webhook", settings.Serve{Slack: slack, Desk: with(func(d *settings.Desk) { d.WebhookURL = "https://x.test" }), WebhookSecret: "whsec_bm9uZQ=="}, ""},
		{"a webhook without a secret", settings.Serve{Slack: slack, Desk: with(func(d *settings.Desk) { d.WebhookURL = "https://x.test" })}, "WEBHOOK_SECRET"},
		{"a webhook at no address", settings.Serve{Slack: slack, Desk: with(func(d *settings.Desk) { d.WebhookURL = "x.test" }), WebhookSecret: "whsec_bm9uZQ=="}, "no address"},
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
