package slack

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strings"
	"time"

	slackapi "github.com/slack-go/slack"

	"aktivering/adapters/adapterkit"
	"aktivering/bot"
)

// saveTime is how long a command, a press or a form is tried to be saved, of the three
// seconds that Slack waits.
const saveTime = 2 * time.Second

// handleSoon hands over an event whose sender waits for an answer; it tries until ctx
// ends.
func (a *Adapter) handleSoon(ctx context.Context, in bot.Inbound) error {
	err := adapterkit.Soon(ctx, isFinal, func(ctx context.Context) error { return a.handle(ctx, in) })
	if err != nil {
		return unsavedError{err}
	}
	return nil
}

// unsavedError means that an event could not be handed over in time.
type unsavedError struct{ error }

func (e unsavedError) Unwrap() error { return e.error }

func isUnsaved(err error) bool {
	_, ok := errors.AsType[unsavedError](err)
	return ok
}

// unsavedText is what a person is told while nothing can be saved.
func (a *Adapter) unsavedText(person string) bot.Unsaved {
	if a.options.Unsaved == nil {
		return bot.Unsaved{}
	}
	known, _ := a.people.known.Get(person)
	return a.options.Unsaved(known.Locale)
}

// commanded takes in a command and returns what to answer it with: that it was not
// saved, or nothing.
func (a *Adapter) commanded(ctx context.Context, c slackapi.SlashCommand, came time.Time) (answer string, err error) {
	saving, cancel := context.WithDeadline(ctx, came.Add(a.saving))
	defer cancel()
	err = a.command(saving, c)
	if !isUnsaved(err) {
		return "", err
	}
	a.options.Log.Error().Ctx(ctx).Err(err).Msg("slack: command not saved; the person is told so")
	return encoded(map[string]string{"response_type": slackapi.ResponseTypeEphemeral, "text": clean(a.unsavedText(c.UserID).Now)})
}

// interacted takes in an interaction and returns what to answer it with: a form stays
// open with what was written there if it was not saved, and otherwise the person is told
// beside.
func (a *Adapter) interacted(ctx context.Context, payload []byte, came time.Time) (answer string, err error) {
	saving, cancel := context.WithDeadline(ctx, came.Add(a.saving))
	defer cancel()
	err = a.interaction(saving, payload)
	if !isUnsaved(err) {
		return "", err
	}
	a.options.Log.Error().Ctx(ctx).Err(err).Msg("slack: interaction not saved; the person is told so")
	var c callback
	if err := json.Unmarshal(payload, &c); err != nil {
		return "", malformed(err)
	}
	text := clean(a.unsavedText(c.User.ID).Now)
	if rows := slices.Sorted(maps.Keys(c.View.State.Values)); c.Type == slackapi.InteractionTypeViewSubmission && len(rows) > 0 {
		return encoded(map[string]any{"response_action": slackapi.RAErrors, "errors": map[string]string{rows[0]: text}})
	}
	a.later(ctx, "tell that nothing can be saved", func(ctx context.Context) error {
		if address, ok := a.usable(a.via(c.ResponseURL)); ok {
			body, err := encoded(map[string]any{"response_type": slackapi.ResponseTypeEphemeral, "replace_original": false, "text": text})
			if err != nil {
				return err
			}
			return a.webhook(ctx, address, []byte(body))
		}
		return a.tell(ctx, c.Channel.ID, firstOf(c.Container.ThreadTS, c.Message.ThreadTS), c.User.ID, text)
	})
	return "", nil
}

// encoded is an answer in JSON.
func encoded(answer any) (string, error) {
	b, err := json.Marshal(answer)
	return string(b), err
}

// tell says something to a person alone, where they are if that can be. It needs no
// store.
func (a *Adapter) tell(ctx context.Context, channel, thread, person, text string) error {
	options := []slackapi.MsgOption{slackapi.MsgOptionText(clean(text), false)}
	if thread != "" {
		options = append(options, slackapi.MsgOptionTS(thread))
	}
	if channel == "" {
		channel = person // Slack takes it for the direct messages
	}
	if strings.HasPrefix(channel, "D") || channel == person {
		return a.call(ctx, "chat.postMessage", channel, func() error {
			_, _, err := a.api.PostMessageContext(ctx, channel, options...)
			return err
		})
	}
	return a.call(ctx, "chat.postEphemeral", channel, func() error {
		_, err := a.api.PostEphemeralContext(ctx, channel, person, options...)
		return err
	})
}
