package discord

import (
	"context"
	"time"

	"github.com/rs/zerolog"

	"aktivering/adapters/adapterkit"
	"aktivering/bot"
	"aktivering/bot/form"
	"aktivering/bot/port"
)

// Options are what an adapter needs to know.
type Options struct {
	// Token is the bot's token.
	Token string
	// PublicKey is the application's, in hexadecimal digits; empty means that there is no HTTP
	// endpoint.
	PublicKey string
	// APIURL is the address of Discord's methods; empty means Discord's own.
	APIURL string
	// SupportChannels are the ids of channels and forums where messages are read that
	// were not addressed to the bot.
	SupportChannels []string
	// DeskChannel is the id of the channel where agents work, and AgentRole that of the role
	// that may act there and is called; empty without one.
	DeskChannel, AgentRole string
	// Guilds returns the servers where something is different, by their ids. It is asked each time, and
	// may then return others; nil means that nothing is.
	Guilds func() map[string]Guild
	// AdministratorChannels are the ids of the channels where administrators ask; Examine alone looks
	// at them.
	AdministratorChannels []string
	// Manager has the texts that do not depend on a conversation.
	Manager Manager
	// Language returns the language that a person has chosen, as a locale; empty where they have
	// chosen none. nil means that nobody has.
	Language func(ctx context.Context, person string) string
	// Leases decide which process serves which shard of the gateway; nil means that
	// this one serves all.
	Leases port.Leases
	// OpenChannels returns where people and agents speak with one another now, and Recent where
	// people spoke with the bot lately, as port.Cases does. The messages of these places are
	// read again after a time in which nothing was received; nil reads none.
	OpenChannels adapterkit.OpenChannels
	Recent       adapterkit.Recent
	// MaxEvents bounds the events that are kept while they cannot be handed over; 0 means
	// adapterkit.MaxEvents.
	MaxEvents int
	// Intake reads the requests of the HTTP endpoint; nil means one of its own.
	Intake *adapterkit.Intake
	// Now returns the time.
	Now func() time.Time
	// Log receives what cannot be returned to a caller.
	Log zerolog.Logger
}

// Manager has the texts that a person can be shown before there is a conversation, in the
// language of a locale.
type Manager interface {
	Listed(locale string) form.Command
	Form(locale string) form.Form
	DeskForm(at bot.Address, name string) (form.Form, bool)
	Complete(typed, locale string, maxChoices int) []bot.Choice
	Unsaved(locale string) form.Unsaved
}

// Guild is what is different in one server. The zero value is what the options say for all.
type Guild struct {
	// SupportChannels are the ids of the channels and forums of the server where messages are read
	// that were not addressed to the bot, beside those of the options.
	SupportChannels []string
	// DeskChannel and AgentRole are those of the server's own desk; empty without one.
	DeskChannel, AgentRole string
	// Language is the locale of those who have chosen no language; empty is what Discord says of them.
	Language string
	// Manager has the texts that are shown there; nil is that of the options.
	Manager Manager
}
