package store

import (
	"context"
	"time"

	"aktivering/bot"
)

// Installation is one workspace of a platform that the bot is installed in, or was.
type Installation struct {
	Platform bot.Platform
	// Workspace is its id on the platform, and Name what people there call it.
	Workspace, Name string
	// BotUser is the bot's own id there.
	BotUser string
	// Tokens are what the platform is asked with, encrypted by the caller; empty once it is removed.
	Tokens []byte
	// Expires is when they end; the zero time where they do not.
	Expires time.Time
	// InstalledBy is the id of the person who installed it.
	InstalledBy string
	Installed   time.Time
	// Removed is when it was removed, with the reason; the zero time while it is installed.
	Removed time.Time
	Reason  string
}

// Installations keeps the workspaces that the bot is installed in. Times are kept in microseconds.
type Installations interface {
	// Installations returns those of a platform by the ids of their workspaces, removed ones too.
	Installations(ctx context.Context, on bot.Platform) ([]Installation, error)
	// SaveInstallation keeps an installation, in place of an earlier one in its workspace.
	SaveInstallation(ctx context.Context, i Installation) error
	// RenewInstallation puts tokens in the place of others. It returns false, and changes nothing,
	// where those are not kept any more: another process renewed them, or the bot was removed.
	RenewInstallation(ctx context.Context, on bot.Platform, workspace string, before, after []byte, expires time.Time) (renewed bool, err error)
	// RemoveInstallation notes for good that the bot was removed at a time, and removes the tokens. It
	// returns false, and changes nothing, where there is nothing to remove: it is removed already, or
	// was installed after that time.
	RemoveInstallation(ctx context.Context, on bot.Platform, workspace, reason string, at time.Time) (removed bool, err error)
}
