package app

import (
	"context"
	"errors"
	"time"

	"aktivering/bot/port"
)

// Keep tells how long things are kept; 0 is for ever.
type Keep struct {
	Transcripts Age `name:"keep-transcripts" env:"KEEP_TRANSCRIPTS" default:"365d" placeholder:"AGE" help:"How long what people write is kept, and a conversation in which nothing happens, such as 365d; 0d is for ever. The default is ${default}."`
	Cases       Age `name:"keep-cases" env:"KEEP_CASES" default:"730d" placeholder:"AGE" help:"How long a case is kept after its end, with what was said in it; 0d is for ever. The default is ${default}."`
	Effects     Age `name:"keep-effects" env:"KEEP_EFFECTS" default:"365d" placeholder:"AGE" help:"How long the bot's own replies are kept after they were delivered; 0d is for ever. The default is ${default}."`
}

// retention is the same for the store and the core.
func (k Keep) retention() port.Retention {
	return port.Retention{Transcripts: time.Duration(k.Transcripts), Cases: time.Duration(k.Cases), Effects: time.Duration(k.Effects)}
}

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
func (s *server) prune(ctx context.Context) {
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
func (s *server) pruneOnce(ctx context.Context) {
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
