package app

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/KimMachineGun/automemlimit/memlimit"
	"golang.org/x/net/netutil"
	"golang.org/x/sync/errgroup"

	"aktivering/adapters/adapterkit"
	"aktivering/adapters/discord"
	"aktivering/adapters/slack"
	"aktivering/adapters/webhook"
	"aktivering/bot"
	"aktivering/bot/desk"
	"aktivering/bot/engine"
	"aktivering/bot/port"
	"aktivering/internal/limit"
	"aktivering/internal/observe"
	"aktivering/internal/seal"
	"aktivering/internal/store"
	"aktivering/internal/tracing"
	"aktivering/internal/webdesk/live"
)

// webhook makes the adapter that tells another system of cases.
func (o ServeOptions) webhook(now func() time.Time) (port.Adapter, error) {
	adapter, err := webhook.New(webhook.Options{URL: o.Desk.WebhookURL, Secret: o.WebhookSecret, Now: now})
	if err != nil {
		return nil, fault("WEBHOOK_URL and WEBHOOK_SECRET: %v", err)
	}
	return adapter, nil
}

// Mounted is an adapter that is reached over the program's HTTP server.
type Mounted interface {
	port.Adapter
	// Mount adds the adapter's paths. They may be called before Run and after it.
	Mount(mux *http.ServeMux)
}

// administrators are the places where administrators ask.
func (o ServeOptions) administrators() []bot.Address {
	var places []bot.Address
	for _, id := range o.Slack.AdministratorChannels {
		places = append(places, bot.Address{Platform: slack.Platform, Channel: id})
	}
	for _, id := range o.Discord.AdministratorChannels {
		places = append(places, bot.Address{Platform: discord.Platform, Channel: id})
	}
	return places
}

// Serve answers people on every platform that is set up, until ctx ends. Then it stops
// accepting events, finishes those in progress and delivers what is due, for Grace at
// most; the rest is delivered after the next start.
func (a *App) Serve(ctx context.Context, o ServeOptions) (err error) {
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
		o.Desk = o.desk()
	}
	if err := o.Desk.setUp(&manager); err != nil {
		return err
	}
	manager.Administrators = o.administrators()
	manager.Keep = o.Keep.retention()
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
	keys, err := o.Secrets.unlock(ctx, s)
	if err != nil {
		return err
	}
	metrics := observe.New(Version())
	manager.Matcher = metrics.Matcher(manager.Matcher)
	places := &workspaceSettings{
		registry: a.registry(o.Desk, o.platforms(), manager.Knowledge, s), program: o.Desk, texts: new(current),
		measured: func(m port.Matcher) port.Matcher { return metrics.Matcher(m) },
	}
	places.registry.Checker.Taken = o.takenChannels()
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
	if o.Desk.Platform == onWeb {
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
	server := &server{
		log:      a.Log,
		store:    s,
		engine:   newEngine(manager, s, tracer, adapters).WithObserver(hub).WithObserver(metrics),
		metrics:  metrics,
		tracer:   tracer,
		keep:     manager.Keep,
		holder:   rand.Text(),
		grace:    o.Grace,
		now:      a.Now,
		probe:    newStoreProbe(s, a.Now),
		troubles: newTroubleLog(),
	}
	server.counted = store.SharedCheck[*observe.StoreState]{Do: server.count, Every: metricsEvery, Now: a.Now}
	places.take = func(m desk.Manager) {
		now.manager.Store(&m)
		server.engine.Use(m)
	}
	server.places = places
	if following != nil {
		following.places, following.engine, following.leases = places, server.engine, s
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
		server.following = following
	}
	if server.desk, err = a.webDesk(ctx, o, now, places, server.engine, s, keys, hub, listener.Addr()); err != nil {
		return errors.Join(err, listener.Close())
	}
	listener = netutil.LimitListener(listener, maxConnections)
	limiter := limit.New(limit.Limits(o.Limits))
	server.engine.WithObserver(limiter)
	for _, adapter := range adapters {
		inbox := newInbox(server.engine, a.Now)
		inbox.limiter = limiter
		inbox.observed = observed{metrics, tracer, a.Log, o.LogText}
		server.links = append(server.links, &link{adapter: adapter, inbox: inbox})
	}
	counts, err := s.Counts(ctx)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	stranded, err := a.nameStranded(ctx, s, manager.Desks)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	if err := a.announce(manager.Knowledge, o, adapters, listener.Addr(), counts, stranded, len(manager.Desks)-len(base.Desks), server.desk); err != nil {
		return errors.Join(err, listener.Close())
	}
	a.Log.Info().Ctx(ctx).Str("version", Version()).Msg("serving")
	freeStartMemory()
	a.started()
	if err := server.run(ctx, listener); err != nil {
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
func (a *App) adapters(o ServeOptions, manager *current, places *workspaceSettings, s store.Store, keys *seal.Keys) ([]port.Adapter, error) {
	adapters := slices.Clone(a.Adapters)
	intake := adapterkit.NewIntake(adapterkit.Limits{}, a.Log)
	if o.Web.On == on {
		adapter, err := a.web(o, manager, s, keys)
		if err != nil {
			return nil, err
		}
		adapters = append(adapters, adapter)
	}
	if o.Slack.on() {
		adapter, err := a.slack(o, manager, places, s, keys, intake)
		if err != nil {
			return nil, &SettingError{err.Error()}
		}
		adapters = append(adapters, adapter)
	}
	if o.Discord.Token != "" {
		adapter, err := a.discord(o, manager, places, s, intake)
		if err != nil {
			return nil, &SettingError{err.Error()}
		}
		adapters = append(adapters, adapter)
	}
	if o.Desk.WebhookURL != "" {
		adapter, err := o.webhook(a.Now)
		if err != nil {
			return nil, err
		}
		adapters = append(adapters, adapter)
	}
	return adapters, nil
}

// What bounds a request before anything reads it.
const (
	headerTimeout = 5 * time.Second
	readTimeout   = 10 * time.Second
	writeTimeout  = 20 * time.Second
	idleTimeout   = 2 * time.Minute
	maxHeaders    = 16 << 10
	// maxConnections is how many connections there are at most, and maxWaiting how many
	// of them wait for a request: the others are left for those that ask something.
	maxConnections = 4096 // an open chat page keeps one
	maxWaiting     = 768
	// waitingGrace is how long a connection may wait in any case: more than it takes to
	// read a request that is there.
	waitingGrace = 500 * time.Millisecond
)

// run starts all parts, and stops them in order when ctx ends or one of them fails.
func (s *server) run(ctx context.Context, listener net.Listener) error {
	// Work outlives ctx until its part is told to stop.
	work := context.WithoutCancel(ctx)
	receiving, stopReceiving := context.WithCancel(work)
	defer stopReceiving()
	delivering, stopDelivering := context.WithCancel(work)
	defer stopDelivering()
	parts, broken := errgroup.WithContext(ctx)

	var receivers errgroup.Group
	for _, l := range s.links {
		receivers.Go(func() error {
			s.receive(receiving, l)
			return nil
		})
	}
	web := &http.Server{
		Handler:           s.handler(),
		ReadHeaderTimeout: headerTimeout,
		ReadTimeout:       readTimeout,
		WriteTimeout:      writeTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    maxHeaders,
		ErrorLog:          log.New(s.log, "http: ", 0),
		ConnState:         newConnLimiter(maxWaiting, waitingGrace).connState,
		BaseContext:       func(net.Listener) context.Context { return work },
	}
	if s.desk != nil {
		web.RegisterOnShutdown(s.desk.Hub.Shut)
		parts.Go(func() error {
			s.desk.Hub.Run(broken, s.store, func() []bot.Ref {
				desks := []bot.Ref{bot.BlocksRef()}
				for _, d := range s.desk.Manager().Desks {
					desks = append(desks, d.Ref())
				}
				return desks
			}, s.log)
			return nil
		})
	}
	parts.Go(func() error {
		if err := web.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			return fmt.Errorf("http: %w", err)
		}
		return nil
	})
	parts.Go(func() error {
		s.watch(broken)
		return nil
	})
	parts.Go(func() error {
		s.prune(broken)
		return nil
	})
	parts.Go(func() error {
		s.refreshWorkspaces(broken)
		return nil
	})
	if s.following != nil {
		parts.Go(func() error {
			s.following.run(broken)
			return nil
		})
	}
	parts.Go(func() error {
		if err := s.store.Run(delivering, performer{s.engine, s.log, s.metrics, s.tracer}); err != nil {
			return fmt.Errorf("outbox: %w", err)
		}
		return nil
	})
	parts.Go(func() error {
		<-broken.Done()
		s.stopping.Store(true)
		s.log.Info().Ctx(work).Dur("grace", s.grace).Msg("stopping: no new events are accepted")
		patience, done := context.WithTimeout(work, s.grace)
		defer done()
		defer stopDelivering()
		stopReceiving()
		if err := web.Shutdown(patience); err != nil {
			_ = web.Close() // what is still open has had its time
		}
		_ = receivers.Wait() // receive reports its own errors
		if err := s.store.Drain(patience); err != nil {
			s.log.Warn().Ctx(work).Msg("some replies are not delivered yet; they go out at the next start")
		}
		return nil
	})
	return parts.Wait()
}

// receive lets an adapter receive until ctx ends. One that fails leaves the others
// alone, and the program not ready.
func (s *server) receive(ctx context.Context, l *link) {
	err := l.adapter.Run(ctx, l.inbox)
	if ctx.Err() != nil {
		return
	}
	if err == nil {
		err = errors.New("the platform closed the connection for good")
	}
	// Logged first: whoever finds the program not ready finds the reason in the log.
	s.log.Error().Ctx(ctx).Err(err).Str("platform", string(l.adapter.Platform())).Msg("adapter stopped; fix the cause and restart")
	l.failed.set(err)
}

// notListening says why the program cannot listen at an address, and what to do.
func notListening(at ListenAddr, err error) error {
	what := "set HTTP_ADDR or --http-addr to another address"
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		what = "stop what listens there, or " + what
	case errors.Is(err, syscall.EADDRNOTAVAIL):
		what = "this machine does not have that address; " + what
	case errors.Is(err, syscall.EACCES):
		what = "ports below 1024 need a privilege; " + what
	}
	return fault("cannot listen on %s: %v; %s", at, errors.Unwrap(err), what)
}

// Faults returns what is wrong with the address, as a *SettingError.
func (a ListenAddr) Faults() error {
	host, port, err := net.SplitHostPort(string(a))
	if err != nil || strings.ContainsAny(host, "/@ ") {
		return fault("HTTP_ADDR: invalid listen address %s; use host:port, such as 127.0.0.1:8080 or :8080", shown(string(a)))
	}
	if n, err := strconv.Atoi(port); err != nil || n < 0 || n > 65535 {
		return fault("HTTP_ADDR: invalid port in %s; use host:port, such as 127.0.0.1:8080", shown(string(a)))
	}
	return nil
}
