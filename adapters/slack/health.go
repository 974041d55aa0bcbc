package slack

import (
	"context"
	"errors"
	"fmt"

	slackapi "github.com/slack-go/slack"
)

// What a fault can be about besides single channels, which go by their id. These sort
// before the ids.
const (
	aboutConnection = " 1 connection"
	aboutRequests   = " 2 requests"
	aboutScopes     = " 3 scopes"
)

// noteChannel takes note of whether a channel of the settings takes messages; where it does
// not, an administrator must act.
func (c *client) noteChannel(ctx context.Context, channel string, err error) {
	if !c.configured[channel] {
		return
	}
	e, named := errors.AsType[slackapi.SlackErrorResponse](err)
	if err == nil {
		c.health.Set(channel, nil)
		return
	}
	if !named {
		return // it says nothing about the channel
	}
	var fault error
	switch e.Err {
	case "not_in_channel":
		fault = fmt.Errorf("the app is not in the channel %s: invite it there", channel)
	case "channel_not_found":
		fault = fmt.Errorf("there is no channel %s for the app: check the id, or invite the app if the channel is private", channel)
	case "is_archived":
		fault = fmt.Errorf("the channel %s is archived: name another one", channel)
	default:
		return // likewise
	}
	if c.health.Set(channel, fault) {
		c.log.Error().Ctx(ctx).Err(fault).Msg("slack: needs an administrator")
	}
}
