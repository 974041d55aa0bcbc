package storetest

import (
	"testing"
	"time"

	"aktivering/internal/store"
)

// Place is one database, empty at first. What else a place can do is a capability of its
// own, such as [SQL]: a scene that needs one is skipped where the place has it not.
type Place interface {
	// Open opens the database, as a process of its own would. The test closes it.
	Open(t *testing.T) store.Store
	// Dump returns all rows of all tables, as text.
	Dump(t *testing.T) string
}

// SQL is a Place with tables that others can write to.
type SQL interface {
	Place
	// Exec does something to the database behind the stores' back.
	Exec(t *testing.T, sql string)
}

// Versioned is a Place whose database can be one of a later version of the program.
type Versioned interface {
	Place
	// Newer makes it one, and returns what opening it gives then.
	Newer(t *testing.T) error
}

// Aging is a Place that can pretend that time has passed.
type Aging interface {
	Place
	// Age makes older by so much what is kept for a time: removals, and parts of keys.
	Age(t *testing.T, by time.Duration)
}

// Faulty is a Place whose database can be made to take no writes.
type Faulty interface {
	Place
	// Fail makes every write to the database fail, of all stores that have it open,
	// until heal is called. Reads go on.
	Fail(t *testing.T) (heal func())
}

// Clocked is a Place whose stores can be given a clock.
type Clocked interface {
	Place
	// OpenAt is Open, with a clock.
	OpenAt(t *testing.T, now func() time.Time) store.Store
}
