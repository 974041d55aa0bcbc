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
	"aktivering/adapters/discord/rest"
)

// intents returns the events to receive: who is writing only where agents work.
func (a *Adapter) intents() discordgo.Intent {
	intents := discordgo.IntentsGuilds | discordgo.IntentsGuildMessages | discordgo.IntentsDirectMessages | discordgo.IntentsMessageContent
	if a.options.DeskChannel != "" {
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
		a.blame(aboutStart, fmt.Errorf("Discord lets the bot begin no more sessions for %s: it was started too often", wait.Round(time.Minute))) //nolint:staticcheck // a name
	}
	lanes := newLanes(ctx, a)
	defer lanes.close()
	l := &listener{lanes: lanes, backfills: make(map[int]*adapterkit.Backfill)}
	for _, s := range info.All() {
		l.backfills[s.ID] = lanes.backfill(s)
	}
	err = gateway.Run(ctx, info, gateway.Options{
		Token: "Bot " + a.options.Token, Intents: a.intents(), Handler: l, Leases: a.options.Leases,
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
	for wait := minWait; ; wait = min(2*wait, maxWait) {
		err := a.rest.Call(ctx, http.MethodGet, "gateway/bot", nil, &info)
		if err == nil && info.URL != "" {
			return info, nil
		}
		if rest.HasStatus(err, http.StatusUnauthorized) {
			return info, fmt.Errorf("discord: %w", errToken)
		}
		a.faults.note(aboutGateway, fmt.Errorf("the gateway cannot be found: %w", err))
		select {
		case <-ctx.Done():
			return info, nil
		case <-time.After(wait):
		}
	}
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

// listener takes what comes over the gateway.
type listener struct {
	*lanes
	// backfills read again what was missed, by the id of the shard.
	backfills map[int]*adapterkit.Backfill
}

// State reports why a shard does not receive. From now on the shards tell of the gateway.
func (l *listener) State(s gateway.Shard, err error) {
	l.a.faults.note(fmt.Sprintf("%s %d", aboutGateway, s.ID), err)
	l.a.faults.note(aboutGateway, nil)
}

// Began takes note of who the bot is, and reads what was said while no session was open.
func (l *listener) Began(ctx context.Context, s gateway.Shard, user string, lost time.Time) {
	l.a.self.Store(&user)
	l.a.faults.note(aboutStart, nil)
	l.readMissed(ctx, s, lost)
}

// Event puts an event in its lane.
func (l *listener) Event(ctx context.Context, name string, data json.RawMessage) {
	l.sort(ctx, name, data)
}
