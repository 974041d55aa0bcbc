package slack

import (
	"context"
	"errors"
	"fmt"
	"time"

	slackapi "github.com/slack-go/slack"

	"aktivering/adapters/adapterkit"
	"aktivering/bot/port"
)

// Run receives over Socket Mode or the endpoints until ctx ends, once Slack has told who
// the bot is. It fails where only an administrator can do something about it, such as a
// revoked token.
func (a *Adapter) Run(ctx context.Context, inbox port.Inbox) error {
	defer a.health.Set(aboutConnection, errors.New("stopped"))
	if err := a.identify(ctx); err != nil || ctx.Err() != nil {
		return err
	}
	a.agents.read(ctx, a.options.Now()) // so that a fault is known at once
	ctx, cancel := context.WithCancel(ctx)
	a.checks.Go(func() { a.client.checkChannels(ctx, a.after) })
	defer a.checks.Wait()
	defer cancel()
	a.gate.Open(inbox)
	defer a.background.Wait()
	defer a.gate.Close()
	d := newDispatcher(ctx, a)
	a.dispatcher.Store(d.Dispatcher)
	defer a.replies.Wait()
	defer d.Close()
	defer a.dispatcher.Store(nil)
	if a.options.AppToken != "" {
		a.health.Set(aboutConnection, errors.New("the socket is being connected"))
		return d.listen(ctx)
	}
	d.ReadMissed(ctx, nil, time.Time{})
	a.health.Set(aboutConnection, nil)
	a.options.Log.Info().Ctx(ctx).Str("over", "HTTP").Msg(connected)
	<-ctx.Done()
	return nil
}

// identify asks Slack who the bot is, until it answers. When ctx ends there is no error.
func (a *Adapter) identify(ctx context.Context) error {
	a.health.Set(aboutConnection, errors.New("Slack has not answered yet")) //nolint:staticcheck // a name
	err := adapterkit.Retry(ctx, func(ctx context.Context) error {
		self, err := a.client.api().AuthTestContext(ctx)
		if err == nil {
			a.reader.self.Store(self)
		}
		return err
	}, func(err error) bool {
		e, ok := errors.AsType[slackapi.SlackErrorResponse](err)
		return ok && isTokenError(e.Err)
	}, func(err error, wait time.Duration) {
		err = adapterkit.WithoutURL(err)
		a.health.Set(aboutConnection, fmt.Errorf("Slack cannot be reached: %w", err)) //nolint:staticcheck // a name
		a.options.Log.Warn().Ctx(ctx).Err(err).Dur("again_in", wait).Msg("slack: not reached")
	})
	switch {
	case ctx.Err() != nil:
		return nil //nolint:nilerr // it was asked to stop
	case err != nil:
		a.client.noteRevoked(err)
		return fmt.Errorf("slack: %w: %s", err, a.options.tokenRemedy())
	}
	return a.client.checkScopes(a.reader.self.Load().Header, a.options.AgentGroup != "")
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
	if err := errors.Join(a.health.Err(), a.agents.ready(), a.secret.Ready()); err != nil {
		return err
	}
	if d := a.dispatcher.Load(); d != nil {
		return d.Ready()
	}
	return nil
}
