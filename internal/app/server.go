package app

import (
	"context"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/rs/zerolog"

	"aktivering/bot"
	"aktivering/bot/engine"
	"aktivering/bot/port"
	"aktivering/internal/observe"
	"aktivering/internal/store"
	"aktivering/internal/tracing"
)

// server is a serving program.
type server struct {
	log      zerolog.Logger
	store    store.Store
	engine   *engine.Engine
	grace    time.Duration
	links    []*link
	stopping atomic.Bool
	now      func() time.Time
	probe    *storeProbe
	troubles *troubleLog
	// metrics are nil in tests that need none, and counted is what the database holds.
	metrics *observe.Metrics
	counted store.SharedCheck[*observe.StoreState]
	// tracer is nil where no traces are made.
	tracer *tracing.Tracer
	// keep tells how long things are kept, and holder names this process among others.
	keep   port.Retention
	holder string
	// places lets the settings of single workspaces hold.
	places *workspaceSettings
	// following takes over changes of the knowledge; nil where there is nothing to follow.
	following *follower
	// desk is the desk in the browser; nil where there is none.
	desk *servedDesk
}

// performer performs tasks and tells the log of those that did not end well.
type performer struct {
	*engine.Engine
	log     zerolog.Logger
	metrics *observe.Metrics
	tracer  *tracing.Tracer // nil makes no traces
}

func (p performer) Perform(ctx context.Context, t port.Task) port.Result {
	ctx = observe.WithConversation(ctx, t.Of)
	start := time.Now()
	ctx, traced := p.tracer.Effect(ctx, t)
	out := p.Engine.Perform(ctx, t)
	traced(out)
	if p.metrics != nil {
		p.metrics.Performed(t, out, time.Since(start))
	}
	var e *zerolog.Event
	switch out.Status {
	case bot.Failed:
		e = p.log.Error()
	case bot.Retry:
		e = p.log.Warn().Dur("again_in", out.After)
	case bot.Dropped:
		e = p.log.Info()
	case bot.Done:
		if e = p.log.Debug(); out.Reason != "" {
			e = p.log.Warn()
		}
	}
	e.Ctx(ctx).Str("key", t.Key).Str("platform", string(t.Of.Address.Platform)).Str("fate", string(out.Status)).
		Dur("age", t.Now.Sub(t.Saved)).Int("tries", t.Tries).Str("reason", out.Reason).Msg("effect")
	return out
}

// Mounted is an adapter that is reached over the program's HTTP server.
type Mounted interface {
	port.Adapter
	// Mount adds the adapter's paths. They may be called before Run and after it.
	Mount(mux *http.ServeMux)
}
