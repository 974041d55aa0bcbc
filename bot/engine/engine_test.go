package engine_test

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"aktivering/bot"
	"aktivering/bot/bottest"
	"aktivering/bot/desk"
	"aktivering/bot/dialogue"
	"aktivering/bot/engine"
	"aktivering/bot/event"
	"aktivering/bot/match"
	"aktivering/bot/port"
	"aktivering/bot/reply"
)

// conversationStore is a store for one conversation.
type conversationStore struct {
	c       bot.Conversation
	seen    map[string]bool
	effects []bot.Effect
	err     error
}

func (n *conversationStore) Turn(_ context.Context, in event.Inbound, step port.Step) (dropped bool, err error) {
	if n.err != nil {
		return false, n.err
	}
	if in.Key != "" && n.seen[in.Key] {
		return true, nil
	}
	n.seen[in.Key] = true
	d := step(n.c)
	n.c = d.Conversation
	n.effects = append(n.effects, d.Effects...)
	return false, nil
}

// perform performs all effects that wait, and what comes of them.
func (n *conversationStore) perform(t *testing.T, e *engine.Engine) []port.Result {
	t.Helper()
	var outcomes []port.Result
	for i := 0; len(n.effects) > 0; i++ {
		effect := n.effects[0]
		n.effects = n.effects[1:]
		outcomes = append(outcomes, e.Perform(t.Context(), port.Task{
			Key: fmt.Sprint("e", i), Of: inbound("", "").Ref(), Effect: effect, Owner: n.c.Owner, Saved: bottest.Noon(), Now: bottest.Noon(),
		}))
	}
	return outcomes
}

// recorder is an adapter that keeps what it was sent.
type recorder struct {
	limits port.Limits
	sent   []bot.Reply
	keys   []string
	// refuse tells how sending a reply fails; nil is not at all.
	refuse func(bot.Reply) error
}

func (w *recorder) Platform() bot.Platform { return "wall" }

func (w *recorder) Limits() port.Limits { return w.limits }

func (w *recorder) Run(context.Context, port.Inbox) error { return nil }

func (w *recorder) Send(_ context.Context, out port.Outbound) (bot.MessageID, error) {
	w.keys = append(w.keys, out.Key)
	if w.refuse != nil {
		if err := w.refuse(out.Reply); err != nil {
			return "", err
		}
	}
	w.sent = append(w.sent, out.Reply)
	return "m", nil
}

func newEngine(t *testing.T, limits port.Limits) (*engine.Engine, *conversationStore, *recorder) {
	t.Helper()
	store, adapter := &conversationStore{seen: make(map[string]bool)}, &recorder{limits: limits}
	return engine.New(bottest.Manager(t), store, adapter), store, adapter
}

func inbound(key, text string) event.Inbound {
	return event.Inbound{Key: key, At: bottest.Noon(), From: bot.Address{Platform: "wall"}, Event: event.Message{Text: text, Addressed: true}}
}

func TestEngineMasksAndFits(t *testing.T) {
	e, store, adapter := newEngine(t, port.Limits{TextRunes: 300, Buttons: true})
	in := inbound("1", "nøkkelen er QW7RT-2MXCV-9HJKP-4PBND-T83GX, får 0xC004C008")
	if err := e.Handle(t.Context(), in); err != nil {
		t.Fatal(err)
	}
	if len(adapter.sent) > 0 {
		t.Error("something was sent before it was saved")
	}
	store.perform(t, e)
	if len(adapter.sent) < 3 {
		t.Fatalf("%d pieces", len(adapter.sent))
	}
	if notice := bottest.Render(adapter.sent[0]); !strings.Contains(notice, "En produktnøkkel bør ikke ligge i en samtale") || !adapter.sent[0].Private {
		t.Errorf("the first piece is no private notice:\n%s", notice)
	}
	for _, r := range adapter.sent {
		if n := reply.Length(r, adapter.limits); n > 300 {
			t.Errorf("a piece of %d characters", n)
		}
		if strings.Contains(bottest.Render(r), "2MXCV") {
			t.Errorf("the key comes back:\n%s", bottest.Render(r))
		}
	}
	if !store.c.KeyNoticed || store.c.Now.Article != "0xC004C008" {
		t.Errorf("remembered %+v", store.c)
	}
	if err := e.Handle(t.Context(), in); err != nil || len(store.effects) > 0 {
		t.Errorf("the same delivery again: %v, %d more pieces", err, len(store.effects))
	}
}

func TestEngineStoreFails(t *testing.T) {
	e, store, _ := newEngine(t, port.Limits{})
	store.err = errors.New("disk full")
	if err := e.Handle(t.Context(), inbound("1", "hei")); !errors.Is(err, store.err) {
		t.Errorf("store: %v", err)
	}
}

// What one person can say at once is bounded, between two characters.
func TestEngineBoundsText(t *testing.T) {
	_, store, _ := newEngine(t, port.Limits{})
	var heard string
	e := engine.New(desk.Manager{Manager: dialogue.Manager{Knowledge: bottest.Manager(t).Knowledge, Matcher: recordingMatcher{&heard}}}, store)
	if err := e.Handle(t.Context(), inbound("1", strings.Repeat("å ", 64<<10))); err != nil {
		t.Fatal(err)
	}
	if len(heard) > 64<<10 || len(heard) < 64<<10-3 || !utf8.ValidString(heard) {
		t.Errorf("%d bytes reach the matcher", len(heard))
	}
}

// recordingMatcher is a matcher that keeps what it is asked.
type recordingMatcher struct{ text *string }

func (h recordingMatcher) Match(text string, _ match.Scope) match.Result {
	*h.text = text
	return match.Result{Decision: match.None}
}

func TestPerformFaults(t *testing.T) {
	rejected := fmt.Errorf("invalid_blocks: %w", port.ErrRejected)
	cases := []struct {
		name  string
		err   error
		waits int
		tries int
		age   time.Duration
		want  port.Result
	}{
		{"sent", nil, 0, 0, 0, port.Result{Status: bot.Done, Message: "m"}},
		{"gone", fmt.Errorf("x: %w", port.ErrGone), 0, 0, 0, port.Result{Status: bot.Failed, Reason: "gone: x: the place is gone"}},
		{"rejected", rejected, 0, 0, 0, port.Result{Status: bot.Failed, Reason: "rejected: invalid_blocks: the platform rejected the reply"}},
		{"told to wait", fmt.Errorf("x: %w", port.RetryLater{After: time.Minute}), 0, 0, 0, port.Result{Status: bot.Retry, After: time.Minute, Reason: "x: the platform asked to wait; again in 1m0s"}},
		{"told to wait long after", port.RetryLater{After: time.Minute}, 0, 7, 23 * time.Hour, port.Result{Status: bot.Retry, After: time.Minute, Reason: "the platform asked to wait; again in 1m0s"}},
		{"told to wait too long", port.RetryLater{After: time.Minute}, 0, 0, 24 * time.Hour, port.Result{Status: bot.Failed, Reason: "expired: the platform asked to wait; again in 1m0s"}},
		{"unreachable", port.RetryLater{Why: "connection refused"}, 0, 0, 0, port.Result{Status: bot.Retry, After: time.Second, Reason: "connection refused"}},
		{"unreachable for a while", port.RetryLater{Why: "connection refused"}, 3, 0, time.Hour, port.Result{Status: bot.Retry, After: 8 * time.Second, Reason: "connection refused"}},
		{"unreachable for long", port.RetryLater{Why: "connection refused"}, 500, 0, time.Hour, port.Result{Status: bot.Retry, After: 2 * time.Minute, Reason: "connection refused"}},
		{"unknown", errors.New("odd"), 0, 0, 0, port.Result{Status: bot.Retry, After: time.Second, CountsAsFailure: true, Reason: "odd"}},
		{"unknown again", errors.New("odd"), 0, 5, 0, port.Result{Status: bot.Retry, After: 32 * time.Second, CountsAsFailure: true, Reason: "odd"}},
		{"unknown for good", errors.New("odd"), 0, 7, 0, port.Result{Status: bot.Failed, Reason: "broken: odd"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			e, _, adapter := newEngine(t, port.Limits{})
			adapter.refuse = func(bot.Reply) error { return c.err }
			got := e.Perform(t.Context(), port.Task{
				Key: "k", Of: inbound("", "").Ref(), Effect: bot.SendReply{To: inbound("", "").From},
				Waits: c.waits, Tries: c.tries, Saved: bottest.Noon(), Now: bottest.Noon().Add(c.age),
			})
			if got != c.want {
				t.Errorf("got %+v, want %+v", got, c.want)
			}
			if len(adapter.keys) != 1 || adapter.keys[0] != "k" {
				t.Errorf("the platform sees the keys %v", adapter.keys)
			}
		})
	}
}

// A panic in an adapter is that message's error, not the program's end.
func TestPerformPanic(t *testing.T) {
	e, _, adapter := newEngine(t, port.Limits{})
	adapter.refuse = func(bot.Reply) error { panic("index out of range") }
	got := e.Perform(t.Context(), port.Task{Effect: bot.SendReply{To: inbound("", "").From}, Saved: bottest.Noon(), Now: bottest.Noon()})
	if got.Status != bot.Retry || !got.CountsAsFailure || !strings.Contains(got.Reason, "index out of range") {
		t.Errorf("got %+v", got)
	}
}

// A message that brings out a fault is refused, and the program goes on.
func TestHandlePanic(t *testing.T) {
	store := &conversationStore{seen: make(map[string]bool)}
	e := engine.New(desk.Manager{Manager: dialogue.Manager{Knowledge: bottest.Manager(t).Knowledge, Matcher: nil}}, store)
	if err := e.Handle(t.Context(), inbound("1", "hei")); !errors.Is(err, port.ErrBroken) || !strings.Contains(err.Error(), "panic") {
		t.Errorf("got %v", err)
	}
}

// When the program ends, the try that was cut off says nothing about the message.
func TestPerformInterrupted(t *testing.T) {
	e, _, adapter := newEngine(t, port.Limits{})
	ctx, cancel := context.WithCancel(t.Context())
	adapter.refuse = func(bot.Reply) error {
		cancel()
		return ctx.Err()
	}
	got := e.Perform(ctx, port.Task{Effect: bot.SendReply{To: inbound("", "").From}, Tries: 7, Saved: bottest.Noon(), Now: bottest.Noon()})
	if got.Status != bot.Retry || got.CountsAsFailure {
		t.Errorf("got %+v", got)
	}
}

func TestPerformWithoutAdapter(t *testing.T) {
	e, _, _ := newEngine(t, port.Limits{})
	got := e.Perform(t.Context(), port.Task{Effect: bot.SendReply{To: bot.Address{Platform: "other"}}, Saved: bottest.Noon(), Now: bottest.Noon()})
	if got.Status != bot.Retry || got.CountsAsFailure || !strings.Contains(got.Reason, "other") {
		t.Errorf("got %+v", got)
	}
}

// An agent takes over while a reply is on its way: the reply is dropped, and so
// is all that the bot would have said after it.
func TestPerformTakenOver(t *testing.T) {
	e, store, adapter := newEngine(t, port.Limits{})
	if err := e.Handle(t.Context(), inbound("1", "0xC004F213")); err != nil {
		t.Fatal(err)
	}
	claimed := inbound("2", "")
	claimed.Event = event.AgentAction{Agent: bot.Agent{ID: "U1", Name: "Bente"}, Act: bot.ActSpeak}
	if err := e.Handle(t.Context(), claimed); err != nil {
		t.Fatal(err)
	}
	for _, out := range store.perform(t, e) {
		if out.Status != bot.Dropped || !strings.Contains(out.Reason, "agent") {
			t.Errorf("a reply of the bot ended as %+v", out)
		}
	}
	if len(adapter.sent) > 0 {
		t.Errorf("sent: %+v", adapter.sent)
	}
	if err := e.Handle(t.Context(), inbound("3", "0xC004C003")); err != nil || len(store.effects) > 0 || store.c.Turn != 3 {
		t.Errorf("the bot answers while an agent owns the conversation: %+v, %v", store.effects, err)
	}
	if err := e.Handle(t.Context(), inbound("4", "tilbake til boten")); err != nil {
		t.Fatal(err)
	}
	if err := e.Handle(t.Context(), inbound("5", "0xC004C003")); err != nil {
		t.Fatal(err)
	}
	store.perform(t, e)
	if len(adapter.sent) == 0 {
		t.Error("the bot is silent after it got the conversation back")
	}
}

// A reply that the platform refuses is said as bare text, once; nobody is told
// where nobody is.
func TestUndelivered(t *testing.T) {
	e, store, adapter := newEngine(t, port.Limits{Buttons: true})
	adapter.refuse = func(r bot.Reply) error {
		if len(r.Choices) > 0 {
			return port.ErrRejected
		}
		return nil
	}
	if err := e.Handle(t.Context(), inbound("1", "0xC004F213")); err != nil {
		t.Fatal(err)
	}
	outcomes := store.perform(t, e)
	if len(outcomes) != 2 || outcomes[0].Status != bot.Failed || outcomes[1].Status != bot.Done {
		t.Fatalf("outcomes %+v", outcomes)
	}
	shown := bottest.Render(adapter.sent[0])
	for _, want := range []string{"0xC004F213", "2. Velg Endre produktnøkkel.", "1. Ja\n2. Nei", "https://support.microsoft.com/"} {
		if !strings.Contains(shown, want) {
			t.Errorf("%q is not in\n%s", want, shown)
		}
	}
	// The numbers can be answered.
	if err := e.Handle(t.Context(), inbound("2", "2")); err != nil || store.c.Now.Facts["has_key"] != "no" {
		t.Errorf("after 2: %+v, %v", store.c.Now.Facts, err)
	}
	store.effects, adapter.keys = nil, nil

	adapter.refuse = func(bot.Reply) error { return port.ErrRejected }
	if err := e.Handle(t.Context(), inbound("3", "0xC004C003")); err != nil {
		t.Fatal(err)
	}
	store.seen = map[string]bool{} // the keys of the tasks begin anew
	for _, out := range store.perform(t, e) {
		if out.Status != bot.Failed {
			t.Errorf("ended as %+v", out)
		}
	}
	if n := len(adapter.keys); n != 2 {
		t.Errorf("%d tries, want 2: the reply as it was, and bare", n)
	}
	adapter.refuse = func(bot.Reply) error { return port.ErrGone }
	if err := e.Handle(t.Context(), inbound("4", "hei")); err != nil {
		t.Fatal(err)
	}
	if outcomes := store.perform(t, e); len(outcomes) != 1 {
		t.Errorf("to a place that is gone: %+v", outcomes)
	}
}

// The event of a failed reply has a key: performed again after a crash, it is the
// same event. While it cannot be saved, the effect stays.
func TestUndeliveredOnce(t *testing.T) {
	e, store, adapter := newEngine(t, port.Limits{})
	adapter.refuse = func(bot.Reply) error { return port.ErrRejected }
	task := port.Task{Key: "k", Of: inbound("", "").Ref(), Effect: bot.SendReply{To: inbound("", "").From}, Saved: bottest.Noon(), Now: bottest.Noon()}
	store.err = errors.New("disk full")
	if out := e.Perform(t.Context(), task); out.Status != bot.Retry || out.CountsAsFailure || out.After == 0 {
		t.Errorf("while the store fails: %+v", out)
	}
	store.err = nil
	for range 2 {
		if out := e.Perform(t.Context(), task); out.Status != bot.Failed {
			t.Errorf("got %+v", out)
		}
	}
	if len(store.effects) != 1 {
		t.Errorf("%d bare replies, want 1", len(store.effects))
	}
}

func TestWake(t *testing.T) {
	e, store, _ := newEngine(t, port.Limits{})
	for i, text := range []string{"0xC004C003", "ok, prøver det nå"} {
		if err := e.Handle(t.Context(), inbound(strconv.Itoa(i), text)); err != nil {
			t.Fatal(err)
		}
	}
	wake := timerIn(t, store.effects)
	if want := bottest.Noon().Add(24 * time.Hour); !wake.At.Equal(want) {
		t.Errorf("the timer is set to %v, want %v", wake.At, want)
	}
	task := port.Task{Key: "w", Of: inbound("", "").Ref(), Effect: wake, Now: wake.At}
	store.effects, store.err = nil, errors.New("disk full")
	if out := e.Perform(t.Context(), task); out.Status != bot.Retry || out.After == 0 {
		t.Errorf("while the store fails: %+v", out)
	}
	late := task
	late.Now = late.Now.Add(25 * time.Hour)
	if out := e.Perform(t.Context(), late); out.Status != bot.Failed || out.Reason != "expired: turn on wall: disk full" {
		t.Errorf("when the store fails for a day: %+v", out)
	}
	store.err = nil
	for range 2 {
		if out := e.Perform(t.Context(), task); out.Status != bot.Done {
			t.Errorf("got %+v", out)
		}
	}
	if len(store.effects) != 1 {
		t.Fatalf("a timer performed twice brings %+v", store.effects)
	}
	if said := bottest.Render(store.effects[0].(bot.SendReply).Reply); !strings.Contains(said, "Fikk du prøvd det?") {
		t.Errorf("it says %s", said)
	}
}

func timerIn(t *testing.T, effects []bot.Effect) bot.SetTimer {
	t.Helper()
	for _, e := range effects {
		if wake, ok := e.(bot.SetTimer); ok {
			return wake
		}
	}
	t.Fatalf("no timer in %+v", effects)
	return bot.SetTimer{}
}

func TestServes(t *testing.T) {
	e, _, _ := newEngine(t, port.Limits{})
	if got := e.Serves(); len(got) != 1 || got[0] != (bot.Address{Platform: "wall"}) {
		t.Errorf("serves %+v", got)
	}
	at := bot.Address{Platform: "wall", Channel: "here"}
	e = engine.New(bottest.Manager(t), &conversationStore{}, local{&recorder{}, at})
	if got := e.Serves(); len(got) != 1 || got[0] != at {
		t.Errorf("serves %+v", got)
	}
}

// local is a recorder in one place.
type local struct {
	*recorder
	at bot.Address
}

func (l local) Address() bot.Address { return l.at }

// deadlineStore keeps how long a turn may take.
type deadlineStore struct{ left time.Duration }

func (s *deadlineStore) Turn(ctx context.Context, _ event.Inbound, _ port.Step) (dropped bool, err error) {
	if at, ok := ctx.Deadline(); ok {
		s.left = time.Until(at)
	}
	return false, nil
}

// A database that does not answer holds up nothing for good.
func TestHandleHasADeadline(t *testing.T) {
	t.Parallel()
	s := new(deadlineStore)
	e := engine.New(desk.Manager{}, s)
	if err := e.Handle(t.Context(), event.Inbound{Event: event.Started{}}); err != nil {
		t.Fatal(err)
	}
	if s.left <= 0 || s.left > 10*time.Second {
		t.Errorf("a turn may take %v, want at most 10 s", s.left)
	}
}
