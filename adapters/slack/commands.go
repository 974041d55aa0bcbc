package slack

import (
	"context"
	"errors"
	"strings"
	"time"

	slackapi "github.com/slack-go/slack"

	"aktivering/adapters/adapterkit"
	"aktivering/bot"
	"aktivering/bot/event"
)

// answerCommand handles a command that came at a time. It returns the acknowledgement: with the
// reply, with nothing, or that the command was not saved.
func (a *Adapter) answerCommand(ctx context.Context, c slackapi.SlashCommand, came time.Time) (ack, error) {
	saving, cancel := context.WithDeadline(ctx, came.Add(a.saving))
	defer cancel()
	answer, err := a.command(saving, c)
	if !errors.Is(err, adapterkit.ErrUnsaved) {
		return answer, err
	}
	a.options.Log.Error().Ctx(ctx).Err(err).Msg("slack: command not saved; the person is told so")
	told, err := encode(map[string]string{"response_type": slackapi.ResponseTypeEphemeral, "text": clean(a.unsaved(c.UserID).Now)})
	answer.body = []byte(told)
	return answer, err
}

// command handles /aktivering TEXT, which is answered in private. Without a text it opens
// the form.
func (a *Adapter) command(ctx context.Context, c slackapi.SlashCommand) (ack, error) {
	if c.UserID == "" || c.ChannelID == "" || c.TriggerID == "" {
		return ack{}, adapterkit.ErrMalformed
	}
	in := event.Inbound{
		Key:        "command/" + c.TriggerID,
		At:         a.options.Now(),
		From:       bot.Address{Platform: Platform, Space: c.TeamID, Channel: c.ChannelID, Thread: private},
		Person:     a.users.person(ctx, c.UserID, c.UserName),
		Audience:   a.audienceOfCommand(ctx, c.ChannelID, c.UserID),
		ReplyToken: a.responses.token(c.ResponseURL),
		Event:      event.Event(event.Started{}),
	}
	if text := strings.TrimSpace(c.Text); text != "" {
		said := event.Message{Addressed: true}
		said.Text, said.Marks = plain(text, a.users.namer(ctx, true))
		in.Event = said
	} else if a.openForm(ctx, c.TriggerID, in.Person, origin{Channel: c.ChannelID, Thread: private, ReplyToken: in.ReplyToken}) == nil {
		return ack{}, nil // the form is submitted later
	}
	return a.respondSoon(ctx, in)
}
