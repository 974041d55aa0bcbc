package webdesk

import (
	"context"
	"fmt"
	"time"

	"github.com/rs/zerolog"

	"aktivering/bot"
	"aktivering/bot/caselist"
	"aktivering/bot/desk"
	"aktivering/bot/event"
	"aktivering/bot/port"
	"aktivering/internal/ownpack"
	"aktivering/internal/webdesk/live"
	"aktivering/internal/webdesk/pages"
	"aktivering/internal/webdesk/signin"
	"aktivering/internal/webdesk/texts"
	"aktivering/internal/workspaces"
)

// Store is what the pages read.
type Store interface {
	port.Cases
	port.Outcomes
	port.Gaps
	caselist.Lister
}

// Actor takes in what agents do: the engine.
type Actor interface {
	Act(ctx context.Context, number int, in event.Inbound) error
	// SeeAgent tells that somebody works at the desk, whom a case can be given to.
	SeeAgent(ctx context.Context, on bot.Platform, a bot.Agent, at time.Time) error
	// Picture reads a picture that a conversation keeps.
	Picture(ctx context.Context, f bot.File) (port.Picture, error)
}

// Workspaces are the settings of single workspaces.
type Workspaces interface {
	// All returns those of all workspaces, by platform and id.
	All(ctx context.Context) ([]workspaces.Entry, error)
	// Unset returns workspaces that are served and have no settings of their own.
	Unset(ctx context.Context) ([]workspaces.Settings, error)
	// Platforms are those that serve several workspaces.
	Platforms() []bot.Platform
	// Save keeps settings, in the place of those that were changed at a time, or returns what is
	// wrong with them. They hold soon after.
	Save(ctx context.Context, s workspaces.Settings, by string, before time.Time) ([]workspaces.Fault, error)
	// Remove removes settings that were changed at a time.
	Remove(ctx context.Context, k workspaces.Key, before time.Time) error
}

// Options are what the desk is made of.
type Options struct {
	// Manager is what decides now.
	Manager func() desk.Manager
	Store   Store
	Actor   Actor
	Gate    *signin.Gate
	Hub     *live.Hub
	// Packs are the folders that editors write in.
	Packs *ownpack.Folders
	// Workspaces are the settings of single workspaces; nil where there are none.
	Workspaces Workspaces
	// Secure tells that people reach the pages by HTTPS alone.
	Secure bool
	// URL is the address of the pages, without a path.
	URL string
	Now func() time.Time
	Log zerolog.Logger
}

// Desk serves the pages. It is safe for concurrent use.
type Desk struct {
	Options
	pages *pages.Pages
	texts *texts.Texts
}

// New returns the desk.
func New(o Options) (*Desk, error) {
	d := &Desk{Options: o}
	if d.Packs == nil {
		d.Packs = new(ownpack.Folders)
	}
	var err error
	if d.pages, err = pages.New(); err != nil {
		return nil, fmt.Errorf("web desk: %w", err)
	}
	if d.texts, err = texts.Load(); err != nil {
		return nil, fmt.Errorf("web desk: %w", err)
	}
	return d, nil
}

// hasWorkspaces reports that there can be settings of single workspaces.
func (d *Desk) hasWorkspaces() bool { return d.Workspaces != nil && len(d.Workspaces.Platforms()) > 0 }
