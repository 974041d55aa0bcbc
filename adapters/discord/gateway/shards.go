package gateway

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"
)

const (
	// renewals is how often a lease is renewed while it lasts.
	renewals = 3
	// leaseTimeout bounds one call of the leases.
	leaseTimeout = 10 * time.Second
	// minWait and maxWait bound the time between two tries to connect.
	minWait = time.Second
	maxWait = time.Minute
)

// shard keeps one connection, and replaces it when it breaks.
type shard struct {
	Shard
	o    Options
	url  string
	gate *gate
	// lease is the name of the shard's lease, and holder that of this process.
	lease, holder string

	// received is when something was received last; the zero time where nothing was.
	received time.Time

	// The session outlasts a connection.
	session, resumeURL string
	seq                atomic.Int64
}

// hold serves the shard while this process has its lease.
func (s *shard) hold(ctx context.Context) error {
	if s.o.Leases == nil {
		return s.run(ctx)
	}
	for {
		mine, err := s.o.Leases.Lease(ctx, s.lease, s.holder, s.o.Lease)
		switch {
		case mine:
			if err := s.serve(ctx); err != nil {
				return err
			}
		case err == nil:
			s.o.Handler.State(s.Shard, nil) // another process serves it
		case ctx.Err() == nil:
			s.o.Handler.State(s.Shard, fmt.Errorf("shard lease cannot be read: %w", err))
			s.o.Log.Warn().Ctx(ctx).Err(err).Str("lease", s.lease).Msg("discord: shard lease cannot be read")
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(s.o.Lease / renewals):
		}
	}
}

// serve serves the shard until ctx ends or the lease is lost, and gives the lease back.
func (s *shard) serve(ctx context.Context) error {
	serving, stop := context.WithCancel(ctx)
	defer stop()
	var renewing sync.WaitGroup
	renewing.Go(func() {
		defer stop()
		s.renew(serving)
	})
	err := s.run(serving)
	stop()
	renewing.Wait()
	s.forget() // the next process begins a new session
	s.received = time.Time{}
	releasing, cancel := context.WithTimeout(context.WithoutCancel(ctx), leaseTimeout)
	defer cancel()
	if err := s.o.Leases.Release(releasing, s.lease, s.holder); err != nil {
		s.o.Log.Warn().Ctx(ctx).Err(err).Str("lease", s.lease).Msg("discord: shard lease not released; another process takes the shard over when the lease ends")
	}
	return err
}

// renew keeps the lease until ctx ends or another process has it. While the store is away
// the shard is served on: no other process can take it over then, and what the gateway
// sends now it does not send again. If another process serves the shard as well, what both
// receive is saved once, by its key.
func (s *shard) renew(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(s.o.Lease / renewals):
		}
		asking, cancel := context.WithTimeout(ctx, leaseTimeout)
		mine, err := s.o.Leases.Lease(asking, s.lease, s.holder, s.o.Lease)
		cancel()
		switch {
		case mine, ctx.Err() != nil:
		case err == nil:
			s.o.Log.Warn().Ctx(ctx).Str("lease", s.lease).Msg("discord: another process has the shard's lease; the shard is given up")
			return
		default:
			s.o.Log.Warn().Ctx(ctx).Err(err).Str("lease", s.lease).Msg("discord: shard lease not renewed; the shard is served on")
		}
	}
}

// run keeps the shard connected until ctx ends; then it returns nil. It fails with a
// FatalError.
func (s *shard) run(ctx context.Context) error {
	for tries := 0; ; tries++ {
		s.o.Handler.State(s.Shard, ErrConnecting)
		up := false
		err := s.connect(ctx, func() {
			up = true
			s.o.Handler.State(s.Shard, nil)
		})
		if ctx.Err() != nil {
			return nil //nolint:nilerr // it was asked to stop
		}
		if e, ok := errors.AsType[*websocket.CloseError](err); ok {
			switch {
			case isFatal(e.Code):
				return FatalError{e.Code}
			case e.Code == closeInvalidSeq, e.Code == closeTimedOut:
				s.forget()
			}
		}
		if up {
			tries = 0
		}
		wait := min(minWait<<min(tries, 10), maxWait)
		wait = wait/4 + rand.N(wait) //nolint:gosec // spreading needs no secrecy
		s.o.Log.Info().Ctx(ctx).AnErr("cause", err).Int("shard", s.ID).Dur("again_in", wait).Msg("discord: gateway connection ended")
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(wait):
		}
	}
}

// forget lets the next connection begin a new session.
func (s *shard) forget() {
	s.session, s.resumeURL = "", ""
	s.seq.Store(0)
}
