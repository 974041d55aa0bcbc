// Package discord joins Discord servers to the bot, over the gateway and optionally an HTTP
// endpoint for interactions: commands that are answered in private, support channels and
// forums that are answered in threads, mentions and direct messages. It makes no decisions.
//
// [Adapter] receives: events and interactions come over the gateway or HTTP, wait in lanes
// (dispatch.go) and become events of package bot. It is made of parts that do not know it:
// client calls Discord's methods, sender and responses show replies, reader reads messages,
// channels and agents know channels and people, files reads attachments. On it stand commands,
// interactions and forms, which are what people do; http and socket, by which that arrives; and
// run. The protocols are packages of their own, gateway and rest.
package discord

import (
	"cmp"
	"context"
	"crypto/ed25519"
	"encoding/hex"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"

	"aktivering/adapters/adapterkit"
	"aktivering/adapters/discord/rest"
	"aktivering/bot"
	"aktivering/bot/event"
	"aktivering/bot/port"
)

// discordAPI is the address of Discord's methods.
const discordAPI = "https://discord.com/api/v10/"

// Adapter is Discord as a platform. An address is a server, a channel and a thread, which
// has the id of the message that it was started from; it is "private" where only one person
// sees the conversation. A direct message has a channel only.
type Adapter struct {
	options Options
	health  adapterkit.Health
	gate    adapterkit.Gate
	callers adapterkit.Callers
	secret  adapterkit.SecretWatch
	// key verifies the requests of the endpoint; empty where there is none.
	key ed25519.PublicKey
	// app is the application's id, once Discord has told it.
	app atomic.Pointer[string]

	client    *client
	places    *places
	channels  *channels
	agents    *agents
	reader    *reader
	responses *responses
	sender    *sender
	files     *files
	// locales are those of people, as their interactions told.
	locales *lru.Cache[string, string]
	// names are what people are called in a server, as what they did told.
	names *names
	// dispatcher holds what came over the gateway and was not handed over yet; nil while Run
	// does not run.
	dispatcher atomic.Pointer[adapterkit.Dispatcher]
	// background tells people that something is not saved, and typing hands over that
	// somebody is writing.
	background, typing *adapterkit.Background
	// checks are those of the channels of the settings.
	checks sync.WaitGroup

	// saving is how long an interaction is tried to be saved, and after waits between two
	// tries to hand an event over.
	saving time.Duration
	after  func(time.Duration) <-chan time.Time
	// pace and lease are those of gateway.Options.
	pace, lease time.Duration
}

const (
	// saveTime is how long an interaction is tried to be saved, of the three seconds that
	// Discord waits.
	saveTime = 2 * time.Second
	// maxTelling bounds how many people are told at a time that something is not saved, and
	// maxTyping how many are reported at a time to be writing.
	maxTelling = 4
	maxTyping  = 8
	// maxLocales bounds how many people's languages are remembered.
	maxLocales = 20_000
)

// New returns an adapter.
func New(o Options) (*Adapter, error) {
	u, err := adapterkit.ParseAPIURL(cmp.Or(o.APIURL, discordAPI))
	if err != nil {
		return nil, fmt.Errorf("discord: DISCORD_API_URL is %w", err)
	}
	if o.Intake == nil {
		o.Intake = adapterkit.NewIntake(adapterkit.Limits{}, o.Log)
	}
	a := &Adapter{
		options: o, saving: saveTime, after: time.After, files: newFiles(u.Host), responses: newResponses(o.Now),
		background: adapterkit.NewBackground(maxTelling, rest.Timeout), typing: adapterkit.NewBackground(maxTyping, rest.Timeout),
		secret: adapterkit.SecretWatch{Setting: "DISCORD_PUBLIC_KEY", Where: "General Information on the application's page", Now: o.Now, Log: o.Log},
	}
	if o.PublicKey != "" {
		if a.key, err = hex.DecodeString(o.PublicKey); err != nil || len(a.key) != ed25519.PublicKeySize {
			return nil, errors.New("discord: DISCORD_PUBLIC_KEY is no public key: it is 64 hexadecimal digits")
		}
	}
	requests, err := rest.New(u, o.Token)
	if err != nil {
		return nil, err
	}
	a.client = &client{Client: requests, health: &a.health, log: o.Log}
	a.places = &places{support: o.SupportChannels, desk: o.DeskChannel, role: o.AgentRole, guilds: o.Guilds}
	a.channels = newChannels(a.client, a.places)
	a.agents = &agents{client: a.client, places: a.places}
	a.locales, _ = lru.New[string, string](maxLocales) // fails for sizes below one only
	a.names = newNames()
	a.reader = newReader(a.client, a.channels, a.agents, a.locales, o.Now)
	a.reader.names = a.names
	a.sender = newSender(a.client, a.channels, a.agents, a.responses)
	a.sender.closed = func(person string) string {
		locale, _ := a.locales.Get(person)
		return o.Manager.Listed(locale).Closed
	}
	a.health.Set(aboutGateway, errors.New("not started"))
	return a, nil
}

// Platform returns the name of the platform.
func (a *Adapter) Platform() bot.Platform { return Platform }

// IsPrivate reports an address where one person alone sees what is said: direct messages, and the
// answers to commands. Conversations in servers name their server.
func (a *Adapter) IsPrivate(at bot.Address) bool { return at.Thread == private || at.Space == "" }

// Limits are those of embeds: the text of a message's embeds has at most 6,000
// characters, and twice the text leaves room for the escapes that keep it from being
// markup. A select menu has 25 rows, a button 80 characters.
func (a *Adapter) Limits() port.Limits {
	return port.Limits{TextRunes: maxText, Choices: maxOptions, LabelRunes: maxLabel, PictureBytes: maxPictures, Buttons: true, Threads: true, Private: true, Edits: true}
}

// handleSoon hands over an event whose sender waits for an answer, until ctx ends.
func (a *Adapter) handleSoon(ctx context.Context, in event.Inbound) error {
	return a.callers.Soon(ctx, isFinal, func(ctx context.Context) error { return a.gate.Handle(ctx, in) })
}

// managerIn has the texts that are shown in a server.
func (a *Adapter) managerIn(guild string) Manager {
	return cmp.Or(a.places.guild(guild).Manager, a.options.Manager)
}

// Send shows one reply: by the interaction that it answers while that lasts, else
// in its thread or channel, or as a direct message where it is private.
func (a *Adapter) Send(ctx context.Context, out port.Outbound) (bot.MessageID, error) {
	return a.sender.send(ctx, out)
}

// Edit replaces a message in a thread or channel by a reply.
func (a *Adapter) Edit(ctx context.Context, out port.Outbound, id bot.MessageID) error {
	return a.sender.edit(ctx, out, id)
}

// OpenThread returns the address of the thread on a message. The thread has the message's
// id, and is opened when the first reply goes to it.
func (a *Adapter) OpenThread(_ context.Context, desk bot.Address, card bot.MessageID) (bot.Address, error) {
	desk.Thread = string(card)
	return desk, nil
}

// Link returns the address of a channel or thread of a server.
func (a *Adapter) Link(at bot.Address) string {
	if at.Platform != Platform || at.Thread == private || !isID(at.Space) || !isID(channelOf(at)) {
		return ""
	}
	return "https://discord.com/channels/" + at.Space + "/" + channelOf(at)
}

// React marks a message by a sign under it.
func (a *Adapter) React(ctx context.Context, at bot.Address, message bot.MessageID) error {
	return a.sender.react(ctx, at, string(message))
}

// Resolve gives a forum's post the forum's tag for solved posts, and archives the post
// unless the person is still asked something.
func (a *Adapter) Resolve(ctx context.Context, at bot.Address, asking bool) error {
	return a.sender.resolve(ctx, at, asking)
}

// Typing shows that an answer is being written. A private conversation has a place for that
// only in direct messages.
func (a *Adapter) Typing(ctx context.Context, to bot.Address, person string) error {
	return a.sender.typing(ctx, to, person)
}

// Fetch reads a file that is attached to a message of Discord's, of maxBytes at most. It
// fails with port.ErrTooLarge for a larger one.
func (a *Adapter) Fetch(ctx context.Context, f bot.File, maxBytes int) ([]byte, error) {
	return a.files.fetch(ctx, f, maxBytes)
}

var _ port.Resolver = (*Adapter)(nil)
