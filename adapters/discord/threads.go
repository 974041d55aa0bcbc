package discord

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/bwmarrin/discordgo"

	"aktivering/adapters/discord/rest"
	"aktivering/bot"
)

const (
	// maxThreadName is in characters.
	maxThreadName = 100
	// threadRests is after how many minutes without a word a thread is put away; the
	// next word brings it back.
	threadRests = 1440
)

// OpenThread returns the address of the thread on a message. The thread has the message's
// id, and is opened when the first reply goes to it.
func (a *Adapter) OpenThread(_ context.Context, desk bot.Address, card bot.MessageID) (bot.Address, error) {
	desk.Thread = string(card)
	return desk, nil
}

// ensureThread makes sure that the thread is there that a reply goes to. It returns
// false where none can be: then the reply goes to the channel.
func (a *Adapter) ensureThread(ctx context.Context, out bot.Outbound) (bool, error) {
	thread, in := out.To.Thread, out.To.Channel
	if p, ok := a.places.Get(thread); ok && p.parent != "" {
		return true, nil
	}
	var c channel
	err := a.rest.Call(ctx, http.MethodPost, "channels/"+in+"/messages/"+thread+"/threads",
		map[string]any{"name": threadName(out.Reply), "auto_archive_duration": threadRests}, &c)
	switch e, ok := errors.AsType[*rest.Error](err); {
	case err == nil:
		a.places.Add(thread, c.place())
		a.faults.note(in+aboutThreads, nil)
		a.join(ctx, thread, out.Person)
		return true, nil
	case rest.HasCode(err, codeThreadExists):
		a.places.Add(thread, place{parent: in})
		return true, nil
	case !ok || e.Status == http.StatusUnauthorized || rest.HasCode(err, discordgo.ErrCodeUnknownChannel):
		return false, err
	}
	// It is no message's thread, or there can be none.
	if p, err2 := a.placeOf(ctx, thread); err2 == nil && p.parent != "" {
		return true, nil
	}
	switch {
	case rest.HasCode(err, discordgo.ErrCodeMissingAccess, discordgo.ErrCodeMissingPermissions):
		a.blame(in+aboutThreads, fmt.Errorf("the bot may not open threads in the channel %s: give its role Create Public Threads and Send Messages in Threads there", in))
	case rest.HasCode(err, codeNoMoreThreads):
		a.options.Log.Warn().Ctx(ctx).Str("channel", in).Msg("discord: the server has as many threads as there may be; the answer stands in the channel")
	}
	return false, nil
}

// join lets the thread stand in the person's list of channels. What was asked is
// answered also without.
func (a *Adapter) join(ctx context.Context, thread, person string) {
	if person == "" {
		return
	}
	if err := a.rest.Call(ctx, http.MethodPut, "channels/"+thread+"/thread-members/"+person, nil, nil); err != nil {
		a.options.Log.Debug().Ctx(ctx).Err(err).Msg("discord: the person is not in the thread")
	}
}

// threadName is what a reply is about.
func threadName(r bot.Reply) string {
	for _, b := range r.Blocks {
		var spans []bot.Span
		switch b := b.(type) {
		case bot.Heading:
			spans = b.Spans
		case bot.Paragraph:
			spans = b.Spans
		default:
			continue
		}
		var name strings.Builder
		for _, s := range spans {
			name.WriteString(s.Text)
		}
		if text := strings.TrimSpace(inLine(name.String())); text != "" {
			return clip(text, maxThreadName)
		}
	}
	return "Aktivering"
}
