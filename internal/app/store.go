package app

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"aktivering/adapters/terminal"
	"aktivering/bot"
	"aktivering/internal/store"
	"aktivering/internal/store/postgres"
	"aktivering/internal/store/sqlite"
)

// Store is all that the commands want of a store.
type Store interface {
	bot.Store
	bot.Outbox
	bot.Leases
	bot.Cases
	// Latest returns the conversation that a person took part in last, the zero
	// Address and Conversation where there is none.
	Latest(ctx context.Context, platform bot.Platform, space, person string) (bot.Address, bot.Conversation, error)
	Effects(ctx context.Context, f store.Filter) ([]store.Item, error)
	Retry(ctx context.Context, key string) error
	Counts(ctx context.Context) (store.Counts, error)
	Ping(ctx context.Context) error
	Close() error
}

func fault(format string, args ...any) error { return &UsageError{fmt.Sprintf(format, args...)} }

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

// open opens the store of a database.
func (a *App) open(ctx context.Context, d Database) (Store, error) {
	if d.URL != "" {
		return postgres.Open(ctx, d.URL, postgres.Options{
			Now: a.Now, Log: a.Log, Bound: []bot.Platform{terminal.Platform},
		})
	}
	return sqlite.Open(ctx, d.Path, sqlite.Options{Now: a.Now, Log: a.Log})
}
