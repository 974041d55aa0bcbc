package tracing

import (
	"context"
	"sync"
	"time"

	"github.com/rs/zerolog"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
)

// tellEvery is how often the log is told at most that spans are lost.
const tellEvery = time.Minute

// exporter passes spans on, and tells the log where that fails: the SDK would tell a handler that is
// the process's.
type exporter struct {
	sdktrace.SpanExporter
	log zerolog.Logger
	now func() time.Time

	mu    sync.Mutex
	lost  int
	told  time.Time
	broke bool
}

// ExportSpans implements sdktrace.SpanExporter. It never fails.
func (e *exporter) ExportSpans(ctx context.Context, spans []sdktrace.ReadOnlySpan) error {
	err := e.SpanExporter.ExportSpans(ctx, spans)
	e.mu.Lock()
	defer e.mu.Unlock()
	switch {
	case err == nil && e.broke:
		e.log.Info().Int("lost", e.lost).Msg("traces are sent again")
		e.broke, e.lost, e.told = false, 0, time.Time{}
	case err != nil:
		e.broke = true
		e.lost += len(spans)
		if now := e.now(); now.Sub(e.told) >= tellEvery {
			e.told = now
			e.log.Warn().Err(err).Int("lost", e.lost).Msg("traces cannot be sent; all else goes on")
		}
	}
	return nil
}
