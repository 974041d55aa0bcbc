// Package discord joins Discord servers to the bot, over the gateway and, if one
// likes, Discord's HTTP interactions: commands answered in private, support
// channels and forums answered in threads, mentions and direct messages. It makes
// no decisions.
package discord

import (
	"cmp"
	"context"
	"crypto/ed25519"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"
	"github.com/rs/zerolog"

	"aktivering/adapters/adapterkit"
	"aktivering/adapters/discord/rest"
	"aktivering/bot"
)

// Platform is the name of this platform in addresses.
const Platform bot.Platform = "discord"

// discordAPI is where Discord's methods are.
const discordAPI = "https://discord.com/api/v10/"

// Options are what an adapter needs to know.
type Options struct {
	// Token is the bot's token.
	Token string
	// PublicKey is the application's, in hexadecimal digits; empty means that there is
	// no HTTP endpoint.
	PublicKey string
	// APIURL is where Discord's methods are; empty means Discord's own.
	APIURL string
	// SupportChannels are the ids of channels and forums where messages are read that
	// were not addressed to the bot.
	SupportChannels []string
	// DeskChannel is the id of the channel where agents work, and AgentRole that of the
	// role to call there; empty without.
	DeskChannel, AgentRole string
	// Mind says what belongs to no conversation.
	Mind Mind
	// Leases decide which process serves which shard of the gateway; nil means that
	// this one serves all.
	Leases bot.Leases
	// OpenChannels returns where people and agents speak with one another now, and Recent where
	// people spoke with the bot lately, as bot.Cases does: there is read what was said
	// while nothing was received. nil reads nothing.
	OpenChannels adapterkit.OpenChannels
	Recent       adapterkit.Recent
	// MaxEvents is how many events are kept while they cannot be handed over; 0 means
	// adapterkit.MaxEvents.
	MaxEvents int
	// Intake reads what comes to the HTTP endpoint; nil means one of its own.
	Intake *adapterkit.Intake
	// Now tells the time.
	Now func() time.Time
	// Log takes what cannot be returned to anybody.
	Log zerolog.Logger
}

// Mind is what a person can be shown before there is a conversation.
type Mind interface {
	Listed(locale string) bot.CommandSpec
	Form(locale string) bot.Form
	DeskForm(at bot.Address, name string) (bot.Form, bool)
	Complete(typed, locale string, most int) []bot.Choice
	Unsaved(locale string) bot.Unsaved
}

// Adapter is Discord as a platform. An address is a server, a channel and a thread,
// the thread having the id of the message that it stands on; it is "private" where
// only one person sees what is said. A direct message has a channel only.
type Adapter struct {
	options Options
	rest    *rest.Client
	key     ed25519.PublicKey
	support map[string]bool
	// host is where Discord's methods are, and files fetches what is attached.
	host  string
	files *http.Client
	// pace and lease are those of gateway.Options.
	pace, lease time.Duration

	// saving is how long an interaction is tried to be kept.
	saving time.Duration
	// after waits between two tries to hand an event over.
	after func(time.Duration) <-chan time.Time
	// queue holds what came over the gateway and is not handed over yet; nil while Run
	// does not run.
	queue atomic.Pointer[adapterkit.Queue]

	// receiving is held for reading while an event is handed over.
	receiving sync.RWMutex
	inbox     bot.Inbox // nil while Run does not run
	// self is the bot's user id, once Discord has said so.
	self atomic.Pointer[string]
	// app is the application's id, likewise.
	app atomic.Pointer[string]

	// typers are slots for those who are told of at a time that they are writing.
	typers chan struct{}

	places  *lru.Cache[string, place]   // channels and threads, by id
	writers *lru.Cache[string, written] // of messages, by the message's id
	answers *lru.Cache[string, *answer] // to interactions, by their token
	dms     *lru.Cache[string, string]  // channels of direct messages, by person
	locales *lru.Cache[string, string]  // of people, as their interactions told
	faults  faults
}

// private is the thread of conversations that one person sees.
const private = "private"

// How much is remembered; what was forgotten is asked for again where that can be.
const (
	maxPlaces  = 50_000
	maxWriters = 20_000
	maxAnswers = 5_000
	maxDMs     = 10_000
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
		options: o, host: u.Host, files: newFiles(), typers: make(chan struct{}, maxTyping),
		support: make(map[string]bool), saving: saveTime, after: time.After,
	}
	if o.PublicKey != "" {
		if a.key, err = hex.DecodeString(o.PublicKey); err != nil || len(a.key) != ed25519.PublicKeySize {
			return nil, errors.New("discord: DISCORD_PUBLIC_KEY is no public key: it is 64 hexadecimal digits")
		}
	}
	for _, channel := range o.SupportChannels {
		a.support[channel] = true
	}
	if a.rest, err = rest.New(u, o.Token); err != nil {
		return nil, err
	}
	a.places, _ = lru.New[string, place](maxPlaces) // fails for sizes below one only, as do the others
	a.writers, _ = lru.New[string, written](maxWriters)
	a.answers, _ = lru.New[string, *answer](maxAnswers)
	a.dms, _ = lru.New[string, string](maxDMs)
	a.locales, _ = lru.New[string, string](maxLocales)
	a.faults.note(aboutGateway, errors.New("not started"))
	return a, nil
}

// Platform returns the name of the platform.
func (a *Adapter) Platform() bot.Platform { return Platform }

// Limits are those of embeds: the text of a message's embeds has at most 6,000
// characters, and twice the text leaves room for the marks that keep it from being
// markup. A select menu has 25 rows, a button 80 characters.
func (a *Adapter) Limits() bot.Limits {
	return bot.Limits{TextRunes: maxText, Choices: maxOptions, LabelRunes: maxLabel, PictureBytes: maxPictures, Buttons: true, Threads: true, Private: true, Edits: true}
}

// Run receives what comes over the gateway and to the endpoint until ctx ends. It
// fails where only an administrator can mend what is wrong.
func (a *Adapter) Run(ctx context.Context, inbox bot.Inbox) error {
	a.faults.note(aboutGateway, errors.New("Discord has not answered yet")) //nolint:staticcheck // a name
	app, err := a.application(ctx)
	if err != nil || ctx.Err() != nil {
		return err
	}
	a.app.Store(&app.ID)
	a.receive(inbox)
	defer a.receive(nil) // and wait for what is being handed over
	go a.register(ctx, app)
	return a.listen(ctx)
}

func (a *Adapter) receive(inbox bot.Inbox) {
	a.receiving.Lock()
	defer a.receiving.Unlock()
	a.inbox = inbox
}

// handle hands an event over; it is acknowledged only when it is kept.
func (a *Adapter) handle(ctx context.Context, in bot.Inbound) error {
	a.receiving.RLock()
	defer a.receiving.RUnlock()
	if a.inbox == nil {
		return errNotReceiving
	}
	return a.inbox.Handle(ctx, in)
}

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

// OldestWaiting returns since when the oldest event waits to be handed over; the zero
// time where none does.
func (a *Adapter) OldestWaiting() time.Time {
	if q := a.queue.Load(); q != nil {
		return q.OldestWaiting()
	}
	return time.Time{}
}

// errNotReceiving is what comes before Run or after it gets.
var errNotReceiving = errors.New("not receiving")

// Ready returns nil while messages come and go, else what is in the way.
func (a *Adapter) Ready() error {
	if err := a.faults.list(); err != nil {
		return err
	}
	if q := a.queue.Load(); q != nil && q.Held() {
		return adapterkit.ErrReading
	}
	return nil
}
