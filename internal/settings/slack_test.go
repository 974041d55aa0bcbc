package settings_test

import (
	"strings"
	"testing"

	"aktivering/internal/settings"
)

func TestSlackAgentGroupFaults(t *testing.T) {
	for _, c := range []struct {
		group, channel, fault string
	}{
		{"", "", ""},
		{"S0123ABC", "C1", ""},
		{"@it", "C1", "not the id of a user group"},
		{"C0123ABC", "C1", "not the id of a user group"},
		{"S0123ABC", "", "SLACK_DESK_CHANNEL"},
	} {
		o := settings.Serve{
			Database: "a.db", HTTPAddr: "127.0.0.1:0", Slack: settings.Slack{Token: "xoxb-1", AppToken: "xapp-1", AgentGroup: c.group},
			Desk: settings.Desk{SlackChannel: c.channel, Platform: "slack", Timezone: "UTC"},
		}
		if c.channel == "" {
			o.Desk = settings.Desk{}
		}
		err := o.Faults()
		if c.fault == "" && err != nil || c.fault != "" && (err == nil || !strings.Contains(err.Error(), c.fault)) {
			t.Errorf("%+v: got %v", c, err)
		}
	}
}

// A channel is named by its id: a name is refused, with where the id stands.
func TestSlackChannelFaults(t *testing.T) {
	for _, c := range []struct{ channel, fault string }{
		{"C0123ABC", ""},
		{"G0123ABC", ""},
		{"#hjelp", `"#hjelp" is not the id of a channel`},
		{"hjelp", `"hjelp" is not the id of a channel`},
		{"D0123ABC", `"D0123ABC" is not the id of a channel`},
		{"<#C0123ABC>", `"<#C0123ABC>" is not the id of a channel`},
		{"xoxb-123456789012-123456789012-abcdefghijkl", "what is set there is not the id of a channel"},
	} {
		slack := settings.Slack{Token: "xoxb-1", AppToken: "xapp-1"}
		desk := settings.Desk{SlackChannel: c.channel, Platform: "slack", Timezone: "UTC"}
		support := slack
		support.SupportChannels = []string{"C1", c.channel}
		for setting, o := range map[string]settings.Serve{
			"SLACK_DESK_CHANNEL: ":     {Slack: slack, Desk: desk},
			"SLACK_SUPPORT_CHANNELS: ": {Slack: support},
		} {
			o.Database, o.HTTPAddr = "a.db", "127.0.0.1:0"
			err := o.Faults()
			if c.fault == "" && err != nil || c.fault != "" && (err == nil || !strings.Contains(err.Error(), setting+c.fault)) {
				t.Errorf("%s%s: got %v", setting, c.channel, err)
			}
		}
	}
}
