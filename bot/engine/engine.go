package engine

import (
	"context"
	"errors"
	"sync/atomic"

	"aktivering/bot"
	"aktivering/bot/desk"
	"aktivering/bot/port"
)

// Engine joins the core to a store and to the adapters. It is the Inbox of every
// adapter, the Performer of the outbox, and safe for concurrent use.
type Engine struct {
	manager   atomic.Pointer[desk.Manager]
	store     port.Store
	cases     port.Cases // nil without a desk
	privacy   port.Privacy
	adapters  map[bot.Platform]port.Adapter
	observers []Observer
	tracer    Tracer
	shown     progress[int]           // how many messages of a transcript were sent
	posted    progress[bot.MessageID] // cards that were posted and are not saved yet
	waits     usualWaits
	met       met
	copies    chan struct{} // a slot for each message with pictures
}

// New returns an engine that answers through the adapters given, one for
// each platform.
func New(manager desk.Manager, store port.Store, adapters ...port.Adapter) *Engine {
	e := &Engine{store: store, adapters: make(map[bot.Platform]port.Adapter, len(adapters)), copies: make(chan struct{}, maxCopying)}
	for _, a := range adapters {
		e.adapters[a.Platform()] = a
	}
	e.Use(manager)
	return e
}

// Use lets another manager decide from now on, such as one with other knowledge. A turn under
// way ends with the one that it began with. The desks must be the same.
func (e *Engine) Use(manager desk.Manager) { e.manager.Store(&manager) }

// decider is the manager that decides now.
func (e *Engine) decider() desk.Manager { return *e.manager.Load() }

// WithCases lets people take over: cases are what the store knows of them. Without
// it, or where the Manager has no desks, there is nobody to take over.
func (e *Engine) WithCases(cases port.Cases) *Engine {
	e.cases = cases
	return e
}

// WithPrivacy lets people be forgotten: privacy is what the store keeps of them. Without it
// nothing is erased but what people remove themselves.
func (e *Engine) WithPrivacy(privacy port.Privacy) *Engine {
	e.privacy = privacy
	return e
}

// WithTracer has the engine tell a tracer of its turns; nil is none.
func (e *Engine) WithTracer(t Tracer) *Engine {
	e.tracer = t
	return e
}

// WithObserver has the engine tell an observer of its decisions, beside those that it tells already.
func (e *Engine) WithObserver(o Observer) *Engine {
	e.observers = append(e.observers, o)
	return e
}

// maxCopying is how many messages with pictures are under way at a time: each is
// held in memory.
const maxCopying = 2

var errNoDesk = errors.New("there is no desk")

// errNoCase means that there is nothing for the desk to see to.
var errNoCase = errors.New("there is no case")

func (e *Engine) conversation(ctx context.Context, ref bot.Ref) (bot.Conversation, error) {
	if e.cases == nil || len(e.decider().Desks) == 0 {
		return bot.Conversation{}, errNoDesk
	}
	return e.cases.Conversation(ctx, ref)
}
