package serving

import (
	"context"
	"time"

	"github.com/rs/zerolog"

	"aktivering/bot"
	"aktivering/bot/engine"
	"aktivering/bot/port"
	"aktivering/internal/observe"
	"aktivering/internal/tracing"
)

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
