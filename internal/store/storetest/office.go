package storetest

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"aktivering/bot"
	"aktivering/bot/bottest"
	"aktivering/bot/engine"
	"aktivering/bot/event"
	"aktivering/bot/port"
	"aktivering/internal/store"
)

// screen is a platform that shows what it is sent.
type screen struct {
	id bot.Platform

	mu    sync.Mutex
	shown []port.Outbound
	// now is what each message shows.
	now []string
}

func (s *screen) Platform() bot.Platform { return s.id }

func (s *screen) Limits() port.Limits {
	return port.Limits{TextRunes: 3000, Choices: 25, LabelRunes: 75, Buttons: true, Threads: true, Edits: true}
}

func (s *screen) Run(ctx context.Context, _ port.Inbox) error {
	<-ctx.Done()
	return nil
}

func (s *screen) Send(_ context.Context, out port.Outbound) (bot.MessageID, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.shown, s.now = append(s.shown, out), append(s.now, bottest.Render(out.Reply))
	return bot.MessageID(fmt.Sprint("shown", len(s.shown)-1)), nil
}

func (s *screen) OpenThread(_ context.Context, desk bot.Address, card bot.MessageID) (bot.Address, error) {
	desk.Thread = string(card)
	return desk, nil
}

func (s *screen) Edit(_ context.Context, out port.Outbound, id bot.MessageID) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	var n int
	if _, err := fmt.Sscanf(string(id), "shown%d", &n); err != nil || n >= len(s.now) {
		return port.ErrGone
	}
	s.now[n] = bottest.Render(out.Reply)
	return nil
}

// office is the real engine on a store.
type office struct {
	*engine.Engine
	chat, desk *screen
}

func opened(t *testing.T, b *bench, s store.Store) *office {
	t.Helper()
	o := &office{chat: &screen{id: "chat"}, desk: &screen{id: "desk"}}
	mind := bottest.Manager(t)
	mind.Desks = bot.Desks{{At: bottest.DeskAddress()}}
	o.Engine = engine.New(mind, s, o.chat, o.desk).WithCases(s)
	b.start(s, o.Engine)
	return o
}

func (o *office) take(t *testing.T, in event.Inbound) {
	t.Helper()
	if err := o.Handle(t.Context(), in); err != nil {
		t.Errorf("%s: %v", in.Key, err)
	}
}

// asks opens a case.
func (o *office) asks(t *testing.T) {
	t.Helper()
	o.take(t, event.Inbound{
		Key: "ask", At: noon, From: bot.Address{Platform: "chat", Channel: "c", Thread: "t"}, Person: event.Person{ID: "p", Name: "Ola"},
		Event: event.Message{Text: "snakk med et menneske", Addressed: true, Message: "ask"},
	})
}
