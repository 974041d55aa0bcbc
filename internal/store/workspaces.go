package store

import (
	"context"
	"time"

	"aktivering/bot"
)

// WorkspaceSettings are what somebody has set for one workspace of a platform.
type WorkspaceSettings struct {
	Platform  bot.Platform
	Workspace string
	// Settings are JSON, which the caller gives meaning to. Empty removes them.
	Settings []byte
	// By is who set them.
	By string
	// Changed is when they were set, in microseconds; each change has a later time.
	Changed time.Time
}

// Workspaces keeps settings of workspaces.
type Workspaces interface {
	// WorkspaceSettings returns all of them by platform and workspace.
	WorkspaceSettings(ctx context.Context) ([]WorkspaceSettings, error)
	// SaveWorkspaceSettings keeps settings in the place of those that were changed at a time, or of
	// none, which is the zero time. It returns false, and changes nothing, where others are kept.
	SaveWorkspaceSettings(ctx context.Context, w WorkspaceSettings, before time.Time) (saved bool, err error)
}
