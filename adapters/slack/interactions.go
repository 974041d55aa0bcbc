package slack

import (
	"cmp"
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
	"aktivering/bot/event"
)

// answerInteraction handles an interaction that came at a time. It returns the answer to
// the request. If the interaction was not saved, a form stays open with what was written
// there, and otherwise the person is told by a message.
func (a *Adapter) answerInteraction(ctx context.Context, payload []byte, came time.Time) (answer string, err error) {
	saving, cancel := context.WithDeadline(ctx, came.Add(a.saving))
	defer cancel()
	answer, err = a.interaction(saving, payload)
	if !errors.Is(err, adapterkit.ErrUnsaved) {
		return answer, err
	}
	a.options.Log.Error().Ctx(ctx).Err(err).Msg("slack: interaction not saved; the person is told so")
	var c callback
	if err := json.Unmarshal(payload, &c); err != nil {
		return "", malformed(err)
	}
	text := clean(a.unsaved(c.User.ID).Now)
	if rows := slices.Sorted(maps.Keys(c.View.State.Values)); c.Type == slackapi.InteractionTypeViewSubmission && len(rows) > 0 {
		return encode(map[string]any{"response_action": slackapi.RAErrors, "errors": map[string]string{rows[0]: text}})
	}
	a.tellAlone(ctx, c, func(context.Context) string { return text })
	return "", nil
}

// interaction handles what a person did with the bot's buttons, menus, shortcuts and forms. Only
// to a search there is an answer.
func (a *Adapter) interaction(ctx context.Context, payload []byte) (answer string, err error) {
	var c callback
	if err := json.Unmarshal(payload, &c); err != nil {
		return "", malformed(err)
	}
	if c.Type == slackapi.InteractionTypeBlockSuggestion {
		return a.suggest(ctx, c)
	}
	return "", a.act(ctx, c)
}

// act handles an interaction that something comes of.
func (a *Adapter) act(ctx context.Context, c callback) error {
	if c.User.ID == "" {
		return nil
	}
	switch {
	case c.Type == slackapi.InteractionTypeBlockActions && len(c.Actions) > 0:
		return a.pressed(ctx, c)
	case c.Type == slackapi.InteractionTypeShortcut && c.CallbackID == callbackAsk:
		return a.openForm(ctx, c.TriggerID, a.users.person(ctx, c.User.ID, c.User.Name), origin{})
	case c.Type == slackapi.InteractionTypeMessageAction && c.CallbackID == callbackHelp:
		return a.helpWanted(ctx, c)
	case c.Type == slackapi.InteractionTypeViewSubmission && (c.View.CallbackID == callbackAsk || c.View.CallbackID == callbackDesk):
		return a.submitted(ctx, c)
	}
	return nil
}

// pressed handles the press of a button, or a choice from a menu.
func (a *Adapter) pressed(ctx context.Context, c callback) error {
	action := c.Actions[0]
	if action.ActionID == actionAsk && c.Container.Type == "view" {
		return a.openForm(ctx, c.TriggerID, a.users.person(ctx, c.User.ID, c.User.Name), origin{})
	}
	in := event.Inbound{
		Key:    "press/" + c.TriggerID,
		At:     a.options.Now(),
		From:   bot.Address{Platform: Platform, Space: c.team(), Channel: c.Channel.ID, Thread: private},
		Person: a.users.person(ctx, c.User.ID, c.User.Name),
	}
	picked, ok := pickedOf(action.value())
	in.Event = picked
	if turn, found := searchedIn(action.ActionID); found && action.Selected.Value != "" {
		picked, ok = event.ChoicePicked{Turn: turn}, true
		in.Event = event.Message{Text: action.Selected.Value, Addressed: true}
	}
	switch asked := askedBy(action.BlockID); {
	case !ok:
		return nil // not one of the bot's buttons
	case asked != "" && asked != c.User.ID:
		a.tellAlone(ctx, c, func(ctx context.Context) string {
			return clean(a.options.Manager.Listed(in.Person.Locale).Whose(a.users.person(ctx, asked, "").Name))
		})
		return nil
	}
	place, placed := originOf(action.BlockID)
	switch {
	case c.Container.Type == "view": // the person's own page
		if err := a.locate(ctx, &in, place); err != nil {
			return err
		}
	case c.Channel.ID == "":
		return nil
	case c.Container.IsEphemeral:
		in.ReplyToken = a.responses.token(c.ResponseURL)
		in.Audience = a.audienceOfCommand(ctx, c.Channel.ID, c.User.ID)
	default:
		ts := cmp.Or(c.Container.MessageTS, c.Message.TS)
		in.From.Thread = threadOf(c.Channel.ID, cmp.Or(c.Container.ThreadTS, c.Message.ThreadTS), ts)
		in.Audience = audienceOf(c.Channel.ID)
	}
	if placed && in.Audience != event.AudienceShared && in.Conversation == (bot.Address{}) {
		in.Conversation = place.conversation(in.From.Space)
	}
	if action.ActionID == actionAsk {
		return a.openForm(ctx, c.TriggerID, in.Person, origin{Channel: in.From.Channel, Thread: in.From.Thread, ReplyToken: in.ReplyToken})
	}
	if form, ok := a.formOf(action.ActionID, in.From); ok {
		a.later(ctx, "show that an agent is writing", func(ctx context.Context) error {
			in.Event = event.Typing{Choice: picked.Choice}
			return a.handle(ctx, in)
		})
		return a.openView(ctx, c.TriggerID, form, callbackDesk, origin{Channel: in.From.Channel, Thread: in.From.Thread, Value: action.value()})
	}
	if err := a.handleSoon(ctx, in); err != nil {
		return err
	}
	if c.Container.Type == "view" {
		a.later(ctx, "show the page of a person", func(ctx context.Context) error { return a.publish(ctx, in.From.Space, in.Person) })
		return nil
	}
	a.markPressed(ctx, in, picked.Turn, c)
	return nil
}

// askedBy returns the id of the person whom the buttons of a block in a channel are for; empty of
// those that anybody there may press, and of those that one person sees.
func askedBy(blockID string) string {
	asked, _ := strings.CutPrefix(blockID, personPrefix)
	if asked == blockID {
		return ""
	}
	return asked
}

// locate sets the address of the conversation that a page or a form belongs to; without an
// origin it is that of the direct messages with the person. A private one goes on in these.
func (a *Adapter) locate(ctx context.Context, in *event.Inbound, at origin) error {
	in.From.Channel, in.From.Thread = at.Channel, at.Thread
	if at.Channel != "" && !a.IsPrivate(in.From) {
		return nil
	}
	channel, err := a.sender.dm(ctx, in.Person.ID)
	if err != nil {
		return err
	}
	if at.Channel != "" {
		in.Conversation = at.conversation(in.From.Space)
	}
	in.From.Channel, in.From.Thread, in.Audience = channel, private, event.AudienceDirect
	return nil
}

// audienceOfCommand tells who sees the answer to a command in a channel, and can write there. A
// command can be given in direct messages with others too.
func (a *Adapter) audienceOfCommand(ctx context.Context, channel, person string) event.Audience {
	if isDM(channel) {
		if own, err := a.sender.dm(ctx, person); err == nil && own == channel {
			return event.AudienceDirect
		}
	}
	return event.AudienceEphemeral
}

// helpWanted handles the shortcut on a message that somebody needs help with. The answer is for who
// used it alone, as that of a command is: the message may be another's, who has asked for nothing.
func (a *Adapter) helpWanted(ctx context.Context, c callback) error {
	if c.Channel.ID == "" || c.Message.TS == "" {
		return adapterkit.ErrMalformed
	}
	if a.reader.self.Load() == nil {
		return adapterkit.ErrNotReceiving
	}
	m := c.Message.message
	m.Channel = c.Channel.ID
	said := a.reader.content(ctx, m)
	return a.handleSoon(ctx, event.Inbound{
		Key:        "shortcut/" + c.TriggerID,
		At:         a.options.Now(),
		From:       bot.Address{Platform: Platform, Space: c.team(), Channel: c.Channel.ID, Thread: private},
		Person:     a.users.person(ctx, c.User.ID, c.User.Name),
		Audience:   a.audienceOfCommand(ctx, c.Channel.ID, c.User.ID),
		ReplyToken: a.responses.token(c.ResponseURL),
		Event:      event.Message{Text: said.Text, Marks: said.Marks, Files: said.Files, Pointed: true, Addressed: true},
	})
}

// markPressed replaces the buttons of a message of a turn by what was chosen, after the choice was
// saved.
func (a *Adapter) markPressed(ctx context.Context, in event.Inbound, turn int, c callback) {
	action := c.Actions[0]
	label := cmp.Or(action.Text.Text, action.Selected.Text.Text)
	if label == "" || action.BlockID == personPrefix { // anybody may press it, and again
		return
	}
	if c.Container.IsEphemeral {
		shown, ok := a.responses.shown.Get(shownKey{in.From.Channel, in.Person.ID, turn})
		address, usable := a.responses.usable(in.ReplyToken)
		if !ok || !usable {
			return
		}
		a.later(ctx, "mark a pressed button", func(ctx context.Context) error {
			blocks, text, err := shown.parts()
			if err != nil {
				return err
			}
			body, err := privateBody(text, replaceButtons(blocks, action.BlockID, label), true)
			if err != nil {
				return err
			}
			return a.responses.post(ctx, address, body)
		})
		return
	}
	ts := cmp.Or(c.Container.MessageTS, c.Message.TS)
	if ts == "" || len(c.Message.Blocks) == 0 {
		return
	}
	blocks := replaceButtons(rawBlocks(c.Message.Blocks), action.BlockID, label)
	a.later(ctx, "mark a pressed button", func(ctx context.Context) error {
		return a.sender.update(ctx, c.Channel.ID, ts, []slackapi.MsgOption{
			slackapi.MsgOptionBlocks(blocks...), slackapi.MsgOptionText(c.Message.Text, false),
		})
	})
}

// tellAlone tells a person something about what they pressed, which others do not see: by its
// response_url, or where the person is. The text is made meanwhile, as it may have to be asked
// for; an empty one is not told.
func (a *Adapter) tellAlone(ctx context.Context, c callback, words func(context.Context) string) {
	a.later(ctx, "answer a press", func(ctx context.Context) error {
		text := words(ctx)
		if text == "" {
			return nil
		}
		if address, ok := a.responses.usable(a.responses.token(c.ResponseURL)); ok {
			body, err := encode(map[string]any{"response_type": slackapi.ResponseTypeEphemeral, "replace_original": false, "text": withoutMarkup(text)})
			if err != nil {
				return err
			}
			return a.responses.post(ctx, address, []byte(body))
		}
		return a.sender.tell(ctx, c.Channel.ID, cmp.Or(c.Container.ThreadTS, c.Message.ThreadTS), c.User.ID, text)
	})
}
