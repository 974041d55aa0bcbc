package serving

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net"
	"net/http"
	"time"

	"golang.org/x/net/netutil"
	"golang.org/x/sync/errgroup"

	"aktivering/bot"
)

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

// handler serves every path.
func (s *Server) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) {
		// That the process answers is all there is to it: a restart fixes nothing
		// that readiness tells of.
		_, _ = w.Write([]byte("ok\n")) // whoever asked may be gone
	})
	mux.HandleFunc("GET /readyz", s.readyz)
	if s.metrics != nil {
		mux.Handle("GET /metrics", s.metrics.Handler(s.state))
	}
	for _, l := range s.links {
		if m, ok := l.adapter.(Mounted); ok {
			m.Mount(mux)
		}
	}
	if s.desk != nil {
		s.desk.Mount(mux)
	}
	return closeUnread(mux)
}

// Run starts all parts, and stops them in order when ctx ends or one of them fails.
func (s *Server) Run(ctx context.Context, listener net.Listener) error {
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
	listener = netutil.LimitListener(listener, maxConnections)
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
		s.places.Run(broken)
		return nil
	})
	if s.following != nil {
		parts.Go(func() error {
			s.following.Run(broken)
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
func (s *Server) receive(ctx context.Context, l *link) {
	err := l.adapter.Run(ctx, l.inbox)
	if ctx.Err() != nil {
		return
	}
	if err == nil {
		err = errors.New("the platform closed the connection for good")
	}
	// Logged first: whoever finds the program not ready finds the reason in the log.
	s.log.Error().Ctx(ctx).Err(err).Str("platform", string(l.adapter.Platform())).Msg("adapter stopped; fix the cause and restart")
	l.failed.Set(err)
}
