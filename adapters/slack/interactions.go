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
)

// The callback ids of the manifest's shortcuts and of the forms.
const (
	callbackAsk  = "ask"
	callbackHelp = "help"
	callbackDesk = "desk" // a form at the desk
)

// callback is the part that is read of an interaction. slack-go's own type refuses an
// interaction of which any part is not as expected.
type callback struct {
	Type        slackapi.InteractionType `json:"type"`
	CallbackID  string                   `json:"callback_id"`
	ResponseURL string                   `json:"response_url"`
	TriggerID   string                   `json:"trigger_id"`
	Team        *struct {
		ID string `json:"id"`
	} `json:"team"`
	User struct {
		ID     string `json:"id"`
		Name   string `json:"name"`
		TeamID string `json:"team_id"`
	} `json:"user"`
	Channel struct {
		ID string `json:"id"`
	} `json:"channel"`
	Container struct {
		Type        string `json:"type"`
		MessageTS   string `json:"message_ts"`
		ThreadTS    string `json:"thread_ts"`
		IsEphemeral bool   `json:"is_ephemeral"`
	} `json:"container"`
	Message struct {
		message
		Blocks []rawBlock `json:"blocks"`
	} `json:"message"`
	View struct {
		ID              string `json:"id"`
		CallbackID      string `json:"callback_id"`
		PrivateMetadata string `json:"private_metadata"`
		State           struct {
			Values map[string]map[string]action `json:"values"`
		} `json:"state"`
	} `json:"view"`
	Actions []action `json:"actions"`
}

// action is a button that was pressed, a choice from a menu, or a row of a form.
type action struct {
	ActionID string `json:"action_id"`
	BlockID  string `json:"block_id"`
	Value    string `json:"value"`
	Text     label  `json:"text"`
	Selected struct {
		Value string `json:"value"`
		Text  label  `json:"text"`
	} `json:"selected_option"`
}

type label struct {
	Text string `json:"text"`
}

// value returns what was chosen or written.
func (a action) value() string { return cmp.Or(a.Value, a.Selected.Value) }

// team returns the id of the workspace.
func (c callback) team() string {
	if c.Team == nil { // the app is installed for a whole organization
		return c.User.TeamID
	}
	return c.Team.ID
}

// answerInteraction handles an interaction that came at a time. It returns the answer to
// the request. If the interaction was not saved, a form stays open with what was written
// there, and otherwise the person is told by a message.
func (a *Adapter) answerInteraction(ctx context.Context, payload []byte, came time.Time) (answer string, err error) {
	saving, cancel := context.WithDeadline(ctx, came.Add(a.saving))
	defer cancel()
	err = a.interaction(saving, payload)
	if !errors.Is(err, adapterkit.ErrUnsaved) {
		return "", err
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
	a.tellUnsaved(ctx, c, text)
	return "", nil
}

// interaction handles what a person did with the bot's buttons, menus, shortcuts and forms.
func (a *Adapter) interaction(ctx context.Context, payload []byte) error {
	var c callback
	if err := json.Unmarshal(payload, &c); err != nil {
		return malformed(err)
	}
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
	if action.ActionID == actionAsk {
		return a.openForm(ctx, c.TriggerID, a.users.person(ctx, c.User.ID, c.User.Name), origin{})
	}
	picked, ok := pickedOf(action.value())
	if !ok {
		return nil // not one of the bot's buttons
	}
	in := bot.Inbound{
		Key:    "press/" + c.TriggerID,
		At:     a.options.Now(),
		From:   bot.Address{Platform: Platform, Space: c.team(), Channel: c.Channel.ID, Thread: private},
		Person: a.users.person(ctx, c.User.ID, c.User.Name),
		Event:  picked,
	}
	place, placed := originOf(action.BlockID)
	thread := cmp.Or(c.Container.ThreadTS, c.Message.ThreadTS)
	if thread == "" && !c.Container.IsEphemeral && c.Channel.ID != "" && !strings.HasPrefix(c.Channel.ID, "D") {
		thread = cmp.Or(c.Container.MessageTS, c.Message.TS) // it opens a thread
	}
	switch {
	case c.Container.Type == "view": // the person's own page
		if err := a.locate(ctx, &in, place); err != nil {
			return err
		}
	case c.Channel.ID == "":
		return nil
	case c.Container.IsEphemeral:
		in.ReplyToken = a.responses.token(c.ResponseURL)
	case thread != "":
		in.From.Thread = thread
	case placed: // a private answer that became a direct message
		in.From.Channel = place.Channel
	}
	if form, ok := a.formOf(action.ActionID, in.From); ok {
		a.later(ctx, "show that an agent is writing", func(ctx context.Context) error {
			in.Event = bot.Typing{Choice: picked.Choice}
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
	a.markPressed(ctx, in, c)
	return nil
}

// locate sets the address of the conversation that a page or a form belongs to; without an
// origin it is that of the direct messages with the person.
func (a *Adapter) locate(ctx context.Context, in *bot.Inbound, at origin) error {
	if at.Channel == "" {
		channel, err := a.sender.dm(ctx, in.Person.ID)
		if err != nil {
			return err
		}
		at = origin{Channel: channel, Thread: private}
	}
	in.From.Channel, in.From.Thread = at.Channel, at.Thread
	return nil
}

// helpWanted handles the shortcut on a message that somebody needs help with. The
// conversation is that of the message's author.
func (a *Adapter) helpWanted(ctx context.Context, c callback) error {
	if c.Channel.ID == "" || c.Message.TS == "" {
		return adapterkit.ErrMalformed
	}
	self := a.reader.self.Load()
	if self == nil {
		return adapterkit.ErrNotReceiving
	}
	m := c.Message.message
	m.Channel = c.Channel.ID
	if m.BotID != "" || m.User == "" || m.User == self.UserID {
		m.User = c.User.ID // a bot needs no help
	}
	said := a.reader.content(m)
	said.Addressed = true
	in := a.reader.inbound(c.team(), m, said)
	in.Key, in.At = "shortcut/"+c.TriggerID, a.options.Now()
	in.Person = a.users.person(ctx, m.User, "")
	in.ReplyToken = a.responses.token(c.ResponseURL)
	return a.handleSoon(ctx, in)
}

// markPressed replaces the buttons of a message by what was chosen, after the choice was
// saved.
func (a *Adapter) markPressed(ctx context.Context, in bot.Inbound, c callback) {
	action := c.Actions[0]
	label := cmp.Or(action.Text.Text, action.Selected.Text.Text)
	picked, ok := in.Event.(bot.ChoicePicked)
	if !ok || label == "" {
		return
	}
	if asked, ok := strings.CutPrefix(action.BlockID, personPrefix); ok && asked != in.Person.ID {
		return // the buttons are for somebody else
	}
	if c.Container.IsEphemeral {
		shown, ok := a.responses.shown.Get(shownKey{in.From.Channel, in.Person.ID, picked.Turn})
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
