package app

import (
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	"github.com/rs/zerolog"

	"aktivering/adapters/slack"
	"aktivering/bot"
	"aktivering/internal/store"
	"aktivering/internal/webdesk"
	"aktivering/internal/workspaces"
)

// deskWorkspaces are the settings of single workspaces as the pages of the desk change them.
type deskWorkspaces struct {
	*workspaceSettings
	installed store.Installations
	log       zerolog.Logger
}

var _ webdesk.Workspaces = deskWorkspaces{}

// All returns the settings of all workspaces. With a *workspaces.FileError, those of the file are those
// that hold still.
func (d deskWorkspaces) All(ctx context.Context) ([]workspaces.Entry, error) {
	all, err := d.registry.All(ctx)
	if _, inFile := errors.AsType[*workspaces.FileError](err); inFile {
		for _, s := range d.inForce() {
			if !slices.ContainsFunc(all, func(e workspaces.Entry) bool { return e.Key() == s.Key() }) {
				all = append(all, workspaces.Entry{Settings: s, InFile: true})
			}
		}
	}
	return all, err //nolint:wrapcheck // it says what it is about
}

// Unset returns the workspaces of Slack that the app is installed in and that have no settings.
func (d deskWorkspaces) Unset(ctx context.Context) (unset []workspaces.Settings, err error) {
	if !slices.Contains(d.Platforms(), slack.Platform) {
		return nil, nil
	}
	list, err := d.installed.Installations(ctx, slack.Platform)
	if err != nil {
		return nil, err //nolint:wrapcheck // it says what it is about
	}
	all, err := d.All(ctx)
	if _, inFile := errors.AsType[*workspaces.FileError](err); err != nil && !inFile {
		return nil, err
	}
	for _, i := range list {
		s := workspaces.Settings{Platform: i.Platform, ID: i.Workspace, Name: i.Name}
		if i.Removed.IsZero() && !slices.ContainsFunc(all, func(e workspaces.Entry) bool { return e.Key() == s.Key() }) {
			unset = append(unset, s)
		}
	}
	return unset, nil
}

// Platforms are those that serve several workspaces.
func (d deskWorkspaces) Platforms() []bot.Platform {
	return slices.Sorted(maps.Keys(d.registry.Checker.Platforms))
}

// Save keeps settings, and lets them hold.
func (d deskWorkspaces) Save(ctx context.Context, s workspaces.Settings, by string, before time.Time) ([]workspaces.Fault, error) {
	faults, err := d.registry.Save(ctx, s, by, before)
	if err == nil && len(faults) == 0 {
		d.takeOver(ctx)
	}
	return faults, err //nolint:wrapcheck // it says what it is about
}

// Remove removes settings, and lets those of the program hold.
func (d deskWorkspaces) Remove(ctx context.Context, k workspaces.Key, before time.Time) error {
	err := d.registry.Remove(ctx, k, before)
	if err == nil {
		d.takeOver(ctx)
	}
	return err //nolint:wrapcheck // it says what it is about
}

// takeOver lets what was saved hold in this process; others read it soon.
func (d deskWorkspaces) takeOver(ctx context.Context) {
	if _, err := d.refresh(ctx); err != nil {
		d.log.Warn().Ctx(ctx).Err(err).Msg("settings of workspaces are saved, and taken over at the next try")
	}
}
