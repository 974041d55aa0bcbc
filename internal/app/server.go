package app

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/rs/zerolog"

	"aktivering/bot"
)

// server is a serving program.
type server struct {
	log      zerolog.Logger
	store    Store
	engine   *bot.Engine
	grace    time.Duration
	links    []*link
	stopping atomic.Bool
}

// link is an adapter that receives.
type link struct {
	adapter bot.Adapter
	// failed holds why the adapter does not receive any more.
	failed atomic.Pointer[error]
}

// readier is an adapter that knows whether it is connected.
type readier interface {
	// Ready returns nil while the adapter receives and sends, else what is wrong,
	// for an administrator.
	Ready() error
}

func (l *link) ready() error {
	if err := l.failed.Load(); err != nil {
		return *err
	}
	if r, ok := l.adapter.(readier); ok {
		return r.Ready()
	}
	return nil
}

// handler serves every path.
func (s *server) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) {
		// That the process answers is all there is to it: a restart mends nothing
		// that readiness tells of.
		_, _ = w.Write([]byte("ok\n")) // whoever asked may be gone
	})
	mux.HandleFunc("GET /readyz", s.readyz)
	for _, l := range s.links {
		if m, ok := l.adapter.(Mounted); ok {
			m.Mount(mux)
		}
	}
	return mux
}

// readiness is the body of /readyz.
type readiness struct {
	Ready bool `json:"ready"`
	// Parts tells of each part that it is "ok", or what is wrong.
	Parts map[string]string `json:"parts"`
}

// pingTimeout is how long the database may take to answer.
const pingTimeout = 2 * time.Second

func (s *server) readyz(w http.ResponseWriter, r *http.Request) {
	body := readiness{Ready: true, Parts: make(map[string]string)}
	part := func(name string, err error) {
		body.Parts[name] = "ok"
		if err != nil {
			body.Ready, body.Parts[name] = false, err.Error()
		}
	}
	ctx, cancel := context.WithTimeout(r.Context(), pingTimeout)
	defer cancel()
	if err := s.store.Ping(ctx); err != nil {
		// What the driver says is for the log: it may name hosts and users.
		s.log.Error().Ctx(ctx).Err(err).Msg("the database does not answer")
		part("database", errors.New("does not answer"))
	} else {
		part("database", nil)
	}
	for _, l := range s.links {
		part(string(l.adapter.Platform()), l.ready())
	}
	if s.stopping.Load() {
		part("process", errors.New("stopping"))
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	if !body.Ready {
		w.WriteHeader(http.StatusServiceUnavailable)
	}
	_ = json.NewEncoder(w).Encode(body) // whoever asked may be gone
}

// performer performs tasks and tells the log of those that did not end well.
type performer struct {
	*bot.Engine
	log zerolog.Logger
}

func (p performer) Perform(ctx context.Context, t bot.Task) bot.Outcome {
	out := p.Engine.Perform(ctx, t)
	var e *zerolog.Event
	switch out.Fate {
	case bot.Failed:
		e = p.log.Error()
	case bot.Again:
		e = p.log.Warn().Dur("again_in", out.After)
	case bot.Dropped:
		e = p.log.Info()
	case bot.Done:
		e = p.log.Debug()
	}
	e.Ctx(ctx).Str("key", t.Key).Str("platform", string(t.Of.Address.Platform)).Str("fate", string(out.Fate)).
		Dur("age", t.Now.Sub(t.Saved)).Int("tries", t.Tries).Str("reason", out.Reason).Msg("effect")
	return out
}
