package observe_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"aktivering/bot"
	"aktivering/bot/event"
	"aktivering/bot/match"
	"aktivering/bot/outcome"
	"aktivering/bot/port"
	"aktivering/internal/observe"
)

type matcher struct{}

func (matcher) Match(string, match.Scope) match.Result { return match.Result{Confidence: 1} }

// scrape returns what Prometheus reads.
func scrape(t *testing.T, m *observe.Metrics, state observe.State) string {
	t.Helper()
	rec := httptest.NewRecorder()
	m.Handler(func(context.Context) observe.State { return state }).ServeHTTP(rec, httptest.NewRequestWithContext(t.Context(), "GET", "/metrics", nil))
	if rec.Code != 200 {
		t.Fatalf("status %d: %s", rec.Code, rec.Body)
	}
	return rec.Body.String()
}

func TestMetrics(t *testing.T) {
	m := observe.New("1.2.3")
	noon := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	in := event.Inbound{At: noon, From: bot.Address{Platform: "slack", Channel: "HEMMELIG"}, Person: event.Person{ID: "HEMMELIG", Name: "HEMMELIG"}, Event: event.MessageEdited{Now: event.Message{Text: "HEMMELIG"}}}
	m.Handled(in, 2*time.Millisecond, nil)
	m.Handled(in, 20*time.Second, errors.New("HEMMELIG"))
	m.Observe(t.Context(), in, bot.Decision{Outcome: bot.Outcome{Kind: outcome.Answered, Article: "0xC004F213"}})
	m.Observe(t.Context(), in, bot.Decision{
		Outcome: bot.Outcome{Kind: outcome.CaseAnswered}, Claimed: true, FirstAnswer: true, Missed: outcome.PromiseClaim, Conversation: bot.Conversation{Name: "HEMMELIG", Case: &bot.Case{QueuedAt: noon.Add(-10 * time.Minute)}},
	})
	m.Observe(t.Context(), in, bot.Decision{
		Outcome: bot.Outcome{Kind: outcome.CaseClosed}, Conversation: bot.Conversation{Case: &bot.Case{State: bot.CaseClosed, Closing: bot.ClosedByAgent, QueuedAt: noon.Add(-time.Hour)}},
	})
	task := port.Task{Effect: bot.SendReply{To: bot.Address{Platform: "discord", Channel: "HEMMELIG"}}, Saved: noon, Now: noon.Add(2 * time.Second)}
	m.Performed(task, port.Result{Status: bot.Done}, time.Second)
	m.Performed(task, port.Result{Status: bot.Retry, After: 7 * time.Second, Reason: "HEMMELIG: rate limited; again in 7s"}, time.Second)
	if got := m.Matcher(matcher{}).Match("HEMMELIG", match.Scope{}); got.Confidence != 1 {
		t.Errorf("matched %+v", got)
	}
	text := scrape(t, m, observe.State{
		Parts: map[string]bool{"slack": true, "database": false}, Waiting: map[string]time.Duration{"slack": 1500 * time.Millisecond},
		Store: &observe.StoreState{Conversations: 9, Outbox: 3, Failed: 1, OutboxAge: 4 * time.Second, Cases: map[string]int{"queued": 2}, QueueAge: time.Minute},
	})
	for _, line := range []string{
		`aktivering_events_total{event="message-edited",platform="slack",result="kept"} 1`,
		`aktivering_events_total{event="message-edited",platform="slack",result="refused"} 1`,
		`aktivering_turn_seconds_bucket{platform="slack",le="0.003"} 1`,
		`aktivering_decisions_total{article="0xC004F213",kind="answered"} 1`,
		`aktivering_match_seconds_count 1`,
		`aktivering_queue_wait_seconds_sum 600`,
		`aktivering_first_answer_seconds_sum 600`,
		`aktivering_case_seconds_sum{closing="agent"} 3600`,
		`aktivering_sla_breaches_total{promise="claim"} 1`,
		`aktivering_sla_breaches_total{promise="resolve"} 0`,
		`aktivering_effects_total{effect="send-reply",platform="discord",result="done"} 1`,
		`aktivering_delivery_seconds_sum{platform="discord"} 3`,
		`aktivering_wait_seconds_sum{cause="rate-limited",platform="discord"} 7`,
		`aktivering_ready{part="database"} 0`,
		`aktivering_ready{part="slack"} 1`,
		`aktivering_waiting_seconds{part="slack"} 1.5`,
		`aktivering_conversations 9`,
		`aktivering_outbox 3`,
		`aktivering_outbox_failed 1`,
		`aktivering_outbox_age_seconds 4`,
		`aktivering_cases{state="queued"} 2`,
		`aktivering_queue_age_seconds 60`,
		`aktivering_build_info{version="1.2.3"} 1`,
	} {
		if !strings.Contains(text, line+"\n") {
			t.Errorf("there is no line %s", line)
		}
	}
	if strings.Contains(text, "HEMMELIG") {
		t.Error("it tells of a person, a channel or a text")
	}
}

// However many articles there are, the labels are bounded.
func TestLabelsAreBounded(t *testing.T) {
	m := observe.New("")
	for n := range 3000 {
		m.Observe(t.Context(), event.Inbound{}, bot.Decision{Outcome: bot.Outcome{Kind: outcome.Answered, Article: fmt.Sprint("a", n)}})
	}
	text := scrape(t, m, observe.State{})
	if n := strings.Count(text, "\naktivering_decisions_total{"); n != 1001 || !strings.Contains(text, `article="other",kind="answered"} 2000`) {
		t.Errorf("%d lines of decisions", n)
	}
	// Each label is of a set that the program itself bounds: types, kinds, parts and platforms.
	bounded := []string{"article", "cause", "closing", "effect", "event", "kind", "le", "part", "platform", "promise", "result", "state", "version"}
	for _, m := range regexp.MustCompile(`(?m)^aktivering_\w+\{(.*)\}`).FindAllStringSubmatch(text, -1) {
		for _, label := range regexp.MustCompile(`(\w+)="`).FindAllStringSubmatch(m[1], -1) {
			if !slices.Contains(bounded, label[1]) {
				t.Errorf("nothing bounds the label %s", label[1])
			}
		}
	}
	if strings.Contains(text, "\naktivering_conversations ") {
		t.Error("what is not known is told")
	}
}

// Every line about a conversation names it by the same id, which tells nothing of the person.
func TestLogNamesConversations(t *testing.T) {
	var out bytes.Buffer
	log := zerolog.New(&out).Hook(observe.LogHook{})
	ref := bot.Ref{Address: bot.Address{Platform: "slack", Channel: "C1"}, Person: "U1"}
	ctx := observe.WithConversation(t.Context(), ref)
	log.Info().Ctx(ctx).Msg("a")
	log.Info().Ctx(t.Context()).Msg("b")
	log.Info().Msg("c")
	id := observe.ConversationID(ref)
	if want := `{"level":"info","conversation":"` + id + `","message":"a"}`; !strings.HasPrefix(out.String(), want) || strings.Count(out.String(), "conversation") != 1 {
		t.Errorf("logged %s", out.String())
	}
	other := ref
	other.Person = "U2"
	if len(id) != 12 || strings.Contains(id, "U1") || observe.ConversationID(other) == id {
		t.Errorf("the ids are %s and %s", id, observe.ConversationID(other))
	}
}
