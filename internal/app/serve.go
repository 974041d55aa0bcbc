package app

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"syscall"

	"github.com/KimMachineGun/automemlimit/memlimit"

	"aktivering/adapters/adapterkit"
	"aktivering/bot/desk"
	"aktivering/bot/engine"
	"aktivering/bot/port"
	"aktivering/internal/limit"
	"aktivering/internal/observe"
	"aktivering/internal/seal"
	"aktivering/internal/serving"
	"aktivering/internal/settings"
	"aktivering/internal/store"
	"aktivering/internal/tracing"
	"aktivering/internal/webdesk/live"
)

// Serve answers people on every platform that is set up, until ctx ends. Then it stops
// accepting events, finishes those in progress and delivers what is due, for Grace at
// most; the rest is delivered after the next start.
func (a *App) Serve(ctx context.Context, o settings.Serve) (err error) {
	a.Log = a.Log.Hook(observe.LogHook{})
	limitMemory(ctx, a.Log, memlimit.FromCgroup)
	following := a.follow(ctx)
	defer following.close()
	manager, matcher, err := a.manager(ctx)
	if err != nil {
		return err
	}
	matcher.Ready()           // nobody's first message takes longer than the others
	if len(a.Adapters) == 0 { // else they are what is served
		o.Desk = o.DeskOrDefault()
	}
	if err := setUp(&manager, o.Desk); err != nil {
		return err
	}
	manager.Administrators = o.Administrators()
	manager.Keep = o.Keep.Retention()
	a.warnOfDisk(ctx, o.Database)
	s, err := a.openWhenUp(ctx, o.Database)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	if exclusive, ok := s.(store.Exclusive); ok {
		if err := exclusive.LockExclusive(); err != nil {
			return err
		}
	}
	keys, err := unlock(ctx, s, o.Secrets)
	if err != nil {
		return err
	}
	metrics := observe.New(Version())
	manager.Matcher = metrics.Matcher(manager.Matcher)
	places := &workspaceSettings{
		log:      a.Log,
		registry: a.registry(o.Desk, o.Platforms(), manager.Knowledge, s), program: o.Desk, texts: new(current),
		measured: func(m port.Matcher) port.Matcher { return metrics.Matcher(m) },
	}
	places.registry.Checker.Taken = o.TakenChannels()
	base := manager
	if manager, err = places.begin(ctx, base); err != nil {
		return err
	}
	now := places.texts
	now.manager.Store(&manager)
	adapters, err := a.adapters(o, now, places, s, keys)
	if err != nil {
		return err
	}
	hub := live.NewHub()
	if o.Desk.Platform == settings.OnWeb {
		adapters = append(adapters, live.NewAdapter(hub))
	}
	if _, ok := s.(store.Exclusive); !ok {
		hub.Share(s) // other processes may serve from the database
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", string(o.HTTPAddr))
	if err != nil {
		return notListening(o.HTTPAddr, err)
	}
	tracer, flush, err := a.tracer(ctx, o.Traces)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	defer flush()
	eng := newEngine(manager, s, tracer, adapters).WithObserver(hub).WithObserver(metrics)
	places.take = func(m desk.Manager) {
		now.manager.Store(&m)
		eng.Use(m)
	}
	var knowledge serving.Changing // nil where there is nothing to follow
	if following != nil {
		following.places, following.engine, following.leases = places, eng, s
		following.load = func(ctx context.Context) (desk.Manager, error) {
			m, matcher, err := a.manager(ctx)
			if err != nil {
				return desk.Manager{}, err
			}
			matcher.Ready()
			m.Matcher = metrics.Matcher(m.Matcher)
			m.Zone, m.Desks, m.Administrators, m.Keep = base.Zone, base.Desks, base.Administrators, base.Keep
			return m, nil
		}
		knowledge = following
	}
	pages, err := a.webDesk(ctx, o, now, places, eng, s, keys, hub, listener.Addr())
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	limiter := limit.New(limit.Limits(o.Limits))
	eng.WithObserver(limiter)
	options := serving.Options{
		Log: a.Log, Store: s, Engine: eng, Adapters: adapters, Grace: o.Grace, Now: a.Now, Metrics: metrics, Tracer: tracer,
		Limiter: limiter, LogText: o.LogText, Keep: manager.Keep, Workspaces: places, Knowledge: knowledge,
	}
	if pages != nil {
		options.Desk = pages.Desk
	}
	server := serving.New(options)
	counts, err := s.Counts(ctx)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	stranded, err := a.nameStranded(ctx, s, manager.Desks)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	if err := a.announce(manager.Knowledge, o, adapters, listener.Addr(), counts, stranded, len(manager.Desks)-len(base.Desks), pages); err != nil {
		return errors.Join(err, listener.Close())
	}
	a.Log.Info().Ctx(ctx).Str("version", Version()).Msg("serving")
	freeStartMemory()
	a.started()
	if err := server.Run(ctx, listener); err != nil {
		return fmt.Errorf("serve: %w", err)
	}
	a.Log.Info().Ctx(ctx).Msg("stopped")
	return nil
}

// newEngine makes the engine of a store and adapters, which tells a tracer of its turns; nil is none.
func newEngine(manager desk.Manager, s store.Store, tracer *tracing.Tracer, adapters []port.Adapter) *engine.Engine {
	e := engine.New(manager, tracer.Store(s, systemOf(s)), adapters...).WithCases(s).WithPrivacy(s)
	if tracer == nil {
		return e
	}
	return e.WithTracer(tracer).WithObserver(tracer)
}

// adapters makes those of the platforms that are set up.
func (a *App) adapters(o settings.Serve, manager *current, places *workspaceSettings, s store.Store, keys *seal.Keys) ([]port.Adapter, error) {
	adapters := slices.Clone(a.Adapters)
	intake := adapterkit.NewIntake(adapterkit.Limits{}, a.Log)
	if o.Web.Served() {
		adapter, err := a.web(o, manager, s, keys)
		if err != nil {
			return nil, err
		}
		adapters = append(adapters, adapter)
	}
	if o.Slack.Served() {
		adapter, err := a.slack(o, manager, places, s, keys, intake)
		if err != nil {
			return nil, settings.Errorf("%v", err)
		}
		adapters = append(adapters, adapter)
	}
	if o.Discord.Token != "" {
		adapter, err := a.discord(o, manager, places, s, intake)
		if err != nil {
			return nil, settings.Errorf("%v", err)
		}
		adapters = append(adapters, adapter)
	}
	if o.Desk.WebhookURL != "" {
		adapter, err := o.Webhook(a.Now)
		if err != nil {
			return nil, err
		}
		adapters = append(adapters, adapter)
	}
	return adapters, nil
}

// notListening says why the program cannot listen at an address, and what to do.
func notListening(at settings.ListenAddr, err error) error {
	what := "set HTTP_ADDR or --http-addr to another address"
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		what = "stop what listens there, or " + what
	case errors.Is(err, syscall.EADDRNOTAVAIL):
		what = "this machine does not have that address; " + what
	case errors.Is(err, syscall.EACCES):
		what = "ports below 1024 need a privilege; " + what
	}
	return settings.Errorf("cannot listen on %s: %v; %s", at, errors.Unwrap(err), what)
}
