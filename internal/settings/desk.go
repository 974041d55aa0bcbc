package settings

import (
	"cmp"
	"errors"
	"io/fs"
	"slices"
	"time"

	"aktivering/adapters/discord"
	"aktivering/adapters/slack"
	"aktivering/adapters/webhook"
	"aktivering/bot"
	"aktivering/internal/files"
	"aktivering/internal/hours"
	"aktivering/internal/webdesk/live"
	"aktivering/knowledge"
)

// Desk are the settings of all commands by which people can be helped by an agent; nobody
// takes over without a platform.
type Desk struct {
	Platform       bot.Platform  `name:"desk" env:"DESK" enum:"slack,discord,web,none," default:"" placeholder:"PLATFORM" help:"Where agents work: slack, discord, or web for the pages at /desk; none lets nobody take over. Without it, web if neither Slack nor Discord is set up, else none."`
	SlackChannel   string        `name:"slack-desk-channel" env:"SLACK_DESK_CHANNEL" placeholder:"C…" help:"The channel in Slack where agents work, by id."`
	DiscordChannel string        `name:"discord-desk-channel" env:"DISCORD_DESK_CHANNEL" placeholder:"ID" help:"The channel in Discord where agents work, by id."`
	Workspaces     string        `name:"workspaces-file" env:"WORKSPACES_FILE" placeholder:"FILE" help:"A YAML file with the settings of single workspaces of Slack and servers of Discord: language, channels, packs and a desk of their own."`
	Language       Lang          `name:"desk-language" env:"DESK_LANGUAGE" enum:"${languages}" default:"${language}" placeholder:"LANG" help:"The language that agents are written to in: ${a_language}. The default is ${default}."`
	Hours          string        `name:"desk-hours" env:"DESK_HOURS" placeholder:"HOURS" help:"When agents are at work, such as man-fre 08:00-16:00, with several spans (man-tor 08-16, fre 08-14), nights (man-fre 22-06), or 24/7. Never on Norwegian public holidays, except with 24/7. Without it, always."`
	Timezone       string        `name:"desk-timezone" env:"DESK_TIMEZONE" default:"Europe/Oslo" placeholder:"ZONE" help:"The time zone of DESK_HOURS, and of the reminders that people ask for. The default is ${default}."`
	Texts          []string      `name:"desk-texts" env:"DESK_TEXTS" placeholder:"DIR" help:"A folder with texts that agents send often, in addition to the built-in ones. Can be repeated."`
	Team           string        `name:"desk-team" env:"DESK_TEAM" placeholder:"NAME" help:"What people are told instead of the agents' names."`
	Replies        string        `name:"desk-replies" env:"DESK_REPLIES" enum:"marked,all" default:"marked" placeholder:"RULE" help:"Which messages in the thread of a case go to the person: those marked as an answer (marked), or all that are not marked as a note (all). The default is ${default}."`
	WebhookURL     string        `name:"webhook-url" env:"WEBHOOK_URL" private:"" placeholder:"URL" help:"The address that events of cases are posted to."`
	Claim          time.Duration `name:"desk-claim" env:"DESK_CLAIM" default:"15m" help:"How long a case may wait before the desk is notified again. The default is ${default}."`
	Answer         time.Duration `name:"desk-answer" env:"DESK_ANSWER" default:"1h" help:"How long a person may wait for an agent's answer before the agent is reminded. The default is ${default}."`
	Resolve        time.Duration `name:"desk-resolve" env:"DESK_RESOLVE" default:"24h" help:"How long a case may take in all, in hours of work, before the desk is reminded. The default is ${default}."`
	Stale          time.Duration `name:"desk-stale" env:"DESK_STALE" default:"48h" help:"How long an agent's answer may stay unanswered before the person is reminded, and before the case is closed after that. The default is ${default}."`
	BurstPeople    int           `name:"desk-burst-people" env:"DESK_BURST_PEOPLE" default:"5" placeholder:"N" help:"How many people with the same error code within DESK_BURST_WITHIN the desk is told of, so that it can make that a known problem. 0 turns it off. The default is ${default}."`
	BurstWithin    time.Duration `name:"desk-burst-within" env:"DESK_BURST_WITHIN" default:"30m" help:"The time within which they are counted. The default is ${default}."`
}

// The places of a desk that are no platform: the pages at /desk, and nowhere.
const (
	OnWeb   bot.Platform = "web"
	Nowhere bot.Platform = "none"
)

// Channel is the id of the desk's channel; that of a platform without a setting of its own
// is where SlackChannel says.
func (d Desk) Channel() string {
	if d.Platform == discord.Platform {
		return d.DiscordChannel
	}
	return d.SlackChannel
}

// Manned reports that people can take over.
func (d Desk) Manned() bool { return d.Platform != "" && d.Platform != Nowhere }

// Desks are the desks as the core knows them: this one, or none.
func (d Desk) Desks() (bot.Desks, error) {
	if !d.Manned() {
		return nil, nil
	}
	desk := d.at()
	if d.WebhookURL != "" {
		desk.Notify = webhook.Platform
	}
	if err := errors.Join(d.texts(desk), d.times(desk)); err != nil {
		return nil, err
	}
	return bot.Desks{desk}, nil
}

// at is the desk with what needs no reading.
func (d Desk) at() *bot.Desk {
	at := bot.Address{Platform: d.Platform, Channel: d.Channel()}
	if d.Platform == OnWeb {
		at = bot.Address{Platform: live.Platform}
	}
	return &bot.Desk{
		At:       at,
		Language: d.Language, Team: d.Team, RepliesPublic: d.Replies == "all",
		Claim: d.Claim, Answer: d.Answer, Stale: d.Stale, Resolve: d.Resolve,
		Burst: bot.BurstRule{People: d.BurstPeople, Within: d.BurstWithin},
	}
}

// texts reads the texts that agents send often.
func (d Desk) texts(into *bot.Desk) (err error) {
	folders := make([]fs.FS, len(d.Texts))
	for i, folder := range d.Texts {
		folders[i] = knowledge.Folder{FS: files.Folder(folder), Name: folder}
	}
	if into.Canned, err = knowledge.LoadReplies(folders...); err != nil {
		return Errorf("DESK_TEXTS: %v", err)
	}
	return nil
}

// Zone is the time zone that times are told in; UTC where none is set, or a wrong one.
func (d Desk) Zone() (*time.Location, error) {
	zone, err := time.LoadLocation(d.Timezone)
	if err != nil {
		return time.UTC, Errorf("DESK_TIMEZONE: %s is not a time zone; use one such as Europe/Oslo", shown(d.Timezone))
	}
	return zone, nil
}

// times reads when agents are at work.
func (d Desk) times(into *bot.Desk) error {
	var faults []error
	zone, err := d.Zone()
	switch {
	case d.Timezone == "" && d.Manned():
		faults = append(faults, Errorf("DESK_TIMEZONE is empty; use a time zone such as Europe/Oslo"))
	case err != nil:
		faults = append(faults, err) // the hours are checked as well
	}
	into.Zone = zone
	if d.Hours != "" {
		h, err := hours.Parse(d.Hours, zone.String())
		if err != nil {
			faults = append(faults, Errorf("DESK_HOURS: %v", err))
		}
		into.Hours = h
	}
	return errors.Join(faults...)
}

// Faults returns all that is wrong with the settings of the desk; served are the
// platforms that are set up.
func (d Desk) Faults(served ...bot.Platform) error {
	at := d.at()
	own := errors.Join(
		d.texts(at), d.times(at),
		unless(d.Claim >= 0, "DESK_CLAIM must not be negative (%s)", d.Claim),
		unless(d.Answer >= 0, "DESK_ANSWER must not be negative (%s)", d.Answer),
		unless(d.Resolve >= 0, "DESK_RESOLVE must not be negative (%s)", d.Resolve),
		unless(d.BurstPeople >= 0 && d.BurstPeople != 1, "DESK_BURST_PEOPLE must be 0, or more than one (%d)", d.BurstPeople),
		unless(d.BurstWithin >= 0, "DESK_BURST_WITHIN must not be negative (%s)", d.BurstWithin),
		unless(d.Stale >= 0, "DESK_STALE must not be negative (%s)", d.Stale),
	)
	if d.Platform == OnWeb {
		return own
	}
	if !d.Manned() { // perhaps as it is wrong itself
		return errors.Join(
			unless(d.SlackChannel == "", "SLACK_DESK_CHANNEL is set, but DESK is not; set DESK=slack to let people take over there"),
			unless(d.DiscordChannel == "", "DISCORD_DESK_CHANNEL is set, but DESK is not; set DESK=discord to let people take over there"),
			unless(d.WebhookURL == "", "WEBHOOK_URL is set, but DESK is not; without a desk there are no cases to report"),
			own,
		)
	}
	return errors.Join(
		unless(slices.Contains(served, d.Platform), "DESK is %s, but %s is missing; it turns that platform on", d.Platform, cmp.Or(tokens[d.Platform], "its token")),
		unless(d.Channel() != "", "DESK is %s, but %s is missing; set it to the id of the channel where agents work", d.Platform, cmp.Or(channels[d.Platform], "its channel")),
		own,
	)
}

// tokens turn a platform on, and channels are the desk's there.
var (
	tokens   = map[bot.Platform]string{slack.Platform: "SLACK_BOT_TOKEN", discord.Platform: "DISCORD_TOKEN"}
	channels = map[bot.Platform]string{slack.Platform: "SLACK_DESK_CHANNEL", discord.Platform: "DISCORD_DESK_CHANNEL"}
)
