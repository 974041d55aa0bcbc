package main

import (
	"time"

	"aktivering/internal/app"
)

// deskFlags are shared by all commands by which people can be helped by an agent.
type deskFlags struct {
	Desk               string        `name:"desk" env:"DESK" enum:"slack,discord," default:"" placeholder:"PLATFORM" group:"Desk" help:"Where people take over: slack or discord. Without it nobody does."`
	SlackDeskChannel   string        `name:"slack-desk-channel" env:"SLACK_DESK_CHANNEL" placeholder:"C…" group:"Desk" help:"The channel in Slack where agents work, by id."`
	DiscordDeskChannel string        `name:"discord-desk-channel" env:"DISCORD_DESK_CHANNEL" placeholder:"ID" group:"Desk" help:"The channel in Discord where agents work, by id."`
	DeskLanguage       string        `name:"desk-language" env:"DESK_LANGUAGE" enum:"nb,nn,en" default:"nb" placeholder:"LANG" group:"Desk" help:"What agents are written to in: nb, nn or en. The default is ${default}."`
	DeskHours          string        `name:"desk-hours" env:"DESK_HOURS" placeholder:"HOURS" group:"Desk" help:"When agents are at work, such as man-fre 08:00-16:00, but for Norwegian public holidays. Without it, always."`
	DeskTimezone       string        `name:"desk-timezone" env:"DESK_TIMEZONE" default:"Europe/Oslo" placeholder:"ZONE" group:"Desk" help:"The time zone of these hours. The default is ${default}."`
	DeskTexts          []string      `name:"desk-texts" env:"DESK_TEXTS" placeholder:"DIR" group:"Desk" help:"A folder with texts that agents send often, beside the built-in ones. Can be repeated."`
	DeskTeam           string        `name:"desk-team" env:"DESK_TEAM" placeholder:"NAME" group:"Desk" help:"What people are told instead of the agents' names."`
	DeskReplies        string        `name:"desk-replies" env:"DESK_REPLIES" enum:"marked,all" default:"marked" placeholder:"RULE" group:"Desk" help:"What of a case's thread goes to the person: only what is marked as an answer, or all that is not marked as a note (marked, all). The default is ${default}."`
	WebhookURL         string        `name:"webhook-url" env:"WEBHOOK_URL" placeholder:"URL" group:"Desk" help:"Where another system is told what becomes of cases."`
	DeskClaim          time.Duration `name:"desk-claim" env:"DESK_CLAIM" default:"15m" group:"Desk" help:"How long a case may wait before the desk is called again. The default is ${default}."`
	DeskAnswer         time.Duration `name:"desk-answer" env:"DESK_ANSWER" default:"1h" group:"Desk" help:"How long a person may wait for an agent's answer before the agent is reminded. The default is ${default}."`
	DeskResolve        time.Duration `name:"desk-resolve" env:"DESK_RESOLVE" default:"24h" group:"Desk" help:"How long a case may take in all, in hours of work, before the desk is told. The default is ${default}."`
	DeskStale          time.Duration `name:"desk-stale" env:"DESK_STALE" default:"48h" group:"Desk" help:"How long an agent's answer may stay unanswered before the person is reminded, and before the case is closed after that. The default is ${default}."`
}

func (f *deskFlags) settings() app.Desk {
	d := app.Desk{
		On: f.Desk, Language: app.Lang(f.DeskLanguage), Hours: f.DeskHours, Zone: f.DeskTimezone, Team: f.DeskTeam,
		Replies: f.DeskReplies, Claim: f.DeskClaim, Answer: f.DeskAnswer, Stale: f.DeskStale, Resolve: f.DeskResolve,
	}
	d.Channel, d.Webhook, d.Texts = f.SlackDeskChannel, f.WebhookURL, f.DeskTexts
	if f.Desk == "discord" || d.Channel == "" {
		d.Channel = f.DiscordDeskChannel
	}
	return d
}
