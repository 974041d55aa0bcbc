package discord_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"aktivering/adapters/discord"
)

// Each thing that can be wrong with the token, intents and channels is a line that says what to do.
func TestExamine(t *testing.T) {
	for name, c := range map[string]struct {
		app    map[string]any
		guilds []map[string]any
		status int
		want   string
	}{
		"well":           {app: map[string]any{"id": self, "name": "Aktivering", "flags": 1 << 19}, want: "DISCORD_DESK_CHANNEL " + deskChannel + " ok"},
		"no token":       {status: http.StatusUnauthorized, want: "DISCORD_TOKEN fault"},
		"no intent":      {app: map[string]any{"id": self, "flags": 0}, want: "Message Content Intent fault turn it on"},
		"many servers":   {app: map[string]any{"id": self, "flags": 1 << 18, "approximate_guild_count": 80}, want: "Discord servers warning the bot is on 80; from 100 on Discord has to verify it"},
		"few users":      {app: map[string]any{"id": self, "flags": 1 << 18}, guilds: members(1, 120), want: "Discord users ok the servers of the bot have 120 members"},
		"many users":     {app: map[string]any{"id": self, "flags": 1 << 18}, guilds: members(250, 40), want: "Discord users warning the servers of the bot have 10000 members, who count once each; from 10000 people on"},
		"administrators": {app: map[string]any{"id": self, "flags": 1 << 18}, want: "DISCORD_ADMINISTRATOR_CHANNELS " + deskChannel + " ok the channel is there"},
		"their channel":  {app: map[string]any{"id": self, "flags": 1 << 18}, want: "DISCORD_ADMINISTRATOR_CHANNELS 404 warning the channel cannot be seen"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newServer(t)
			s.failing(func(made call, w http.ResponseWriter) bool {
				switch {
				case made.path == "/users/@me/guilds":
					_ = json.NewEncoder(w).Encode(page(c.guilds, made.query))
				case made.path == "/channels/404":
					refusal(w, http.StatusNotFound, 10003)
				case made.path != "/applications/@me":
					return false
				case c.status != 0:
					refusal(w, c.status, 0)
				default:
					_ = json.NewEncoder(w).Encode(c.app)
				}
				return true
			})
			var got strings.Builder
			for _, f := range discord.Examine(t.Context(), discord.Options{
				Token: token, APIURL: s.web.URL + "/api/v10", DeskChannel: deskChannel, AdministratorChannels: []string{deskChannel, "404"}, Now: time.Now, Log: zerolog.Nop(),
			}) {
				got.WriteString(f.What + " " + string(f.State) + " " + f.Detail + "\n")
			}
			if !strings.Contains(got.String(), c.want) {
				t.Errorf("found\n%swant %s", got.String(), c.want)
			}
		})
	}
}

// members are so many servers with so many members each.
func members(servers, each int) (guilds []map[string]any) {
	for i := range servers {
		guilds = append(guilds, map[string]any{"id": strconv.Itoa(1000 + i), "approximate_member_count": each})
	}
	return guilds
}

// page is what Discord tells of servers in one answer.
func page(guilds []map[string]any, asked url.Values) []map[string]any {
	if asked.Get("with_counts") != "true" {
		return nil
	}
	start := slices.IndexFunc(guilds, func(g map[string]any) bool { return g["id"] == asked.Get("after") }) + 1
	limit, _ := strconv.Atoi(asked.Get("limit"))
	return guilds[start:min(start+limit, len(guilds))]
}
