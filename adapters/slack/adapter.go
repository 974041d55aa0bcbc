// Package slack joins a Slack workspace to the bot, over Socket Mode or Slack's HTTP
// endpoints: a command answered in private, mentions and direct messages answered
// in threads, support channels, shortcuts, a form and a page of each person's own.
// It makes no decisions.
package slack

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"
	"github.com/rs/zerolog"
	slackapi "github.com/slack-go/slack"
	"golang.org/x/time/rate"

	"aktivering/adapters/adapterkit"
	"aktivering/bot"
)

// Platform is the name of this platform in addresses.
const Platform bot.Platform = "slack"

// Options are what an adapter needs to know.
type Options struct {
	// Token is the bot's token, xoxb-…
	Token string
	// AppToken is the app's token for Socket Mode, xapp-…; empty means that all comes
	// to the HTTP endpoints.
	AppToken string
	// SigningSecret is what Slack signs its requests with; empty means that there are
	// no HTTP endpoints.
	SigningSecret string
	// APIURL is where Slack's methods are; empty means Slack's own.
	APIURL string
	// SupportChannels are the ids of channels where messages are read that were not
	// addressed to the bot.
	SupportChannels []string
	// DeskChannel is the id of the channel where agents work; empty without one. Alert
	// is whom to call there: here, channel, or the id of a user group.
	DeskChannel, Alert string
	// AgentGroup is the id of the user group whose members may act at the desk; empty
	// lets everybody in its channel.
	AgentGroup string
	// Connections is how many connections Socket Mode keeps, so that nothing waits
	// while Slack renews one of them; 0 means two.
	Connections int
	// Form returns the form that asks for a problem, in the language of a locale;
	// without it no form is opened.
	Form func(locale string) bot.Form
	// DeskForm returns the form of a choice that is offered at the desk of an address; without
	// it, such a choice is picked as any other.
	DeskForm func(at bot.Address, name string) (bot.Form, bool)
	// Unsaved returns what a person is told while nothing can be saved, in the language
	// of a locale.
	Unsaved func(locale string) bot.Unsaved
	// OpenChannels returns where people and agents speak with one another now, and Recent where
	// people spoke with the bot lately, as bot.Cases does: there is read what was said
	// while nothing was received. nil reads nothing.
	OpenChannels adapterkit.OpenChannels
	Recent       adapterkit.Recent
	// MaxEvents is how many events are kept while they cannot be handed over; 0 means
	// adapterkit.MaxEvents.
	MaxEvents int
	// Home returns a person's own page; without it none is shown.
	Home Home
	// Intake reads what comes to the HTTP endpoints; nil means one of their own.
	Intake *adapterkit.Intake
	// Now tells the time.
	Now func() time.Time
	// Log takes what cannot be returned to anybody.
	Log zerolog.Logger
}

// Adapter is a workspace as a platform. An address is a team, a channel and the
// thread's first message; the thread is "private" where only one person sees what
// is said.
type Adapter struct {
	options Options
	api     *slackapi.Client
	client  *http.Client
	// server is where the API is.
	server server

	// receiving is held for reading while an event is handed over.
	receiving sync.RWMutex
	inbox     bot.Inbox // nil while Run does not run
	// self is who the bot is, once Slack has said so.
	self atomic.Pointer[slackapi.AuthTestResponse]
	// offline is why nothing is received, and refusal why nothing can be sent until an
	// administrator mends it; lacking names scopes that are missing. They are nil when
	// all is well.
	offline, refusal, lacking atomic.Pointer[error]

	// lanes hold what came and is not handed over yet; nil while Run does not run.
	lanes atomic.Pointer[lanes]
	// saving is how long what somebody waits for is tried to be saved, and after waits
	// between two tries to hand an event over.
	saving time.Duration
	after  func(time.Duration) <-chan time.Time
	// historyPace and repliesPace keep to what Slack answers of the methods that read
	// messages.
	historyPace, repliesPace *rate.Limiter

	waits  waits
	people *people
	agents agents
	// uses counts how often each response_url was used, and shown are the private
	// answers sent last.
	uses  *lru.Cache[string, int]
	shown *lru.Cache[shownKey, shown]
	// shared are the keys of messages whose pictures are shown.
	shared *lru.Cache[string, struct{}]
	// background is what goes on beside, with a slot for each.
	background sync.WaitGroup
	slots      chan struct{}

	mu  sync.Mutex
	dms map[string]string // channels of direct messages, by person
	// blamed is what is wrong with channels that were set up.
	blamed map[string]error
}

// private is the thread of conversations that one person sees.
const private = "private"

// requestTimeout is how long one request to Slack may take.
const requestTimeout = 10 * time.Second

// New returns an adapter.
func New(o Options) (*Adapter, error) {
	o.APIURL = cmp.Or(o.APIURL, slackapi.APIURL)
	u, err := url.Parse(o.APIURL)
	if err != nil || u.Host == "" || u.User != nil || u.Scheme != "https" && u.Scheme != "http" {
		// What was given may hold a password.
		return nil, errors.New("slack: SLACK_API_URL is an invalid API URL: write https://host/path/, without a user")
	}
	if !strings.HasSuffix(o.APIURL, "/") {
		o.APIURL += "/" // slack-go puts method names right behind it
	}
	if o.Intake == nil {
		o.Intake = adapterkit.NewIntake(adapterkit.Limits{}, o.Log)
	}
	client := adapterkit.NewClient(requestTimeout, maxAnswer, &http.Transport{
		Proxy: http.ProxyFromEnvironment, MaxIdleConnsPerHost: 64, IdleConnTimeout: time.Minute,
	})
	a := &Adapter{
		options: o, client: client, server: serverOf(u),
		api: slackapi.New(o.Token, slackapi.OptionAPIURL(o.APIURL), slackapi.OptionHTTPClient(client), slackapi.OptionAppLevelToken(o.AppToken)),
		dms: make(map[string]string), blamed: make(map[string]error), people: newPeople(), slots: make(chan struct{}, maxLater),
		saving: saveTime, after: time.After, historyPace: newPace(), repliesPace: newPace(),
	}
	a.options.Connections = cmp.Or(o.Connections, connections)
	if a.uses, err = lru.New[string, int](maxUses); err != nil {
		return nil, fmt.Errorf("slack: %w", err)
	}
	if a.shown, err = lru.New[shownKey, shown](maxShown); err != nil {
		return nil, fmt.Errorf("slack: %w", err)
	}
	if a.shared, err = lru.New[string, struct{}](maxShared); err != nil {
		return nil, fmt.Errorf("slack: %w", err)
	}
	note(&a.offline, errors.New("not started"))
	return a, nil
}

// Platform returns the name of the platform.
func (a *Adapter) Platform() bot.Platform { return Platform }

// Limits are those of Block Kit: a message has at most 50 blocks, a block of
// actions 25 buttons with 75 characters. Slack cuts long texts; 3,000 characters
// are far below.
func (a *Adapter) Limits() bot.Limits {
	return bot.Limits{TextRunes: 3000, Choices: 25, LabelRunes: 75, PictureBytes: maxPictures, Buttons: true, Threads: true, Private: true, Edits: true}
}

// How long to wait between two tries to reach Slack at the start.
const (
	minWait = time.Second
	maxWait = time.Minute
)

// Run asks Slack who the bot is, and takes in what comes to the endpoints until
// ctx ends. It fails if the token is no good.
func (a *Adapter) Run(ctx context.Context, inbox bot.Inbox) error {
	note(&a.offline, errors.New("Slack has not answered yet")) //nolint:staticcheck // a name
	for wait := minWait; ; wait = min(2*wait, maxWait) {
		self, err := a.api.AuthTestContext(ctx)
		if err == nil {
			a.self.Store(self)
			if err := a.checkScopes(self.Header); err != nil {
				return err
			}
			break
		}
		if ctx.Err() != nil {
			return nil
		}
		if e, ok := errors.AsType[slackapi.SlackErrorResponse](err); ok && isTokenFault(e.Err) {
			return fmt.Errorf("slack: %s: install the app anew and set SLACK_BOT_TOKEN to its bot token", e.Err)
		}
		err = adapterkit.WithoutURL(err)
		note(&a.offline, fmt.Errorf("Slack cannot be reached: %w", err)) //nolint:staticcheck // a name
		a.options.Log.Warn().Ctx(ctx).Err(err).Dur("again_in", wait).Msg("slack: who am I?")
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(wait):
		}
	}
	if a.options.AgentGroup != "" {
		a.standing(ctx, bot.Inbound{From: bot.Address{Channel: a.options.DeskChannel}, Person: bot.Person{ID: "-"}}) // so that what is wrong with it is known at once
	}
	a.receive(inbox)
	defer a.background.Wait()
	defer a.receive(nil) // and wait for what is being handed over
	l := newLanes(ctx, a)
	a.lanes.Store(l)
	defer l.close()
	defer a.lanes.Store(nil)
	if a.options.AppToken != "" {
		note(&a.offline, errors.New("the socket is being connected"))
		return l.socket(ctx)
	}
	l.readMissed(ctx, time.Time{})
	a.offline.Store(nil)
	<-ctx.Done()
	return nil
}

func (a *Adapter) receive(inbox bot.Inbox) {
	a.receiving.Lock()
	defer a.receiving.Unlock()
	a.inbox = inbox
}

// OldestWaiting returns since when the oldest event waits to be handed over; the zero
// time where none does.
func (a *Adapter) OldestWaiting() time.Time {
	if l := a.lanes.Load(); l != nil {
		return l.events.OldestWaiting()
	}
	return time.Time{}
}

// Ready returns nil while messages come and go, else what is in the way.
func (a *Adapter) Ready() error {
	for _, what := range []*atomic.Pointer[error]{&a.offline, &a.refusal, &a.lacking} {
		if err := what.Load(); err != nil {
			return *err
		}
	}
	if l := a.lanes.Load(); l != nil && l.events.Held() {
		return adapterkit.ErrReading
	}
	if err := a.agents.ready(a.options.Now()); err != nil {
		return err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, err := range a.blamed {
		return err
	}
	return nil
}

func note(what *atomic.Pointer[error], err error) { what.Store(&err) }

// isTokenFault reports errors that only another token mends.
func isTokenFault(code string) bool {
	return slices.Contains([]string{"invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired", "not_allowed_token_type"}, code)
}
