// Package slack joins a Slack workspace to the bot, over Socket Mode or HTTP endpoints: a
// command that is answered in private, mentions and direct messages that are answered in
// threads, support channels, shortcuts, a form and a page for each person. It makes no
// decisions.
//
// [Adapter] receives: events and requests come over the socket or HTTP, wait in lanes
// (dispatch.go) and become events of package bot. It is made of parts that do not know it:
// client calls Slack's methods, sender and responses show replies, reader reads messages,
// users and agents know people, history reads messages again.
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

	"github.com/rs/zerolog"
	slackapi "github.com/slack-go/slack"

	"aktivering/adapters/adapterkit"
	"aktivering/bot"
	"aktivering/bot/form"
	"aktivering/bot/port"
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

func (noTexts) Listed(string) form.Command                     { return form.Command{} }
func (noTexts) Form(string) form.Form                          { return form.Form{} }
func (noTexts) DeskForm(bot.Address, string) (form.Form, bool) { return form.Form{}, false }
func (noTexts) Complete(string, string, int) []bot.Choice      { return nil }
func (noTexts) Writing(string) string                          { return "…" }
func (noTexts) Unsaved(string) form.Unsaved                    { return form.Unsaved{} }

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
	dispatcher atomic.Pointer[dispatcher]
	background *adapterkit.Background
	// teams are those that this adapter receives for; nil where it serves a workspace itself.
	teams *Teams
	// links are the connections of Socket Mode by which events come; nil where they are its own.
	links *connections
	// checks are those of the channels of the settings.
	checks sync.WaitGroup

	// saving is how long a command, a press or a form is tried to be saved, and after waits
	// between two tries to hand an event over.
	saving time.Duration
	after  func(time.Duration) <-chan time.Time
}

// connected is what the log says where events can come.
const connected = "slack: connected"

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

// Limits are those of Block Kit: a message has at most 50 blocks, a block of
// actions 25 buttons with 75 characters. Slack cuts long texts; 3,000 characters
// are far below.
func (a *Adapter) Limits() port.Limits {
	return port.Limits{TextRunes: 3000, Choices: 25, LabelRunes: 75, PictureBytes: maxPictures, Buttons: true, Threads: true, Private: true, Edits: true}
}

// Run receives over Socket Mode or the endpoints until ctx ends, once Slack has told who
// the bot is. It fails where only an administrator can do something about it, such as a
// revoked token.
func (a *Adapter) Run(ctx context.Context, inbox port.Inbox) error {
	defer a.health.Set(aboutConnection, errors.New("stopped"))
	if err := a.identify(ctx); err != nil || ctx.Err() != nil {
		return err
	}
	a.agents.read(ctx, a.options.Now()) // so that a fault is known at once
	ctx, cancel := context.WithCancel(ctx)
	a.checks.Go(func() { a.client.checkChannels(ctx, a.after) })
	defer a.checks.Wait()
	defer cancel()
	a.gate.Open(inbox)
	defer a.background.Wait()
	defer a.gate.Close()
	d := newDispatcher(ctx, a)
	a.dispatcher.Store(d)
	defer d.replies.Wait()
	defer d.Close()
	defer a.dispatcher.Store(nil)
	if a.options.AppToken != "" {
		a.health.Set(aboutConnection, errors.New("the socket is being connected"))
		return d.listen(ctx)
	}
	d.ReadMissed(ctx, nil, time.Time{})
	a.health.Set(aboutConnection, nil)
	a.options.Log.Info().Ctx(ctx).Str("over", "HTTP").Msg(connected)
	<-ctx.Done()
	return nil
}

// identify asks Slack who the bot is, until it answers. When ctx ends there is no error.
func (a *Adapter) identify(ctx context.Context) error {
	a.health.Set(aboutConnection, errors.New("Slack has not answered yet")) //nolint:staticcheck // a name
	err := adapterkit.Retry(ctx, func(ctx context.Context) error {
		self, err := a.client.api().AuthTestContext(ctx)
		if err == nil {
			a.reader.self.Store(self)
		}
		return err
	}, func(err error) bool {
		e, ok := errors.AsType[slackapi.SlackErrorResponse](err)
		return ok && isTokenError(e.Err)
	}, func(err error, wait time.Duration) {
		err = adapterkit.WithoutURL(err)
		a.health.Set(aboutConnection, fmt.Errorf("Slack cannot be reached: %w", err)) //nolint:staticcheck // a name
		a.options.Log.Warn().Ctx(ctx).Err(err).Dur("again_in", wait).Msg("slack: not reached")
	})
	switch {
	case ctx.Err() != nil:
		return nil //nolint:nilerr // it was asked to stop
	case err != nil:
		a.client.noteRevoked(err)
		return fmt.Errorf("slack: %w: %s", err, a.options.tokenRemedy())
	}
	return a.client.checkScopes(a.reader.self.Load().Header, a.options.AgentGroup != "")
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
func (a *Adapter) ReadPerson(ctx context.Context, id string) bot.Person {
	return a.users.patiently(ctx, id)
}

// Fetch reads a file that is attached to a message of Slack's, of maxBytes at most. It fails
// with port.ErrTooLarge for a larger one.
func (a *Adapter) Fetch(ctx context.Context, f bot.File, maxBytes int) ([]byte, error) {
	return a.sender.fetch(ctx, f, maxBytes)
}

// handle hands an event over. It is acknowledged only when it is saved.
func (a *Adapter) handle(ctx context.Context, in bot.Inbound) error {
	in.Person.Agent = a.agents.standing(ctx, in.From.Channel, in.Person.ID)
	return a.gate.Handle(ctx, in)
}

// handleSoon hands over an event whose sender waits for an answer, until ctx ends.
func (a *Adapter) handleSoon(ctx context.Context, in bot.Inbound) error {
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

// OldestWaiting returns since when the oldest event waits to be handed over; the zero
// time where none does.
func (a *Adapter) OldestWaiting() time.Time {
	if d := a.dispatcher.Load(); d != nil {
		return d.OldestWaiting()
	}
	return time.Time{}
}

// Ready returns nil while the adapter receives and sends, else what is in the way.
func (a *Adapter) Ready() error {
	if err := errors.Join(a.health.Err(), a.agents.ready(), a.secret.Ready()); err != nil {
		return err
	}
	if d := a.dispatcher.Load(); d != nil {
		return d.Ready()
	}
	return nil
}
