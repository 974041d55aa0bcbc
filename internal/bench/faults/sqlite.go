package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"

	_ "modernc.org/sqlite" // the driver "sqlite"
)

func sqliteFaults() []fault {
	return []fault{
		{
			"sqlite-full",
			"SQLite on a disk of 24 MB, which is filled for 20 s" + meanwhile,
			diskFull,
		},
		{
			"sqlite-locked",
			"another process holds SQLite's lock (BEGIN EXCLUSIVE) for 30 s" + meanwhile,
			locked,
		},
		{
			"sqlite-deleted",
			"SQLite's file is deleted while it is served; 60 people go on writing for 20 s",
			deleted,
		},
	}
}

// diskSize is how large the disk is that is filled.
const diskSize = "24m"

func diskFull(ctx context.Context, b *bench) (f figures, err error) {
	disk := filepath.Join(b.folder, "disk")
	if err := os.Mkdir(disk, 0o750); err != nil {
		return f, err
	}
	if out, err := exec.CommandContext(ctx, "mount", "-t", "tmpfs", "-o", "size="+diskSize, "faults", disk).CombinedOutput(); err != nil { //nolint:gosec // a folder that we made
		return f, skip(fmt.Sprintf("a small disk cannot be mounted: %v %s", err, out))
	}
	b.cleanup(func() error { return exec.Command("umount", "-l", disk).Run() }) //nolint:gosec,noctx // as above; it takes no time
	filler := filepath.Join(disk, "filler")
	return b.breakStore(ctx, broken{
		database: filepath.Join(disk, "bot.db"), lasts: 20 * time.Second,
		begin: func(context.Context) error { return fill(filler) },
		mend:  func(context.Context) error { return os.Remove(filler) },
	})
}

// fill writes a file until the disk has no room.
func fill(name string) (err error) {
	file, err := os.Create(name)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	for size := 1 << 20; size > 0; {
		if _, err := file.Write(make([]byte, size)); err == nil {
			continue
		} else if !errors.Is(err, syscall.ENOSPC) {
			return err
		}
		size /= 2
	}
	return nil
}

func locked(ctx context.Context, b *bench) (f figures, err error) {
	database := filepath.Join(b.folder, "bot.db")
	begin, mend, err := b.locking(database)
	if err != nil {
		return f, err
	}
	return b.breakStore(ctx, broken{database: database, lasts: 30 * time.Second, begin: begin, mend: mend})
}

// locking returns what takes and gives back the lock of a database that is there by
// then.
func (b *bench) locking(database string) (begin, mend func(context.Context) error, err error) {
	db, err := sql.Open("sqlite", "file:"+database+"?_pragma=busy_timeout(10000)")
	if err != nil {
		return nil, nil, err
	}
	b.cleanup(db.Close)
	var held *sql.Conn
	begin = func(ctx context.Context) (err error) {
		if held, err = db.Conn(ctx); err != nil {
			return err
		}
		_, err = held.ExecContext(ctx, "BEGIN EXCLUSIVE")
		return err
	}
	mend = func(ctx context.Context) error {
		_, err := held.ExecContext(ctx, "ROLLBACK")
		return errors.Join(err, held.Close())
	}
	return begin, mend, nil
}

func deleted(ctx context.Context, b *bench) (f figures, err error) {
	r, err := b.newRooms(0)
	if err != nil {
		return f, err
	}
	database := filepath.Join(b.folder, "bot.db")
	p, err := b.talking(ctx, database, r)
	if err != nil {
		return f, err
	}
	c := newCrowd(r, p.at)
	w := b.watching(ctx, p.path("/readyz"))
	for range 10 {
		c.sendUntilAcked(ctx, c.code())
	}
	before := c.caughtUp(ctx, time.Now(), 10*time.Second)
	f.want(before != never, "not answered before the fault")
	files, err := filepath.Glob(database + "*")
	if err != nil {
		return f, err
	}
	for _, name := range files {
		if err := os.Remove(name); err != nil {
			return f, err
		}
	}
	began := time.Now()
	c.mu.Lock()
	clear(c.words)
	c.mu.Unlock()
	var words []*word
	for range b.scaled(60) {
		words = append(words, c.code())
	}
	trying, cancel := context.WithTimeout(ctx, b.lasting(20*time.Second))
	defer cancel()
	c.each(trying, words, 10, func(w *word) {
		c.send(trying, w)
		pause(trying, time.Second)
	})
	<-trying.Done()
	f.count(b.log, c, &r.sights)
	f.Lost = f.Acknowledged // nobody can read them any more
	f.Recovered, f.Caught = none, none
	f.want(f.Acknowledged == 0, "%d acknowledged that are kept nowhere", f.Acknowledged)
	f.readiness(w, began, time.Now())
	return f, p.measured(&f)
}
