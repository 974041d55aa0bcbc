package slack

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	slackapi "github.com/slack-go/slack"
	"golang.org/x/time/rate"

	"aktivering/adapters/adapterkit"
	"aktivering/bot"
	"aktivering/bot/port"
)

// historyPace is how often each of the methods that read messages may be called, and
// historyBurst how often at once: Slack allows about fifty such calls a minute.
const (
	historyPace  = 1200 * time.Millisecond
	historyBurst = 20
)

// history reads messages of channels and threads again.
type history struct {
	client  *client
	support []string
	// channels and threads pace the two methods.
	channels, threads *rate.Limiter
	// unread are the kinds of channels that cannot be read again for lack of a scope.
	unread sync.Map
}

func newHistory(c *client, support []string) *history {
	pace := func() *rate.Limiter { return rate.NewLimiter(rate.Every(historyPace), historyBurst) }
	return &history{client: c, support: support, channels: pace(), threads: pace()}
}

// messages returns the messages of a place from a time on, in order. Of a support channel
// those with replies are left out: somebody has answered them.
func (h *history) messages(ctx context.Context, place port.OpenChannel) (all []slackapi.Message, err error) {
	oldest := stampOf(place.Since)
	cursor := ""
	for range adapterkit.MaxPages {
		page, next, err := h.page(ctx, place.At, oldest, cursor)
		if err != nil {
			return nil, err
		}
		for _, m := range page {
			answered := m.ReplyCount > 0 && slices.Contains(h.support, place.At.Channel)
			if m.Timestamp >= oldest && (place.At.Thread != "" || !answered) {
				all = append(all, m)
			}
		}
		if cursor = next; cursor == "" {
			break
		}
	}
	slices.SortStableFunc(all, func(a, b slackapi.Message) int { return strings.Compare(a.Timestamp, b.Timestamp) })
	return all, nil
}

// page reads a page of messages. It waits when Slack asks to.
func (h *history) page(ctx context.Context, at bot.Address, oldest, cursor string) (list []slackapi.Message, next string, err error) {
	for {
		if at.Thread != "" {
			list, next, err = h.replies(ctx, at, oldest, cursor)
		} else {
			list, next, err = h.channel(ctx, at, oldest, cursor)
		}
		after := retryAfter(err)
		if after == 0 {
			return list, next, err
		}
		select {
		case <-time.After(after):
		case <-ctx.Done():
			return nil, "", ctx.Err()
		}
	}
}

func (h *history) replies(ctx context.Context, at bot.Address, oldest, cursor string) (list []slackapi.Message, next string, err error) {
	if err := h.threads.Wait(ctx); err != nil {
		return nil, "", err
	}
	list, _, next, err = h.client.api().GetConversationRepliesContext(ctx, &slackapi.GetConversationRepliesParameters{
		ChannelID: at.Channel, Timestamp: at.Thread, Oldest: oldest, Inclusive: true, Cursor: cursor, Limit: adapterkit.MaxMessages,
	})
	return list, next, err
}

func (h *history) channel(ctx context.Context, at bot.Address, oldest, cursor string) (list []slackapi.Message, next string, err error) {
	if err := h.channels.Wait(ctx); err != nil {
		return nil, "", err
	}
	r, err := h.client.api().GetConversationHistoryContext(ctx, &slackapi.GetConversationHistoryParameters{
		ChannelID: at.Channel, Oldest: oldest, Inclusive: true, Cursor: cursor, Limit: adapterkit.MaxMessages,
	})
	if err != nil {
		return nil, "", err
	}
	return r.Messages, r.ResponseMetaData.NextCursor, nil
}

// stampOf returns a time as a message's timestamp.
func stampOf(at time.Time) string {
	return fmt.Sprintf("%d.%06d", at.Unix(), at.Nanosecond()/int(time.Microsecond))
}
