package app

import (
	"compress/gzip"
	"context"
	"encoding/hex"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	commonpb "go.opentelemetry.io/proto/otlp/common/v1"
	tracepb "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/protobuf/proto"

	"aktivering/internal/settings"
	"aktivering/internal/store/storetest"
)

// collector plays one that takes OTLP over HTTP.
type collector struct {
	*httptest.Server

	mu     sync.Mutex
	spans  []*tracepb.Span
	bodies []byte
	names  []string // of services
}

func newCollector(t *testing.T) *collector {
	t.Helper()
	c := new(collector)
	c.Server = httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		plain, err := gzip.NewReader(r.Body)
		if err != nil || r.URL.Path != "/base/v1/traces" || r.Header.Get("Content-Type") != "application/x-protobuf" || r.Header.Get("X-Key") != "hemmelig nøkkel" {
			t.Errorf("%s %v: %v", r.URL, r.Header, err)
			return
		}
		body, err := io.ReadAll(plain)
		var sent tracepb.TracesData
		if err != nil || proto.Unmarshal(body, &sent) != nil {
			t.Errorf("the body cannot be read: %v", err)
		}
		c.mu.Lock()
		defer c.mu.Unlock()
		c.bodies = append(c.bodies, body...)
		for _, of := range sent.GetResourceSpans() {
			c.names = append(c.names, textAttribute(of.GetResource().GetAttributes(), "service.name"))
			for _, in := range of.GetScopeSpans() {
				c.spans = append(c.spans, in.GetSpans()...)
			}
		}
	}))
	t.Cleanup(c.Close)
	return c
}

// settings are those by which the program finds it.
func (c *collector) settings() settings.Traces {
	return settings.Traces{Endpoint: c.URL + "/base/", Headers: "X-Key=hemmelig%20n%C3%B8kkel", Service: "hjelpebot", Sampler: "parentbased_always_on", Part: 1}
}

func (c *collector) all() []*tracepb.Span {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.spans)
}

// textAttribute is the text of an attribute; empty where it is not there.
func textAttribute(all []*commonpb.KeyValue, key string) string {
	for _, a := range all {
		if a.GetKey() == key {
			return a.GetValue().GetStringValue()
		}
	}
	return ""
}

// named returns the spans whose names begin so.
func named(spans []*tracepb.Span, prefix string) (found []*tracepb.Span) {
	for _, s := range spans {
		if strings.HasPrefix(s.GetName(), prefix) {
			found = append(found, s)
		}
	}
	return found
}

// serveTraced serves a workspace of Slack, with traces to a collector.
func serveTraced(t *testing.T, database string, traces settings.Traces) (w *workspace, p *program) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	p = &program{t: t, out: new(lines), stop: cancel, done: make(chan error, 1)}
	t.Cleanup(cancel)
	w = newWorkspace(t, func() string { return p.url })
	o := settings.Serve{Database: settings.Database(database), HTTPAddr: "127.0.0.1:0", Grace: time.Second, Traces: traces}
	w.set(&o, false)
	go func() { p.done <- newApp(p.out).Serve(ctx, o) }()
	eventually(t, "the program listens", func() bool {
		p.url = regexp.MustCompile(`http://127\.0\.0\.1:\d+`).FindString(p.out.String())
		return p.url != ""
	})
	return w, p
}

// eachDatabase runs a test with each kind of database.
func eachDatabase(t *testing.T, test func(t *testing.T, database string)) {
	t.Helper()
	t.Run("SQLite", func(t *testing.T) {
		t.Parallel()
		test(t, filepath.Join(t.TempDir(), "a.db"))
	})
	t.Run("PostgreSQL", func(t *testing.T) {
		t.Parallel()
		test(t, storetest.FreshPostgres(t))
	})
}

// What one message in Slack leads to is one trace, from the event to the delivered reply, also where the
// first try fails and where the reply is delivered by another process. No text is in it.
func TestTrace(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, database string) {
		c := newCollector(t)
		w, p := serveTraced(t, database, c.settings())
		w.fail(true, nil)
		const text = "0xC004F213 står det her hos meg"
		w.says("kari", text)
		eventually(t, "a try has failed", func() bool { return strings.Contains(p.out.String(), `"fate":"again"`) })
		p.end()
		w.fail(false, nil)
		again, q := serveTraced(t, database, c.settings())
		again.t, again.number = t, 1000
		eventually(t, "the reply is shown", func() bool { return len(w.shown())+len(again.shown()) > 0 })
		q.end()

		spans := c.all()
		byID := make(map[string]*tracepb.Span)
		for _, s := range spans {
			byID[string(s.GetSpanId())] = s
		}
		delivered := named(spans, "effect send-reply")
		if len(delivered) < 2 {
			t.Fatalf("%d tries of a reply are told of, of %d spans", len(delivered), len(spans))
		}
		var results []string
		for _, s := range delivered {
			results = append(results, textAttribute(s.GetAttributes(), "aktivering.effect.result"))
			var way []string
			for at := s; at != nil; at = byID[string(at.GetParentSpanId())] {
				way = append(way, at.GetName())
				if string(at.GetTraceId()) != string(s.GetTraceId()) {
					t.Errorf("%s is of another trace", at.GetName())
				}
			}
			if !slices.Equal(way, []string{"effect send-reply", "turn", "event message"}) {
				t.Errorf("a reply came by %q", way)
			}
		}
		if results[0] != "again" || results[len(results)-1] != "done" {
			t.Errorf("the tries ended as %q", results)
		}
		turn := byID[string(delivered[0].GetParentSpanId())]
		if got := textAttribute(turn.GetAttributes(), "aktivering.code"); got != "0xC004F213" {
			t.Errorf("the code of the turn is %q", got)
		}
		if textAttribute(turn.GetAttributes(), "aktivering.decision") == "" || textAttribute(turn.GetAttributes(), "aktivering.article") == "" {
			t.Errorf("the turn is %v", turn.GetAttributes())
		}
		if got := len(named(spans, "store.turn")); got == 0 {
			t.Error("no transaction is told of")
		}
		if id := hex.EncodeToString(turn.GetTraceId()); !strings.Contains(p.out.String(), `"trace_id":"`+id+`"`) {
			t.Errorf("no line of the log names the trace %s", id)
		}
		c.mu.Lock()
		defer c.mu.Unlock()
		for _, secret := range []string{text, "hos meg", "kari", "Ukari", "Dkari", "hemmelig"} {
			if strings.Contains(string(c.bodies), secret) {
				t.Errorf("%q is in a trace", secret)
			}
		}
		if !slices.Contains(c.names, "hjelpebot") {
			t.Errorf("the service is called %q", c.names)
		}
	})
}

// A reply that is shown in the response to a command is in the trace of the command.
func TestTraceOfCommand(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, database string) {
		c := newCollector(t)
		w, p := serveTraced(t, database, c.settings())
		w.commands("kari", "0xC004F213")
		eventually(t, "the reply is shown", func() bool { return len(w.shown()) > 0 })
		p.end()
		spans := c.all()
		events, effects := named(spans, "event "), named(spans, "effect send-reply")
		if len(events) == 0 || len(effects) != 1 {
			t.Fatalf("%d events, %d effects", len(events), len(effects))
		}
		if !slices.ContainsFunc(events, func(e *tracepb.Span) bool { return string(e.GetTraceId()) == string(effects[0].GetTraceId()) }) {
			t.Error("the reply is in no trace of an event")
		}
	})
}

// A collector that takes nothing holds nobody up, at the end as little as before.
func TestTraceWithoutCollector(t *testing.T) {
	t.Parallel()
	asked := make(chan struct{}, 100)
	stuck := make(chan struct{})
	silent := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		asked <- struct{}{}
		select {
		case <-r.Context().Done():
		case <-stuck:
		}
	}))
	t.Cleanup(silent.Close)
	t.Cleanup(func() { close(stuck) })
	for name, endpoint := range map[string]string{"nobody listens": "http://127.0.0.1:1", "it is silent": silent.URL} {
		t.Run(name, func(t *testing.T) {
			w, p := serveTraced(t, filepath.Join(t.TempDir(), "a.db"), settings.Traces{Endpoint: endpoint})
			for range 20 {
				w.says("kari", "0xC004F213")
			}
			eventually(t, "all are answered", func() bool { return len(w.shown()) >= 20 })
			if ok, parts := p.ready(); !ok {
				t.Errorf("not ready: %v", parts)
			}
			if took := p.end(); took > flushTime+5*time.Second {
				t.Errorf("the stop took %s", took)
			}
		})
	}
	if len(asked) == 0 {
		t.Error("nothing was sent to the silent one")
	}
}
