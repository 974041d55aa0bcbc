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
	"aktivering/knowledge"
)

// channel is the id of the desk's channel.
func (d Desk) channel() string {
	if d.Platform == discord.Platform || d.SlackChannel == "" {
		return d.DiscordChannel
	}
	return d.SlackChannel
}

// desks are the desks as the core knows them: this one, or none.
func (d Desk) desks() (bot.Desks, error) {
	if d.Platform == "" {
		return nil, nil
	}
	desk := &bot.Desk{
		At:       bot.Address{Platform: d.Platform, Channel: d.channel()},
		Language: d.Language, Team: d.Team, RepliesPublic: d.Replies == "all",
		Claim: d.Claim, Answer: d.Answer, Stale: d.Stale, Resolve: d.Resolve,
	}
	if d.WebhookURL != "" {
		desk.Notify = webhook.Platform
	}
	if err := errors.Join(d.texts(desk), d.times(desk)); err != nil {
		return nil, err
	}
	return bot.Desks{desk}, nil
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

// times reads when agents are at work.
func (d Desk) times(into *bot.Desk) error {
	var faults []error
	zone, err := time.LoadLocation(d.Timezone)
	if err != nil || d.Timezone == "" {
		faults = append(faults, fault("DESK_TIMEZONE: %s is no time zone: write one such as Europe/Oslo", shown(d.Timezone)))
		zone = time.UTC // so that the hours are checked as well
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

// tokens are what sets a platform up.
var tokens = map[bot.Platform]string{slack.Platform: "SLACK_BOT_TOKEN", discord.Platform: "DISCORD_TOKEN"}

// faults returns all that is wrong with the settings of the desk; served are the
// platforms that are set up.
func (d Desk) faults(served ...bot.Platform) error {
	if d.Platform == "" {
		return errors.Join(
			unless(d.channel() == "", "there is a channel for the desk, and DESK is not set: DESK=%s lets people take over there", slack.Platform),
			unless(d.WebhookURL == "", "WEBHOOK_URL is set, and DESK is not: without a desk there are no cases to tell of"),
		)
	}
	_, err := d.desks()
	return errors.Join(
		unless(slices.Contains(served, d.Platform), "DESK is %s, which is not set up: %s is missing", d.Platform, cmp.Or(tokens[d.Platform], "its token")),
		unless(d.channel() != "", "DESK is %s, and its channel is missing: SLACK_DESK_CHANNEL or DISCORD_DESK_CHANNEL names it by id", d.Platform),
		unless(d.Claim >= 0 && d.Answer >= 0 && d.Stale >= 0 && d.Resolve >= 0, "DESK_CLAIM, DESK_ANSWER, DESK_STALE and DESK_RESOLVE cannot be less than nothing"),
		err,
	)
}
