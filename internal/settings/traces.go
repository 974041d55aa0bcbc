package settings

import (
	"errors"

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

// Faults returns all that is wrong with the settings.
func (t Traces) Faults() error {
	faults := unless(t.Part >= 0 && t.Part <= 1, "OTEL_TRACES_SAMPLER_ARG must be from 0 to 1 (%g)", t.Part)
	if t.Endpoint == "" {
		return faults
	}
	if err := tracing.Check(t.Endpoint, t.Headers); err != nil {
		faults = errors.Join(faults, Errorf("%v", err))
	}
	return faults
}
