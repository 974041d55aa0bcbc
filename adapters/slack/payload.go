package slack

import (
	"cmp"

	slackapi "github.com/slack-go/slack"
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
	// ActionID and Value are the field that is searched in, and what was typed there.
	ActionID string `json:"action_id"`
	Value    string `json:"value"`
}

// action is a button that was pressed, a choice from a menu, or a row of a form.
type action struct {
	Type     string `json:"type"`
	ActionID string `json:"action_id"`
	BlockID  string `json:"block_id"`
	Value    string `json:"value"`
	Text     label  `json:"text"`
	Selected struct {
		Value string `json:"value"`
		Text  label  `json:"text"`
	} `json:"selected_option"`
	Files []file `json:"files"`
}

// typeFiles is the type of a row of files.
const typeFiles = string(slackapi.METFileInput)

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
