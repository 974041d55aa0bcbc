package settings

import (
	"cmp"

	"aktivering/adapters/discord"
	"aktivering/adapters/slack"
	"aktivering/bot"
	"aktivering/internal/workspaces"
	"aktivering/knowledge"
)

// Platforms tell which platforms serve answers on, for commands that do not: where it serves
// none, the desk is in the browser without any setting.
type Platforms struct {
	SlackToken    string `name:"slack-bot-token" env:"SLACK_BOT_TOKEN" secret:"" hidden:"" help:"Where serve has a token, the desk is not in the browser by itself. ${env} or ${env}_FILE."`
	SlackClientID string `name:"slack-client-id" env:"SLACK_CLIENT_ID" hidden:"" help:"As the token, where workspaces install the app."`
	DiscordToken  string `name:"discord-token" env:"DISCORD_TOKEN" secret:"" hidden:"" help:"Where serve has a token, the desk is not in the browser by itself. ${env} or ${env}_FILE."`
}

// DeskOrDefault are the settings of the desk as serve has them: in the browser where nothing else is set up.
func (p Platforms) DeskOrDefault(d Desk) Desk {
	if d.Platform == "" && p == (Platforms{}) {
		d.Platform = OnWeb
		d.Timezone = cmp.Or(d.Timezone, "UTC")
	}
	return d
}

// Checker finds what is wrong with the settings of workspaces, on the platforms that are served.
func (p Platforms) Checker(kb *knowledge.Base, zone string) workspaces.Checker {
	c := workspaces.Checker{Platforms: make(map[bot.Platform]workspaces.Rules), Zone: cmp.Or(zone, "UTC")}
	if p.SlackClientID != "" {
		c.Platforms[slack.Platform] = workspaces.Rules{
			IsWorkspace: func(id string) bool { return slackID(id, "T") },
			IsChannel:   func(id string) bool { return slackID(id, "CG") },
			IsAgents:    userGroup,
			Alerts:      []string{"here", "channel"},
			Workspace:   "which begins with T",
			Channel:     "ids of channels begin with C and stand at the end of what Slack shows about a channel",
			Agents:      "a user group, which begins with S",
		}
	}
	if p.DiscordToken != "" {
		c.Platforms[discord.Platform] = workspaces.Rules{
			IsWorkspace: snowflake, IsChannel: snowflake, IsAgents: snowflake,
			Workspace: "a number: turn on Developer Mode in Discord and choose Copy Server ID",
			Channel:   "turn on Developer Mode in Discord and choose Copy Channel ID on the channel",
			Agents:    "a role, a number",
		}
	}
	for _, l := range kb.Languages().IDs() {
		c.Languages = append(c.Languages, string(l))
	}
	for _, pack := range kb.Packs() {
		c.Packs = append(c.Packs, pack.ID)
	}
	return c
}
