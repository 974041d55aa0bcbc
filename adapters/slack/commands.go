package slack

import (
	"context"
	"errors"
	"strings"
	"time"

	slackapi "github.com/slack-go/slack"

	"aktivering/adapters/adapterkit"
	"aktivering/bot"
)

// answerCommand handles a command that came at a time. It returns the answer to the
// request: nothing, or that the command was not saved.
func (a *Adapter) answerCommand(ctx context.Context, c slackapi.SlashCommand, came time.Time) (answer string, err error) {
	saving, cancel := context.WithDeadline(ctx, came.Add(a.saving))
	defer cancel()
	err = a.command(saving, c)
	if !errors.Is(err, adapterkit.ErrUnsaved) {
		return "", err
	}
	a.options.Log.Error().Ctx(ctx).Err(err).Msg("slack: command not saved; the person is told so")
	return encode(map[string]string{"response_type": slackapi.ResponseTypeEphemeral, "text": clean(a.unsaved(c.UserID).Now)})
}

// command handles /aktivering TEXT, which is answered in private. Without a text it opens
// the form.
func (a *Adapter) command(ctx context.Context, c slackapi.SlashCommand) error {
	if c.UserID == "" || c.ChannelID == "" || c.TriggerID == "" {
		return adapterkit.ErrMalformed
	}
	in := bot.Inbound{
		Key:        "command/" + c.TriggerID,
		At:         a.options.Now(),
		From:       bot.Address{Platform: Platform, Space: c.TeamID, Channel: c.ChannelID, Thread: private},
		Person:     a.users.person(ctx, c.UserID, c.UserName),
		ReplyToken: a.responses.token(c.ResponseURL),
		Event:      bot.Event(bot.Started{}),
	}
	if text := strings.TrimSpace(c.Text); text != "" {
		in.Event = bot.Message{Text: plain(text), Addressed: true}
	} else if a.openForm(ctx, c.TriggerID, in.Person, origin{Channel: c.ChannelID, Thread: private, ReplyToken: in.ReplyToken}) == nil {
		return nil // the form is submitted later
	}
	return a.handleSoon(ctx, in)
}
