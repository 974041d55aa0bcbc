package discord

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/bwmarrin/discordgo"

	"aktivering/adapters/discord/rest"
	"aktivering/bot/content"
	"aktivering/bot/port"
)

const (
	// maxThreadName is Discord's limit for the name of a thread, in characters.
	maxThreadName = 100
	// archiveAfter is after how many minutes without a message a thread is archived; the
	// next message restores it.
	archiveAfter = 1440
)

// ensureThread opens the thread that a reply goes to, unless it is open. It returns false
// where there can be none: then the reply goes to the channel. opened tells that it is new.
func (s *sender) ensureThread(ctx context.Context, out port.Outbound) (is, opened bool, err error) {
	thread, in := out.To.Thread, out.To.Channel
	if p, ok := s.channels.known.Get(thread); ok && p.isThread() {
		return true, false, nil
	}
	var c channel
	err = s.client.Call(ctx, http.MethodPost, "channels/"+in+"/messages/"+thread+"/threads",
		map[string]any{"name": threadName(out), "auto_archive_duration": archiveAfter}, &c)
	switch e, ok := errors.AsType[*rest.Error](err); {
	case err == nil:
		s.channels.known.Add(thread, c.info())
		s.client.health.Set(in+aboutThreads, nil)
		s.join(ctx, thread, out.Person)
		return true, true, nil
	case rest.HasCode(err, codeThreadExists):
		s.channels.known.Add(thread, channelInfo{parent: in})
		return true, false, nil
	case !ok || e.Status == http.StatusUnauthorized || rest.HasCode(err, discordgo.ErrCodeUnknownChannel):
		return false, false, err
	}
	// The thread was not started from a message, or threads are not allowed here.
	if p, err2 := s.channels.find(ctx, thread); err2 == nil && p.isThread() {
		return true, false, nil
	}
	switch {
	case rest.HasCode(err, discordgo.ErrCodeMissingAccess, discordgo.ErrCodeMissingPermissions):
		s.client.blame(in+aboutThreads, fmt.Errorf("the bot may not open threads in the channel %s: give its role Create Public Threads and Send Messages in Threads there", in))
	case rest.HasCode(err, codeNoMoreThreads):
		s.client.log.Warn().Ctx(ctx).Str("channel", in).Msg("discord: the server has as many threads as it may have; the reply goes to the channel")
	}
	return false, false, nil
}

// join adds a person to a thread, which lists it among their channels. The reply is shown
// also without.
func (s *sender) join(ctx context.Context, thread, person string) {
	if person == "" {
		return
	}
	if err := s.client.Call(ctx, http.MethodPut, "channels/"+thread+"/thread-members/"+person, nil, nil); err != nil {
		s.client.log.Debug().Ctx(ctx).Err(err).Msg("discord: person not added to the thread")
	}
}

// threadName returns the name of the thread of a reply: its first text, behind the number of the
// case that it is about.
func threadName(out port.Outbound) string {
	number := ""
	if out.Case > 0 {
		number = "#" + strconv.Itoa(out.Case) + " "
	}
	for _, b := range out.Reply.Blocks {
		var spans []content.Span
		switch b := b.(type) {
		case content.Heading:
			spans = b.Spans
		case content.Paragraph:
			spans = b.Spans
		default:
			continue
		}
		var name strings.Builder
		for _, s := range spans {
			name.WriteString(s.Text)
		}
		if text := strings.TrimSpace(inLine(name.String())); text != "" {
			return clip(number+text, maxThreadName)
		}
	}
	return number + "Aktivering"
}
