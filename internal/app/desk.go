package app

import (
	"io/fs"
	"slices"
	"time"

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

// chatSession is how the core knows it; nil without one. Faults has found nothing.
func (d Desk) desk() (*bot.Desk, error) {
	if d.On == "" {
		return nil, nil //nolint:nilnil // no desk is no fault
	}
	desk := &bot.Desk{
		At:       bot.Address{Platform: bot.Platform(d.On), Channel: d.Channel},
		Language: d.Language, Team: d.Team, Open: d.Replies == "all",
		Claim: d.Claim, Answer: d.Answer, Stale: d.Stale, Resolve: d.Resolve,
	}
	folders := make([]fs.FS, len(d.Texts))
	for i, folder := range d.Texts {
		folders[i] = knowledge.Folder{FS: files.Folder(folder), Name: folder}
	}
	texts, err := knowledge.LoadReplies(folders...)
	if err != nil {
		return nil, fault("DESK_TEXTS: %v", err)
	}
	desk.Canned = texts
	if d.Webhook != "" {
		desk.Notify = webhook.Platform
	}
	zone, err := time.LoadLocation(d.Zone)
	if err != nil || d.Zone == "" {
		return nil, fault("DESK_TIMEZONE: %s is no time zone: write one such as Europe/Oslo", shown(d.Zone))
	}
	desk.Zone = zone
	if d.Hours != "" {
		h, err := hours.Parse(d.Hours, d.Zone)
		if err != nil {
			return nil, fault("DESK_HOURS: %v", err)
		}
		desk.Hours = h
	}
	return desk, nil
}

// Faults tells what is wrong with the settings of the desk; served are the platforms
// that are set up.
func (d Desk) Faults(served ...bot.Platform) error {
	switch {
	case d.On == "" && d.Channel != "":
		return fault("there is a channel for the desk, and DESK is not set: DESK=%s lets people take over there", slack.Platform)
	case d.On == "" && d.Webhook != "":
		return fault("WEBHOOK_URL is set, and DESK is not: without a desk there are no cases to tell of")
	case d.On == "":
		return nil
	case !slices.Contains(served, bot.Platform(d.On)):
		return fault("DESK is %s, which is not set up", d.On)
	case d.Channel == "":
		return fault("DESK is %s, and its channel is missing: SLACK_DESK_CHANNEL or DISCORD_DESK_CHANNEL names it by id", d.On)
	case d.Claim < 0 || d.Answer < 0 || d.Stale < 0 || d.Resolve < 0:
		return fault("DESK_CLAIM, DESK_ANSWER, DESK_STALE and DESK_RESOLVE cannot be less than nothing")
	}
	_, err := d.desk()
	return err
}
