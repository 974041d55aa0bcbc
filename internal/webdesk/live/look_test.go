package live

import (
	"context"
	"testing"

	"aktivering/bot"
	"aktivering/bot/caselist"
)

// conversations are how many turns each has had.
type conversations map[bot.Ref]int

func (c conversations) Conversation(_ context.Context, ref bot.Ref) (bot.Conversation, error) {
	return bot.Conversation{Turn: c[ref]}, nil
}

func (conversations) ListCases(context.Context, caselist.Filter, caselist.Page) ([]caselist.Summary, caselist.Cursor, error) {
	return nil, "", nil
}

// A known problem that another process has set is shown at the next look, at the pages of no case.
func TestLookAtDesks(t *testing.T) {
	of, kari := bot.Ref{Person: "@desk"}, bot.Ref{Person: "Kari"}
	c := conversations{of: 1, kari: 1}
	h := NewHub()
	queue, _ := h.Watch(bot.Agent{ID: "Bente"}, 0, bot.Ref{})
	page, _ := h.Watch(bot.Agent{ID: "Ola"}, 7, kari)
	l := looker{cases: c, desks: []bot.Ref{of}, turns: make(map[bot.Ref]int)}
	for _, step := range []struct {
		about       string
		of, kari    int
		queue, page bool
	}{{"nothing is new", 1, 1, false, false}, {"a problem", 2, 1, true, false}, {"the same", 2, 1, false, false}, {"a case", 2, 2, false, true}} {
		if step.about == "nothing is new" {
			if err := h.look(t.Context(), &l); err != nil { // how it is at the start
				t.Fatal(err)
			}
			queue.News()
		}
		c[of], c[kari] = step.of, step.kari
		if err := h.look(t.Context(), &l); err != nil {
			t.Fatal(err)
		}
		if q, p := queue.News().Changed, page.News().Changed; q != step.queue || p != step.page {
			t.Errorf("%s: the queue %v, the case %v", step.about, q, p)
		}
	}
	queue.Close()
	page.Close()
	c[of]++
	if err := h.look(t.Context(), &l); err != nil || len(l.turns) != 2 {
		t.Errorf("without pages: %v, %v", l.turns, err)
	}
}
