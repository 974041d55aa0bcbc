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
	setting := c.configured[channel]
	if setting == "" {
		return
	}
	says, fault := channelFault(channel, err)
	if !says {
		return
	}
	if fault != nil {
		fault = fmt.Errorf("%s: %w", setting, fault)
	}
	switch news := c.health.Set(channel, fault); {
	case news && fault != nil:
		c.log.Error().Ctx(ctx).Err(fault).Msg("slack: needs an administrator")
	case news:
		c.log.Info().Ctx(ctx).Str("setting", setting).Str("channel", channel).Msg("slack: the channel is in order now")
	}
}

// Errors of Slack that tell what is wrong with a channel.
const (
	codeNotInChannel    = "not_in_channel"
	codeChannelNotFound = "channel_not_found"
	codeIsArchived      = "is_archived"
)

// channelFault reports whether an error says something of a channel, and returns what an
// administrator has to do about it.
func channelFault(channel string, err error) (says bool, fault error) {
	e, _ := errors.AsType[slackapi.SlackErrorResponse](err)
	switch {
	case err == nil:
		return true, nil
	case e.Err == codeNotInChannel:
		return true, fmt.Errorf("the app is not in the channel %s: invite it there", channel)
	case e.Err == codeChannelNotFound:
		return true, fmt.Errorf("there is no channel %s for the app: check the id, or invite the app if the channel is private", channel)
	case e.Err == codeIsArchived:
		return true, fmt.Errorf("the channel %s is archived: name another one", channel)
	}
	return false, nil
}
