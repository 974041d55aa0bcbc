package app_test

import (
	"strings"
	"testing"

	"aktivering/internal/app"
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
		o := app.ServeOptions{
			Database: "a.db", HTTPAddr: "127.0.0.1:0", Slack: app.Slack{Token: "xoxb-1", AppToken: "xapp-1", AgentGroup: c.group},
			Desk: app.Desk{SlackChannel: c.channel, Platform: "slack", Timezone: "UTC"},
		}
		if c.channel == "" {
			o.Desk = app.Desk{}
		}
		err := o.Faults()
		if c.fault == "" && err != nil || c.fault != "" && (err == nil || !strings.Contains(err.Error(), c.fault)) {
			t.Errorf("%+v: got %v", c, err)
		}
	}
}
