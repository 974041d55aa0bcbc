package engine_test

import (
	"errors"
	"testing"

	"aktivering/bot"
	"aktivering/bot/bottest"
	"aktivering/bot/content"
	"aktivering/bot/desk"
	"aktivering/bot/engine"
	"aktivering/bot/port"
)

// Desks that have a channel are told, in it; those without one, or on a platform that is not
// served, are not.
func TestTellDesks(t *testing.T) {
	manager := bottest.Manager(t)
	manager.Desks = bot.Desks{{At: bot.Address{Platform: "wall", Channel: "desk"}}, {Name: "b", At: bot.Address{Platform: "wall"}}, {Name: "c", At: bot.Address{Platform: "elsewhere", Channel: "desk"}}}
	wall := &recorder{limits: port.Limits{TextRunes: 20}}
	e := engine.New(manager, &conversationStore{}, wall)
	say := func(desk.Manager, *bot.Desk) bot.Reply {
		return bot.Reply{Blocks: []content.Block{content.Paragraph{Spans: []content.Span{{Text: "what is new at the desk today"}}}}}
	}
	if err := e.TellDesks(t.Context(), "key", say); err != nil {
		t.Fatal(err)
	}
	if len(wall.sent) != 1 || len(wall.keys) != 1 || wall.keys[0] != "key" {
		t.Errorf("sent %+v with the keys %q", wall.sent, wall.keys)
	}
	away := errors.New("away")
	wall.refuse = func(bot.Reply) error { return away }
	if err := e.TellDesks(t.Context(), "key", say); !errors.Is(err, away) {
		t.Errorf("the error is %v", err)
	}
}
