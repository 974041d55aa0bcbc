// Package slack joins a Slack workspace to the bot, over Socket Mode or HTTP endpoints: a
// command that is answered in private, mentions and direct messages that are answered in
// threads, support channels, shortcuts, a form and a page for each person. It makes no
// decisions.
//
// [Adapter] receives: events and requests come over the socket or HTTP, wait in lanes
// (dispatch.go) and become events of package bot. It is made of parts that do not know it:
// client calls Slack's methods, sender and responses show replies, reader reads messages,
// users and agents know people, history reads messages again. On it stand commands, interactions,
// forms and home, which are what people do; http and socket, by which that arrives; and run.
// [Teams] has an adapter for each workspace; the adapter knows only that something routes requests.
package slack

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	slackapi "github.com/slack-go/slack"

	"aktivering/adapters/adapterkit"
	"aktivering/bot"
	"aktivering/bot/event"
	"aktivering/bot/port"
)

// Adapter is a workspace as a platform. An address is a team, a channel and the
// timestamp of a thread's first message; the thread is "private" where only one person
// sees the conversation.
type Adapter struct {
	options Options
	health  adapterkit.Health
	gate    adapterkit.Gate
	callers adapterkit.Callers
	secret  adapterkit.SecretWatch

	// apiURL is the address of Slack's methods.
	apiURL    string
	client    *client
	users     *users
	agents    *agents
	reader    *reader
	responses *responses
	sender    *sender
	history   *history
	// dispatcher holds what was received and not handed over yet; nil while Run does not
	// run.
	dispatcher atomic.Pointer[adapterkit.Dispatcher]
	background *adapterkit.Background
	// router tells the adapters that this one receives for; nil where it serves a workspace itself.
	router router
	// replies are those written to a connection of Socket Mode that may still fail.
	replies sync.WaitGroup
	// checks are those of the channels of the settings.
	checks sync.WaitGroup

	// saving is how long a command, a press or a form is tried to be saved, and after waits
	// between two tries to hand an event over.
	saving time.Duration
	after  func(time.Duration) <-chan time.Time
}

// router tells which adapter of several handles what Slack sends.
type router interface {
	// route returns the adapter that handles a payload; nil where there is nothing more to do.
	route(ctx context.Context, payload []byte) (*Adapter, error)
	// adapterOf returns the adapter of a workspace. It fails with errNotInstalled where there is none.
	adapterOf(ctx context.Context, team string) (*Adapter, error)
}

const (
	// saveTime is how long a command, a press or a form is tried to be saved, of the three
	// seconds that Slack waits.
	saveTime = 2 * time.Second
	// maxBackground bounds the work of less weight than the events, such as marking a pressed button.
	maxBackground = 32
)

// New returns an adapter.
func New(o Options) (*Adapter, error) {
	u, err := adapterkit.ParseAPIURL(cmp.Or(o.APIURL, slackapi.APIURL))
	if err != nil {
		return nil, fmt.Errorf("slack: SLACK_API_URL is %w", err)
	}
	if o.Intake == nil {
		o.Intake = adapterkit.NewIntake(adapterkit.Limits{}, o.Log)
	}
	if o.Manager == nil {
		o.Manager = noTexts{}
	}
	o.Connections = cmp.Or(o.Connections, defaultConnections)
	web := adapterkit.NewClient(requestTimeout, maxAnswer, &http.Transport{
		Proxy: http.ProxyFromEnvironment, MaxIdleConnsPerHost: 64, IdleConnTimeout: time.Minute,
	})
	a := &Adapter{
		options: o, apiURL: u.String(), saving: saveTime, after: time.After, background: adapterkit.NewBackground(maxBackground, requestTimeout),
		secret: adapterkit.SecretWatch{Setting: "SLACK_SIGNING_SECRET", Where: "Basic Information on the app's page", Now: o.Now, Log: o.Log},
	}
	a.client = &client{
		with: func(token string) *slackapi.Client {
			return slackapi.New(token, slackapi.OptionAPIURL(u.String()), slackapi.OptionHTTPClient(web), slackapi.OptionAppLevelToken(o.AppToken))
		},
		health: &a.health, configured: make(map[string]string), now: o.Now, log: o.Log, remedy: o.tokenRemedy(),
	}
	a.client.use(o.Token)
	for _, channel := range o.SupportChannels {
		a.client.configured[channel] = o.named("SLACK_SUPPORT_CHANNELS", "channels")
	}
	if o.DeskChannel != "" {
		a.client.configured[o.DeskChannel] = o.named("SLACK_DESK_CHANNEL", "desk.channel")
	}
	a.users = newUsers(a.client)
	a.agents = &agents{client: a.client, group: o.AgentGroup, desk: o.DeskChannel, setting: o.named("SLACK_AGENT_GROUP", "desk.agents")}
	a.reader = &reader{users: a.users, support: o.SupportChannels, desk: o.DeskChannel, now: o.Now}
	a.responses = newResponses(a.client, web, u)
	a.sender = newSender(a.client, a.responses, o.Alert)
	a.history = newHistory(a.client, o.SupportChannels)
	a.health.Set(aboutConnection, errors.New("not started"))
	return a, nil
}

// Platform returns the name of the platform.
func (a *Adapter) Platform() bot.Platform { return Platform }

// IsPrivate reports an address where one person alone sees what is said: direct messages, their
// threads, and the answers to commands.
func (a *Adapter) IsPrivate(at bot.Address) bool { return at.Thread == private || isDM(at.Channel) }

// Limits are those of Block Kit: a message has at most 50 blocks, a block of
// actions 25 buttons with 75 characters. Slack cuts long texts; 3,000 characters
// are far below.
func (a *Adapter) Limits() port.Limits {
	return port.Limits{TextRunes: 3000, Choices: 25, LabelRunes: 75, PictureBytes: maxPictures, Buttons: true, Threads: true, Private: true, Edits: true}
}

// Send shows one reply: in its thread, or to one person alone. A private reply goes by the
// command's response_url while that lasts, then as a direct message.
func (a *Adapter) Send(ctx context.Context, out port.Outbound) (bot.MessageID, error) {
	return a.sender.send(ctx, out)
}

// Edit replaces a message in a channel by a reply.
func (a *Adapter) Edit(ctx context.Context, out port.Outbound, id bot.MessageID) error {
	return a.sender.edit(ctx, out, id)
}

// OpenThread returns the address of the thread on a message: it has the message's
// timestamp, and needs no call of Slack.
func (a *Adapter) OpenThread(_ context.Context, desk bot.Address, card bot.MessageID) (bot.Address, error) {
	desk.Thread = string(card)
	return desk, nil
}

// Link returns the address of a thread of a channel.
func (a *Adapter) Link(at bot.Address) string {
	self := a.reader.self.Load()
	if at.Platform != Platform || self == nil || !isWeb(self.URL) || isDM(at.Channel) || timeOf(at.Thread, time.Time{}).IsZero() {
		return ""
	}
	return strings.TrimSuffix(self.URL, "/") + "/archives/" + at.Channel + "/p" + strings.ReplaceAll(at.Thread, ".", "")
}

// React marks a message by a sign under it.
func (a *Adapter) React(ctx context.Context, at bot.Address, message bot.MessageID) error {
	return a.sender.react(ctx, at, string(message))
}

// Typing shows in a thread that an answer is being written.
func (a *Adapter) Typing(ctx context.Context, to bot.Address, person string) error {
	return a.sender.typing(ctx, to, a.options.Manager.Writing(a.localeOf(ctx, a.users.knownPerson(person))))
}

// ReadPerson returns a person with the name and the language that Slack knows.
func (a *Adapter) ReadPerson(ctx context.Context, id string) event.Person {
	return a.users.patiently(ctx, id)
}

// Fetch reads a file that is attached to a message of Slack's, of maxBytes at most. It fails
// with port.ErrTooLarge for a larger one.
func (a *Adapter) Fetch(ctx context.Context, f bot.File, maxBytes int) ([]byte, error) {
	return a.sender.fetch(ctx, f, maxBytes)
}

// languageTimeout is how long a form waits for the language that the person has chosen: Slack
// opens one within three seconds.
const languageTimeout = 500 * time.Millisecond

// localeOf returns the language of a person: the one that they have chosen, else as Slack knows.
func (a *Adapter) localeOf(ctx context.Context, p event.Person) string {
	if a.options.Language == nil {
		return p.Locale
	}
	ctx, cancel := context.WithTimeout(ctx, languageTimeout)
	defer cancel()
	return cmp.Or(a.options.Language(ctx, p.ID), p.Locale)
}

// handle hands an event over. It is acknowledged only when it is saved.
func (a *Adapter) handle(ctx context.Context, in event.Inbound) error {
	in.Person.Agent = a.agents.standing(ctx, in.From.Channel, in.Person.ID)
	return a.gate.Handle(ctx, in)
}

// handleSoon hands over an event whose sender waits for an answer, until ctx ends.
func (a *Adapter) handleSoon(ctx context.Context, in event.Inbound) error {
	return a.callers.Soon(ctx, adapterkit.IsFinal, func(ctx context.Context) error { return a.handle(ctx, in) })
}

// later does work of less weight in the background, after the event was saved.
func (a *Adapter) later(ctx context.Context, what string, do func(context.Context) error) {
	started := a.background.Go(ctx, func(ctx context.Context) {
		if err := do(ctx); err != nil && !errors.Is(err, port.ErrGone) {
			a.options.Log.Warn().Ctx(ctx).Err(err).Str("what", what).Msg("slack: background work failed")
		}
	})
	if !started {
		a.options.Log.Warn().Ctx(ctx).Str("what", what).Msg("slack: background work dropped, queue full")
	}
}
