package slack

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	slackapi "github.com/slack-go/slack"
)

const (
	// checkEvery is how often a channel that is not in order is looked at again.
	checkEvery = time.Minute
	// maxListed bounds the pages of channels that are searched for a name, of listSize each.
	maxListed = 10
	listSize  = 1000
)

// checkChannels looks whether the channels of the settings are there, take messages and have the
// app in them, and again at those that are not in order, until all are or ctx ends.
func (c *client) checkChannels(ctx context.Context, after func(time.Duration) <-chan time.Time) {
	left := slices.Sorted(maps.Keys(c.configured))
	for {
		left = slices.DeleteFunc(left, func(channel string) bool { return c.checkChannel(ctx, channel) })
		if len(left) == 0 {
			return
		}
		select {
		case <-after(checkEvery):
		case <-ctx.Done():
			return
		}
	}
}

// checkChannel looks at a channel. It returns false where it has to be looked at again.
func (c *client) checkChannel(ctx context.Context, channel string) bool {
	err := c.stateOf(ctx, channel)
	if ctx.Err() != nil {
		return true
	}
	c.noteChannel(ctx, channel, err)
	e, refused := errors.AsType[slackapi.SlackErrorResponse](err)
	_, fault := channelFault(channel, err)
	// Of a Slack that answers with something else nothing can be learned, now or later.
	return err == nil || refused && fault == nil && e.Err != "ratelimited" && e.Err != "internal_error" && e.Err != "service_unavailable"
}

// stateOf returns nil for a channel that takes the app's messages, else Slack's error. An app
// without the scope to ask for a channel asks for a message of it.
func (c *client) stateOf(ctx context.Context, channel string) error {
	ch, err := c.api().GetConversationInfoContext(ctx, &slackapi.GetConversationInfoInput{ChannelID: channel})
	e, _ := errors.AsType[slackapi.SlackErrorResponse](err)
	switch {
	case e.Err == "missing_scope":
		_, err = c.api().GetConversationHistoryContext(ctx, &slackapi.GetConversationHistoryParameters{ChannelID: channel, Limit: 1})
		return err //nolint:wrapcheck // the caller reads it
	case err != nil || ch.ID == "":
		return err //nolint:wrapcheck // likewise
	case ch.IsArchived:
		return slackapi.SlackErrorResponse{Err: codeIsArchived}
	case !ch.IsMember:
		return slackapi.SlackErrorResponse{Err: codeNotInChannel}
	}
	return nil
}

// ChannelIDs returns the ids of the channels that have one of the names, as far as the app may
// see them. A name may begin with #.
func ChannelIDs(ctx context.Context, o Options, names ...string) (map[string]string, error) {
	a, err := New(o)
	if err != nil {
		return nil, err
	}
	wanted := make(map[string]string, len(names))
	for _, name := range names {
		wanted[strings.ToLower(strings.TrimPrefix(name, "#"))] = name
	}
	ids := make(map[string]string)
	ask := &slackapi.GetConversationsParameters{ExcludeArchived: true, Limit: listSize, Types: []string{"public_channel", "private_channel"}}
	for range maxListed {
		list, next, err := a.client.api().GetConversationsContext(ctx, ask)
		if err != nil {
			return nil, fmt.Errorf("slack: the channels are not listed: %w", err)
		}
		for _, ch := range list {
			if name, ok := wanted[ch.Name]; ok {
				ids[name] = ch.ID
			}
		}
		if ask.Cursor = next; next == "" || len(ids) == len(wanted) {
			break
		}
	}
	return ids, nil
}
