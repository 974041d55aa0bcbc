package tracing

import (
	"context"

	"go.opentelemetry.io/otel/trace"

	"aktivering/bot/event"
	"aktivering/bot/port"
)

// Store returns a store whose turns have a span each, that of their transaction. system is the kind of
// its database, as db.system.name has it. It hands over what the store does.
func (t *Tracer) Store(s port.Store, system string) port.Store {
	if t == nil {
		return s
	}
	timed := store{Store: s, tracer: t, system: system}
	if handing, ok := s.(port.HandoverStore); ok {
		return handoverStore{timed, handing}
	}
	return timed
}

type store struct {
	port.Store
	tracer *Tracer
	system string
}

// Turn implements port.Store.
func (s store) Turn(ctx context.Context, in event.Inbound, step port.Step) (dropped bool, err error) {
	ctx, end := s.begin(ctx)
	defer func() { end(dropped, err) }()
	return s.Store.Turn(ctx, in, step)
}

// begin begins the span of a transaction. Its effects belong to the turn.
func (s store) begin(ctx context.Context) (_ context.Context, end func(dropped bool, err error)) {
	ctx, span := s.tracer.tracer.Start(ctx, "store.turn", trace.WithSpanKind(trace.SpanKindClient), trace.WithAttributes(keySystem.String(s.system)))
	return ctx, func(dropped bool, err error) {
		span.SetAttributes(keyDropped.Bool(dropped))
		fail(span, err)
		span.End()
	}
}

type handoverStore struct {
	store
	next port.HandoverStore
}

// Hand implements port.HandoverStore.
func (s handoverStore) Hand(ctx context.Context, in event.Inbound, step port.Step) (handed *port.Handover, dropped bool, err error) {
	ctx, end := s.begin(ctx)
	defer func() { end(dropped, err) }()
	return s.next.Hand(ctx, in, step)
}
