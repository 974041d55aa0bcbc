package serving

import (
	"context"
	"errors"
	"time"
)

const (
	// pruneEvery is how often what is old is removed, and pruneFirst how long after the start it
	// is done first: the start has enough to do.
	pruneEvery = 24 * time.Hour
	pruneFirst = 2 * time.Minute
	// pruneLease is the right to do it, which one process at a time has. It ends before the next
	// time, so that another process does it then if this one is gone.
	pruneLease    = "prune"
	pruneLeaseTTL = pruneEvery - time.Hour
)

// prune removes what is old once a day, until ctx ends.
func (s *Server) prune(ctx context.Context) {
	wait := time.NewTimer(pruneFirst)
	defer wait.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-wait.C:
		}
		s.pruneOnce(ctx)
		wait.Reset(pruneEvery)
	}
}

// pruneOnce removes what is old, unless another process has done so today.
func (s *Server) pruneOnce(ctx context.Context) {
	mine, err := s.store.Lease(ctx, pruneLease, s.holder, pruneLeaseTTL)
	if err != nil || !mine {
		if err != nil && ctx.Err() == nil {
			s.log.Warn().Ctx(ctx).Err(err).Msg("old data not pruned; it is tried again tomorrow")
		}
		return
	}
	start := s.now()
	p, err := s.store.Prune(ctx, start, s.keep)
	if err != nil && !errors.Is(err, context.Canceled) {
		s.log.Error().Ctx(ctx).Err(err).Msg("old data not pruned; it is tried again tomorrow")
	}
	if p.Total() > 0 {
		s.log.Info().Ctx(ctx).Int("conversations", p.Conversations).Int("cases", p.Cases).Int("lines", p.Lines).Int("effects", p.Effects).
			Dur("took", s.now().Sub(start)).Msg("old data pruned")
	}
}
