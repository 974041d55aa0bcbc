package slack

import (
	"context"
	"strconv"
	"strings"
	"unicode/utf8"

	slackapi "github.com/slack-go/slack"
)

// Slack's limits of what is found.
const (
	maxFound      = 25 // of the 100 that Slack takes, as many as people look through
	maxFoundLabel = 75 // characters
	maxFoundValue = 150
	maxHint       = 150 // characters of what stands in an empty field
)

// searchPrefix begins the id of a field of a message in which a problem is searched for. The turn
// of the message follows.
const searchPrefix = "search-"

// search returns a field in which a problem is searched for: Slack asks for what to choose from,
// also before anything is typed.
func search(hint *slackapi.TextBlockObject, id string) slackapi.BlockElement {
	atOnce := 0
	field := slackapi.NewOptionsSelectBlockElement(slackapi.OptTypeExternal, hint, id)
	field.MinQueryLength = &atOnce
	return field
}

// searchedIn returns the turn of the message in whose field something was found; false for
// anything else.
func searchedIn(actionID string) (turn int, ok bool) {
	rest, ok := strings.CutPrefix(actionID, searchPrefix)
	turn, err := strconv.Atoi(rest)
	return turn, ok && err == nil
}

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

// clip cuts a text to so many characters.
func clip(text string, most int) string {
	if utf8.RuneCountInString(text) <= most {
		return text
	}
	return string([]rune(text)[:most-1]) + "…"
}
