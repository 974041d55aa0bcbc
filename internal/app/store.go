package app

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"time"

	"aktivering/adapters/terminal"
	"aktivering/adapters/webhook"
	"aktivering/bot"
	"aktivering/internal/settings"
	"aktivering/internal/store"
	"aktivering/internal/store/postgres"
	"aktivering/internal/store/sqlite"
)

// How long serve waits for a database that is not up yet, and how often it looks.
const (
	databaseTimeout = time.Minute
	databasePause   = time.Second
)

// openWhenUp opens the store of a database, also one that starts at the same time as
// this program.
func (a *App) openWhenUp(ctx context.Context, d settings.Database) (store.Store, error) {
	l, err := d.Locate()
	if err != nil {
		return nil, err
	}
	patience := time.NewTimer(databaseTimeout)
	defer patience.Stop()
	for told := false; ; told = true {
		s, err := a.openAt(ctx, l)
		if err == nil || ctx.Err() != nil || l.URL == "" || !postgres.Unreachable(err) {
			return s, err
		}
		if !told {
			a.Log.Warn().Ctx(ctx).Err(err).Dur("patience", databaseTimeout).Msg("the database cannot be reached yet; trying again")
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-patience.C:
			return nil, err
		case <-time.After(databasePause):
		}
	}
}

// openExisting opens the store of a database, and makes no file.
func (a *App) openExisting(ctx context.Context, d settings.Database) (store.Store, error) {
	l, err := d.Locate()
	if err != nil {
		return nil, err
	}
	if l.URL == "" {
		if _, err := os.Stat(l.Path); errors.Is(err, fs.ErrNotExist) {
			return nil, settings.Errorf("there is no database %s; set DATABASE_URL or --database to the one that the bot uses", l.Path)
		}
	}
	return a.openAt(ctx, l)
}

// maxWebhooks is how many messages to the webhook are under way at a time.
const maxWebhooks = 4

// open opens the store of a database.
func (a *App) open(ctx context.Context, d settings.Database) (store.Store, error) {
	l, err := d.Locate()
	if err != nil {
		return nil, err
	}
	return a.openAt(ctx, l)
}

func (a *App) openAt(ctx context.Context, l settings.Location) (store.Store, error) {
	workers := map[bot.Platform]int{webhook.Platform: maxWebhooks}
	if l.URL != "" {
		return postgres.Open(ctx, l.URL, postgres.Options{
			Now: a.Now, Log: a.Log, Local: []bot.Platform{terminal.Platform}, Workers: workers,
		})
	}
	return sqlite.Open(ctx, l.Path, sqlite.Options{Now: a.Now, Log: a.Log, Workers: workers})
}
