package storetest

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"aktivering/bot"
	"aktivering/bot/port"
	"aktivering/internal/store"
)

// recorder performs tasks and keeps them.
type recorder struct {
	serves []bot.Address
	// do tells how a task ends; nil is well.
	do func(ctx context.Context, t port.Task) port.Result

	mu    sync.Mutex
	tasks []port.Task
	ended []port.Task
	came  chan struct{}
}

func newRecorder(do func(context.Context, port.Task) port.Result) *recorder {
	return &recorder{serves: []bot.Address{{Platform: "test"}}, do: do, came: make(chan struct{}, 1<<16)}
}

func (r *recorder) Serves() []bot.Address { return r.serves }

func (r *recorder) Perform(ctx context.Context, t port.Task) port.Result {
	r.mu.Lock()
	r.tasks = append(r.tasks, t)
	r.mu.Unlock()
	out := port.Result{Status: bot.Done, Message: bot.MessageID("m-" + t.Key)}
	if r.do != nil {
		out = r.do(ctx, t)
	}
	r.mu.Lock()
	r.ended = append(r.ended, t)
	r.mu.Unlock()
	r.came <- struct{}{}
	return out
}

// begun returns the tasks that were begun so far.
func (r *recorder) begun() []port.Task {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.tasks)
}

// words are what the tasks say, in the order in which they were begun.
func (r *recorder) words() []string {
	var words []string
	for _, t := range r.begun() {
		words = append(words, textOf(t.Effect))
	}
	return words
}

// await waits until n tasks have ended.
func (r *recorder) await(t *testing.T, n int) {
	t.Helper()
	deadline := time.After(patience)
	for {
		r.mu.Lock()
		have := len(r.ended)
		r.mu.Unlock()
		if have >= n {
			return
		}
		select {
		case <-r.came:
		case <-deadline:
			t.Fatalf("%d tasks were performed, want %d", have, n)
		}
	}
}

func done() port.Result { return port.Result{Status: bot.Done} }

// items lists the effects with a status.
func items(t *testing.T, s store.Store, statuses ...bot.Status) []store.Item {
	t.Helper()
	list, err := s.Effects(t.Context(), store.Filter{Statuses: statuses})
	if err != nil {
		t.Fatalf("Effects: %v", err)
	}
	return list
}
