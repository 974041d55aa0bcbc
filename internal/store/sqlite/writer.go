package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
)

// maxTogether is how many writes one transaction takes at most.
const maxTogether = 256

// errClosed is the error of a write after Close.
var errClosed = errors.New("the store is closed")

// writer makes all writes on one connection. Writes that wait together are
// committed together, so that they share one fsync; each is saved as a whole or not at
// all.
type writer struct {
	conn  *sql.Conn
	tx    *statements // on conn
	queue chan *write
	writerHooks
	version int64 // of the database, as the connection counts it

	closing chan struct{}
	closed  sync.Once
	ended   chan struct{}
}

// writerHooks are what a writer calls.
type writerHooks struct {
	// checkFiles fails when a file is gone, so that what is written is lost.
	checkFiles func() error
	// undone is called when writes were rolled back, and foreign when another process has
	// written since the last transaction.
	undone, foreign func()
	// also adds to each transaction what has waited for one. noted, where it is not nil, is
	// called when that is on disk.
	also func(ctx context.Context, t *statements) (noted func(), err error)
}

// write is one write that waits.
type write struct {
	// taken is set by the writer, which then makes the write, or by the caller, who gives
	// it up before: whoever is first.
	taken atomic.Bool
	do    func(context.Context, *statements) error
	// saved, where it is set, is called once the write is on disk, before any other
	// write begins.
	saved func()
	done  chan struct{}
	// err is how it ended; panicked is what do panicked with.
	err      error
	panicked any
}

func newWriter(ctx context.Context, db *sql.DB, hooks writerHooks) (*writer, error) {
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	w := &writer{
		conn: conn, tx: &statements{on: conn},
		queue: make(chan *write, maxTogether), writerHooks: hooks,
		closing: make(chan struct{}), ended: make(chan struct{}),
	}
	go w.run() //nolint:contextcheck // it goes on until close
	return w, nil
}

// do makes one write. It returns when the write is on disk, or has failed and
// left nothing. A write whose turn has come is not given up when ctx ends.
func (w *writer) do(ctx context.Context, do func(context.Context, *statements) error) error {
	return w.doThen(ctx, do, nil)
}

// doThen is do, and calls saved once the write is on disk, before any other write begins.
func (w *writer) doThen(ctx context.Context, do func(context.Context, *statements) error, saved func()) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	j := &write{do: do, saved: saved, done: make(chan struct{})}
	select {
	case w.queue <- j:
	case <-ctx.Done():
		return ctx.Err()
	case <-w.closing:
		return errClosed
	}
	select {
	case <-j.done:
	case <-ctx.Done():
		if j.taken.CompareAndSwap(false, true) {
			return ctx.Err()
		}
		<-j.done
	case <-w.ended:
		select {
		case <-j.done:
		default:
			return errClosed
		}
	}
	if j.panicked != nil {
		panic(j.panicked)
	}
	return j.err
}

func (w *writer) isClosed() bool {
	select {
	case <-w.closing:
		return true
	default:
		return false
	}
}

func (w *writer) close() error {
	w.closed.Do(func() { close(w.closing) })
	<-w.ended
	return errors.Join(w.tx.close(), w.conn.Close())
}

func (w *writer) run() {
	defer close(w.ended)
	for {
		var batch []*write
		select {
		case j := <-w.queue:
			batch = append(batch, j)
		case <-w.closing:
			return
		}
		// Let other goroutines queue their writes: a larger transaction writes fewer pages,
		// and they would have to wait for this one.
		runtime.Gosched()
		for waiting := true; waiting && len(batch) < maxTogether; {
			select {
			case j := <-w.queue:
				batch = append(batch, j)
			default:
				waiting = false
			}
		}
		w.commit(slices.DeleteFunc(batch, func(j *write) bool { return !j.taken.CompareAndSwap(false, true) }))
	}
}

// commit makes the writes of a batch in one transaction. One that fails is taken
// out, and the others are made again without it.
func (w *writer) commit(batch []*write) {
	for len(batch) > 0 {
		failed, err := w.try(batch)
		if failed < 0 {
			for _, j := range batch {
				j.err = err
				if err == nil && j.saved != nil {
					j.saved()
				}
				close(j.done)
			}
			return
		}
		close(batch[failed].done)
		batch = append(batch[:failed:failed], batch[failed+1:]...)
	}
}

// try makes the writes of a batch, all or none. It returns the one that failed by
// itself, or -1 and what became of all of them.
func (w *writer) try(batch []*write) (failed int, err error) {
	ctx := context.Background() // the transaction belongs to none of the writes
	if _, err := w.tx.exec(ctx, `BEGIN IMMEDIATE`); err != nil {
		return -1, fmt.Errorf("begin: %w", err)
	}
	// SQLite rolls back by itself after some errors; then there is nothing to undo.
	rollback := func() {
		_, _ = w.tx.exec(ctx, `ROLLBACK`)
		w.undone()
	}
	defer w.tx.unsecure(ctx)
	if err := w.detectForeignWrites(ctx); err != nil {
		rollback()
		return -1, err
	}
	for i, j := range batch {
		if !j.run(ctx, w.tx) {
			rollback()
			return i, nil
		}
	}
	noted, err := w.also(ctx, w.tx)
	if err != nil {
		rollback()
		return -1, err
	}
	if _, err := w.tx.exec(ctx, `COMMIT`); err != nil {
		rollback()
		return -1, fmt.Errorf("commit: %w", err)
	}
	// Only after the commit it is certain that what was written is in a file that can
	// be found again.
	if err := w.checkFiles(); err != nil {
		w.undone()
		return -1, err
	}
	if noted != nil {
		noted()
	}
	return -1, nil
}

// detectForeignWrites calls foreign if another process has written since the last transaction.
func (w *writer) detectForeignWrites(ctx context.Context) error {
	var version int64
	if err := w.tx.row(ctx, `PRAGMA data_version`).Scan(&version); err != nil {
		return fmt.Errorf("look for other writers: %w", err)
	}
	if version != w.version {
		w.version = version
		w.foreign()
	}
	return nil
}

// run makes one write and reports whether it succeeded.
func (j *write) run(ctx context.Context, t *statements) (ok bool) {
	defer func() {
		if p := recover(); p != nil {
			j.panicked, ok = p, false
		}
	}()
	j.err = j.do(ctx, t)
	return j.err == nil
}
