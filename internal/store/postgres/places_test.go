package postgres_test

import (
	"context"
	"sync"
	"testing"
)

// places are schemas that one test after another has: to make one with all migrations, and to remove
// it, costs the server more than most tests.
type places struct {
	mu   sync.Mutex
	free []*place
}

// take returns a schema for a test within another one, until whose end it lasts. It is empty, or as
// the migrations leave it.
func (l *places) take(t, whole *testing.T) *place {
	t.Helper()
	l.mu.Lock()
	var p *place
	if n := len(l.free); n > 0 {
		p, l.free = l.free[n-1], l.free[:n-1]
	}
	l.mu.Unlock()
	if p == nil {
		p = newPlace(whole)
		p.changed = false
	}
	t.Cleanup(func() {
		for _, s := range p.opened { // some tests leave that to the end of the process
			if err := s.Close(); err != nil {
				t.Errorf("Close: %v", err)
			}
		}
		p.opened = nil
		if p.changed || t.Failed() || p.empty(t) != nil {
			return
		}
		l.mu.Lock()
		defer l.mu.Unlock()
		l.free = append(l.free, p)
	})
	return p
}

// empty makes a schema as the migrations have left it.
func (p *place) empty(t *testing.T) error {
	t.Helper()
	_, err := p.conn.Exec(context.WithoutCancel(t.Context()), `DO $$ DECLARE name text; BEGIN
		IF to_regclass('meta') IS NULL THEN RETURN; END IF; -- nobody has opened it
		DELETE FROM conversations; -- and what belongs to them
		DELETE FROM meta WHERE meta.name NOT IN ('epoch', 'search');
		UPDATE meta SET value = left(gen_random_uuid()::text, 8) WHERE meta.name = 'epoch';
		FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = current_schema()
			AND tablename NOT IN ('conversations', 'meta', 'goose_db_version', 'river_migration') LOOP
			EXECUTE format('DELETE FROM %I', name);
		END LOOP;
		PERFORM setval(format('%I.%I', schemaname, sequencename), 1, false) FROM pg_sequences
			WHERE schemaname = current_schema() AND sequencename <> 'goose_db_version_id_seq';
	END $$`)
	if err != nil {
		t.Log(err) // the next test has another one
	}
	return err
}
