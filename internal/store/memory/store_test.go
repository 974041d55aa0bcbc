package memory_test

import (
	"sync/atomic"
	"testing"
	"time"

	"aktivering/internal/store"
	"aktivering/internal/store/memory"
	"aktivering/internal/store/storetest"
)

func TestConformance(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(*testing.T) storetest.Place { return &place{db: memory.NewDatabase()} })
}

// place is a database that several stores have open.
type place struct {
	db *memory.Database
	// ahead is how far the clocks of its stores are ahead.
	ahead atomic.Int64
}

func (p *place) now() time.Time { return time.Now().Add(time.Duration(p.ahead.Load())) }

func (p *place) Open(*testing.T) store.Store { return memory.Open(p.db, memory.Options{Now: p.now}) }

// OpenAt opens the database with a clock.
func (p *place) OpenAt(_ *testing.T, now func() time.Time) store.Store {
	return memory.Open(p.db, memory.Options{Now: now})
}

// Age sets the clocks ahead.
func (p *place) Age(_ *testing.T, by time.Duration) { p.ahead.Add(int64(by)) }

func (p *place) Dump(*testing.T) string { return p.db.Dump() }
