package app

import (
	"sync"
	"sync/atomic"

	"aktivering/bot"
	"aktivering/bot/desk"
	"aktivering/bot/event"
	"aktivering/bot/form"
)

// current is the manager that decides now. Adapters ask it for texts.
type current struct {
	manager atomic.Pointer[desk.Manager]
	texts   atomic.Pointer[pageTexts]
}

func newCurrent(m desk.Manager) *current {
	c := new(current)
	c.manager.Store(&m)
	return c
}

// Listed is desk.Manager's.
func (c *current) Listed(locale string) form.Command { return c.manager.Load().Listed(locale) }

// Form is desk.Manager's.
func (c *current) Form(locale string) form.Form { return c.manager.Load().Form(locale) }

// DeskForm is desk.Manager's.
func (c *current) DeskForm(at bot.Address, name string) (form.Form, bool) {
	return c.manager.Load().DeskForm(at, name)
}

// Complete is desk.Manager's.
func (c *current) Complete(typed, locale string, limit int) []bot.Choice {
	return c.manager.Load().Complete(typed, locale, limit)
}

// Writing is desk.Manager's.
func (c *current) Writing(locale string) string { return c.manager.Load().Writing(locale) }

// Unsaved is desk.Manager's.
func (c *current) Unsaved(locale string) form.Unsaved { return c.manager.Load().Unsaved(locale) }

// PageTexts is desk.Manager's. Each request for a page asks several times, so they are kept.
func (c *current) PageTexts(prefix, locale string) form.Texts {
	m, t := c.manager.Load(), c.texts.Load()
	if t == nil || t.of != m {
		t = &pageTexts{of: m, made: make(map[pageKey]form.Texts)}
		c.texts.Store(t)
	}
	return t.get(pageKey{prefix, locale})
}

// pageTexts are the texts of one manager that were asked for.
type pageTexts struct {
	of   *desk.Manager
	mu   sync.RWMutex
	made map[pageKey]form.Texts
}

type pageKey struct{ prefix, locale string }

// maxPageTexts bounds how many are kept: of each language, and of some other names of them.
const maxPageTexts = 32

func (t *pageTexts) get(k pageKey) form.Texts {
	t.mu.RLock()
	texts, ok := t.made[k]
	t.mu.RUnlock()
	if ok {
		return texts
	}
	texts = t.of.PageTexts(k.prefix, k.locale)
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.made) < maxPageTexts {
		t.made[k] = texts
	}
	return texts
}

// Home is desk.Manager's, of a person who is at an address.
func (c *current) Home(at bot.Address, p event.Person, of bot.Conversation) bot.Reply {
	return c.in(at).Home(p, of)
}

// in is the manager that decides now for those who are at an address.
func (c *current) in(at bot.Address) desk.Manager { return c.manager.Load().In(at) }

// load is the manager that decides now.
func (c *current) load() desk.Manager { return *c.manager.Load() }
