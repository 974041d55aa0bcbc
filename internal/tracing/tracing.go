package tracing

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/rs/zerolog"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/resource"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"

	"aktivering/bot/port"
)

// Options are the settings of a tracer. What else OpenTelemetry's SDK reads from the environment, such
// as OTEL_RESOURCE_ATTRIBUTES and OTEL_BSP_*, holds too.
type Options struct {
	// Endpoint is the base address of a collector that takes OTLP over HTTP, to which v1/traces is
	// added, and Headers are "name=value,…", which each request has.
	Endpoint, Headers string
	// Service names the program; empty is what OTEL_RESOURCE_ATTRIBUTES says, or aktivering.
	Service, Version string
	// Sampler is one of Samplers, and Part the part of the traces that are kept, of those with a
	// ratio.
	Sampler string
	Part    float64
	Log     zerolog.Logger
	Now     func() time.Time
}

// The samplers, by the names that OTEL_TRACES_SAMPLER has for them. Whether a reply is traced is always
// decided with the event that led to it, so that those with a parent are the same as those without.
const (
	samplerOn          = "always_on"
	samplerOff         = "always_off"
	samplerRatio       = "traceidratio"
	samplerParentOn    = "parentbased_always_on"
	samplerParentOff   = "parentbased_always_off"
	samplerParentRatio = "parentbased_traceidratio"
)

// Tracer makes spans. A nil Tracer makes none, at no cost. It is safe for concurrent use.
type Tracer struct {
	provider *sdktrace.TracerProvider
	tracer   trace.Tracer
}

// New returns a tracer that sends to a collector, which need not be there.
func New(ctx context.Context, o Options) (*Tracer, error) {
	c, err := newClient(o.Endpoint, o.Headers)
	if err != nil {
		return nil, err
	}
	sampler, err := samplerOf(o.Sampler, o.Part)
	if err != nil {
		return nil, err
	}
	sender, err := otlptrace.New(ctx, c)
	if err != nil {
		return nil, fmt.Errorf("traces: %w", err)
	}
	about := []resource.Option{
		resource.WithAttributes(attribute.String("service.name", "aktivering"), attribute.String("service.version", o.Version)),
		resource.WithTelemetrySDK(), resource.WithFromEnv(),
	}
	if o.Service != "" {
		about = append(about, resource.WithAttributes(attribute.String("service.name", o.Service)))
	}
	described, err := resource.New(ctx, about...)
	if err != nil {
		return nil, fmt.Errorf("OTEL_RESOURCE_ATTRIBUTES: %w", err)
	}
	provider := sdktrace.NewTracerProvider(
		sdktrace.WithBatcher(&exporter{SpanExporter: sender, log: o.Log, now: o.Now}),
		sdktrace.WithResource(described), sdktrace.WithSampler(sampler),
	)
	return &Tracer{provider: provider, tracer: provider.Tracer("aktivering")}, nil
}

// Check returns what is wrong with an endpoint and headers.
func Check(endpoint, headers string) error {
	_, endpointErr := parseEndpoint(endpoint)
	_, headersErr := parseHeaders(headers)
	if endpointErr != nil {
		endpointErr = fmt.Errorf("OTEL_EXPORTER_OTLP_ENDPOINT: %w", endpointErr)
	}
	if headersErr != nil {
		headersErr = fmt.Errorf("OTEL_EXPORTER_OTLP_HEADERS: %w", headersErr)
	}
	return errors.Join(endpointErr, headersErr)
}

// Probe sends no spans to a collector, once, and returns why it does not take them.
func Probe(ctx context.Context, endpoint, headers string) error {
	c, err := newClient(endpoint, headers)
	if err != nil {
		return err
	}
	_, _, err = c.post(ctx, pack(nil))
	return errors.Join(err, c.Stop(ctx))
}

func samplerOf(name string, part float64) (sdktrace.Sampler, error) {
	switch name {
	case samplerOn:
		return sdktrace.AlwaysSample(), nil
	case samplerOff:
		return sdktrace.NeverSample(), nil
	case samplerRatio:
		return sdktrace.TraceIDRatioBased(part), nil
	case samplerParentOn, "":
		return sdktrace.ParentBased(sdktrace.AlwaysSample()), nil
	case samplerParentOff:
		return sdktrace.ParentBased(sdktrace.NeverSample()), nil
	case samplerParentRatio:
		return sdktrace.ParentBased(sdktrace.TraceIDRatioBased(part)), nil
	}
	return nil, fmt.Errorf("no such sampler: %s", name)
}

// Shutdown sends what is not sent yet, until ctx ends. Spans that end later are lost.
func (t *Tracer) Shutdown(ctx context.Context) error {
	if t == nil {
		return nil
	}
	return t.provider.Shutdown(ctx)
}

// parent is the header that W3C Trace Context has.
const parent = "traceparent"

// traceOf is the place of the span of a context.
func traceOf(ctx context.Context) port.Trace {
	carrier := make(propagation.MapCarrier, 1)
	propagation.TraceContext{}.Inject(ctx, carrier)
	return port.Trace(carrier[parent])
}

// placeOf reads a place; one that is not valid is none.
func placeOf(ctx context.Context, t port.Trace) trace.SpanContext {
	if t == "" {
		return trace.SpanContext{}
	}
	ctx = propagation.TraceContext{}.Extract(trace.ContextWithSpan(ctx, nil), propagation.MapCarrier{parent: string(t)})
	return trace.SpanContextFromContext(ctx)
}
