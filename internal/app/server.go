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
	"aktivering/internal/store"
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
}

// handler serves every path.
func (s *server) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) {
		// That the process answers is all there is to it: a restart fixes nothing
		// that readiness tells of.
		_, _ = w.Write([]byte("ok\n")) // whoever asked may be gone
	})
	mux.HandleFunc("GET /readyz", s.readyz)
	for _, l := range s.links {
		if m, ok := l.adapter.(Mounted); ok {
			m.Mount(mux)
		}
	}
	return closeUnread(mux)
}

// performer performs tasks and tells the log of those that did not end well.
type performer struct {
	*engine.Engine
	log zerolog.Logger
}

func (p performer) Perform(ctx context.Context, t port.Task) port.Result {
	out := p.Engine.Perform(ctx, t)
	var e *zerolog.Event
	switch out.Status {
	case bot.Failed:
		e = p.log.Error()
	case bot.Retry:
		e = p.log.Warn().Dur("again_in", out.After)
	case bot.Dropped:
		e = p.log.Info()
	case bot.Done:
		e = p.log.Debug()
	}
	e.Ctx(ctx).Str("key", t.Key).Str("platform", string(t.Of.Address.Platform)).Str("fate", string(out.Status)).
		Dur("age", t.Now.Sub(t.Saved)).Int("tries", t.Tries).Str("reason", out.Reason).Msg("effect")
	return out
}
