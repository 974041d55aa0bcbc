package live

import (
	"context"
	"fmt"
	"hash/fnv"
	"slices"
	"sync"
	"time"

	"github.com/rs/zerolog"

	"aktivering/bot"
	"aktivering/bot/caselist"
	"aktivering/bot/event"
)

// lookEvery is how often it is looked for what other processes have changed.
const lookEvery = 4 * time.Second

// maxWatches bounds how many pages can be open.
const maxWatches = 2000

// Hub knows the open pages. It is safe for concurrent use.
type Hub struct {
	mu      sync.Mutex
	watches map[*Watch]bool
	closed  bool
	// typing are the cases whose persons write, and since when.
	typing map[int]time.Time

	// shared is where other processes are told, by id; nil where there are none. wake tells that
	// they are to be told at once, and told that they know of open pages.
	shared Shared
	id     string
	wake   chan struct{}
	told   bool
	// others are what other processes told at othersAt, and heard who wrote then.
	others   []process
	othersAt time.Time
	heard    map[string]int64
}

// NewHub returns a hub without pages.
func NewHub() *Hub {
	return &Hub{watches: make(map[*Watch]bool), typing: make(map[int]time.Time), wake: make(chan struct{}, 1)}
}

// News is what an open page has to know. What it shows of it, it reads itself.
type News struct {
	// Changed tells that something is not as it was, and Typing that the person of the case is
	// writing.
	Changed, Typing bool
}

// Watch is one open page.
type Watch struct {
	hub *Hub
	// number is the case that the page is of; 0 is the queue.
	number int
	ref    bot.Ref
	agent  bot.Agent
	since  time.Time

	ready chan struct{}
	news  News
}

// Watch has a page told what changes, for an agent: all of a conversation's case, or with the
// zero Ref of any. It returns false when too many pages are open. The page must call Close.
func (h *Hub) Watch(agent bot.Agent, number int, ref bot.Ref) (*Watch, bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.watches) >= maxWatches || h.closed {
		return nil, false
	}
	w := &Watch{hub: h, number: number, ref: ref, agent: agent, since: time.Now(), ready: make(chan struct{}, 1)}
	h.watches[w] = true
	if number != 0 {
		h.tell(News{Changed: true}, func(o *Watch) bool { return o.number == number && o != w }) // who is looking
	}
	return w, true
}

// Close ends the watch.
func (w *Watch) Close() {
	w.hub.mu.Lock()
	defer w.hub.mu.Unlock()
	delete(w.hub.watches, w)
	if w.number != 0 {
		w.hub.tell(News{Changed: true}, func(o *Watch) bool { return o.number == w.number })
	}
}

// Ready is readable when there is news, and closed when no more comes.
func (w *Watch) Ready() <-chan struct{} { return w.ready }

// News returns what has come since the last time.
func (w *Watch) News() News {
	w.hub.mu.Lock()
	defer w.hub.mu.Unlock()
	news := w.news
	w.news = News{}
	return news
}

// tell gives news to pages. The lock is held.
func (h *Hub) tell(news News, whom func(*Watch) bool) {
	if h.closed {
		return
	}
	for w := range h.watches {
		if !whom(w) {
			continue
		}
		w.news.Changed, w.news.Typing = w.news.Changed || news.Changed, w.news.Typing || news.Typing
		select {
		case w.ready <- struct{}{}:
		default: // it has not looked yet
		}
	}
}

// Observe takes in what was decided: it implements engine.Observer.
func (h *Hub) Observe(_ context.Context, in event.Inbound, d bot.Decision) {
	if d.Conversation.Case == nil && len(d.Conversation.Problems) == 0 && len(d.Conversation.Bursts) == 0 {
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	ref := in.Ref()
	h.tell(News{Changed: true}, func(w *Watch) bool { return w.number == 0 || w.ref == ref })
}

// Typing tells the pages of a case that its person is writing.
func (h *Hub) Typing(number int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if number == 0 {
		return
	}
	h.tell(News{Typing: true}, func(w *Watch) bool { return w.number == number })
	if now := time.Now(); h.shared != nil && now.Sub(h.typing[number]) > typingFor/2 && len(h.typing) < maxTyping {
		h.typing[number] = now
		select {
		case h.wake <- struct{}{}:
		default: // it is to be told already
		}
	}
}

// Looking returns who has the page of a case open: in this process, those who came first beginning,
// and then in others, as they told within the last seconds.
func (h *Hub) Looking(number int) []bot.Agent {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.agents(func(n int) bool { return n == number })
}

// Present returns all who have a page open, as Looking does.
func (h *Hub) Present() []bot.Agent {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.agents(func(int) bool { return true })
}

// agents are those who have pages of cases open that a function picks. The lock is held.
func (h *Hub) agents(of func(number int) bool) (list []bot.Agent) {
	var open []*Watch
	for w := range h.watches {
		if of(w.number) {
			open = append(open, w)
		}
	}
	slices.SortFunc(open, func(a, b *Watch) int { return a.since.Compare(b.since) })
	for _, w := range open {
		if !slices.ContainsFunc(list, func(a bot.Agent) bool { return a.ID == w.agent.ID }) {
			list = append(list, w.agent)
		}
	}
	if time.Since(h.othersAt) > openFor {
		return list // what they told is too old
	}
	for _, agent := range unique(h.others, func(s shown) bool { return of(s.Number) }) {
		if !slices.ContainsFunc(list, func(a bot.Agent) bool { return a.ID == agent.ID }) {
			list = append(list, agent)
		}
	}
	return list
}

// Shut ends all watches, so that the server can stop.
func (h *Hub) Shut() {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		return
	}
	h.closed = true
	for w := range h.watches {
		close(w.ready)
	}
}

// Cases is what other processes change.
type Cases interface {
	ListCases(ctx context.Context, f caselist.Filter, p caselist.Page) ([]caselist.Summary, caselist.Cursor, error)
	Conversation(ctx context.Context, ref bot.Ref) (bot.Conversation, error)
}

// Run looks for what other processes have changed, until ctx ends. desks are the desks' own
// conversations, which the pages that are of no single case show as well.
func (h *Hub) Run(ctx context.Context, cases Cases, desks func() []bot.Ref, log zerolog.Logger) {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	l := looker{cases: cases, turns: make(map[bot.Ref]int)}
	for {
		select {
		case <-ctx.Done():
			return
		case <-h.wake:
			if err := h.exchange(ctx, time.Now()); err != nil && ctx.Err() == nil {
				log.Warn().Ctx(ctx).Err(err).Msg("other processes cannot be told who writes")
			}
			continue
		case <-tick.C:
		}
		if err := h.exchange(ctx, time.Now()); err != nil && ctx.Err() == nil {
			log.Warn().Ctx(ctx).Err(err).Msg("other processes cannot be told who has the desk's pages open")
		}
		l.desks = desks() // the settings can change
		if err := h.look(ctx, &l); err != nil && ctx.Err() == nil {
			log.Warn().Ctx(ctx).Err(err).Msg("the desk's pages cannot be told what other processes change")
		}
	}
}

// looker knows how things were when it was looked last: a sum of the queue, and the turns of
// conversations.
type looker struct {
	cases Cases
	desks []bot.Ref
	queue uint64
	turns map[bot.Ref]int
}

// look compares the queue, the desks and the conversations of open pages with how they were.
func (h *Hub) look(ctx context.Context, l *looker) error {
	h.mu.Lock()
	refs := make(map[bot.Ref]bool)
	for _, ref := range l.desks {
		refs[ref] = true
	}
	watched := len(h.watches) > 0
	for w := range h.watches {
		if w.number != 0 {
			refs[w.ref] = true
		}
	}
	h.mu.Unlock()
	if !watched {
		return nil
	}
	open := caselist.Filter{States: []bot.CaseState{bot.CaseQueued, bot.CaseClaimed, bot.CaseSnoozed}, FirstCome: true}
	list, _, err := l.cases.ListCases(ctx, open, caselist.Page{Size: caselist.MaxPageSize})
	if err != nil {
		return fmt.Errorf("list the open cases: %w", err)
	}
	sum := fnv.New64a()
	for _, c := range list {
		_, _ = fmt.Fprintf(sum, "%d %s %s %d\n", c.Number, c.State, c.Agent.ID, c.LastPersonAt.UnixNano()) // a hash takes all
	}
	changed := make(map[bot.Ref]bool)
	for ref := range refs {
		c, err := l.cases.Conversation(ctx, ref)
		if err != nil {
			return fmt.Errorf("read a conversation: %w", err)
		}
		if before, ok := l.turns[ref]; ok && before != c.Turn {
			changed[ref] = true
		}
		l.turns[ref] = c.Turn
	}
	for ref := range l.turns {
		if !refs[ref] {
			delete(l.turns, ref)
		}
	}
	moved := l.queue != sum.Sum64() || slices.ContainsFunc(l.desks, func(ref bot.Ref) bool { return changed[ref] })
	l.queue = sum.Sum64()
	h.mu.Lock()
	defer h.mu.Unlock()
	h.tell(News{Changed: true}, func(w *Watch) bool { return w.number == 0 && moved || w.number != 0 && changed[w.ref] })
	return nil
}
