package serving

import (
	"context"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"aktivering/bot"
	"aktivering/bot/event"
	"aktivering/bot/port"
	"aktivering/internal/observe"
)

// responding is an inbox that leaves each reply to the adapter.
type responding struct{ told []bool }

func (*responding) Handle(context.Context, event.Inbound) error { return nil }

func (r *responding) Respond(_ context.Context, in event.Inbound) (*port.Response, error) {
	task := port.Task{Key: "k", Of: in.Ref(), Effect: bot.SendReply{To: in.From}, Saved: in.At, Now: in.At}
	return &port.Response{Task: task, Written: func(ok bool) { r.told = append(r.told, ok) }}, nil
}

// A reply that was shown in a response counts like one that the outbox has sent, once it was
// written.
func TestResponsesCount(t *testing.T) {
	t.Parallel()
	next := new(responding)
	i := newInbox(next, time.Now)
	i.observed = observed{metrics: observe.New(""), log: zerolog.Nop()}
	for _, ok := range []bool{false, true} {
		r, err := i.Respond(t.Context(), event.Inbound{At: time.Now(), From: bot.Address{Platform: "board"}, Event: event.Message{}})
		if err != nil {
			t.Fatal(err)
		}
		r.Written(ok)
	}
	if len(next.told) != 2 || next.told[0] || !next.told[1] {
		t.Errorf("the inbox is told %v", next.told)
	}
	rec := httptest.NewRecorder()
	i.observed.metrics.Handler(func(context.Context) observe.State { return observe.State{} }).
		ServeHTTP(rec, httptest.NewRequestWithContext(t.Context(), "GET", "/metrics", nil))
	if line := `aktivering_effects_total{effect="send-reply",platform="board",result="done"} 1`; !strings.Contains(rec.Body.String(), line+"\n") {
		t.Errorf("there is no line %s in\n%s", line, rec.Body)
	}
}
