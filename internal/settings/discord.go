package settings

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/rs/zerolog"

	"aktivering/adapters/discord"
)

// Discord are the settings of Discord; it is not served without a token.
type Discord struct {
	Token     string `name:"discord-token" env:"DISCORD_TOKEN" secret:"" placeholder:"TOKEN" help:"The bot's token; without it Discord is not served. ${env} or ${env}_FILE."`
	PublicKey string `name:"discord-public-key" env:"DISCORD_PUBLIC_KEY" placeholder:"KEY" help:"The application's public key; turns on the HTTP endpoint /discord/interactions."`
	APIURL    string `name:"discord-api-url" env:"DISCORD_API_URL" placeholder:"URL" help:"The address of Discord's API, if it is not Discord's own."`
	// AdministratorChannels are of those who look after the PCs of others.
	AdministratorChannels []string `name:"discord-administrator-channels" env:"DISCORD_ADMINISTRATOR_CHANNELS" placeholder:"ID" help:"Channels, by id, where administrators ask: articles for administrators come first there."`
	SupportChannels       []string `name:"discord-support-channels" env:"DISCORD_SUPPORT_CHANNELS" placeholder:"ID" help:"Channels and forums, by id, where messages are answered that are certain to be about a documented problem."`
	AgentRole             string   `name:"discord-agent-role" env:"DISCORD_AGENT_ROLE" placeholder:"ID" help:"The role, by id, that is notified of cases and whose members may act at the desk. Without it, everybody in the desk's channel may."`
}

// publicKeyDigits is how many hexadecimal digits a public key has.
const publicKeyDigits = 64

// faults returns all that is wrong with the settings of Discord; deskChannel is the id of
// the desk's channel there.
func (d Discord) faults(deskChannel string) error {
	_, api := discord.New(discord.Options{APIURL: d.APIURL})
	if api != nil {
		api = &Error{api.Error()}
	}
	off := d.PublicKey == "" && deskChannel == "" && d.AgentRole == "" && len(d.SupportChannels) == 0 && len(d.AdministratorChannels) == 0
	faults := []error{
		api,
		unless(d.Token != "" || off, "DISCORD_TOKEN is missing; copy it from the application's page under Bot"),
		unless(!strings.HasPrefix(d.Token, "Bot ") && !strings.ContainsAny(d.Token, " \t\r\n"), "DISCORD_TOKEN is not a token; copy it from the application's page under Bot, without Bot before it"),
		unless(d.PublicKey == "" || len(d.PublicKey) == publicKeyDigits && strings.Trim(strings.ToLower(d.PublicKey), "0123456789abcdef") == "", "DISCORD_PUBLIC_KEY is not a public key; copy the 64 hexadecimal digits from the application's page under General Information"),
		unless(d.AgentRole == "" || snowflake(d.AgentRole), "DISCORD_AGENT_ROLE: %s is not an id; turn on Developer Mode in Discord and choose Copy Role ID on the role", shown(d.AgentRole)),
	}
	for _, name := range d.misnamed(deskChannel) {
		faults = append(faults, Errorf("%s: %s is not an id; turn on Developer Mode in Discord and choose Copy Channel ID on the channel", name.setting, shown(name.name)))
	}
	return errors.Join(faults...)
}

// misnamed returns the channels that are not named by their ids.
func (d Discord) misnamed(deskChannel string) (list []misnamed) {
	for _, id := range d.AdministratorChannels {
		if !snowflake(id) {
			list = append(list, misnamed{"DISCORD_ADMINISTRATOR_CHANNELS", id})
		}
	}
	if deskChannel != "" && !snowflake(deskChannel) {
		list = append(list, misnamed{"DISCORD_DESK_CHANNEL", deskChannel})
	}
	for _, id := range d.SupportChannels {
		if !snowflake(id) {
			list = append(list, misnamed{"DISCORD_SUPPORT_CHANNELS", id})
		}
	}
	return list
}

// channelIDs returns the ids of channels by their names.
func (d Discord) channelIDs(ctx context.Context, names []string) (map[string]string, error) {
	return discord.ChannelIDs(ctx, discord.Options{Token: d.Token, APIURL: d.APIURL, Now: time.Now, Log: zerolog.Nop()}, names...)
}

// snowflake reports an id as Discord gives them.
func snowflake(id string) bool {
	return len(id) >= 15 && len(id) <= 20 && strings.Trim(id, "0123456789") == ""
}
