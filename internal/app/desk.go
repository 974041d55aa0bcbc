package app

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

// channel is the id of the desk's channel; that of a platform without a setting of its own
// is where SlackChannel says.
func (d Desk) channel() string {
	if d.Platform == discord.Platform {
		return d.DiscordChannel
	}
	return d.SlackChannel
}

// The places of a desk that are no platform: the pages at /desk, and nowhere.
const (
	onWeb   bot.Platform = "web"
	nowhere bot.Platform = "none"
)

// manned reports that people can take over.
func (d Desk) manned() bool { return d.Platform != "" && d.Platform != nowhere }

// desks are the desks as the core knows them: this one, or none.
func (d Desk) desks() (bot.Desks, error) {
	if !d.manned() {
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
	at := bot.Address{Platform: d.Platform, Channel: d.channel()}
	if d.Platform == onWeb {
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
		return fault("DESK_TEXTS: %v", err)
	}
	return nil
}

// zone is the time zone that times are told in; UTC where none is set, or a wrong one.
func (d Desk) zone() (*time.Location, error) {
	zone, err := time.LoadLocation(d.Timezone)
	if err != nil {
		return time.UTC, fault("DESK_TIMEZONE: %s is not a time zone; use one such as Europe/Oslo", shown(d.Timezone))
	}
	return zone, nil
}

// times reads when agents are at work.
func (d Desk) times(into *bot.Desk) error {
	var faults []error
	zone, err := d.zone()
	switch {
	case d.Timezone == "" && d.manned():
		faults = append(faults, fault("DESK_TIMEZONE is empty; use a time zone such as Europe/Oslo"))
	case err != nil:
		faults = append(faults, err) // the hours are checked as well
	}
	into.Zone = zone
	if d.Hours != "" {
		h, err := hours.Parse(d.Hours, zone.String())
		if err != nil {
			faults = append(faults, fault("DESK_HOURS: %v", err))
		}
		into.Hours = h
	}
	return errors.Join(faults...)
}

// tokens turn a platform on, and channels are the desk's there.
var (
	tokens   = map[bot.Platform]string{slack.Platform: "SLACK_BOT_TOKEN", discord.Platform: "DISCORD_TOKEN"}
	channels = map[bot.Platform]string{slack.Platform: "SLACK_DESK_CHANNEL", discord.Platform: "DISCORD_DESK_CHANNEL"}
)

// faults returns all that is wrong with the settings of the desk; served are the
// platforms that are set up.
func (d Desk) faults(served ...bot.Platform) error {
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
	if d.Platform == onWeb {
		return own
	}
	if !d.manned() { // perhaps as it is wrong itself
		return errors.Join(
			unless(d.SlackChannel == "", "SLACK_DESK_CHANNEL is set, but DESK is not; set DESK=slack to let people take over there"),
			unless(d.DiscordChannel == "", "DISCORD_DESK_CHANNEL is set, but DESK is not; set DESK=discord to let people take over there"),
			unless(d.WebhookURL == "", "WEBHOOK_URL is set, but DESK is not; without a desk there are no cases to report"),
			own,
		)
	}
	return errors.Join(
		unless(slices.Contains(served, d.Platform), "DESK is %s, but %s is missing; it turns that platform on", d.Platform, cmp.Or(tokens[d.Platform], "its token")),
		unless(d.channel() != "", "DESK is %s, but %s is missing; set it to the id of the channel where agents work", d.Platform, cmp.Or(channels[d.Platform], "its channel")),
		own,
	)
}
