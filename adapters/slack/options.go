package slack

import (
	"context"
	"time"

	"github.com/rs/zerolog"

	"aktivering/adapters/adapterkit"
	"aktivering/bot"
	"aktivering/bot/event"
	"aktivering/bot/form"
)

// Options are what an adapter needs to know.
type Options struct {
	// Token is the bot's token, xoxb-…
	Token string
	// AppToken is the app's token for Socket Mode, xapp-…; empty means that everything comes
	// to the HTTP endpoints.
	AppToken string
	// SigningSecret is the key of Slack's signatures; empty means that there are no HTTP
	// endpoints.
	SigningSecret string
	// APIURL is the address of Slack's methods; empty means Slack's own.
	APIURL string
	// SupportChannels are the ids of channels where messages are read that were not
	// addressed to the bot.
	SupportChannels []string
	// AdministratorChannels are the ids of the channels where administrators ask; Examine alone looks
	// at them.
	AdministratorChannels []string
	// DeskChannel is the id of the channel where agents work; empty without one. Alert
	// is whom to call there: here, channel, or the id of a user group.
	DeskChannel, Alert string
	// AgentGroup is the id of the user group whose members may act at the desk; empty
	// lets everybody in its channel.
	AgentGroup string
	// Connections is how many connections Socket Mode keeps, so that nothing waits while
	// Slack renews one of them; 0 means two.
	Connections int
	// Manager has the texts that do not depend on a conversation; nil means none.
	Manager Manager
	// OpenChannels returns where people and agents speak with one another now, and Recent where
	// people spoke with the bot lately, as port.Cases does. The messages of these places are
	// read again after a time in which nothing was received; nil reads none.
	OpenChannels adapterkit.OpenChannels
	Recent       adapterkit.Recent
	// MaxEvents bounds the events that are kept while they cannot be handed over; 0 means
	// adapterkit.MaxEvents.
	MaxEvents int
	// Language returns the language that a person has chosen, as a locale; empty where they have
	// chosen none. nil means that nobody has.
	Language func(ctx context.Context, person string) string
	// Home returns the page of a person; nil means that none is shown.
	Home Home
	// Intake reads the requests of the HTTP endpoints; nil means one of their own.
	Intake *adapterkit.Intake
	// Now returns the time.
	Now func() time.Time
	// Log receives what cannot be returned to a caller.
	Log zerolog.Logger

	// installed tells that the token comes from an installation, not from the settings.
	installed bool
}

// defaultConnections is how many connections are kept where the options do not say.
const defaultConnections = 2

// named is how an administrator knows a setting: by its variable, or by its name in the settings of
// a workspace.
func (o Options) named(variable, field string) string {
	if o.installed {
		return field
	}
	return variable
}

// tokenRemedy is what to do about a token that Slack does not take.
func (o Options) tokenRemedy() string {
	if o.installed {
		return "install the app in the workspace anew, at /slack/install"
	}
	return "install the app anew and set SLACK_BOT_TOKEN to its bot token"
}

// Manager has the texts that a person can be shown before there is a conversation, in the
// language of a locale.
type Manager interface {
	// Listed returns how the command is listed, and what is said about it.
	Listed(locale string) form.Command
	// Form returns the form that asks for a problem; without rows it is not opened.
	Form(locale string) form.Form
	// DeskForm returns the form of a choice that is offered at the desk of an address; false
	// for a choice without one.
	DeskForm(at bot.Address, name string) (form.Form, bool)
	// Complete returns at most so many problems that a text may stand for, the likeliest first.
	Complete(typed, locale string, maxChoices int) []bot.Choice
	// Writing returns what is shown behind the bot's name while somebody writes.
	Writing(locale string) string
	// Unsaved returns what a person is told while nothing can be saved.
	Unsaved(locale string) form.Unsaved
}

// noTexts is a Manager without texts.
type noTexts struct{}

func (noTexts) Listed(string) form.Command { return form.Command{} }

func (noTexts) Form(string) form.Form { return form.Form{} }

func (noTexts) DeskForm(bot.Address, string) (form.Form, bool) { return form.Form{}, false }

func (noTexts) Complete(string, string, int) []bot.Choice { return nil }

func (noTexts) Writing(string) string { return "…" }

func (noTexts) Unsaved(string) form.Unsaved { return form.Unsaved{} }

// Home returns the page of a person.
type Home func(ctx context.Context, space string, p event.Person) (Page, error)

// Page is the page of a person, which Slack shows in the app's Home tab.
type Page struct {
	Reply bot.Reply
	// At is the address of the conversation that it shows; the zero Address where there is
	// none.
	At bot.Address
	// Language is the language of the page, as a locale.
	Language string
}
