package app

import (
	"context"
	"errors"
	"fmt"
	"time"

	"aktivering/adapters/adapterkit"
	"aktivering/internal/store"
	"aktivering/internal/tracing"
)

// Traces are the settings of traces, by the variables that OpenTelemetry has for them. Without an
// endpoint there are none.
type Traces struct {
	Endpoint string  `name:"otel-exporter-otlp-endpoint" env:"OTEL_EXPORTER_OTLP_ENDPOINT" private:"" placeholder:"URL" help:"Where traces are sent to, by OTLP over HTTP, such as http://collector:4318. Without it, none are made."`
	Headers  string  `name:"otel-exporter-otlp-headers" env:"OTEL_EXPORTER_OTLP_HEADERS" secret:"" placeholder:"NAME=VALUE" help:"Headers that the collector asks for, with commas between them. ${env} or ${env}_FILE."`
	Service  string  `name:"otel-service-name" env:"OTEL_SERVICE_NAME" placeholder:"NAME" help:"What the program is called in traces. Without it, aktivering."`
	Sampler  string  `name:"otel-traces-sampler" env:"OTEL_TRACES_SAMPLER" enum:"always_on,always_off,traceidratio,parentbased_always_on,parentbased_always_off,parentbased_traceidratio" default:"parentbased_always_on" placeholder:"NAME" help:"Which traces are sent: all, none (always_off), or a part of them (traceidratio). The default is ${default}."`
	Part     float64 `name:"otel-traces-sampler-arg" env:"OTEL_TRACES_SAMPLER_ARG" default:"1" placeholder:"PART" help:"The part that traceidratio sends, from 0 to 1. The default is ${default}."`
}

// flushTime is how long a stop may take to send the last traces.
const flushTime = 2 * time.Second

// faults returns all that is wrong with the settings.
func (t Traces) faults() error {
	faults := unless(t.Part >= 0 && t.Part <= 1, "OTEL_TRACES_SAMPLER_ARG must be from 0 to 1 (%g)", t.Part)
	if t.Endpoint == "" {
		return faults
	}
	if err := tracing.Check(t.Endpoint, t.Headers); err != nil {
		faults = errors.Join(faults, fault("%v", err))
	}
	return faults
}

// tracer makes what traces are made with; nil where none are. flush sends what is not sent yet.
func (a *App) tracer(ctx context.Context, t Traces) (made *tracing.Tracer, flush func(), err error) {
	if t.Endpoint == "" {
		return nil, func() {}, nil
	}
	made, err = tracing.New(ctx, tracing.Options{
		Endpoint: t.Endpoint, Headers: t.Headers, Service: t.Service, Version: Version(), Sampler: t.Sampler, Part: t.Part, Log: a.Log, Now: a.Now,
	})
	if err != nil {
		return nil, nil, fault("traces: %v", err)
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

// checkTraces looks whether the collector takes traces. Nothing else depends on it.
func checkTraces(ctx context.Context, t Traces) adapterkit.Finding {
	const what = "OTEL_EXPORTER_OTLP_ENDPOINT"
	ctx, cancel := context.WithTimeout(ctx, httpCheckTimeout)
	defer cancel()
	if err := tracing.Probe(ctx, t.Endpoint, t.Headers); err != nil {
		return adapterkit.Finding{What: what, State: adapterkit.StateWarning, Detail: fmt.Sprintf("%v: traces are lost, and all else goes on; OTLP over HTTP is mostly at port 4318", err)}
	}
	return adapterkit.Found(what, nil, "the collector takes traces")
}
