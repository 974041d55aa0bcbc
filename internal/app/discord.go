package app

import (
	"aktivering/adapters/adapterkit"
	"aktivering/adapters/discord"
	"aktivering/bot/port"
	"aktivering/internal/settings"
	"aktivering/internal/store"
)

// discord makes the adapter. Processes that serve from one store share the gateway's shards.
func (a *App) discord(o settings.Serve, manager *current, places *workspaceSettings, s store.Store, intake *adapterkit.Intake) (port.Adapter, error) {
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
