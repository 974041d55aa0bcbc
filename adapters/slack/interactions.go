package slack

import (
	"context"
	"encoding/json"
	"strconv"
	"strings"

	slackapi "github.com/slack-go/slack"

	"aktivering/bot"
)

// The callback ids of the manifest's shortcuts and of our form.
const (
	callbackAsk  = "ask"
	callbackHelp = "help"
	callbackDesk = "desk" // of the forms at the desk
)

// callback is what is read of an interaction. slack-go's own type refuses the
// whole where one part is not as expected.
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

// action is a button that was pressed, or a row of a form.
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

// value is what was chosen or written.
func (a action) value() string { return firstOf(a.Value, a.Selected.Value) }

// team is the workspace.
func (c callback) team() string {
	if c.Team == nil { // the app is installed for a whole organization
		return c.User.TeamID
	}
	return c.Team.ID
}

// interaction takes in what a person did with our buttons, menus, shortcuts and
// form.
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
		return a.ask(ctx, c.TriggerID, a.person(ctx, c.User.ID, c.User.Name), origin{})
	case c.Type == slackapi.InteractionTypeMessageAction && c.CallbackID == callbackHelp:
		return a.pointed(ctx, c)
	case c.Type == slackapi.InteractionTypeViewSubmission && (c.View.CallbackID == callbackAsk || c.View.CallbackID == callbackDesk):
		return a.submitted(ctx, c)
	}
	return nil
}

// pressed takes in the press of a button, or a choice from a menu.
func (a *Adapter) pressed(ctx context.Context, c callback) error {
	action := c.Actions[0]
	if action.ActionID == actionAsk {
		return a.ask(ctx, c.TriggerID, a.person(ctx, c.User.ID, c.User.Name), origin{})
	}
	picked, ok := pickedOf(action.value())
	if !ok {
		return nil // no button of ours
	}
	in := bot.Inbound{
		Key:    "press/" + c.TriggerID,
		At:     a.options.Now(),
		From:   bot.Address{Platform: Platform, Space: c.team(), Channel: c.Channel.ID, Thread: private},
		Person: a.person(ctx, c.User.ID, c.User.Name),
		Event:  picked,
	}
	place, placed := placeOf(action.BlockID)
	thread := firstOf(c.Container.ThreadTS, c.Message.ThreadTS)
	if thread == "" && !c.Container.IsEphemeral && c.Channel.ID != "" && !strings.HasPrefix(c.Channel.ID, "D") {
		thread = firstOf(c.Container.MessageTS, c.Message.TS) // it opens a thread
	}
	switch {
	case c.Container.Type == "view": // the person's own page
		if err := a.placed(ctx, &in, place); err != nil {
			return err
		}
	case c.Channel.ID == "":
		return nil
	case c.Container.IsEphemeral:
		in.ReplyToken = a.via(c.ResponseURL)
	case thread != "":
		in.From.Thread = thread
	case placed: // a private answer that became a direct message
		in.From.Channel = place.Channel
	}
	if form, ok := a.formOf(action.ActionID, in.From); ok {
		a.later(ctx, "show that somebody is writing", func(ctx context.Context) error {
			in.Event = bot.Typing{Choice: picked.Choice}
			return a.handle(ctx, in)
		})
		return a.open(ctx, c.TriggerID, form, callbackDesk, origin{Channel: in.From.Channel, Thread: in.From.Thread, Value: action.value()})
	}
	if err := a.handleSoon(ctx, in); err != nil {
		return err
	}
	if c.Container.Type == "view" {
		a.later(ctx, "the page of a person", func(ctx context.Context) error { return a.publish(ctx, in.From.Space, in.Person) })
		return nil
	}
	a.used(ctx, in, c)
	return nil
}

// placed fills in where a conversation is that a page shows; without one it is
// what is said directly to the person.
func (a *Adapter) placed(ctx context.Context, in *bot.Inbound, at origin) error {
	if at.Channel == "" {
		channel, err := a.dm(ctx, in.Person.ID)
		if err != nil {
			return err
		}
		at = origin{Channel: channel, Thread: private}
	}
	in.From.Channel, in.From.Thread = at.Channel, at.Thread
	return nil
}

// pointed takes in a message that somebody asks us to help with. The conversation
// is that of whoever wrote it.
func (a *Adapter) pointed(ctx context.Context, c callback) error {
	if c.Channel.ID == "" || c.Message.TS == "" {
		return errMalformed
	}
	self := a.self.Load()
	if self == nil {
		return errNotReceiving
	}
	m := c.Message.message
	m.Channel = c.Channel.ID
	if m.BotID != "" || m.User == "" || m.User == self.UserID {
		m.User = c.User.ID // a bot has no problem
	}
	said := a.words(m)
	said.Addressed = true
	in := a.inbound(c.team(), m, said)
	in.Key, in.At = "shortcut/"+c.TriggerID, a.options.Now()
	in.Person = a.person(ctx, m.User, "")
	in.ReplyToken = a.via(c.ResponseURL)
	return a.handleSoon(ctx, in)
}

// pickedOf reads a button's value, which Render wrote: the turn and the choice.
func pickedOf(value string) (bot.ChoicePicked, bool) {
	turn, choice, ok := strings.Cut(value, "/")
	n, err := strconv.Atoi(turn)
	return bot.ChoicePicked{Choice: bot.ChoiceID(choice), Turn: n}, ok && err == nil
}

// origin is where a form or a row of buttons belongs that is shown elsewhere.
type origin struct {
	Channel string `json:"channel,omitempty"`
	Thread  string `json:"thread,omitempty"`
	Via     string `json:"via,omitempty"`
	// Value is the choice that opened a form.
	Value string `json:"value,omitempty"`
}

// homePrefix begins the id of a block of buttons whose conversation is at home in
// another place than where it is shown.
const homePrefix = "home/"

// block is the id of a block of buttons that leads back to the place.
func (o origin) block() string {
	if o == (origin{}) {
		return ""
	}
	return homePrefix + o.Channel + "/" + o.Thread
}

// placeOf reads what block wrote.
func placeOf(block string) (o origin, ok bool) {
	rest, ok := strings.CutPrefix(block, homePrefix)
	if ok {
		o.Channel, o.Thread, _ = strings.Cut(rest, "/")
	}
	return o, ok
}
