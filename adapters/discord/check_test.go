package discord_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"aktivering/adapters/discord"
)

// journal is a log that the test reads.
type journal struct {
	mu   sync.Mutex
	text strings.Builder
}

func (j *journal) Write(b []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.Write(b)
}

func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.String()
}

// The channels of the settings are looked at when the adapter starts: that they are there, are of
// the right kind, and let the bot do what it has to. What is wrong is named until it is mended.
func TestChannelsAreChecked(t *testing.T) {
	t.Parallel()
	type object = map[string]any
	channel := func(kind int, overwrites ...object) object {
		return object{"id": deskChannel, "type": kind, "guild_id": guild, "permission_overwrites": overwrites}
	}
	roles := func(everybody, own string, mentionable bool) object {
		return object{"id": guild, "roles": []object{{"id": guild, "permissions": everybody}, {"id": botRole, "permissions": own}, {"id": agentRole, "permissions": "0", "mentionable": mentionable}}}
	}
	const (
		needed = "309237763072"
		// Bits of what is allowed.
		view, send, history, threads, everybody = "1024", "2048", "65536", "34359738368", "131072"
	)
	for name, c := range map[string]struct {
		channel, guild object // nil means as they are
		want, warns    string
	}{
		"all is well":               {},
		"for announcements":         {channel: channel(5)},
		"by everybody's role":       {guild: roles(needed, "0", true)},
		"for an administrator":      {guild: roles("0", "8", false), channel: channel(0, object{"id": guild, "allow": "0", "deny": view})},
		"allowed to its role":       {channel: channel(0, object{"id": guild, "allow": "0", "deny": view}, object{"id": botRole, "allow": view, "deny": "0"})},
		"allowed to itself":         {channel: channel(0, object{"id": botRole, "allow": "0", "deny": send}, object{"id": self, "allow": send, "deny": "0"})},
		"denied to others":          {channel: channel(0, object{"id": agentRole, "allow": "0", "deny": send})},
		"not there":                 {channel: object{}, want: "DISCORD_DESK_CHANNEL: the channel " + deskChannel + " cannot be seen"},
		"a forum":                   {channel: channel(15), want: "DISCORD_DESK_CHANNEL: the channel " + deskChannel + " is no text channel"},
		"a voice channel":           {channel: channel(2), want: "is no text channel"},
		"denied to everybody":       {channel: channel(0, object{"id": guild, "allow": "0", "deny": send}), want: "lacks permissions in the channel " + deskChannel + ": give its role Send Messages there"},
		"two that are missing":      {channel: channel(0, object{"id": self, "allow": "0", "deny": history}, object{"id": botRole, "allow": "0", "deny": threads}), want: "give its role Read Message History, Create Public Threads there"},
		"invited with nothing":      {guild: roles("0", "0", true), want: "DISCORD_DESK_CHANNEL: the bot lacks permissions in the channel " + deskChannel + ": give its role View Channels, Send Messages in Threads, Embed Links, Read Message History, Send Messages, Create Public Threads there"},
		"no pictures":               {channel: channel(0, object{"id": guild, "allow": "0", "deny": "32768"}), warns: "pictures cannot be shown"},
		"a role nobody can mention": {guild: roles("0", needed, false), warns: "nobody is notified of cases"},
		"everybody can be":          {channel: channel(0, object{"id": self, "allow": everybody, "deny": "0"}), guild: roles("0", needed, false)},
		"a role that is not there":  {guild: object{"id": guild, "roles": []object{{"id": guild, "permissions": needed}}}, want: "DISCORD_AGENT_ROLE: there is no role " + agentRole},
		"a Discord of another kind": {guild: object{"id": "1"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel() // each waits for a look that comes later
			var log journal
			s := newServer(t, withDesk, func(o *discord.Options) { o.Log = zerolog.New(&log) })
			mended := false
			s.failing(func(call call, w http.ResponseWriter) bool {
				answer := map[string]object{"/channels/" + deskChannel: c.channel, "/guilds/" + guild: c.guild}[call.path]
				switch {
				case answer == nil, mended, call.method != http.MethodGet:
					return false
				case len(answer) == 0:
					refusal(w, http.StatusNotFound, 10003)
				default:
					_ = json.NewEncoder(w).Encode(answer) // the adapter tells
				}
				return true
			})
			go func() { _ = s.adapter.Run(t.Context(), &kept{}) }() // the tests of the end look
			looks := func(n int) {
				s.until("looked at", func() bool { return len(s.made("GET /channels/"+deskChannel+"$")) >= n })
			}
			if c.want == "" {
				looks(1)
				s.until("ready", func() bool { return s.adapter.Ready() == nil })
				s.until("warned of", func() bool { return strings.Contains(log.String(), c.warns) })
				if time.Sleep(20 * time.Millisecond); s.adapter.Ready() != nil || strings.Contains(log.String(), "administrator") || c.warns == "" && strings.Contains(log.String(), `"warn"`) {
					t.Errorf("ready is %v, the log\n%s", s.adapter.Ready(), log.String())
				}
				return
			}
			s.until("told", func() bool { err := s.adapter.Ready(); return err != nil && strings.Contains(err.Error(), c.want) })
			looks(2)
			if n := strings.Count(log.String(), c.want); n != 1 {
				t.Errorf("it is logged %d times:\n%s", n, log.String())
			}
			s.mu.Lock()
			mended = true
			s.mu.Unlock()
			s.until("over", func() bool { return s.adapter.Ready() == nil })
			if !strings.Contains(log.String(), "channel is in order now") {
				t.Errorf("the log does not say that it is over:\n%s", log.String())
			}
		})
	}
}

// A support channel can be a forum, where fewer permissions do.
func TestForumsAreChecked(t *testing.T) {
	s := newServer(t)
	s.failing(func(call call, w http.ResponseWriter) bool {
		if call.path == "/channels/"+forum {
			_ = json.NewEncoder(w).Encode(map[string]any{"id": forum, "type": 15, "guild_id": guild, "permission_overwrites": []map[string]any{{"id": guild, "allow": "0", "deny": "34359740416"}}}) // the adapter tells
		}
		return call.path == "/channels/"+forum
	})
	s.run(&kept{})
	s.awaited("GET /channels/" + forum + "$")
	if time.Sleep(20 * time.Millisecond); s.adapter.Ready() != nil {
		t.Errorf("ready is %v", s.adapter.Ready())
	}
}

// Names are looked up, so that whoever sets one is told the id.
func TestChannelIDs(t *testing.T) {
	s := newServer(t)
	o := discord.Options{Token: token, APIURL: s.web.URL + "/api/v10", Now: time.Now, Log: zerolog.Nop()}
	ids, err := discord.ChannelIDs(t.Context(), o, "#Hjelp", "spørsmål", "none")
	if err != nil || len(ids) != 2 || ids["#Hjelp"] != support || ids["spørsmål"] != forum {
		t.Errorf("ids are %v, %v", ids, err)
	}
	s.refuse("/users/@me/guilds", http.StatusUnauthorized, 0, -1)
	if ids, err := discord.ChannelIDs(t.Context(), o, "hjelp"); err == nil || len(ids) > 0 {
		t.Errorf("without a token: %v, %v", ids, err)
	}
}
