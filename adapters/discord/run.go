package discord

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"aktivering/adapters/adapterkit"
	"aktivering/bot/port"
)

// Run receives over the gateway and the endpoint until ctx ends, once Discord has told who
// the bot is. It fails where only an administrator can do something about it, such as a
// revoked token.
func (a *Adapter) Run(ctx context.Context, inbox port.Inbox) error {
	defer a.health.Set(aboutGateway, errors.New("stopped"))
	a.health.Set(aboutGateway, errors.New("Discord has not answered yet")) //nolint:staticcheck // a name
	app, err := a.identify(ctx)
	if err != nil || ctx.Err() != nil {
		return err
	}
	a.app.Store(&app.ID)
	a.gate.Open(inbox)
	defer a.gate.Close()
	go a.register(ctx, app.ID)
	ctx, cancel := context.WithCancel(ctx)
	a.checks.Go(func() { a.checkChannels(ctx) })
	defer a.checks.Wait()
	defer cancel()
	return a.listen(ctx)
}

// application is the part that is read of the bot's application.
type application struct {
	ID        string `json:"id"`
	VerifyKey string `json:"verify_key"`
}

// identify asks Discord whose token it is, until it answers. It fails where the settings are
// wrong; when ctx ends there is no error.
func (a *Adapter) identify(ctx context.Context) (app application, err error) {
	err = adapterkit.Retry(ctx, func(ctx context.Context) error {
		return a.client.Call(ctx, http.MethodGet, "applications/@me", nil, &app)
	}, isUnauthorized, func(err error, wait time.Duration) {
		a.health.Set(aboutGateway, fmt.Errorf("Discord cannot be reached: %w", err)) //nolint:staticcheck // a name
		a.options.Log.Warn().Ctx(ctx).Err(err).Dur("again_in", wait).Msg("discord: not reached")
	})
	switch {
	case ctx.Err() != nil:
		return app, nil //nolint:nilerr // it was asked to stop
	case err != nil:
		return app, fmt.Errorf("discord: %w", errToken)
	case len(a.key) > 0 && app.VerifyKey != "" && !strings.EqualFold(app.VerifyKey, hex.EncodeToString(a.key)):
		return app, errors.New("discord: DISCORD_PUBLIC_KEY is another application's: it stands under General Information on the application's page")
	}
	return app, nil
}

// OldestWaiting returns since when the oldest event waits to be handed over; the zero
// time where none does.
func (a *Adapter) OldestWaiting() time.Time {
	if d := a.dispatcher.Load(); d != nil {
		return d.OldestWaiting()
	}
	return time.Time{}
}

// Ready returns nil while the adapter receives and sends, else what is in the way.
func (a *Adapter) Ready() error {
	if err := errors.Join(a.health.Err(), a.secret.Ready()); err != nil {
		return err
	}
	if d := a.dispatcher.Load(); d != nil {
		return d.Ready()
	}
	return nil
}
