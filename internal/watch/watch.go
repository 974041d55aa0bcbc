// Package watch tells when the files of folders have changed, once they rest.
//
// What belongs here: to notice a change, and what a folder looks like. What a change means is
// for who asked.
package watch

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/fsnotify/fsnotify"
)

const (
	// rest is for how long nothing must happen before a change counts, and maxUnrest after what
	// time it counts in any case: several files are often written one after the other.
	rest      = 150 * time.Millisecond
	maxUnrest = 600 * time.Millisecond
	// lookEvery is how often the folders are looked at without being told: network file systems
	// tell nothing, and a folder that was removed and made again is another one.
	lookEvery = 5 * time.Second
	// maxFiles bounds the files that are looked at in one folder.
	maxFiles = 20_000
)

// Folders are watched, with the folders directly within them.
type Folders struct {
	names []string
	state uint64
	// watcher is nil where the system cannot tell of changes; then the folders are looked at.
	watcher *fsnotify.Watcher
	// every is how often they are looked at.
	every time.Duration
}

// New begins to watch folders: what changes from now on is told by Run. An error tells why the
// system cannot tell of changes; the folders are then looked at every few seconds.
func New(names []string) (*Folders, error) {
	f := &Folders{names: names, every: lookEvery}
	watcher, err := fsnotify.NewWatcher()
	if err != nil {
		f.state = f.look()
		return f, fmt.Errorf("watch: %w", err)
	}
	f.watcher = watcher
	err = f.add()
	f.state = f.look()
	return f, err
}

// add asks to be told of the folders, and of those within that are there now.
func (f *Folders) add() error {
	var failed []error
	for _, name := range f.names {
		// Adding a folder that is watched already changes nothing.
		if err := f.watcher.Add(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			failed = append(failed, fmt.Errorf("watch %s: %w", name, err))
		}
		entries, err := os.ReadDir(name)
		if err != nil {
			continue // whoever reads it is told so
		}
		for _, e := range entries {
			within := filepath.Join(name, e.Name())
			if info, err := os.Stat(within); err == nil && info.IsDir() {
				if err := f.watcher.Add(within); err != nil && !errors.Is(err, fs.ErrNotExist) {
					failed = append(failed, fmt.Errorf("watch %s: %w", within, err))
				}
			}
		}
	}
	return errors.Join(failed...)
}

// Close ends the watch. Run does so itself.
func (f *Folders) Close() {
	if f.watcher != nil {
		_ = f.watcher.Close() // nobody is told any more
	}
}

// Run calls changed each time that files have changed and rest now, until ctx ends. What changes
// while changed runs is told after it.
func (f *Folders) Run(ctx context.Context, changed func()) {
	var events chan fsnotify.Event
	var failures chan error
	defer f.Close()
	if f.watcher != nil {
		events, failures = f.watcher.Events, f.watcher.Errors
	}
	look := time.NewTicker(f.every)
	defer look.Stop()
	var unrest time.Time
	quiet := time.NewTimer(rest)
	quiet.Stop()
	defer quiet.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case e, open := <-events:
			if !open { // somebody else has ended the watch: the folders are looked at
				events = nil
			}
			if !open || e.Op == fsnotify.Chmod {
				continue
			}
			if unrest.IsZero() {
				unrest = time.Now()
			}
			quiet.Reset(max(0, min(rest, maxUnrest-time.Since(unrest))))
		case _, open := <-failures: // events may be lost, so that the folders are looked at
			if !open {
				failures = nil
			}
			quiet.Reset(0)
		case <-quiet.C:
			unrest = time.Time{}
			f.check(changed)
		case <-look.C:
			f.check(changed)
		}
	}
}

// check tells of a change, where there is one.
func (f *Folders) check(changed func()) {
	if f.watcher != nil {
		_ = f.add() // what cannot be watched is looked at
	}
	for {
		now := f.look()
		if now == f.state {
			return
		}
		f.state = now
		changed()
	}
}

// look returns a number that is another one when a file has changed.
func (f *Folders) look() uint64 {
	h := fnv.New64a()
	for _, name := range f.names {
		names, _ := filesOf(name)
		for _, file := range names {
			info, err := os.Stat(file) // what a link leads to may change too
			if err != nil {
				_, _ = fmt.Fprintln(h, file, "is not there")
				continue
			}
			if info.IsDir() {
				_, _ = fmt.Fprintln(h, file)
				continue
			}
			_, _ = fmt.Fprintln(h, file, info.Size(), info.ModTime().UnixNano())
		}
	}
	return h.Sum64()
}

// filesOf returns the names of what is in a folder and in those directly within it.
func filesOf(folder string) ([]string, error) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return []string{folder}, err
	}
	var names []string
	for _, e := range entries[:min(len(entries), maxFiles)] {
		name := filepath.Join(folder, e.Name())
		switch info, err := os.Stat(name); {
		case e.Name()[0] == '.': // of an editor, or of how the folder came there
		case err == nil && info.IsDir():
			within, err := os.ReadDir(name)
			if err != nil {
				continue
			}
			names = append(names, name)
			for _, w := range within[:min(len(within), maxFiles)] {
				if isKnowledge(w.Name()) {
					names = append(names, filepath.Join(name, w.Name()))
				}
			}
		case isKnowledge(e.Name()):
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names, nil
}

// isKnowledge reports a file that is read, or told of.
func isKnowledge(name string) bool {
	ext := filepath.Ext(name)
	return name[0] != '.' && (ext == ".yaml" || ext == ".yml")
}
