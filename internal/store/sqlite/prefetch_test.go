package sqlite

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"aktivering/bot"
)

// What was just saved is prefetched once, and no more than maxPrefetched.
func TestTakePrefetched(t *testing.T) {
	o := begun(t)
	l := lane{place: place{platform: "test"}, conversation: 1}
	elsewhere := lane{place: place{platform: "elsewhere"}, conversation: 1}
	due := []dueItem{{elsewhere, item{id: 1}}}
	for id := range int64(maxPrefetched + 1) {
		due = append(due, dueItem{l, item{id: id + 2}})
	}
	o.prefetch(saved{due: due})
	if _, _, trusted := o.trusted(l); trusted {
		t.Error("the outbox trusts a lane where something else waits")
	}
	for _, c := range []struct {
		lane lane
		id   int64
		want bool
	}{
		{elsewhere, 1, false},
		{l, 1, false},
		{l, 2, true},
		{l, 2, false},
		{l, maxPrefetched + 1, true},
		{l, maxPrefetched + 2, false},
	} {
		if i, ok := o.takePrefetched(c.lane, c.id); ok != c.want || ok && i.id != c.id {
			t.Errorf("effect %d of %v: %d, %v; want %v", c.id, c.lane, i.id, ok, c.want)
		}
	}
	if got, ok := o.next(); !ok || got.lane != l {
		t.Fatalf("next is %v, %v", got, ok)
	}
	o.finish(l, pause{})
	if o.prefetched != 0 || len(o.lanes) != 0 {
		t.Errorf("%d effects are prefetched on %d lanes when all is done", o.prefetched, len(o.lanes))
	}
}

// The outbox trusts a prefetched effect only while nothing can have changed.
func TestTrusted(t *testing.T) {
	l := lane{place: place{platform: "test"}, conversation: 1}
	of := func(id int64) dueItem { return dueItem{l, item{id: id}} }
	cases := []struct {
		name string
		// do comes after the effects 5 and 6 were prefetched, of which 5 is being performed.
		do   func(t *testing.T, o *outbox)
		want int64 // the effect it trusts; 0 of none
	}{
		{"nothing", func(*testing.T, *outbox) {}, 6},
		{"one more", func(_ *testing.T, o *outbox) { o.prefetch(saved{due: []dueItem{of(7)}}) }, 6},
		{"all performed", func(_ *testing.T, o *outbox) { o.trusted(l); o.prefetch(saved{due: []dueItem{of(7)}, complete: true}) }, 7},
		{"another owner", func(_ *testing.T, o *outbox) { o.prefetch(saved{ownerChanged: true}) }, 0},
		{"another owner, then a reply", func(_ *testing.T, o *outbox) {
			o.prefetch(saved{ownerChanged: true})
			o.prefetch(saved{due: []dueItem{of(7)}})
		}, 0},
		{"one of another place first", func(_ *testing.T, o *outbox) {
			o.dropAll(o.lanes[l])
			o.prefetch(saved{due: []dueItem{of(7)}})
		}, 0},
		{"found in the database first", func(_ *testing.T, o *outbox) {
			o.trusted(l)
			o.takePrefetched(l, 7)
			o.prefetch(saved{due: []dueItem{of(7), of(8)}, complete: true})
		}, 8},
		{"too long", func(_ *testing.T, o *outbox) {
			o.lanes[l].prefetched[0].since = time.Now().Add(-2 * trustedFor)
		}, 0},
		{"an effect put back", func(t *testing.T, o *outbox) {
			exec(t, o.store, `INSERT INTO conversations VALUES (9, '', '', '', '', '', '', 1, '{}', 0, 0)`)
			exec(t, o.store, `INSERT INTO effects VALUES (3, 9, 1, 'say', '', '', '{}', 0, 0, 0, 0, 'failed', '', '', 0, 0, NULL, NULL)`)
			if err := o.store.Retry(t.Context(), keyOf(o.store.instance, 3)); err != nil {
				t.Fatal(err)
			}
		}, 0},
		{"a write of another process", func(t *testing.T, o *outbox) {
			other, err := Open(t.Context(), o.store.path, Options{Now: time.Now})
			if err != nil {
				t.Fatal(err)
			}
			exec(t, other, `UPDATE conversations SET owner = 'bente'`)
			if err := other.Close(); err != nil {
				t.Fatal(err)
			}
			exec(t, o.store, `UPDATE effects SET fate = 'done' WHERE id = 5`)
		}, 0},
		{"a write of this process", func(t *testing.T, o *outbox) {
			exec(t, o.store, `UPDATE effects SET fate = 'done' WHERE id = 5`)
		}, 6},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			o := begun(t)
			exec(t, o.store, `INSERT INTO conversations VALUES (1, 'test', '', '', '', '', '', 1, '{}', 0, 0)`)
			o.prefetch(saved{due: []dueItem{of(5), of(6)}, complete: true})
			if i, ok, trusted := o.trusted(l); !ok || !trusted || i.id != 5 {
				t.Fatalf("at first %d, %v, %v", i.id, ok, trusted)
			}
			c.do(t, o)
			i, ok, trusted := o.trusted(l)
			if ok != (c.want != 0) || trusted != ok || i.id != c.want {
				t.Errorf("%d, %v, %v; want %d", i.id, ok, trusted, c.want)
			}
		})
	}
}

// A lane that has to wait forgets what is prefetched: what failed comes first.
func TestWaitingLaneIsNotTrusted(t *testing.T) {
	o := begun(t)
	l := lane{place: place{platform: "test"}, conversation: 1}
	o.prefetch(saved{due: []dueItem{{l, item{id: 5}}, {l, item{id: 6}}}, complete: true})
	o.next()
	o.trusted(l)
	o.finish(l, pause{wait: time.Hour})
	if i, ok, trusted := o.trusted(l); trusted || o.prefetched != 0 {
		t.Errorf("%d, %v, %v, %d prefetched", i.id, ok, trusted, o.prefetched)
	}
}

func exec(t *testing.T, s *Store, statement string) {
	t.Helper()
	err := s.writer.do(t.Context(), func(ctx context.Context, t *statements) error {
		_, err := t.exec(ctx, statement)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// begun returns an outbox that runs, with nobody who works.
func begun(t *testing.T) *outbox {
	t.Helper()
	s, err := Open(t.Context(), filepath.Join(t.TempDir(), "a.db"), Options{Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	if err := s.outbox.begin([]bot.Address{{Platform: "test"}}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.outbox.end)
	return s.outbox
}
