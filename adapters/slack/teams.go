package slack

import (
	"context"
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/rs/zerolog"
	"golang.org/x/time/rate"

	"aktivering/adapters/adapterkit"
	"aktivering/bot"
	"aktivering/bot/event"
	"aktivering/bot/port"
)

// Teams are all workspaces that an app is installed in, as one platform. Each is served by an
// [Adapter] of its own, with its own token; what Slack sends comes by one address or one set of
// connections, and goes to the adapter of the workspace that it names.
//
// Slack's ids of people are unique within a workspace only. The id of a person is therefore that of
// the workspace and theirs, as in T012.U034.
type Teams struct {
	options TeamsOptions
	// front receives for all workspaces. It calls no method that needs the token of one.
	front *Adapter
	log   zerolog.Logger

	// pages is the page of an installation, and begins bounds those that begin.
	pages  *template.Template
	begins *rate.Limiter

	// syncing is held while the installations are read and taken over.
	syncing sync.Mutex
	synced  time.Time

	mu sync.RWMutex
	// serving is where the workspaces are served; nil until Run has read the installations.
	serving *serving
	teams   map[string]*team
}

// TeamsOptions are what Teams need to know.
type TeamsOptions struct {
	// Options are those of the adapter of each workspace. Token, OpenChannels and Recent are not
	// used: missed messages are not read again, as Slack lets apps that many install read one page of
	// messages a minute.
	Options
	// Workspace returns what is different in a workspace, which may change while it is served; nil
	// means that nothing is.
	Workspace func(team string) Workspace
	Install   Install
	// Installations keep the workspaces.
	Installations Installations
}

const (
	// syncEvery is how often the installations are read: what another process took in counts here
	// after that. missEvery is how often they are read for a workspace that is not known.
	syncEvery = 10 * time.Second
	missEvery = time.Second
	// renewBefore is how long before its end a token is renewed: a database or a Slack that is away
	// for a while costs nothing.
	renewBefore = 2 * time.Hour
	// againAfter is how long after a failure a workspace is tried again.
	againAfter = time.Minute
)

// team is a workspace that is served.
type team struct {
	*Adapter
	installed Installation
	is        Workspace
	stop      context.CancelFunc

	mu sync.Mutex
	// used is the token that is used now, and unsaved one that was made and could not be kept: its
	// refresh token is the only one that is left.
	used    Token
	unsaved *Token
}

// serving is a call of Run.
type serving struct {
	ctx   context.Context //nolint:containedctx // that of Run, for workspaces that begin later
	inbox port.Inbox
	all   sync.WaitGroup
}

// NewTeams returns the adapter of all workspaces.
func NewTeams(o TeamsOptions) (*Teams, error) {
	o.Token, o.OpenChannels, o.Recent = "", nil, nil
	front, err := New(o.Options)
	if err != nil {
		return nil, err
	}
	t := &Teams{options: o, front: front, log: o.Log, pages: template.Must(template.New("install").Parse(installPage)), begins: rate.NewLimiter(rate.Every(beginEvery), beginBurst), teams: make(map[string]*team)}
	front.router = t
	return t, nil
}

// Platform returns the name of the platform.
func (t *Teams) Platform() bot.Platform { return Platform }

// Limits are those of a workspace.
func (t *Teams) Limits() port.Limits { return t.front.Limits() }

// IsPrivate reports an address where one person alone sees what is said.
func (t *Teams) IsPrivate(at bot.Address) bool { return t.front.IsPrivate(at) }

// Mount adds the endpoints of Slack's requests, and the pages by which the app is installed.
func (t *Teams) Mount(mux *http.ServeMux) {
	t.front.Mount(mux)
	t.mountInstall(mux)
}

// Run serves the workspaces until ctx ends. A workspace that cannot be served leaves the others
// alone.
func (t *Teams) Run(ctx context.Context, inbox port.Inbox) error {
	a := t.front
	defer a.health.Set(aboutConnection, errors.New("stopped"))
	ctx, cancel := context.WithCancel(ctx)
	defer a.background.Wait()
	d := newDispatcher(ctx, a)
	a.dispatcher.Store(d.Dispatcher)
	defer a.replies.Wait()
	defer d.Close()
	defer a.dispatcher.Store(nil)
	s := &serving{ctx: ctx, inbox: inbox}
	defer t.stop(s)
	defer cancel()
	err := adapterkit.Retry(ctx, func(ctx context.Context) error { return t.sync(ctx, s) }, func(error) bool { return false }, func(err error, wait time.Duration) {
		a.health.Set(aboutConnection, errors.New("the installations cannot be read"))
		t.log.Warn().Ctx(ctx).Err(err).Dur("again_in", wait).Msg("slack: installations not read")
	})
	if err != nil || ctx.Err() != nil {
		return nil
	}
	s.all.Go(func() { t.keep(ctx) })
	if t.options.AppToken != "" {
		a.health.Set(aboutConnection, errors.New("the socket is being connected"))
		return d.listen(ctx)
	}
	a.health.Set(aboutConnection, nil)
	t.log.Info().Ctx(ctx).Str("over", "HTTP").Int("workspaces", t.count()).Msg(connected)
	<-ctx.Done()
	return nil
}

// stop ends the service of all workspaces; the context of s has ended.
func (t *Teams) stop(s *serving) {
	t.mu.Lock()
	t.serving = nil
	clear(t.teams)
	t.mu.Unlock()
	s.all.Wait()
}

func (t *Teams) count() int {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return len(t.teams)
}

// team returns a workspace. It fails with errNotInstalled, or with a port.RetryLater where that is
// not known.
func (t *Teams) team(ctx context.Context, id string) (*team, error) {
	find := func() (w *team, serving bool) {
		t.mu.RLock()
		defer t.mu.RUnlock()
		return t.teams[id], t.serving != nil
	}
	w, serving := find()
	switch {
	case w != nil:
		return w, nil
	case !serving:
		return nil, port.RetryLater{Why: "not connected to Slack yet"}
	}
	if err := t.syncMissing(ctx); err != nil {
		return nil, port.RetryLater{Why: err.Error()}
	}
	if w, _ = find(); w == nil {
		return nil, fmt.Errorf("slack: %s: %w: %w", id, errNotInstalled, port.ErrGone)
	}
	return w, nil
}

// syncMissing reads the installations for a workspace that is not known, unless that was done just
// now: whoever knows the signing secret names only workspaces that there are.
func (t *Teams) syncMissing(ctx context.Context) error {
	t.syncing.Lock()
	fresh := t.options.Now().Sub(t.synced) < missEvery
	t.syncing.Unlock()
	if fresh {
		return nil
	}
	return t.sync(ctx, nil)
}

// Send shows one reply.
func (t *Teams) Send(ctx context.Context, out port.Outbound) (bot.MessageID, error) {
	w, err := t.team(ctx, out.To.Space)
	if err != nil {
		return "", err
	}
	return w.Send(ctx, within(out.To.Space, out))
}

// Edit replaces a message in a channel by a reply.
func (t *Teams) Edit(ctx context.Context, out port.Outbound, id bot.MessageID) error {
	w, err := t.team(ctx, out.To.Space)
	if err != nil {
		return err
	}
	return w.Edit(ctx, within(out.To.Space, out), id)
}

// OpenThread returns the address of the thread on a message.
func (t *Teams) OpenThread(ctx context.Context, desk bot.Address, card bot.MessageID) (bot.Address, error) {
	return t.front.OpenThread(ctx, desk, card)
}

// Link returns the address of a thread of a channel.
func (t *Teams) Link(at bot.Address) string {
	t.mu.RLock()
	w := t.teams[at.Space]
	t.mu.RUnlock()
	if w == nil {
		return ""
	}
	return w.Link(at)
}

// React marks a message by a sign under it.
func (t *Teams) React(ctx context.Context, at bot.Address, message bot.MessageID) error {
	w, err := t.team(ctx, at.Space)
	if err != nil {
		return err
	}
	return w.React(ctx, at, message)
}

// Typing shows in a thread that an answer is being written.
func (t *Teams) Typing(ctx context.Context, to bot.Address, person string) error {
	w, err := t.team(ctx, to.Space)
	if err != nil {
		return err
	}
	return w.Typing(ctx, to, unqualified(to.Space, person))
}

// ReadPerson returns a person with the name and the language that Slack knows.
func (t *Teams) ReadPerson(ctx context.Context, id string) event.Person {
	team, person, ok := strings.Cut(id, ".")
	if !ok {
		return event.Person{ID: id} // known before several workspaces were served
	}
	w, err := t.team(ctx, team)
	if err != nil {
		return event.Person{ID: id}
	}
	p := w.ReadPerson(ctx, person)
	p.ID = id
	return p
}

// Fetch reads a file that is attached to a message.
func (t *Teams) Fetch(ctx context.Context, f bot.File, maxBytes int) ([]byte, error) {
	team, at, _ := strings.Cut(f.At, ".")
	w, err := t.team(ctx, team)
	if err != nil {
		return nil, err
	}
	f.At = at
	return w.Fetch(ctx, f, maxBytes)
}

// EraseThread deletes what the bot has written in the thread of a case.
func (t *Teams) EraseThread(ctx context.Context, thread bot.Address) error {
	w, err := t.team(ctx, thread.Space)
	if err != nil {
		return err
	}
	return w.EraseThread(ctx, thread)
}

// OldestWaiting returns since when the oldest event of all workspaces waits to be handed over.
func (t *Teams) OldestWaiting() (oldest time.Time) {
	for _, w := range t.all() {
		if at := w.OldestWaiting(); !at.IsZero() && (oldest.IsZero() || at.Before(oldest)) {
			oldest = at
		}
	}
	return oldest
}

// Ready returns nil while events can come, else what is in the way. What is wrong with a single
// workspace is not among it: see Workspaces.
func (t *Teams) Ready() error {
	if err := t.front.health.Err(); err != nil {
		return err
	}
	return t.front.secret.Ready()
}

// Workspaces returns, by the ids of the workspaces, what is wrong with each; nil where it is served.
func (t *Teams) Workspaces() map[string]error {
	states := make(map[string]error)
	for _, w := range t.all() {
		states[w.installed.Team] = w.Ready()
	}
	return states
}
