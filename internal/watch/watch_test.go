package watch

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

// watched runs folders and returns what tells of their changes.
func watched(t *testing.T, every time.Duration, blind bool, folders ...string) <-chan struct{} {
	t.Helper()
	f, err := New(folders)
	if err != nil {
		t.Fatal(err)
	}
	if blind {
		if err := f.watcher.Close(); err != nil {
			t.Fatal(err)
		}
		f.watcher = nil
	}
	f.every = every
	told := make(chan struct{}, 100)
	done := make(chan struct{})
	go func() {
		defer close(done)
		f.Run(t.Context(), func() { told <- struct{}{} })
	}()
	t.Cleanup(func() { <-done })
	return told
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o750); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func expect(t *testing.T, told <-chan struct{}, what string) {
	t.Helper()
	select {
	case <-told:
	case <-time.After(5 * time.Second):
		t.Fatalf("%s was not told", what)
	}
}

func expectNothing(t *testing.T, told <-chan struct{}, what string) {
	t.Helper()
	select {
	case <-told:
		t.Errorf("%s was told", what)
	case <-time.After(maxUnrest + 200*time.Millisecond):
	}
}

func TestFolders(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "own")
	write(t, filepath.Join(dir, "a.yaml"), "1")
	told := watched(t, time.Hour, false, dir)

	write(t, filepath.Join(dir, "a.yaml"), "12")
	expect(t, told, "a change")
	write(t, filepath.Join(dir, "b.yaml"), "1")
	expect(t, told, "a new file")
	if err := os.Rename(filepath.Join(dir, "b.yaml"), filepath.Join(dir, "c.yaml")); err != nil {
		t.Fatal(err)
	}
	expect(t, told, "another name")
	if err := os.Remove(filepath.Join(dir, "c.yaml")); err != nil {
		t.Fatal(err)
	}
	expect(t, told, "a removal")
	if err := os.Mkdir(filepath.Join(dir, "terms"), 0o750); err != nil {
		t.Fatal(err)
	}
	expect(t, told, "a new folder")
	write(t, filepath.Join(dir, "terms", "t.yaml"), "1")
	expect(t, told, "a file in a new folder")

	// Files that are written one after the other are one change, unless the machine is slow.
	for _, name := range []string{"1.yaml", "2.yaml", "3.yaml"} {
		write(t, filepath.Join(dir, name), "1")
	}
	expect(t, told, "several files")
	for settled := false; !settled; {
		select {
		case <-told:
		case <-time.After(maxUnrest + 400*time.Millisecond):
			settled = true
		}
	}

	write(t, filepath.Join(dir, ".a.yaml.swp"), "1")
	write(t, filepath.Join(dir, "notes.txt"), "1")
	if err := os.Chmod(filepath.Join(dir, "a.yaml"), 0o400); err != nil {
		t.Fatal(err)
	}
	expectNothing(t, told, "what is not read")
}

// As Kubernetes changes the files of a ConfigMap: what a link leads to becomes another folder.
func TestLinkedFiles(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write(t, filepath.Join(dir, "..one", "a.yaml"), "1")
	write(t, filepath.Join(dir, "..two", "a.yaml"), "12")
	for name, to := range map[string]string{"..data": "..one", "a.yaml": filepath.Join("..data", "a.yaml")} {
		if err := os.Symlink(to, filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	told := watched(t, time.Hour, false, dir)
	if err := os.Symlink("..two", filepath.Join(dir, "..new")); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(filepath.Join(dir, "..new"), filepath.Join(dir, "..data")); err != nil {
		t.Fatal(err)
	}
	expect(t, told, "another folder behind a link")
}

// A file system that tells nothing is looked at, and so is a folder that was made again.
func TestLook(t *testing.T) {
	t.Parallel()
	for name, blind := range map[string]bool{"told nothing": true, "made again": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join(t.TempDir(), "own")
			write(t, filepath.Join(dir, "a.yaml"), "1")
			told := watched(t, 100*time.Millisecond, blind, dir)
			if err := os.RemoveAll(dir); err != nil {
				t.Fatal(err)
			}
			expect(t, told, "that the folder is gone")
			write(t, filepath.Join(dir, "a.yaml"), "1234")
			expect(t, told, "that it is back")
			write(t, filepath.Join(dir, "a.yaml"), "123456")
			expect(t, told, "a change in it")
		})
	}
}

// What changes while a change is taken in is told after it.
func TestChangeMeanwhile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	f, err := New([]string{dir})
	if err != nil {
		t.Fatal(err)
	}
	calls := 0
	write(t, filepath.Join(dir, "a.yaml"), "1")
	f.check(func() {
		if calls++; calls == 1 {
			write(t, filepath.Join(dir, "a.yaml"), "12")
		}
	})
	if calls != 2 {
		t.Errorf("told %d times, want 2", calls)
	}
}
