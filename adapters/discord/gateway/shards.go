package discord

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"aktivering/adapters/discord/rest"

	"golang.org/x/sync/errgroup"
)

// gatewayInfo is where the gateway is, and what may be asked of it.
type gatewayInfo struct {
	URL    string `json:"url"`
	Shards int    `json:"shards"`
	Limit  struct {
		Remaining      int   `json:"remaining"`
		ResetAfter     int64 `json:"reset_after"` // in milliseconds
		MaxConcurrency int   `json:"max_concurrency"`
	} `json:"session_start_limit"`
}

// gateway receives over as many shards as Discord asks for, until ctx ends. What was
// received is taken in whole before it returns.
func (a *Adapter) gateway(ctx context.Context) error {
	info, err := a.gatewayInfo(ctx)
	if err != nil || ctx.Err() != nil {
		return err
	}
	lanes := newLanes(ctx, a)
	defer lanes.close()
	gates := make([]*gate, max(info.Limit.MaxConcurrency, 1))
	for i := range gates {
		gates[i] = &gate{pace: a.pace}
	}
	if info.Limit.Remaining < 1 && info.Limit.ResetAfter > 0 {
		wait := time.Duration(info.Limit.ResetAfter) * time.Millisecond
		a.blame(aboutStart, fmt.Errorf("Discord lets the bot begin no more sessions for %s: it was started too often", wait.Round(time.Minute))) //nolint:staticcheck // a name
		for _, g := range gates {
			g.next = time.Now().Add(wait)
		}
	}
	group, ctx := errgroup.WithContext(ctx)
	shards := make([]*shard, max(info.Shards, 1))
	for id := range shards {
		shards[id] = &shard{a: a, id: id, count: len(shards), url: info.URL, gate: gates[id%len(gates)], lanes: lanes}
		shards[id].backfill = lanes.backfill(shards[id])
		a.faults.note(shards[id].about(), errConnecting)
	}
	a.faults.note(aboutGateway, nil)
	for _, s := range shards {
		group.Go(func() error { return a.hold(ctx, s) })
	}
	return group.Wait()
}

func (a *Adapter) gatewayInfo(ctx context.Context) (info gatewayInfo, err error) {
	for wait := minWait; ; wait = min(2*wait, maxWait) {
		err := a.rest.Call(ctx, http.MethodGet, "gateway/bot", nil, &info)
		if err == nil && info.URL != "" {
			return info, nil
		}
		if e, ok := errors.AsType[*rest.Error](err); ok && e.Status == http.StatusUnauthorized {
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

// gate lets one identification through at a time, with Discord's pace between them.
type gate struct {
	pace time.Duration
	mu   sync.Mutex
	next time.Time
}

func (g *gate) wait(ctx context.Context) error {
	g.mu.Lock()
	at := g.next
	if now := time.Now(); at.Before(now) {
		at = now
	}
	g.next = at.Add(g.pace)
	g.mu.Unlock()
	select {
	case <-time.After(time.Until(at)):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// leaseLasts is how long the lease of a shard lasts, and renewals is how often it is
// renewed meanwhile.
const (
	leaseLasts = 30 * time.Second
	renewals   = 3
)

// hold serves a shard while this process has its lease.
func (a *Adapter) hold(ctx context.Context, s *shard) error {
	if a.options.Leases == nil {
		return s.run(ctx)
	}
	name := fmt.Sprintf("discord/shard/%d", s.id)
	for {
		mine, err := a.options.Leases.Lease(ctx, name, a.holder, a.lease)
		switch {
		case mine:
			if err := a.serve(ctx, s, name); err != nil {
				return err
			}
		case err == nil:
			a.faults.note(s.about(), nil) // another process serves it
		case ctx.Err() == nil:
			a.faults.note(s.about(), fmt.Errorf("who serves the shard cannot be told: %w", err))
			a.options.Log.Warn().Ctx(ctx).Err(err).Str("lease", name).Msg("discord: shard lease cannot be read")
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(a.lease / renewals):
		}
	}
}

// serve serves a shard until ctx ends or the lease is lost.
func (a *Adapter) serve(ctx context.Context, s *shard, name string) error {
	serving, stop := context.WithCancel(ctx)
	defer stop()
	var renewing sync.WaitGroup
	renewing.Go(func() {
		defer stop()
		a.renew(serving, name)
	})
	err := s.run(serving)
	stop()
	renewing.Wait()
	s.forget() // whoever serves it next begins anew
	s.heard = time.Time{}
	given, cancel := context.WithTimeout(context.WithoutCancel(ctx), rest.Timeout)
	defer cancel()
	if err := a.options.Leases.Release(given, name, a.holder); err != nil {
		a.options.Log.Warn().Ctx(ctx).Err(err).Str("lease", name).Msg("discord: the shard is not given back; another process takes it up when the lease ends")
	}
	return err
}

// renew keeps a lease until ctx ends or another process has it. While the store is away
// nobody can tell, and the shard is served on: what the gateway tells of meanwhile is
// told once, and nobody else may be there to be told. If another process serves the
// shard as well, what both take in is saved once, by its key.
func (a *Adapter) renew(ctx context.Context, name string) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(a.lease / renewals):
		}
		asking, cancel := context.WithTimeout(ctx, rest.Timeout)
		mine, err := a.options.Leases.Lease(asking, name, a.holder, a.lease)
		cancel()
		switch {
		case mine, ctx.Err() != nil:
		case err == nil:
			a.options.Log.Warn().Ctx(ctx).Str("lease", name).Msg("discord: the shard is another process's now")
			return
		default:
			a.options.Log.Warn().Ctx(ctx).Err(err).Str("lease", name).Msg("discord: the lease of the shard is not renewed; it is served on")
		}
	}
}
