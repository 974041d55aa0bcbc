package memory

import (
	"context"
	"slices"

	"aktivering/bot"
	"aktivering/bot/caselist"
	"aktivering/bot/search"
	"aktivering/internal/store"
)

// ListCases returns a page of cases, as caselist.Lister says.
func (s *Store) ListCases(ctx context.Context, f caselist.Filter, p caselist.Page) ([]caselist.Summary, caselist.Cursor, error) {
	after, err := store.AfterCursor(f, p.After)
	if err != nil {
		return nil, "", err
	}
	unlock, err := s.lock(ctx)
	if err != nil {
		return nil, "", err
	}
	defer unlock()
	var cases []caselist.Summary
	for _, c := range s.db.cases {
		if f.Picks(c.Summary) && after(c.Summary) {
			cases = append(cases, c.Summary)
		}
	}
	slices.SortFunc(cases, f.Compare)
	cases, next := store.ListPage(f, p, cases)
	return cases, next, nil
}

// Search returns a page of the cases that a query finds, as caselist.Lister says.
func (s *Store) Search(ctx context.Context, query string, f caselist.Filter, p caselist.Page) ([]caselist.Hit, caselist.Cursor, error) {
	unlock, err := s.lock(ctx)
	if err != nil {
		return nil, "", err
	}
	defer unlock()
	q := search.Parse(query)
	return store.Search(ctx, q, p, func(_ context.Context, step store.SearchStep, below int64, most int) (hits []caselist.Hit, err error) {
		for _, c := range slices.Backward(s.db.cases) {
			if len(hits) == most {
				break
			}
			lines := c.lines()
			if int64(c.Number) >= below || !f.Picks(c.Summary) || stepOf(q, c, lines) != step {
				continue
			}
			latest := slices.Clone(lines)
			slices.Reverse(latest)
			hits = append(hits, caselist.Hit{Summary: c.Summary, Snippet: q.Snippet(latest[:min(len(latest), store.MaxSnippetLines)])})
		}
		return hits, nil
	})
}

// stepOf returns the step of a search that finds a case; -1 if none does.
func stepOf(q search.Query, c *caseRow, lines []bot.Entry) store.SearchStep {
	found, whole := q.Match(c.Words(lines))
	switch {
	case q.Number != 0 && c.Number == q.Number:
		return store.ByNumber
	case !found:
		return -1
	case whole:
		return store.ByWhole
	default:
		return store.ByForm
	}
}

// lines returns the lines of a case, in order.
func (c *caseRow) lines() (lines []bot.Entry) {
	for _, l := range c.of.lines {
		if l.effect == nil && c.Has(l.Entry) {
			lines = append(lines, l.Entry)
		}
	}
	return lines
}

// before compares the places of two cases in the queue.
func before(a, b *caseRow) int {
	if a.Urgent != b.Urgent {
		if a.Urgent {
			return -1
		}
		return 1
	}
	return a.QueuedAt.Compare(b.QueuedAt)
}

// AgentsAt returns who had cases of a desk, as port.Cases says.
func (s *Store) AgentsAt(ctx context.Context, desk string, limit int) (agents []bot.Agent, err error) {
	unlock, err := s.lock(ctx)
	if err != nil {
		return nil, err
	}
	defer unlock()
	for _, c := range slices.Backward(s.db.cases) {
		known := slices.ContainsFunc(agents, func(a bot.Agent) bool { return a.ID == c.Agent.ID })
		if c.Desk == desk && c.Agent.ID != "" && !known && len(agents) < limit {
			agents = append(agents, c.Agent)
		}
	}
	return agents, nil
}
