package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"sync"
	"time"
)

// How the log is emptied after an erasure.
const (
	// emptyAfter is the wait after an erasure, so that one try serves several.
	emptyAfter = time.Second
	// maxEmptyWait is the longest wait before another try; each wait is twice the last.
	maxEmptyWait = time.Minute
	// emptyWait is how long one try waits for readers and writers: nobody can write while
	// it waits for readers.
	emptyWait = 50 * time.Millisecond
	// emptyLimit ends a try that a disk holds up.
	emptyLimit = 10 * time.Second
)

// wal empties the write-ahead log in the background after an erasure. Otherwise the log holds
// the erased words until it is overwritten, which may take days where little is written.
type wal struct {
	db *sql.DB
	// checkFiles fails when a file is gone: nothing may be written to its successor.
	checkFiles func() error
	// report is called with the error of a try, but not where other users of the database
	// are in the way.
	report func(error)
	erased chan struct{}
	stop   context.CancelFunc
	ended  sync.WaitGroup
}

// newWAL returns the log of a database. It has a connection only during a try.
func newWAL(ctx context.Context, path string, checkFiles func() error, report func(error)) (*wal, error) {
	db, err := sql.Open("sqlite", dsn(path, "deferred", readCache, emptyWait)+"&mode=rw")
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	db.SetMaxIdleConns(-1)
	w := &wal{db: db, checkFiles: checkFiles, report: report, erased: make(chan struct{}, 1)}
	ctx, stop := context.WithCancel(context.WithoutCancel(ctx))
	w.stop = stop
	w.ended.Go(func() { w.run(ctx) })
	return w, nil
}

// emptySoon starts to empty the log, after emptyAfter.
func (w *wal) emptySoon() {
	select {
	case w.erased <- struct{}{}:
	default:
	}
}

func (w *wal) close() error {
	w.stop()
	w.ended.Wait()
	return w.db.Close()
}

func (w *wal) run(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-w.erased:
		}
		for wait, empty := emptyAfter, false; !empty; wait = min(2*wait, maxEmptyWait) {
			select {
			case <-ctx.Done():
				return
			case <-time.After(wait):
			}
			var err error
			if empty, err = w.empty(ctx); err != nil && ctx.Err() == nil {
				w.report(err)
			}
		}
	}
}

// empty writes the log to the database and truncates it; false while other users are in the
// way. Most of it is written while others may write too.
func (w *wal) empty(ctx context.Context) (done bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, emptyLimit)
	defer cancel()
	if w.checkFiles() != nil {
		return false, nil // it has been logged
	}
	conn, err := w.db.Conn(ctx)
	if err != nil {
		return false, fmt.Errorf("empty the log: %w", err)
	}
	defer func() { _ = conn.Close() }() // the statements tell
	for _, mode := range []string{"PASSIVE", "TRUNCATE"} {
		var busy, pages, written int
		if err := conn.QueryRowContext(ctx, `PRAGMA wal_checkpoint(`+mode+`)`).Scan(&busy, &pages, &written); err != nil {
			return false, fmt.Errorf("empty the log: %w", err)
		}
		done = busy == 0
	}
	return done, nil
}
