// Package sqlite is a store in one SQLite file. It saves turns, and performs their effects in
// this process.
//
// The files need one another in one direction. statements, writer, wal and values reach the
// database; lane, item and schedule are what is to be performed, and recent what was saved last.
// outbox and prefetch hold what this process has under way, for [Store]. On it stand load, draft and
// save, and turn, which makes turns; scan, worker, record and handover, which perform effects, and
// run, which runs these. open joins them.
//
// What belongs here: SQL of SQLite, its connections and files, and the outbox worker. Rules
// that hold for every store are in internal/store.
package sqlite

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"sync"
	"time"

	"github.com/gofrs/flock"
	"github.com/hashicorp/golang-lru/v2/simplelru"
	"github.com/rs/zerolog"

	"aktivering/bot"
	"aktivering/internal/store"
)

// Options configure a store.
type Options struct {
	// Now tells the time.
	Now func() time.Time
	// Log takes errors of background work.
	Log zerolog.Logger
	// Workers is how many lanes of a platform are worked on at a time, where that is
	// not to be store.MaxPerPlatform.
	Workers map[bot.Platform]int
}

// Store is a store.Store in one file. Several processes may open the file, but only one may
// serve platforms from it (see LockExclusive).
type Store struct {
	path   string
	now    func() time.Time
	log    zerolog.Logger
	reads  *sql.DB
	read   *statements // on reads
	writes *sql.DB
	writer *writer
	wal    *wal
	recent *recentConversations
	// replies are the ids of what replies say, by the sum of it. Only the writer uses it.
	replies *simplelru.LRU[[sha256.Size]byte, int64]
	// leases are those that this process has read or written, by name. Only the writer uses
	// them.
	leases    map[string]sighting
	outbox    *outbox
	instance  string       // begins the keys of effects; another one in each database
	serveLock *flock.Flock // nil until LockExclusive
	health    health
	// signals tells those who follow the feeds of visitors.
	signals store.Signals
	// indexing is the work on cases of an earlier version.
	indexing struct {
		sync.WaitGroup
		stop context.CancelFunc
	}
}

var _ store.Exclusive = (*Store)(nil)
