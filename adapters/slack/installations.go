package slack

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"aktivering/bot/event"
	"aktivering/bot/port"
)

// Installation is a workspace that the app is installed in.
type Installation struct {
	// Team and Name are the workspace's, and BotUser is the bot's id there.
	Team, Name, BotUser string
	Token               Token
	// By is the id of the person who installed it.
	By string
	At time.Time
}

// Token is the token of a workspace.
type Token struct {
	Access string
	// Refresh brings the next token, once; empty where the token does not end.
	Refresh string
	Expires time.Time
}

// Installations keep the workspaces that the app is installed in, for all processes that serve
// them.
type Installations interface {
	// Installed returns those that the app is installed in now.
	Installed(ctx context.Context) ([]Installation, error)
	// Install keeps an installation, in place of an earlier one.
	Install(ctx context.Context, i Installation) error
	// Uninstall notes that the app was removed from a workspace at a time; nothing of an installation
	// after that time.
	Uninstall(ctx context.Context, team, reason string, at time.Time) error
	// Renew returns the token of a workspace that ends no sooner than due. Where the one that is
	// kept does, renew makes another of its refresh token, in one process at a time. It fails with
	// ErrRenewing while another process does.
	Renew(ctx context.Context, team string, due time.Time, renew func(ctx context.Context, refresh string) (Token, error)) (Token, error)
	// Begin notes that an installation with a name has begun, which ends within a time, and End
	// returns true to the first who ends one that has begun and whose time is not over.
	Begin(ctx context.Context, name string, within time.Duration) error
	End(ctx context.Context, name string) (bool, error)
}

// ErrRenewing means that another process renews the token of the workspace.
var ErrRenewing = errors.New("another process renews the token")

// keep reads the installations again and again, and renews tokens before they end.
func (t *Teams) keep(ctx context.Context) {
	for {
		select {
		case <-t.front.after(syncEvery):
		case <-ctx.Done():
			return
		}
		if err := t.sync(ctx, nil); err != nil && ctx.Err() == nil {
			t.log.Warn().Ctx(ctx).Err(err).Msg("slack: installations not read; those known are served")
		}
		for _, w := range t.all() {
			if err := t.renew(ctx, w); err != nil && ctx.Err() == nil {
				t.log.Error().Ctx(ctx).Err(err).Str("workspace", w.installed.Team).Time("ends", w.token().Expires).Msg("slack: token not renewed; it is tried again")
			}
		}
	}
}

// all returns the workspaces that are served.
func (t *Teams) all() []*team {
	t.mu.RLock()
	defer t.mu.RUnlock()
	list := make([]*team, 0, len(t.teams))
	for _, w := range t.teams {
		list = append(list, w)
	}
	slices.SortFunc(list, func(a, b *team) int { return strings.Compare(a.installed.Team, b.installed.Team) })
	return list
}

// sync takes over what the installations are now. begin is the call of Run that begins; nil of one
// that goes on.
func (t *Teams) sync(ctx context.Context, begin *serving) error {
	t.syncing.Lock()
	defer t.syncing.Unlock()
	t.synced = t.options.Now()
	list, err := t.options.Installations.Installed(ctx)
	if err != nil {
		return fmt.Errorf("slack: the installations: %w", err)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if begin != nil {
		t.serving = begin
	}
	s := t.serving
	if s == nil || s.ctx.Err() != nil {
		return nil // nothing is served yet, or no more
	}
	is := make(map[string]bool, len(list))
	for _, i := range list {
		is[i.Team] = true
		known := t.teams[i.Team]
		switch {
		case known == nil:
		case known.installed.At.Equal(i.At) && known.is.isLike(t.options.workspace(i.Team)):
			known.take(i.Token)
			continue
		default: // it was installed anew, or is served in another way
			known.stop()
		}
		if err := t.start(s, i, known); err != nil { //nolint:contextcheck // the workspace is served as long as Run, not as the call that found it
			return err
		}
	}
	for id, known := range t.teams {
		if !is[id] {
			t.log.Info().Ctx(ctx).Str("workspace", id).Msg("slack: the app was removed from a workspace")
			known.stop()
			delete(t.teams, id)
		}
	}
	return nil
}

// start serves a workspace, in place of how it was served before, if it was. mu is held.
func (t *Teams) start(s *serving, i Installation, before *team) error {
	o := t.options.Options
	o.Token, o.AppToken, o.SigningSecret, o.installed = i.Token.Access, "", "", true
	o.Log = t.log.With().Str("workspace", i.Team).Logger()
	is := t.options.workspace(i.Team)
	o = is.of(i.Team, o)
	if home := o.Home; home != nil {
		o.Home = func(ctx context.Context, space string, p event.Person) (Page, error) {
			p.ID = qualified(i.Team, p.ID)
			return home(ctx, space, p)
		}
	}
	a, err := New(o)
	if err != nil {
		return err
	}
	a.saving, a.after = t.front.saving, t.front.after
	ctx, stop := context.WithCancel(s.ctx)
	w := &team{Adapter: a, installed: i, is: is, stop: stop, used: i.Token}
	if before != nil && before.installed.At.Equal(i.At) {
		before.handOver(w)
	}
	a.client.revoked = func(code string) {
		a.later(ctx, "note that the app was removed", func(ctx context.Context) error { return t.removed(ctx, i.Team, code, t.options.Now()) })
	}
	t.teams[i.Team] = w
	s.all.Go(func() { t.serve(ctx, s.inbox, w) })
	return nil
}

// serve serves a workspace until ctx ends.
func (t *Teams) serve(ctx context.Context, inbox port.Inbox, w *team) {
	for ctx.Err() == nil {
		err := t.renew(ctx, w)
		if err == nil {
			err = w.Run(ctx, teamInbox{inbox, w.installed.Team})
		}
		if ctx.Err() != nil {
			return
		}
		w.options.Log.Error().Ctx(ctx).Err(err).Dur("again_in", againAfter).Msg("slack: a workspace is not served; it is tried again")
		select {
		case <-w.after(againAfter):
		case <-ctx.Done():
		}
	}
}

// renew renews the token of a workspace if it ends soon.
func (t *Teams) renew(ctx context.Context, w *team) error {
	due := t.options.Now().Add(renewBefore)
	if now := w.token(); now.Refresh == "" || now.Expires.After(due) {
		return nil
	}
	token, err := t.options.Installations.Renew(ctx, w.installed.Team, due, func(ctx context.Context, refresh string) (Token, error) {
		return w.refreshed(func() (Token, error) { return t.front.refresh(ctx, t.options.Install, refresh) })
	})
	switch {
	case errors.Is(err, ErrRenewing):
		return nil // the next reading of the installations brings it
	case err != nil:
		return err
	}
	w.take(token)
	w.saved()
	w.options.Log.Info().Ctx(ctx).Time("until", token.Expires).Msg("slack: token renewed")
	return nil
}

// removed notes that the app was removed from a workspace, and stops serving it.
func (t *Teams) removed(ctx context.Context, id, reason string, at time.Time) error {
	if err := t.options.Installations.Uninstall(ctx, id, reason, at); err != nil {
		return fmt.Errorf("slack: note that the app was removed from %s: %w", id, err)
	}
	return t.sync(ctx, nil)
}

// take uses a token from now on.
func (w *team) take(token Token) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.used != token {
		w.used = token
		w.client.use(token.Access)
	}
}

// handOver gives the tokens to who serves the workspace from now on: one that could not be kept yet is
// the only one that is left.
func (w *team) handOver(to *team) {
	w.mu.Lock()
	defer w.mu.Unlock()
	to.used, to.unsaved = w.used, w.unsaved
	to.client.use(w.used.Access)
}

// refreshed returns a token that was made before and could not be kept, or another one.
func (w *team) refreshed(refresh func() (Token, error)) (Token, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.unsaved == nil {
		token, err := refresh()
		if err != nil {
			return token, err
		}
		w.unsaved = &token
	}
	return *w.unsaved, nil
}

// saved takes note that the token is kept.
func (w *team) saved() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.unsaved = nil
}

// token returns the token that is used.
func (w *team) token() Token {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.used
}
