package settings_test

import (
	"strings"
	"testing"

	"aktivering/internal/settings"
)

func TestDiscordFaults(t *testing.T) {
	const id = "300000000000000001"
	key := strings.Repeat("a1", 32)
	for _, test := range []struct {
		name string
		with settings.Discord
		desk string // the id of the desk's channel
		want string // what the fault names; empty is none
	}{
		{"nothing", settings.Discord{}, "", ""},
		{"an address alone", settings.Discord{APIURL: "http://127.0.0.1:1/"}, "", ""},
		{"all", settings.Discord{Token: "x.y.z", PublicKey: key, SupportChannels: []string{id, id}, AgentRole: id}, id, ""},
		{"a key without a token", settings.Discord{PublicKey: key}, "", "DISCORD_TOKEN"},
		{"channels without a token", settings.Discord{SupportChannels: []string{id}}, "", "DISCORD_TOKEN"},
		{"a desk without a token", settings.Discord{}, id, "DISCORD_TOKEN"},
		{"Bot before the token", settings.Discord{Token: "Bot x.y.z"}, "", "DISCORD_TOKEN"},
		{"two words", settings.Discord{Token: "x y"}, "", "DISCORD_TOKEN"},
		{"a short key", settings.Discord{Token: "x", PublicKey: key[2:]}, "", "DISCORD_PUBLIC_KEY"},
		{"a key of other letters", settings.Discord{Token: "x", PublicKey: key[2:] + "zz"}, "", "DISCORD_PUBLIC_KEY"},
		{"a channel's name", settings.Discord{Token: "x", SupportChannels: []string{id, "#hjelp"}}, "", "DISCORD_SUPPORT_CHANNELS"},
		{"a desk's name", settings.Discord{Token: "x"}, "desk", "DISCORD_DESK_CHANNEL"},
		{"a role's name", settings.Discord{Token: "x", AgentRole: "@agent"}, "", "DISCORD_AGENT_ROLE"},
	} {
		o := settings.Serve{Database: "a.db", HTTPAddr: "127.0.0.1:0", Discord: test.with}
		if test.desk != "" {
			o.Desk = settings.Desk{Platform: "discord", DiscordChannel: test.desk, Timezone: "UTC"}
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
