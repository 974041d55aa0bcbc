package app

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/rs/zerolog"

	"aktivering/adapters/adapterkit"
	"aktivering/adapters/discord"
	"aktivering/bot/port"
	"aktivering/internal/store"
)

// publicKeyDigits is how many hexadecimal digits a public key has.
const publicKeyDigits = 64

// faults returns all that is wrong with the settings of Discord; deskChannel is the id of
// the desk's channel there.
func (d Discord) faults(deskChannel string) error {
	_, api := discord.New(discord.Options{APIURL: d.APIURL})
	if api != nil {
		api = &SettingError{api.Error()}
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
		faults = append(faults, fault("%s: %s is not an id; turn on Developer Mode in Discord and choose Copy Channel ID on the channel", name.setting, shown(name.name)))
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

// discord makes the adapter. Processes that serve from one store share the gateway's shards.
func (a *App) discord(o ServeOptions, manager *current, places *workspaceSettings, s store.Store, intake *adapterkit.Intake) (port.Adapter, error) {
	d := o.Discord
	options := discord.Options{
		Token: d.Token, PublicKey: d.PublicKey, APIURL: d.APIURL, SupportChannels: d.SupportChannels,
		DeskChannel: o.Desk.DiscordChannel, AgentRole: d.AgentRole, Guilds: places.guilds,
		Manager: manager, Language: chosenLanguage(s, discord.Platform), OpenChannels: s.OpenChannels, Recent: s.Recent, Leases: s, Intake: intake, Now: a.Now, Log: a.Log,
	}
	if _, alone := s.(store.Exclusive); alone {
		options.Leases = nil
	}
	return discord.New(options)
}
