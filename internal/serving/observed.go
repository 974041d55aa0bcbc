package serving

import (
	"context"
	"time"

	"github.com/rs/zerolog"

	"aktivering/bot"
	"aktivering/bot/event"
	"aktivering/bot/port"
	"aktivering/internal/observe"
	"aktivering/internal/tracing"
)

// observed is what an inbox tells of the events that it passes on.
type observed struct {
	metrics *observe.Metrics
	tracer  *tracing.Tracer // nil makes no traces
	log     zerolog.Logger
	// text tells that what people write is logged, masked.
	text bool
}

// event tells of one event.
func (o observed) event(ctx context.Context, in event.Inbound, took time.Duration, err error) {
	if o.metrics == nil {
		return // a test's
	}
	o.metrics.Handled(in, took, err)
	line := o.log.Debug()
	if o.text {
		line = o.log.Info()
	}
	line = line.Ctx(ctx).Err(err).Str("platform", string(in.From.Platform)).Dur("took", took)
	if o.text {
		line = line.Str("text", textOfEvent(in.Masked().Event))
	}
	line.Msg("event")
}

// responded tells of a reply that was shown in the response to a request.
func (o observed) responded(ctx context.Context, t port.Task, took time.Duration) {
	if o.metrics == nil {
		return // a test's
	}
	o.metrics.Performed(t, port.Result{Status: bot.Done}, took)
	o.tracer.Responded(ctx, t, took)
	o.log.Debug().Ctx(ctx).Str("key", t.Key).Str("platform", string(t.Of.Address.Platform)).Str("fate", string(bot.Done)).
		Dur("age", t.Now.Sub(t.Saved)).Msg("effect")
}

// textOfEvent is what somebody wrote.
func textOfEvent(e event.Event) string {
	switch e := e.(type) {
	case event.Message:
		return e.Text
	case event.MessageEdited:
		return e.Now.Text
	case event.AgentAction:
		return e.Text
	case event.ChoicePicked:
		return string(e.Choice)
	default:
		return ""
	}
}
