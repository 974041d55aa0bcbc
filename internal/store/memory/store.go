// Package memory keeps conversations in memory, for as long as the program
// runs.
package memory

import (
	"context"
	"fmt"
	"sync"

	"aktivering/bot"
)

// remembered is how many keys are kept to recognise a redelivery by. Platforms
// redeliver within minutes.
const remembered = 1 << 16

// Store is a bot.Store in memory.
type Store struct {
	mu            sync.Mutex
	conversations map[place]bot.Conversation
	seen          map[event]bool
	order         []event // the keys of seen, oldest at next
	next          int
}

// place is where one person's conversation is.
type place struct {
	address bot.Address
	person  string
}

// event names something that happened on a platform.
type event struct {
	platform bot.Platform
	key      string
}

// New returns an empty store.
func New() *Store {
	return &Store{conversations: make(map[place]bot.Conversation), seen: make(map[event]bool)}
}

var _ bot.Store = (*Store)(nil)

// Turn makes one turn of a conversation, as bot.Store says. Turns follow one
// another also between conversations: a step takes microseconds.
func (s *Store) Turn(ctx context.Context, in bot.Inbound, step func(bot.Conversation) (bot.Conversation, []bot.Effect)) ([]bot.Effect, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("memory: %w", err)
	}
	e := event{in.From.Platform, in.Key}
	if s.seen[e] {
		return nil, nil
	}
	at := place{in.From, in.Person.ID}
	conversation, effects := step(s.conversations[at])
	s.conversations[at] = conversation
	if in.Key != "" {
		s.remember(e)
	}
	return effects, nil
}

// Conversation returns what is remembered of a person at an address.
func (s *Store) Conversation(from bot.Address, person string) bot.Conversation {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.conversations[place{from, person}]
}

// remember keeps a key, in the place of the oldest one when there are many.
func (s *Store) remember(e event) {
	s.seen[e] = true
	if len(s.order) < remembered {
		s.order = append(s.order, e)
		return
	}
	delete(s.seen, s.order[s.next])
	s.order[s.next] = e
	s.next = (s.next + 1) % remembered
}
