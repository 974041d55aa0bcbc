package postgres

import (
	"context"
	"log/slog"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"
	"github.com/rs/zerolog"
)

// riverLogger returns a logger for River. What River logs as information is its bookkeeping, of
// use for debugging only.
func riverLogger(log zerolog.Logger) *slog.Logger {
	return slog.New(debugHandler{zerolog.NewSlogHandler(log)})
}

// debugHandler lowers the level of what is below a warning to debug.
type debugHandler struct{ slog.Handler }

func lowered(l slog.Level) slog.Level {
	if l < slog.LevelWarn {
		return min(l, slog.LevelDebug)
	}
	return l
}

func (c debugHandler) Enabled(ctx context.Context, l slog.Level) bool {
	return c.Handler.Enabled(ctx, lowered(l))
}

func (c debugHandler) Handle(ctx context.Context, r slog.Record) error {
	r.Level = lowered(r.Level)
	return c.Handler.Handle(ctx, r)
}

func (c debugHandler) WithAttrs(attrs []slog.Attr) slog.Handler {
	return debugHandler{c.Handler.WithAttrs(attrs)}
}

func (c debugHandler) WithGroup(name string) slog.Handler {
	return debugHandler{c.Handler.WithGroup(name)}
}

// errorHandler logs jobs that failed without an outcome. River tries them again.
type errorHandler struct{ log zerolog.Logger }

func (f errorHandler) HandleError(ctx context.Context, job *rivertype.JobRow, err error) *river.ErrorHandlerResult {
	f.log.Error().Ctx(ctx).Err(err).Str("job", job.Kind).RawJSON("lane", job.EncodedArgs).Msg("outbox job failed; it is tried again")
	return nil
}

func (f errorHandler) HandlePanic(ctx context.Context, job *rivertype.JobRow, panicVal any, trace string) *river.ErrorHandlerResult {
	f.log.Error().Ctx(ctx).Interface("panic", panicVal).Str("trace", trace).
		Str("job", job.Kind).RawJSON("lane", job.EncodedArgs).Msg("outbox job failed; it is tried again")
	return nil
}
