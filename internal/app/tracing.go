package app

import (
	"context"
	"time"

	"aktivering/internal/settings"
	"aktivering/internal/store"
	"aktivering/internal/tracing"
)

// flushTime is how long a stop may take to send the last traces.
const flushTime = 2 * time.Second

// tracer makes what traces are made with; nil where none are. flush sends what is not sent yet.
func (a *App) tracer(ctx context.Context, t settings.Traces) (made *tracing.Tracer, flush func(), err error) {
	if t.Endpoint == "" {
		return nil, func() {}, nil
	}
	made, err = tracing.New(ctx, tracing.Options{
		Endpoint: t.Endpoint, Headers: t.Headers, Service: t.Service, Version: Version(), Sampler: t.Sampler, Part: t.Part, Log: a.Log, Now: a.Now,
	})
	if err != nil {
		return nil, nil, settings.Errorf("traces: %v", err)
	}
	return made, func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), flushTime)
		defer cancel()
		if err := made.Shutdown(ctx); err != nil {
			a.Log.Warn().Ctx(ctx).Err(err).Msg("the last traces are lost")
		}
	}, nil
}

// systemOf names the database of a store, as traces do.
func systemOf(s store.Store) string {
	if _, ok := s.(store.Exclusive); ok {
		return "sqlite"
	}
	return "postgresql"
}
