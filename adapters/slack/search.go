package slack

import (
	"context"
	"unicode/utf8"

	slackapi "github.com/slack-go/slack"
)

// Slack's limits of what is found.
const (
	maxFound      = 25 // of the 100 that Slack takes, as many as people look through
	maxFoundLabel = 75 // characters
	maxFoundValue = 150
)

// suggest answers what a person has typed so far in a field with what may be meant.
func (a *Adapter) suggest(ctx context.Context, c callback) (string, error) {
	person := a.users.person(ctx, c.User.ID, c.User.Name)
	options := make([]*slackapi.OptionBlockObject, 0, maxFound)
	for _, found := range a.options.Manager.Complete(c.Value, a.localeOf(ctx, person), maxFound) {
		if utf8.RuneCountInString(string(found.ID)) > maxFoundValue {
			continue
		}
		label := slackapi.NewTextBlockObject(slackapi.PlainTextType, clip(labelOf(found), maxFoundLabel), false, false)
		options = append(options, slackapi.NewOptionBlockObject(string(found.ID), label, nil))
	}
	return encode(map[string]any{"options": options})
}
