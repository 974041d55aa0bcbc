package sqlite

import (
	"net/url"
	"path/filepath"
	"strconv"
	"time"
)

// How much of the file each connection keeps in memory, in KiB: the one that writes
// what it changes again and again, the others little.
const (
	writeCache = 4000
	readCache  = 500
)

// lockWait is how long a write waits for another process that writes.
const lockWait = 5 * time.Second

// readers is how many reads may go on at a time beside the one write.
const readers = 4

// dsn names a file and the settings of every connection to it. In WAL mode reads
// and the write do not wait for each other, and FULL makes a committed turn
// outlast a power failure. What is deleted or moved is zeroed where it stood, in pages that
// are written anyway: it may be erased later where it stands now. A checkpoint writes each page once, however often it has
// changed: a log of 8 MB has it write fewer than SQLite's usual 4. A larger one would
// have what comes meanwhile wait longer.
func dsn(path, lock string, cache int, wait time.Duration) string {
	if absolute, err := filepath.Abs(path); err == nil {
		path = absolute
	}
	return (&url.URL{Scheme: "file", Path: path}).String() +
		"?_pragma=busy_timeout(" + strconv.FormatInt(wait.Milliseconds(), 10) + ")&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)" +
		"&_pragma=foreign_keys(1)&_pragma=secure_delete(FAST)&_pragma=cache_size(-" + strconv.Itoa(cache) + ")&_pragma=wal_autocheckpoint(2000)&_txlock=" + lock
}
