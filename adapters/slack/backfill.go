package slack

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	slackapi "github.com/slack-go/slack"
	"golang.org/x/time/rate"

	"aktivering/adapters/adapterkit"
	"aktivering/bot"
)

const (
	// historyPace is how often each of the methods that read messages may be asked, and
	// historyBurst how often at once: Slack answers some fifty such questions a minute.
	historyPace  = 1200 * time.Millisecond
	historyBurst = 20
	// lostTime is how long no connection must have been open for messages to be read
	// again: what Slack could not deliver for a shorter time it sends again soon.
	lostTime = 10 * time.Second
	// overlap is how much earlier a support channel is read: Slack's clock and ours may
	// differ.
	overlap = time.Minute
	// messageSize is about how many bytes a message holds beside its text.
	messageSize = 512
)

func newPace() *rate.Limiter { return rate.NewLimiter(rate.Every(historyPace), historyBurst) }

// newBackfill reads again what was missed.
func (l *lanes) newBackfill() *adapterkit.Backfill {
	b := &adapterkit.Backfill{
		Platform: Platform, Queue: l.events, OpenChannels: l.a.options.OpenChannels, Log: l.a.options.Log, Key: keyOf, Read: l.read,
		Covers: func(at bot.Address, lane string) bool { return at.Channel == lane },
	}
	if l.a.options.Recent != nil {
		b.Recent = l.recent
	}
	return b
}

// keyOf names what is read: a thread, or what stands in a channel beside its threads.
func keyOf(at bot.Address) string {
	if at.Channel == "" || at.Thread == private {
		return ""
	}
	return at.Channel + "/" + at.Thread
}

// recent adds to the threads where people spoke the direct messages themselves: whoever
// begins anew there begins a thread.
func (l *lanes) recent(ctx context.Context, on bot.Platform, since, before time.Time, most int) ([]bot.OpenChannel, error) {
	list, err := l.a.options.Recent(ctx, on, since, before, most)
	if err != nil {
		return nil, err
	}
	known := make(map[string]bool)
	var all []bot.OpenChannel
	for _, place := range list { // the latest comes first
		if direct := place; strings.HasPrefix(place.At.Channel, "D") && !known[place.At.Channel] {
			known[place.At.Channel] = true
			direct.At.Thread = ""
			all = append(all, direct)
		}
		all = append(all, place)
	}
	return all, nil
}

// readMissed reads what was said since nothing was received; the zero time means that
// this process has not received before.
func (l *lanes) readMissed(ctx context.Context, lost time.Time) {
	if l.a.options.OpenChannels == nil && l.a.options.Recent == nil {
		return
	}
	now := l.a.options.Now()
	since := now.Add(-adapterkit.UnaskedTime)
	if at := lost.Add(-overlap); at.After(since) {
		since = at
	}
	if lost.IsZero() {
		lost = now
	}
	var support []bot.OpenChannel
	for _, id := range l.a.options.SupportChannels {
		support = append(support, bot.OpenChannel{At: bot.Address{Platform: Platform, Channel: id}, Since: since})
	}
	hold := l.events.Hold() // before anything comes that is to come after it
	l.background.Go(func() { l.backfill.Run(ctx, hold, lost, now, support...) })
}

// read puts what was said at a place in the queue, in order. Also what was changed:
// where the message is known, its change may not be.
func (l *lanes) read(ctx context.Context, place bot.OpenChannel, back time.Time) error {
	list, err := l.said(ctx, place)
	if err != nil {
		return l.skipped(ctx, place.At, err)
	}
	team := place.At.Space
	if self := l.a.self.Load(); team == "" && self != nil {
		team = self.TeamID
	}
	for _, m := range list {
		m := messageOf(m, place.At.Channel)
		events := []message{m}
		if m.Edited != nil {
			events = append(events, message{
				Type: m.Type, Subtype: subtypeChanged, TS: m.Edited.TS, Channel: m.Channel, ChannelType: m.ChannelType, Message: &m,
			})
		}
		for _, m := range events {
			e := adapterkit.Event{
				Lane: m.Channel, Size: messageSize + len(m.Text),
				Do: func(ctx context.Context) error {
					if in, ok := l.a.messaged(ctx, team, m); ok {
						return l.a.handle(ctx, in)
					}
					return nil
				},
				Done: func(err error) { l.ended(err, m.Channel) },
			}
			if !l.events.Insert(ctx, e, back) {
				return ctx.Err()
			}
		}
	}
	return nil
}

// skipped tells why a place is not read, where that is no fault; for a scope that is
// missing once.
func (l *lanes) skipped(ctx context.Context, at bot.Address, err error) error {
	e, ok := errors.AsType[slackapi.SlackErrorResponse](err)
	if !ok {
		return err
	}
	switch e.Err {
	case "missing_scope":
		if _, known := l.unread.LoadOrStore(at.Channel[:1], true); known {
			return nil
		}
		l.a.options.Log.Warn().Ctx(ctx).Str("channel", at.Channel).Str("scope", e.Needed).Msg("slack: missed messages are not read in such channels: the app lacks the scope")
		return nil
	case "channel_not_found", "not_in_channel", "thread_not_found", "is_archived":
		l.a.options.Log.Info().Ctx(ctx).Str("channel", at.Channel).Str("reason", e.Err).Msg("slack: missed messages are not read")
		return nil
	}
	return err
}

// said returns the messages of a place from a time on, in order.
func (l *lanes) said(ctx context.Context, place bot.OpenChannel) (all []slackapi.Message, err error) {
	oldest := stampOf(place.Since)
	cursor := ""
	for range adapterkit.MaxPages {
		page, next, err := l.page(ctx, place.At, oldest, cursor)
		if err != nil {
			return nil, err
		}
		for _, m := range page {
			taken := m.ReplyCount > 0 && slices.Contains(l.a.options.SupportChannels, place.At.Channel) // somebody has taken it up
			if m.Timestamp >= oldest && (place.At.Thread != "" || !taken) {
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

// page reads some messages of a place. It waits when Slack asks to.
func (l *lanes) page(ctx context.Context, at bot.Address, oldest, cursor string) (list []slackapi.Message, next string, err error) {
	for {
		if at.Thread != "" {
			list, next, err = l.replies(ctx, at, oldest, cursor)
		} else {
			list, next, err = l.history(ctx, at, oldest, cursor)
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

func (l *lanes) replies(ctx context.Context, at bot.Address, oldest, cursor string) (list []slackapi.Message, next string, err error) {
	if err := l.a.repliesPace.Wait(ctx); err != nil {
		return nil, "", err
	}
	list, _, next, err = l.a.api.GetConversationRepliesContext(ctx, &slackapi.GetConversationRepliesParameters{
		ChannelID: at.Channel, Timestamp: at.Thread, Oldest: oldest, Inclusive: true, Cursor: cursor, Limit: adapterkit.MaxMessages,
	})
	return list, next, err
}

func (l *lanes) history(ctx context.Context, at bot.Address, oldest, cursor string) (list []slackapi.Message, next string, err error) {
	if err := l.a.historyPace.Wait(ctx); err != nil {
		return nil, "", err
	}
	r, err := l.a.api.GetConversationHistoryContext(ctx, &slackapi.GetConversationHistoryParameters{
		ChannelID: at.Channel, Oldest: oldest, Inclusive: true, Cursor: cursor, Limit: adapterkit.MaxMessages,
	})
	if err != nil {
		return nil, "", err
	}
	return r.Messages, r.ResponseMetaData.NextCursor, nil
}

// stampOf is a time as a message's timestamp.
func stampOf(at time.Time) string {
	return fmt.Sprintf("%d.%06d", at.Unix(), at.Nanosecond()/int(time.Microsecond))
}

// messageOf is a message that was read as the event that tells of it.
func messageOf(from slackapi.Message, channel string) message {
	m := message{
		Type: "message", Subtype: from.SubType, User: from.User, BotID: from.BotID, Text: from.Text,
		TS: from.Timestamp, ThreadTS: from.ThreadTimestamp, Channel: channel,
	}
	if m.ThreadTS == m.TS {
		m.ThreadTS = "" // others have answered it
	}
	if strings.HasPrefix(channel, "D") {
		m.ChannelType = "im"
	}
	if from.Edited != nil {
		m.Edited = &edited{TS: from.Edited.Timestamp}
	}
	for _, f := range from.Files {
		m.Files = append(m.Files, file{Name: f.Name, Mimetype: f.Mimetype, Permalink: f.Permalink, Download: f.URLPrivateDownload})
	}
	return m
}
