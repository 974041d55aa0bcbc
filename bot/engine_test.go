package bot_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"aktivering/bot"
)

// notebook is a store for one conversation.
type notebook struct {
	c    bot.Conversation
	seen map[string]bool
	err  error
}

func (n *notebook) Turn(_ context.Context, in bot.Inbound, step func(bot.Conversation) (bot.Conversation, []bot.Effect)) ([]bot.Effect, error) {
	if n.err != nil {
		return nil, n.err
	}
	if n.seen[in.Key] {
		return nil, nil
	}
	n.seen[in.Key] = true
	var effects []bot.Effect
	n.c, effects = step(n.c)
	return effects, nil
}

// wall is an adapter that keeps what it was sent.
type wall struct {
	limits bot.Limits
	sent   []bot.Reply
	err    error
}

func (w *wall) Platform() bot.Platform               { return "wall" }
func (w *wall) Limits() bot.Limits                   { return w.limits }
func (w *wall) Run(context.Context, bot.Inbox) error { return nil }
func (w *wall) Send(_ context.Context, _ bot.Address, r bot.Reply) (bot.MessageID, error) {
	if w.err != nil {
		return "", w.err
	}
	w.sent = append(w.sent, r)
	return "m", nil
}

func engine(t *testing.T, limits bot.Limits) (*bot.Engine, *notebook, *wall) {
	t.Helper()
	store, adapter := &notebook{seen: make(map[string]bool)}, &wall{limits: limits}
	return bot.NewEngine(realMind(t), store, adapter), store, adapter
}

func inbound(key, text string) bot.Inbound {
	return bot.Inbound{Key: key, From: bot.Address{Platform: "wall"}, Event: bot.Said{Text: text, Addressed: true}}
}

func TestEngineMasksAndFits(t *testing.T) {
	e, store, adapter := engine(t, bot.Limits{TextRunes: 300, Buttons: true})
	in := inbound("1", "nøkkelen er QW7RT-2MXCV-9HJKP-4PBND-T83GX, får 0xC004C008")
	if err := e.Handle(t.Context(), in); err != nil {
		t.Fatal(err)
	}
	if len(adapter.sent) < 3 {
		t.Fatalf("%d pieces", len(adapter.sent))
	}
	if notice := render(adapter.sent[0]); !strings.Contains(notice, "Slett gjerne meldingen din") || !adapter.sent[0].Private {
		t.Errorf("the first piece is no private notice:\n%s", notice)
	}
	for _, r := range adapter.sent {
		if n := bot.Length(r, adapter.limits); n > 300 {
			t.Errorf("a piece of %d characters", n)
		}
		if strings.Contains(render(r), "2MXCV") {
			t.Errorf("the key comes back:\n%s", render(r))
		}
	}
	if !store.c.KeyNoticed || store.c.Now.Article != "0xC004C008" {
		t.Errorf("remembered %+v", store.c)
	}
	sent := len(adapter.sent)
	if err := e.Handle(t.Context(), in); err != nil || len(adapter.sent) != sent {
		t.Errorf("the same delivery again: %v, %d more pieces", err, len(adapter.sent)-sent)
	}
}

func TestEngineErrors(t *testing.T) {
	e, store, adapter := engine(t, bot.Limits{})
	store.err = errors.New("disk full")
	if err := e.Handle(t.Context(), inbound("1", "hei")); !errors.Is(err, store.err) {
		t.Errorf("store: %v", err)
	}
	store.err, adapter.err = nil, bot.RetryLater{After: time.Minute}
	err := e.Handle(t.Context(), inbound("2", "hei"))
	var failed *bot.SendError
	var later bot.RetryLater
	if !errors.As(err, &failed) || failed.To.Platform != "wall" || !errors.As(err, &later) || later.After != time.Minute {
		t.Errorf("send: %v", err)
	}
	in := inbound("3", "hei")
	in.From.Platform = "elsewhere"
	if err := e.Handle(t.Context(), in); !errors.Is(err, bot.ErrNoAdapter) {
		t.Errorf("no adapter: %v", err)
	}
}
