package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/rs/zerolog"

	"aktivering/adapters/slack"
	"aktivering/internal/seal"
	"aktivering/internal/store"
)

// installations are the workspaces of Slack that the app is installed in, whose tokens are encrypted.
type installations struct {
	store store.Store
	keys  *seal.Keys
	now   func() time.Time
	log   zerolog.Logger
}

// renewalTime is for how long no other process renews the token of a workspace: longer than Slack
// may take to answer.
const renewalTime = time.Minute

// sealedUnder is the name that the tokens of a workspace are encrypted under: they cannot be moved to
// another one.
func sealedUnder(team string) string { return "slack installation " + team }

// Installed returns the workspaces that the app is installed in now.
func (i installations) Installed(ctx context.Context) ([]slack.Installation, error) {
	all, err := i.store.Installations(ctx, slack.Platform)
	if err != nil {
		return nil, err //nolint:wrapcheck // it stands in for the store
	}
	var list []slack.Installation
	for _, kept := range all {
		if !kept.Removed.IsZero() {
			continue
		}
		token, first, err := i.open(kept)
		if err == nil && !first { // it was encrypted with an earlier key
			err = i.keep(ctx, kept, token, token)
		}
		if err != nil {
			i.log.Error().Ctx(ctx).Err(err).Msg("slack: a workspace cannot be served: install the app there anew")
			continue
		}
		list = append(list, slack.Installation{Team: kept.Workspace, Name: kept.Name, BotUser: kept.BotUser, Token: token, By: kept.InstalledBy, At: kept.Installed})
	}
	return list, nil
}

// open decrypts the token of a workspace; first tells whether the first key did it.
func (i installations) open(kept store.Installation) (token slack.Token, first bool, err error) {
	plain, first, err := i.keys.Open(sealedUnder(kept.Workspace), kept.Tokens)
	if err == nil {
		err = json.Unmarshal(plain, &token)
	}
	if err != nil {
		return token, first, fmt.Errorf("the token of the workspace %s: %w", kept.Workspace, err)
	}
	token.Expires = kept.Expires
	return token, first, nil
}

func (i installations) seal(team string, token slack.Token) ([]byte, error) {
	token.Expires = time.Time{} // it stands beside
	plain, err := json.Marshal(token)
	if err != nil {
		return nil, fmt.Errorf("the token of the workspace %s: %w", team, err)
	}
	return i.keys.Seal(sealedUnder(team), plain), nil
}

// Install keeps an installation.
func (i installations) Install(ctx context.Context, of slack.Installation) error {
	sealed, err := i.seal(of.Team, of.Token)
	if err != nil {
		return err
	}
	return i.store.SaveInstallation(ctx, store.Installation{ //nolint:wrapcheck // it stands in for the store
		Platform: slack.Platform, Workspace: of.Team, Name: of.Name, BotUser: of.BotUser,
		Tokens: sealed, Expires: of.Token.Expires, InstalledBy: of.By, Installed: of.At,
	})
}

// Uninstall notes that the app was removed from a workspace.
func (i installations) Uninstall(ctx context.Context, team, reason string, at time.Time) error {
	_, err := i.store.RemoveInstallation(ctx, slack.Platform, team, reason, at)
	return err //nolint:wrapcheck // it stands in for the store
}

// Renew returns a token that ends no sooner than due, which one process at a time makes.
func (i installations) Renew(ctx context.Context, team string, due time.Time, renew func(ctx context.Context, refresh string) (slack.Token, error)) (token slack.Token, err error) {
	held, err := store.Hold(ctx, i.store, "slack-token/"+team, renewalTime, func(ctx context.Context) error {
		token, err = i.renew(ctx, team, due, renew)
		return err
	})
	if err == nil && !held {
		return token, slack.ErrRenewing
	}
	return token, err
}

// errTokenChanged means that the token of a workspace is another one than before.
var errTokenChanged = errors.New("the token was changed meanwhile")

// errUninstalled means that the app is not installed in a workspace.
var errUninstalled = errors.New("the app is not installed in the workspace")

// renew is Renew in the one process.
func (i installations) renew(ctx context.Context, team string, due time.Time, renew func(ctx context.Context, refresh string) (slack.Token, error)) (slack.Token, error) {
	kept, err := i.find(ctx, team)
	if err != nil {
		return slack.Token{}, err
	}
	before, _, err := i.open(kept)
	if err != nil || before.Refresh == "" || before.Expires.After(due) {
		return before, err
	}
	after, err := renew(ctx, before.Refresh)
	if err != nil {
		return after, err
	}
	// The refresh token is spent: the next one is kept also while the program stops.
	return after, i.keep(context.WithoutCancel(ctx), kept, before, after)
}

// find returns the installation in a workspace.
func (i installations) find(ctx context.Context, team string) (store.Installation, error) {
	all, err := i.store.Installations(ctx, slack.Platform)
	if err != nil {
		return store.Installation{}, err //nolint:wrapcheck // it stands in for the store
	}
	for _, kept := range all {
		if kept.Workspace == team && kept.Removed.IsZero() {
			return kept, nil
		}
	}
	return store.Installation{}, fmt.Errorf("%s: %w", team, errUninstalled)
}

// maxKeeps is how often a token is tried to be kept, while others encrypt the one before anew.
const maxKeeps = 5

// keep puts a token in the place of another one, also where that was encrypted anew since it was read.
func (i installations) keep(ctx context.Context, kept store.Installation, before, after slack.Token) error {
	sealed, err := i.seal(kept.Workspace, after)
	if err != nil {
		return err
	}
	for range maxKeeps {
		renewed, err := i.store.RenewInstallation(ctx, slack.Platform, kept.Workspace, kept.Tokens, sealed, after.Expires)
		if err != nil || renewed {
			return err //nolint:wrapcheck // it stands in for the store
		}
		if kept, err = i.find(ctx, kept.Workspace); err != nil {
			return err
		}
		if now, _, err := i.open(kept); err != nil || now.Access != before.Access || now.Refresh != before.Refresh {
			return errors.Join(errTokenChanged, err)
		}
	}
	return errTokenChanged
}

// beginning is the key of an installation that has begun.
func beginning(name string) string { return "slack-install/" + name }

// Begin notes that an installation has begun.
func (i installations) Begin(ctx context.Context, name string, within time.Duration) error {
	return i.store.SaveSession(ctx, beginning(name), []byte("begun"), i.now().Add(within)) //nolint:wrapcheck // it stands in for the store
}

// End returns true to the first who ends an installation that has begun.
func (i installations) End(ctx context.Context, name string) (bool, error) {
	_, found, err := i.store.TakeSession(ctx, beginning(name))
	return found, err //nolint:wrapcheck // it stands in for the store
}
