package serving

import (
	"bytes"
	"context"
	"sync"
	"testing"
	"time"

	"aktivering/bot"
	"aktivering/bot/port"
)

// quiet is a platform where nothing is said.
type quiet struct{}

func (quiet) Platform() bot.Platform { return "board" }

func (quiet) Limits() port.Limits { return port.Limits{Buttons: true} }

func (quiet) Run(ctx context.Context, _ port.Inbox) error {
	<-ctx.Done()
	return nil
}

func (quiet) Send(context.Context, port.Outbound) (bot.MessageID, error) { return "m", nil }

// lines is a writer that can be read at any time.
type lines struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (l *lines) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.Write(b)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.String()
}

func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(15 * time.Second); time.Now().Before(deadline); time.Sleep(2 * time.Millisecond) {
		if holds() {
			return
		}
	}
	t.Fatalf("in vain: %s", what)
}
