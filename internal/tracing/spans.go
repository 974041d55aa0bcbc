package tracing

import (
	"context"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"

	"aktivering/bot"
	"aktivering/bot/event"
	"aktivering/bot/port"
	"aktivering/internal/observe"
)

// The attributes of spans, beside those of OpenTelemetry's conventions.
const (
	keyPlatform     = attribute.Key("aktivering.platform")
	keyConversation = attribute.Key("aktivering.conversation") // as in the log
	keyEvent        = attribute.Key("aktivering.event")
	keyLimited      = attribute.Key("aktivering.limited")
	keyDecision     = attribute.Key("aktivering.decision")
	keyArticle      = attribute.Key("aktivering.article")
	keyCode         = attribute.Key("aktivering.code")
	keyAct          = attribute.Key("aktivering.act")
	keyAsked        = attribute.Key("aktivering.asked")
	keyHelped       = attribute.Key("aktivering.helped")
	keyRemedies     = attribute.Key("aktivering.remedies")
	keyLanguage     = attribute.Key("aktivering.language")
	keyClosing      = attribute.Key("aktivering.closing")
	keyEffects      = attribute.Key("aktivering.effects")
	keyDropped      = attribute.Key("aktivering.dropped")
	keyEffect       = attribute.Key("aktivering.effect")
	keyKey          = attribute.Key("aktivering.effect.key") // as data outbox lists it
	keyTry          = attribute.Key("aktivering.effect.try")
	keyAge          = attribute.Key("aktivering.effect.age") // seconds since it was saved
	keyResult       = attribute.Key("aktivering.effect.result")
	keyAgain        = attribute.Key("aktivering.effect.again_in") // seconds
	keyInResponse   = attribute.Key("aktivering.effect.in_response")
	keySystem       = attribute.Key("db.system.name")
	keyError        = attribute.Key("error.type")
)

// Event begins the span of an event that an adapter hands over. end tells what became of it.
func (t *Tracer) Event(ctx context.Context, in event.Inbound) (_ context.Context, end func(error)) {
	if t == nil {
		return ctx, func(error) {}
	}
	options := []trace.SpanStartOption{trace.WithSpanKind(trace.SpanKindConsumer), trace.WithAttributes(
		keyPlatform.String(string(in.From.Platform)), keyConversation.String(observe.ConversationID(in.Ref())),
		keyEvent.String(observe.NameOf(in.Event)), keyLimited.String(string(in.Limited)),
	)}
	received, waited := port.ReceivedAt(ctx)
	if waited {
		options = append(options, trace.WithTimestamp(received))
	}
	ctx, end = t.begin(ctx, "event "+observe.NameOf(in.Event), options...)
	if waited {
		_, span := t.tracer.Start(ctx, "wait", trace.WithTimestamp(received)) // in the queue of the adapter
		span.End()
	}
	return ctx, end
}

// Turn begins the span of a turn, to whose trace its effects belong. It implements engine.Tracer.
func (t *Tracer) Turn(ctx context.Context, in event.Inbound) (_ context.Context, end func(error)) {
	if t == nil {
		return ctx, func(error) {}
	}
	return t.begin(ctx, "turn", trace.WithAttributes(keyEvent.String(observe.NameOf(in.Event))))
}

// Observe tells the span of a turn what was decided, as an engine.Observer.
func (t *Tracer) Observe(ctx context.Context, _ event.Inbound, d bot.Decision) {
	span := trace.SpanFromContext(ctx)
	if t == nil || !span.IsRecording() {
		return
	}
	o := d.Outcome
	about := []attribute.KeyValue{keyDecision.String(string(o.Kind)), keyEffects.Int(len(d.Effects))}
	for key, value := range map[attribute.Key]string{
		keyArticle: o.Article, keyAct: d.Act, keyAsked: o.Asked, keyHelped: string(o.Helped), keyLanguage: string(o.Language), keyClosing: string(o.Closing),
	} {
		if value != "" {
			about = append(about, key.String(value))
		}
	}
	if o.Code != 0 {
		about = append(about, keyCode.String(o.Code.String()))
	}
	if len(o.Remedies) > 0 {
		about = append(about, keyRemedies.StringSlice(o.Remedies))
	}
	span.SetAttributes(about...)
}

// Effect begins the span of one try of an effect. end tells how it ended.
func (t *Tracer) Effect(ctx context.Context, task port.Task) (_ context.Context, end func(port.Result)) {
	if t == nil {
		return ctx, func(port.Result) {}
	}
	options := []trace.SpanStartOption{trace.WithSpanKind(trace.SpanKindProducer), trace.WithAttributes(effectOf(task)...)}
	switch from := placeOf(ctx, task.Trace); {
	case !from.IsValid():
	case isTimer(task):
		options = append(options, trace.WithNewRoot(), trace.WithLinks(trace.Link{SpanContext: from}))
	default:
		ctx = trace.ContextWithRemoteSpanContext(ctx, from)
	}
	ctx, span := t.tracer.Start(ctx, "effect "+observe.NameOf(task.Effect), options...)
	return port.WithTrace(ctx, traceOf(ctx)), func(r port.Result) {
		span.SetAttributes(keyResult.String(string(r.Status)))
		switch r.Status {
		case bot.Retry:
			span.SetAttributes(keyAgain.Float64(r.After.Seconds()), keyError.String(observe.CauseOf(r)))
		case bot.Failed:
			span.SetAttributes(keyError.String(observe.CauseOf(r)))
			span.SetStatus(codes.Error, observe.CauseOf(r))
		case bot.Done, bot.Dropped: // nothing more is to be told
		}
		span.End()
	}
}

// Responded adds the span of a reply that was written into the response to a request.
func (t *Tracer) Responded(ctx context.Context, task port.Task, took time.Duration) {
	if t == nil {
		return
	}
	if from := placeOf(ctx, task.Trace); from.IsValid() {
		ctx = trace.ContextWithRemoteSpanContext(ctx, from)
	}
	now := time.Now()
	_, span := t.tracer.Start(ctx, "effect "+observe.NameOf(task.Effect), trace.WithTimestamp(now.Add(-took)), trace.WithSpanKind(trace.SpanKindProducer),
		trace.WithAttributes(append(effectOf(task), keyInResponse.Bool(true), keyResult.String(string(bot.Done)))...))
	span.End(trace.WithTimestamp(now))
}

func effectOf(task port.Task) []attribute.KeyValue {
	return []attribute.KeyValue{
		keyPlatform.String(observe.PlatformOf(task)), keyConversation.String(observe.ConversationID(task.Of)), keyEffect.String(observe.NameOf(task.Effect)),
		keyKey.String(task.Key), keyTry.Int(task.Waits + 1), keyAge.Float64(max(0, task.Now.Sub(task.Saved).Seconds())),
	}
}

func isTimer(task port.Task) bool {
	_, timer := task.Effect.(bot.SetTimer)
	return timer
}

// begin begins a span, to which what is done with the context belongs.
func (t *Tracer) begin(ctx context.Context, name string, options ...trace.SpanStartOption) (_ context.Context, end func(error)) {
	ctx, span := t.tracer.Start(ctx, name, options...)
	return port.WithTrace(ctx, traceOf(ctx)), func(err error) {
		fail(span, err)
		span.End()
	}
}

// fail tells a span what kind of error it ended with, if it did.
func fail(span trace.Span, err error) {
	if err != nil {
		kind := kindOf(err)
		span.SetAttributes(keyError.String(kind))
		span.SetStatus(codes.Error, kind)
	}
}
