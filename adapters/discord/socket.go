package discord

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/bwmarrin/discordgo"

	"aktivering/adapters/adapterkit"
	"aktivering/adapters/discord/gateway"
)

// intents returns the events to receive: who is writing only where agents work.
func (a *Adapter) intents() discordgo.Intent {
	intents := discordgo.IntentsGuilds | discordgo.IntentsGuildMessages | discordgo.IntentsDirectMessages | discordgo.IntentsMessageContent
	if a.places.hasDesk() {
		intents |= discordgo.IntentsGuildMessageTyping | discordgo.IntentsDirectMessageTyping
	}
	return intents
}

// listen receives over the gateway until ctx ends. All events that were received are
// handed over before it returns.
func (a *Adapter) listen(ctx context.Context) error {
	info, err := a.gatewayInfo(ctx)
	if err != nil || ctx.Err() != nil {
		return err
	}
	if wait := info.Wait(); wait > 0 {
		a.client.blame(aboutStart, fmt.Errorf("Discord lets the bot begin no more sessions for %s: it was started too often", wait.Round(time.Minute))) //nolint:staticcheck // a name
	}
	d := newDispatcher(ctx, a, info.All())
	a.dispatcher.Store(d.Dispatcher)
	defer a.background.Wait()
	defer a.dispatcher.Store(nil)
	defer d.Close()
	err = gateway.Run(ctx, info, gateway.Options{
		Token: "Bot " + a.options.Token, Intents: a.intents(), Handler: listener{d}, Leases: a.options.Leases,
		Lease: a.lease, Pace: a.pace, Now: a.options.Now, Log: a.options.Log,
	})
	if e, ok := errors.AsType[gateway.FatalError](err); ok {
		return fmt.Errorf("discord: %w: %w", e, remedyOf(e))
	}
	return err
}

// gatewayInfo asks Discord where the gateway is, until it answers. When ctx ends there is
// no error.
func (a *Adapter) gatewayInfo(ctx context.Context) (info gateway.Info, err error) {
	err = adapterkit.Retry(ctx, func(ctx context.Context) error {
		err := a.client.Call(ctx, http.MethodGet, "gateway/bot", nil, &info)
		if err == nil && info.URL == "" {
			err = errors.New("Discord does not say where it is") //nolint:staticcheck // a name
		}
		return err
	}, isUnauthorized, func(err error, _ time.Duration) {
		a.health.Set(aboutGateway, fmt.Errorf("the gateway cannot be found: %w", err))
	})
	switch {
	case ctx.Err() != nil:
		return info, nil //nolint:nilerr // it was asked to stop
	case err != nil:
		return info, fmt.Errorf("discord: %w", errToken)
	}
	return info, nil
}

// remedyOf returns what an administrator must do about a fatal close code.
func remedyOf(e gateway.FatalError) error {
	switch e.Code {
	case gateway.CloseAuthentication:
		return errToken
	case gateway.CloseInvalidShard, gateway.CloseShardingRequired:
		return errors.New("the number of shards has changed: restart the bot")
	case gateway.CloseInvalidVersion:
		return errors.New("this version of the gateway is no more: update the bot")
	default:
		return errors.New("turn on Message Content Intent under Bot on the application's page, and restart the bot")
	}
}

// listener is the gateway's handler.
type listener struct{ d *dispatcher }

// State takes note of the state of a shard. From now on the shards stand for the gateway.
func (l listener) State(s gateway.Shard, err error) {
	l.d.a.health.Set(fmt.Sprintf("%s %d", aboutGateway, s.ID), err)
	l.d.a.health.Set(aboutGateway, nil)
}

// Began takes note of who the bot is, and lets read what was said while no session was
// open.
func (l listener) Began(ctx context.Context, s gateway.Shard, user string, lost time.Time) {
	l.d.a.reader.self.Store(&user)
	l.d.a.health.Set(aboutStart, nil)
	l.d.ReadMissed(ctx, l.d.backfills[s.ID], lost)
}

// Event puts an event in its lane.
func (l listener) Event(ctx context.Context, name string, data json.RawMessage) {
	l.d.add(ctx, name, data)
}
