package app_test

import (
	"strings"
	"testing"

	"aktivering/internal/app"
)

func TestDiscordFaults(t *testing.T) {
	const id = "300000000000000001"
	key := strings.Repeat("a1", 32)
	for _, test := range []struct {
		name string
		with app.Discord
		desk string // the id of the desk's channel
		want string // what the fault names; empty is none
	}{
		{"nothing", app.Discord{}, "", ""},
		{"an address alone", app.Discord{APIURL: "http://127.0.0.1:1/"}, "", ""},
		{"all", app.Discord{Token: "x.y.z", PublicKey: key, SupportChannels: []string{id, id}, AgentRole: id}, id, ""},
		{"a key without a token", app.Discord{PublicKey: key}, "", "DISCORD_TOKEN"},
		{"channels without a token", app.Discord{SupportChannels: []string{id}}, "", "DISCORD_TOKEN"},
		{"a desk without a token", app.Discord{}, id, "DISCORD_TOKEN"},
		{"Bot before the token", app.Discord{Token: "Bot x.y.z"}, "", "DISCORD_TOKEN"},
		{"two words", app.Discord{Token: "x y"}, "", "DISCORD_TOKEN"},
		{"a short key", app.Discord{Token: "x", PublicKey: key[2:]}, "", "DISCORD_PUBLIC_KEY"},
		{"a key of other letters", app.Discord{Token: "x", PublicKey: key[2:] + "zz"}, "", "DISCORD_PUBLIC_KEY"},
		{"a channel's name", app.Discord{Token: "x", SupportChannels: []string{id, "#hjelp"}}, "", "DISCORD_SUPPORT_CHANNELS"},
		{"a desk's name", app.Discord{Token: "x"}, "desk", "DISCORD_DESK_CHANNEL"},
		{"a role's name", app.Discord{Token: "x", AgentRole: "@agent"}, "", "DISCORD_AGENT_ROLE"},
	} {
		o := app.ServeOptions{Database: "a.db", HTTPAddr: "127.0.0.1:0", Discord: test.with}
		if test.desk != "" {
			o.Desk = app.Desk{Platform: "discord", DiscordChannel: test.desk, Timezone: "UTC"}
		}
		err := o.Faults()
		if (err == nil) != (test.want == "") || err != nil && !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: got %v, want %q", test.name, err, test.want)
		}
		if err != nil && strings.Contains(err.Error(), "x.y.z") {
			t.Errorf("%s: the token is told: %v", test.name, err)
		}
	}
}
