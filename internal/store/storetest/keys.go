package storetest

import (
	"fmt"
	"strconv"
	"sync"
	"testing"
	"time"

	"aktivering/bot"
	"aktivering/bot/event"
	"aktivering/internal/store"
)

// keyParts makes a turn that counts the parts of a key, and returns how many were counted
// before it.
func keyParts(t *testing.T, s store.Store, in event.Inbound, now int) (before int) {
	t.Helper()
	err := Decide(t.Context(), s, in, func(c bot.Conversation) (bot.Conversation, []bot.Effect) {
		c.Turn++
		before, c.KeySeen = c.KeySeen, now
		return c, nil
	})
	if err != nil {
		t.Fatalf("Turn: %v", err)
	}
	return before
}

// The parts of a key that a person sends can come in conversations of their own.
func testKeyParts(t *testing.T, b *bench) {
	s := b.open()
	at := func(thread string) bot.Address {
		a := here()
		a.Thread = thread
		return a
	}
	steps := []struct {
		key, person string
		from        bot.Address
		want, now   int
	}{
		{"1", "p", at("1"), 0, 2},
		{"2", "p", at("2"), 2, 3},
		{"3", "q", at("2"), 0, 1}, // somebody else
		{"4", "p", bot.Address{Platform: "test", Space: "s", Channel: "d"}, 0, 0},
		{"5", "p", bot.Address{Platform: "test", Space: "t", Channel: "c"}, 0, 0},
		{"6", "p", bot.Address{Platform: "other", Space: "s", Channel: "c"}, 0, 0},
		{"7", "p", at("1"), 3, 0}, // in a conversation that is there
		{"8", "p", at("2"), 0, 0},
		{"9", "q", at("3"), 1, 4},
	}
	for _, step := range steps {
		if got := keyParts(t, s, said(step.key, step.from, step.person), step.now); got != step.want {
			t.Errorf("turn %s: %d were counted before; want %d", step.key, got, step.want)
		}
	}
	s = b.open() // as another process does
	if got := keyParts(t, s, said("10", at("4"), "q"), 0); got != 4 {
		t.Errorf("another process counts %d", got)
	}
	// What says nothing changes nothing.
	keyParts(t, s, said("11", at("1"), "p"), 2)
	elapsed := said("12", at("1"), "p")
	elapsed.Event = event.TimerFired{}
	if got := keyParts(t, s, elapsed, 2); got != 2 {
		t.Errorf("a timer finds %d", got)
	}
}

// The rest of a key is not waited for for ever.
func testKeyPartsAge(t *testing.T, b *bench) {
	place, s := need[Aging](b), b.open()
	keyParts(t, s, said("1", here(), "p"), 2)
	place.Age(t, store.KeepKeyParts-time.Minute)
	if got := keyParts(t, s, said("2", here(), "p"), 3); got != 2 {
		t.Errorf("%d are left before the time is over, want 2", got)
	}
	place.Age(t, store.KeepKeyParts)
	if got := keyParts(t, s, said("3", here(), "p"), 0); got != 0 {
		t.Errorf("%d are left after a time", got)
	}
}

// Turns of a person follow one another also where they are in several conversations.
func testKeyPartsAtOnce(t *testing.T, b *bench) {
	stores := []store.Store{b.open(), b.open()}
	const turns = 20
	var all sync.WaitGroup
	for i := range turns {
		all.Go(func() {
			from := here()
			from.Thread = strconv.Itoa(i)
			err := Decide(t.Context(), stores[i%len(stores)], said(fmt.Sprint("at once ", i), from, "p"), func(c bot.Conversation) (bot.Conversation, []bot.Effect) {
				c.Turn++
				c.KeySeen++
				return c, nil
			})
			if err != nil {
				t.Errorf("Turn: %v", err)
			}
		})
	}
	all.Wait()
	if got := keyParts(t, stores[0], said("last", here(), "p"), 0); got != turns {
		t.Errorf("%d of %d were counted", got, turns)
	}
}
