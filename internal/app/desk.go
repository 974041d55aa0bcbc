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

// Desk is how people take over; there is none without a place.
type Desk struct {
	// On is the platform of the desk, such as "slack", and Channel the id of the
	// channel there.
	On, Channel string
	// Language is what the agents are written to in.
	Language Lang
	// Hours are when they are at work, such as "man-fre 08:00-16:00"; none mean always.
	// Zone is their time zone.
	Hours, Zone string
	// Texts are folders with texts that agents send often.
	Texts []string
	// Webhook is where another system is told what becomes of cases.
	Webhook string
	// Team is what people are told instead of the agents' names.
	Team string
	// Replies is "marked" or "all": what of the thread goes to the person.
	Replies string
	// Claim, Answer and Stale are how long a case may wait for an agent, a person for
	// an answer, and an agent for the person.
	Claim, Answer, Stale time.Duration
	// Resolve is how long a case may take in all.
	Resolve time.Duration
}

// desk is how the core knows it; nil without one.
func (d Desk) desk() (*bot.Desk, error) {
	if d.On == "" {
		return nil, nil //nolint:nilnil // no desk is no fault
	}
	desk := &bot.Desk{
		At:       bot.Address{Platform: bot.Platform(d.On), Channel: d.Channel},
		Language: d.Language, Team: d.Team, RepliesPublic: d.Replies == "all",
		Claim: d.Claim, Answer: d.Answer, Stale: d.Stale, Resolve: d.Resolve,
	}
	if d.Webhook != "" {
		desk.Notify = webhook.Platform
	}
	if err := errors.Join(d.texts(desk), d.times(desk)); err != nil {
		return nil, err
	}
	return desk, nil
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
	zone, err := time.LoadLocation(d.Zone)
	if err != nil || d.Zone == "" {
		faults = append(faults, fault("DESK_TIMEZONE: %s is no time zone: write one such as Europe/Oslo", shown(d.Zone)))
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

// Faults tells all that is wrong with the settings of the desk; served are the
// platforms that are set up.
func (d Desk) Faults(served ...bot.Platform) error {
	if d.On == "" {
		return errors.Join(
			unless(d.Channel == "", "there is a channel for the desk, and DESK is not set: DESK=%s lets people take over there", slack.Platform),
			unless(d.Webhook == "", "WEBHOOK_URL is set, and DESK is not: without a desk there are no cases to tell of"),
		)
	}
	on := bot.Platform(d.On)
	_, err := d.desk()
	return errors.Join(
		unless(slices.Contains(served, on), "DESK is %s, which is not set up: %s is missing", d.On, cmp.Or(tokens[on], "its token")),
		unless(d.Channel != "", "DESK is %s, and its channel is missing: SLACK_DESK_CHANNEL or DISCORD_DESK_CHANNEL names it by id", d.On),
		unless(d.Claim >= 0 && d.Answer >= 0 && d.Stale >= 0 && d.Resolve >= 0, "DESK_CLAIM, DESK_ANSWER, DESK_STALE and DESK_RESOLVE cannot be less than nothing"),
		err,
	)
}
