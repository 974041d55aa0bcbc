package serving

import (
	"context"
	"errors"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"aktivering/bot"
	"aktivering/bot/event"
	"aktivering/internal/observe"
	"aktivering/internal/store"
	"aktivering/internal/store/memory"
	"aktivering/internal/store/storetest"
)

// The page of metrics tells what happened, and the log names the conversation and no text.
func TestMetricsAndLog(t *testing.T) {
	t.Parallel()
	for _, withText := range []bool{false, true} {
		c := &handClock{at: time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC)}
		s := memory.Open(nil, memory.Options{Now: c.now})
		var out lines
		log := zerolog.New(&out).Hook(observe.LogHook{})
		srv := newTestServer(log, c, s, handler(func(ctx context.Context, in event.Inbound) error {
			log.Info().Ctx(ctx).Msg("within")
			if in.Key == "refused" {
				return errors.New("no")
			}
			return storetest.Decide(ctx, s, in, func(c bot.Conversation) (bot.Conversation, []bot.Effect) {
				c.Turn++
				c.Case = &bot.Case{State: bot.CaseQueued, Opened: 1, QueuedAt: in.At}
				return c, nil
			})
		}), quiet{})
		srv.metrics = observe.New("")
		srv.counted = store.SharedCheck[*observe.StoreState]{Do: srv.count, Every: metricsEvery, Now: c.now}
		srv.links[0].inbox.observed = observed{srv.metrics, nil, log, withText}
		in := event.Inbound{At: c.now(), From: bot.Address{Platform: "board", Channel: "x"}, Person: event.Person{ID: "U1"}, Event: event.Message{Text: "kanarifugl passord: hunter2hunter2"}}
		if err := srv.links[0].inbox.Handle(t.Context(), in); err != nil {
			t.Fatal(err)
		}
		in.Key = "refused"
		_ = srv.links[0].inbox.Handle(t.Context(), in) // it is
		c.pass(90 * time.Second)
		rec := httptest.NewRecorder()
		srv.handler().ServeHTTP(rec, httptest.NewRequestWithContext(t.Context(), "GET", "/metrics", nil))
		for _, line := range []string{
			`aktivering_events_total{event="message",platform="board",result="kept"} 1`, `aktivering_events_total{event="message",platform="board",result="refused"} 1`,
			`aktivering_cases{state="queued"} 1`, `aktivering_queue_age_seconds 90`, `aktivering_conversations 1`, `aktivering_ready{part="database"} 1`,
		} {
			if !strings.Contains(rec.Body.String(), line+"\n") {
				t.Errorf("there is no line %s", line)
			}
		}
		if n := strings.Count(out.String(), `"conversation":"`+observe.ConversationID(in.Ref())); n != 4 {
			t.Errorf("%d lines name the conversation:\n%s", n, out.String())
		}
		if strings.Contains(out.String(), "kanarifugl") != withText || strings.Contains(out.String(), "hunter2") {
			t.Errorf("with text %t, the log is\n%s", withText, out.String())
		}
	}
}
