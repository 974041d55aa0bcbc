package app

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/rs/zerolog"

	"aktivering/bot/desk"
	"aktivering/bot/engine"
	"aktivering/bot/event"
	"aktivering/bot/match"
	"aktivering/bot/port"
	"aktivering/internal/settings"
)

// full is a store without room.
type full struct{}

func (full) Turn(context.Context, event.Inbound, port.Step) (bool, error) {
	return false, errors.New("disk full")
}

// deaf understands nothing.
type deaf struct{}

func (deaf) Match(string, match.Scope) match.Result { return match.Result{} }

// Whoever writes something that cannot be kept is told, and may write again.
func TestChatTellsOfWhatIsNotKept(t *testing.T) {
	told := 0
	c := &chatSession{
		engine: engine.New(desk.Manager{}, full{}), matcher: deaf{}, log: zerolog.Nop(), begin: func() {},
		sorry: func(context.Context) error {
			told++
			return nil
		},
	}
	in := event.Inbound{Key: "k", Event: event.Message{Text: "hei"}}
	if err := c.Handle(t.Context(), in); err != nil || told != 1 {
		t.Errorf("told %d times, error %v", told, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := c.Handle(ctx, in); err == nil || told != 1 {
		t.Errorf("after the end: told %d times, error %v", told, err)
	}
}

// A terminal whose desk is nowhere is told so before anything is opened.
func TestChatWithADeskNowhere(t *testing.T) {
	a := &App{}
	err := a.Chat(t.Context(), ChatOptions{Database: "a.db", Desk: settings.Desk{Platform: "slack", Language: "nb", Timezone: "Europe/Oslo"}})
	if _, setting := errors.AsType[*settings.Error](err); !setting || !strings.Contains(err.Error(), "SLACK_DESK_CHANNEL") {
		t.Errorf("got %v", err)
	}
}
