package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strconv"
	"strings"
	"time"

	"aktivering/adapters/terminal"
	"aktivering/adapters/webhook"
	"aktivering/bot"
	"aktivering/internal/store"
	"aktivering/internal/store/postgres"
	"aktivering/internal/store/sqlite"
)

func fault(format string, args ...any) error { return &SettingError{fmt.Sprintf(format, args...)} }

// unless returns a fault where something does not hold.
func unless(holds bool, format string, args ...any) error {
	if holds {
		return nil
	}
	return fault(format, args...)
}

// maxShown is how many bytes of a setting are shown where it is wrong: tokens and
// passwords in the wrong place are longer, or part of an address.
const maxShown = 32

// shown is a setting that is wrong, for its fault, unless it may be a secret.
func shown(value string) string {
	if len(value) > maxShown || strings.ContainsAny(value, "@=") || strings.Contains(value, "://") {
		return "what is set there"
	}
	return strconv.Quote(value)
}

// How long serve waits for a database that is not up yet, and how often it looks.
const (
	databaseTimeout = time.Minute
	databasePause   = time.Second
)

// openWhenUp opens the store of a database, also one that starts at the same time as
// this program.
func (a *App) openWhenUp(ctx context.Context, d Database) (store.Store, error) {
	l, err := d.locate()
	if err != nil {
		return nil, err
	}
	patience := time.NewTimer(databaseTimeout)
	defer patience.Stop()
	for told := false; ; told = true {
		s, err := a.openAt(ctx, l)
		if err == nil || ctx.Err() != nil || l.url == "" || !postgres.Unreachable(err) {
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
func (a *App) openExisting(ctx context.Context, d Database) (store.Store, error) {
	l, err := d.locate()
	if err != nil {
		return nil, err
	}
	if l.url == "" {
		if _, err := os.Stat(l.path); errors.Is(err, fs.ErrNotExist) {
			return nil, fault("there is no database %s; set DATABASE_URL or --database to the one that the bot uses", l.path)
		}
	}
	return a.openAt(ctx, l)
}

// maxWebhooks is how many messages to the webhook are under way at a time.
const maxWebhooks = 4

// open opens the store of a database.
func (a *App) open(ctx context.Context, d Database) (store.Store, error) {
	l, err := d.locate()
	if err != nil {
		return nil, err
	}
	return a.openAt(ctx, l)
}

func (a *App) openAt(ctx context.Context, l location) (store.Store, error) {
	workers := map[bot.Platform]int{webhook.Platform: maxWebhooks}
	if l.url != "" {
		return postgres.Open(ctx, l.url, postgres.Options{
			Now: a.Now, Log: a.Log, Local: []bot.Platform{terminal.Platform}, Workers: workers,
		})
	}
	return sqlite.Open(ctx, l.path, sqlite.Options{Now: a.Now, Log: a.Log, Workers: workers})
}
