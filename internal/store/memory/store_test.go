package memory_test

import (
	"strconv"
	"testing"

	"aktivering/bot"
	"aktivering/internal/store/memory"
	"aktivering/internal/store/storetest"
)

func TestConformance(t *testing.T) {
	storetest.Run(t, func(*testing.T) bot.Store { return memory.New() })
}

func TestConversation(t *testing.T) {
	s := memory.New()
	from := bot.Address{Platform: "test"}
	in := bot.Inbound{Key: "k", From: from, Person: bot.Person{ID: "p"}}
	if _, err := s.Turn(t.Context(), in, func(c bot.Conversation) (bot.Conversation, []bot.Effect) {
		c.Language = "nn"
		return c, nil
	}); err != nil {
		t.Fatal(err)
	}
	if got := s.Conversation(from, "p").Language; got != "nn" {
		t.Errorf("got %q", got)
	}
	if got := s.Conversation(from, "q").Language; got != "" {
		t.Errorf("of a stranger is remembered %q", got)
	}
}

// The keys that are kept are bounded; the newest ones stay.
func TestKeysAreBounded(t *testing.T) {
	const many = 1<<16 + 10
	s := memory.New()
	runs := 0
	deliver := func(i int) {
		in := bot.Inbound{Key: strconv.Itoa(i), Person: bot.Person{ID: "p"}}
		_, err := s.Turn(t.Context(), in, func(c bot.Conversation) (bot.Conversation, []bot.Effect) {
			runs++
			return c, nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for i := range many {
		deliver(i)
	}
	deliver(many - 1)
	deliver(20)
	if runs != many {
		t.Errorf("%d turns, want %d: a recent key was forgotten", runs, many)
	}
	deliver(0)
	if runs != many+1 {
		t.Error("the oldest key is still kept")
	}
}
