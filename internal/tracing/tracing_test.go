package tracing

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/rs/zerolog"
	"go.opentelemetry.io/otel/codes"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"aktivering/bot"
	"aktivering/bot/event"
	"aktivering/bot/port"
)

// recording is a tracer that keeps its spans.
func recording(t *testing.T) (*Tracer, *tracetest.SpanRecorder) {
	t.Helper()
	kept := tracetest.NewSpanRecorder()
	p := sdktrace.NewTracerProvider(sdktrace.WithSpanProcessor(kept))
	return &Tracer{provider: p, tracer: p.Tracer("test")}, kept
}

func said() event.Inbound {
	return event.Inbound{From: bot.Address{Platform: "test", Channel: "c"}, Person: event.Person{ID: "p"}, Event: event.Message{Text: "hei"}}
}

// What a timer brings about is a trace of its own, with a link to the turn that set it.
func TestTimer(t *testing.T) {
	tracer, kept := recording(t)
	ctx, end := tracer.Turn(t.Context(), said())
	saved := port.TraceOf(ctx)
	end(nil)
	ctx, ended := tracer.Effect(t.Context(), port.Task{Effect: bot.SetTimer{}, Trace: saved})
	_, end = tracer.Turn(ctx, said())
	end(nil)
	ended(port.Result{Status: bot.Done})
	spans := kept.Ended()
	turn, later, timer := spans[0], spans[1], spans[2]
	switch links := timer.Links(); {
	case timer.SpanContext().TraceID() == turn.SpanContext().TraceID():
		t.Error("the timer is in the trace of its turn")
	case len(links) != 1 || links[0].SpanContext.SpanID() != turn.SpanContext().SpanID():
		t.Errorf("the timer has the links %v", links)
	case later.Parent().SpanID() != timer.SpanContext().SpanID():
		t.Error("what the timer led to is not told of under it")
	}
}

// An event that waited in the queue of its adapter begins when it was received, and a span tells of the
// wait.
func TestWait(t *testing.T) {
	tracer, kept := recording(t)
	received := time.Now().Add(-time.Second)
	_, end := tracer.Event(port.WithReceived(t.Context(), received), said())
	end(nil)
	spans := kept.Ended()
	if len(spans) != 2 || spans[0].Name() != "wait" || spans[0].Parent().SpanID() != spans[1].SpanContext().SpanID() {
		t.Fatalf("%v", spans)
	}
	for _, s := range spans {
		if took := s.EndTime().Sub(s.StartTime()); !s.StartTime().Equal(received) || took < time.Second || took > time.Minute {
			t.Errorf("%s took %s from %s", s.Name(), took, s.StartTime())
		}
	}
	tracer, kept = recording(t)
	_, end = tracer.Event(t.Context(), said())
	end(nil)
	if n := len(kept.Ended()); n != 1 {
		t.Errorf("%d spans of an event that did not wait", n)
	}
}

// Of an error its kind is told, never its text.
func TestError(t *testing.T) {
	for want, err := range map[string]error{
		"broken":              fmt.Errorf("hemmelig: %w", port.ErrBroken),
		"timeout":             fmt.Errorf("hemmelig: %w", context.DeadlineExceeded),
		"canceled":            context.Canceled,
		"*errors.errorString": fmt.Errorf("hemmelig: %w", errors.New("hemmelig")),
	} {
		tracer, kept := recording(t)
		_, end := tracer.Event(t.Context(), said())
		end(err)
		span := kept.Ended()[0]
		if got := span.Status(); got.Code != codes.Error || got.Description != want || strings.Contains(fmt.Sprint(span.Attributes(), span.Events()), "hemmelig") {
			t.Errorf("%v: %+v %v", err, got, span.Attributes())
		}
	}
	tracer, kept := recording(t)
	_, end := tracer.Effect(t.Context(), port.Task{Effect: bot.SendReply{}})
	end(port.Result{Status: bot.Failed, Reason: "rejected: hemmelig"})
	if got := kept.Ended()[0].Status(); got.Description != string(event.FaultRejected) {
		t.Errorf("a reply that failed: %+v", got)
	}
}

func TestClient(t *testing.T) {
	for _, c := range []struct {
		name    string
		answers []int
		tries   int
		fails   bool
	}{
		{"takes them", []int{200}, 1, false},
		{"is busy at first", []int{503, 429, 200}, 3, false},
		{"stays busy", []int{503, 503, 503, 503, 503}, maxTries, true},
		{"refuses them", []int{400}, 1, true},
		{"has moved", []int{307}, 1, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			asked := 0
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				_, _ = io.Copy(io.Discard, r.Body) // all that counts is that it came
				w.Header().Set("Location", "/elsewhere")
				w.Header().Set("Retry-After", "3600")
				w.WriteHeader(c.answers[asked])
				asked++
			}))
			defer server.Close()
			client, err := newClient(server.URL, "a=b")
			if err != nil {
				t.Fatal(err)
			}
			var longest time.Duration
			client.after = func(d time.Duration) <-chan time.Time {
				longest = max(longest, d)
				return time.After(0)
			}
			if err = client.UploadTraces(t.Context(), nil); (err != nil) != c.fails || asked != c.tries || longest > maxWait {
				t.Errorf("%v after %d tries and waits of at most %s", err, asked, longest)
			}
		})
	}
}

func TestCheck(t *testing.T) {
	for _, c := range []struct{ endpoint, headers, want string }{
		{"http://collector:4318", "", ""},
		{"https://x.example/otlp/", "Authorization=Basic%20hemmelig, b = c,", ""},
		{"collector:4318", "", "ENDPOINT"},
		{"grpc://collector", "", "ENDPOINT"},
		{"http://collector", "hemmelig", "HEADERS"},
		{"http://collector", "a=b,hem melig=c", "entry 2"},
		{"http://collector", "a=%0Ahemmelig", "HEADERS"},
	} {
		err := Check(c.endpoint, c.headers)
		if (err == nil) != (c.want == "") || err != nil && (!strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "hem")) {
			t.Errorf("%q %q: %v", c.endpoint, c.headers, err)
		}
	}
}

// A collector that is away is told of once in a while, and when it is back.
func TestLost(t *testing.T) {
	var out strings.Builder
	now := time.Unix(0, 0)
	inner := &failing{err: errors.New("away")}
	e := &exporter{SpanExporter: inner, log: zerolog.New(&out), now: func() time.Time { return now }}
	spans := make([]sdktrace.ReadOnlySpan, 2)
	for range 5 {
		_ = e.ExportSpans(t.Context(), spans) // never fails
		now = now.Add(20 * time.Second)
	}
	inner.err = nil
	_ = e.ExportSpans(t.Context(), spans)
	_ = e.ExportSpans(t.Context(), spans)
	if lines := strings.Split(strings.TrimSpace(out.String()), "\n"); len(lines) != 3 || !strings.Contains(lines[2], `"lost":10`) {
		t.Errorf("the log has\n%s", &out)
	}
}

type failing struct {
	tracetest.NoopExporter
	err error
}

func (f *failing) ExportSpans(context.Context, []sdktrace.ReadOnlySpan) error { return f.err }

// BenchmarkTurn is what an event, its turn and a delivered effect cost beside their work.
func BenchmarkTurn(b *testing.B) {
	p := sdktrace.NewTracerProvider(sdktrace.WithBatcher(tracetest.NewNoopExporter()))
	in, task := said(), port.Task{Effect: bot.SendReply{}}
	for name, tracer := range map[string]*Tracer{"off": nil, "on": {provider: p, tracer: p.Tracer("bench")}} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				ctx, end := tracer.Event(b.Context(), in)
				inner, ended := tracer.Turn(ctx, in)
				tracer.Observe(inner, in, bot.Decision{})
				ended(nil)
				end(nil)
				task.Trace = port.TraceOf(inner)
				_, done := tracer.Effect(b.Context(), task)
				done(port.Result{Status: bot.Done})
			}
		})
	}
}
