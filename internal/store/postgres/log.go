package postgres

import (
	"context"
	"log/slog"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"
	"github.com/rs/zerolog"
)

// riverLogger lets River write to a log. What it calls information is its own
// bookkeeping, for whoever looks for a fault.
func riverLogger(log zerolog.Logger) *slog.Logger {
	return slog.New(chatter{zerolog.NewSlogHandler(log)})
}

// chatter turns information into debugging.
type chatter struct{ slog.Handler }

func quieter(l slog.Level) slog.Level {
	if l < slog.LevelWarn {
		return min(l, slog.LevelDebug)
	}
	return l
}

func (c chatter) Enabled(ctx context.Context, l slog.Level) bool {
	return c.Handler.Enabled(ctx, quieter(l))
}

func (c chatter) Handle(ctx context.Context, r slog.Record) error {
	r.Level = quieter(r.Level)
	return c.Handler.Handle(ctx, r)
}

func (c chatter) WithAttrs(attrs []slog.Attr) slog.Handler {
	return chatter{c.Handler.WithAttrs(attrs)}
}

func (c chatter) WithGroup(name string) slog.Handler { return chatter{c.Handler.WithGroup(name)} }

// faults tells of jobs that failed without an outcome. River tries them again.
type faults struct{ log zerolog.Logger }

func (f faults) HandleError(ctx context.Context, job *rivertype.JobRow, err error) *river.ErrorHandlerResult {
	f.log.Error().Ctx(ctx).Err(err).Str("job", job.Kind).RawJSON("lane", job.EncodedArgs).Msg("outbox")
	return nil
}

func (f faults) HandlePanic(ctx context.Context, job *rivertype.JobRow, panicVal any, trace string) *river.ErrorHandlerResult {
	f.log.Error().Ctx(ctx).Interface("panic", panicVal).Str("trace", trace).
		Str("job", job.Kind).RawJSON("lane", job.EncodedArgs).Msg("outbox")
	return nil
}
