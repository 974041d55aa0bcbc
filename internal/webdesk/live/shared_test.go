package live

import (
	"context"
	"strings"
	"testing"
	"time"

	"aktivering/bot"
	"aktivering/internal/store/memory"
)

// replica is a process that shares a store, with an agent at a case.
func replica(t *testing.T, s Shared, name string) (*Hub, *Watch) {
	t.Helper()
	h := NewHub()
	h.Share(s)
	w, ok := h.Watch(bot.Agent{ID: name, Name: name}, 7, bot.Ref{Person: "Kari"})
	if !ok {
		t.Fatal("no page may be open")
	}
	return h, w
}

func exchange(t *testing.T, hubs ...*Hub) {
	t.Helper()
	for _, h := range hubs {
		if err := h.exchange(t.Context(), time.Now()); err != nil {
			t.Fatal(err)
		}
	}
}

func names(agents []bot.Agent) string {
	var list strings.Builder
	for _, a := range agents {
		list.WriteString(a.Name + " ")
	}
	return list.String()
}

// Agents see those whose pages another process has open, until they close them or the process
// dies; and who writes there.
func TestShared(t *testing.T) {
	now := time.Now()
	s := memory.Open(nil, memory.Options{Now: func() time.Time { return now }})
	a, bente := replica(t, s, "Bente")
	b, ola := replica(t, s, "Ola")
	exchange(t, a, b, a)
	if got := names(a.Looking(7)) + "/ " + names(b.Present()) + "/ " + names(a.Looking(8)); got != "Bente Ola / Ola Bente / " {
		t.Errorf("%s", got)
	}
	if !bente.News().Changed || !ola.News().Changed {
		t.Error("a page is not told that somebody came")
	}
	exchange(t, a, b)
	if bente.News().Changed {
		t.Error("a page is told where nothing is new")
	}

	a.Typing(7)
	if !bente.News().Typing {
		t.Error("the page in the same process is not told who writes")
	}
	exchange(t, a, b)
	if !ola.News().Typing {
		t.Error("the page in the other process is not told who writes")
	}
	exchange(t, a, b)
	if ola.News().Typing {
		t.Error("a page is told again")
	}

	bente.Close()
	exchange(t, a, b)
	if got := names(b.Looking(7)); got != "Ola " {
		t.Errorf("after the page was closed: %s", got)
	}
	c, _ := replica(t, s, "Per")
	exchange(t, c, b)
	if got := names(b.Looking(7)); got != "Ola Per " {
		t.Errorf("%s", got)
	}
	now = now.Add(openFor + time.Second) // c has died
	if err := b.exchange(t.Context(), now); err != nil {
		t.Fatal(err)
	}
	if got := names(b.Looking(7)); got != "Ola " {
		t.Errorf("after the other process has died: %s", got)
	}
	b.othersAt = b.othersAt.Add(-openFor - time.Second) // and what cannot be read any more is too old
	b.others = []process{{ID: "x", Open: []shown{{bot.Agent{ID: "Eva", Name: "Eva"}, 7}}}}
	if got := names(b.Looking(7)); got != "Ola " {
		t.Errorf("what is too old: %s", got)
	}
}

// counted counts what is asked of the store.
type counted struct{ saved, read int }

func (c *counted) SaveSession(context.Context, string, []byte, time.Time) error {
	c.saved++
	return nil
}

func (c *counted) SessionsOf(context.Context, string, int) ([][]byte, error) {
	c.read++
	return nil, nil
}

// Without open pages nothing is written or read.
func TestSharedIdle(t *testing.T) {
	c := new(counted)
	h := NewHub()
	h.Share(c)
	exchange(t, h, h, h)
	if *c != (counted{}) {
		t.Errorf("%+v", *c)
	}
	w, _ := h.Watch(bot.Agent{ID: "Bente"}, 0, bot.Ref{})
	exchange(t, h, h)
	w.Close()
	exchange(t, h, h, h)
	if *c != (counted{saved: 3, read: 2}) { // the last one tells that nobody is there
		t.Errorf("%+v", *c)
	}
}
