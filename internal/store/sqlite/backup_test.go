package sqlite_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
	"time"

	"aktivering/bot"
	"aktivering/bot/event"
	"aktivering/internal/store"
	"aktivering/internal/store/sqlite"
	"aktivering/internal/store/storetest"
)

// A backup is made while others write, and is a database as it was at one moment.
func TestBackupWhileServing(t *testing.T) {
	dir := t.TempDir()
	path, copied := filepath.Join(dir, "a.db"), filepath.Join(dir, "b.db")
	s := open(t, path)
	at := bot.Address{Platform: "test", Channel: "c"}
	take := func(n int) error {
		in := event.Inbound{Key: strconv.Itoa(n), At: time.Unix(1, 0), From: at, Person: event.Person{ID: "p"}, Event: event.Message{Text: "x"}}
		return storetest.Decide(context.WithoutCancel(t.Context()), s, in, func(c bot.Conversation) (bot.Conversation, []bot.Effect) {
			c.Turn++
			return c, nil
		})
	}
	if err := take(0); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	var writing sync.WaitGroup
	writing.Go(func() {
		for n := 1; ; n++ {
			select {
			case <-ended:
				return
			default:
				if err := take(n); err != nil {
					t.Error(err)
					return
				}
			}
		}
	})
	if err := s.Backup(t.Context(), copied); err != nil {
		t.Fatal(err)
	}
	close(ended)
	writing.Wait()
	if info, err := os.Stat(copied); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the backup has the mode %v, %v", info.Mode(), err)
	}
	if err := s.Backup(t.Context(), copied); err == nil {
		t.Error("a file that is there is overwritten")
	}
	if err := sqlite.Verify(t.Context(), copied); err != nil {
		t.Fatal(err)
	}
	b := open(t, copied)
	ref := bot.Ref{Address: at, Person: "p"}
	c, err := b.Conversation(t.Context(), ref)
	if err != nil || c.Turn == 0 {
		t.Fatalf("the backup is at turn %d, %v", c.Turn, err)
	}
	entries, err := b.Transcript(t.Context(), ref)
	if err != nil || len(entries) != c.Turn {
		t.Errorf("the backup has %d lines of %d turns, %v", len(entries), c.Turn, err)
	}
}

// A backup takes the place of a database that nobody serves from, which is kept.
func TestRestore(t *testing.T) {
	dir := t.TempDir()
	path, copied, kept := filepath.Join(dir, "a.db"), filepath.Join(dir, "b.db"), filepath.Join(dir, "old.db")
	s := open(t, path)
	say := func(s *sqlite.Store, person string) {
		t.Helper()
		in := event.Inbound{At: time.Unix(1, 0), From: bot.Address{Platform: "test", Channel: "c"}, Person: event.Person{ID: person}, Event: event.Message{Text: "x"}}
		if err := storetest.Decide(t.Context(), s, in, func(c bot.Conversation) (bot.Conversation, []bot.Effect) { c.Turn++; return c, nil }); err != nil {
			t.Fatal(err)
		}
	}
	say(s, "p")
	if err := s.Backup(t.Context(), copied); err != nil {
		t.Fatal(err)
	}
	say(s, "q")
	if err := s.LockExclusive(); err != nil {
		t.Fatal(err)
	}
	if _, err := sqlite.Restore(t.Context(), copied, path, kept); err == nil {
		t.Error("restored while the bot serves")
	} else if _, busy := errors.AsType[*store.BusyError](err); !busy {
		t.Errorf("restored while the bot serves: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if name, err := sqlite.Restore(t.Context(), copied, path, kept); err != nil || name != kept {
		t.Fatalf("restored, the old one as %q, %v", name, err)
	}
	for file, people := range map[string]int{path: 1, kept: 2} {
		if counts, err := open(t, file).Counts(t.Context()); err != nil || counts.Conversations != people {
			t.Errorf("%s holds %d conversations, %v, want %d", filepath.Base(file), counts.Conversations, err, people)
		}
	}
	if name, err := sqlite.Restore(t.Context(), copied, filepath.Join(dir, "new.db"), kept); err != nil || name != "" {
		t.Errorf("restored where there was none: %q, %v", name, err)
	}
}

// What is no backup is refused, and the database stays.
func TestRestoreRefuses(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a.db")
	if err := open(t, path).Close(); err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	text, cut := filepath.Join(dir, "text"), filepath.Join(dir, "cut")
	if err := errors.Join(os.WriteFile(text, []byte("not a database, only a text that is long enough"), 0o600), os.WriteFile(cut, before[:len(before)/2], 0o600)); err != nil {
		t.Fatal(err)
	}
	for _, backup := range []string{text, cut, filepath.Join(dir, "missing")} {
		if _, err := sqlite.Restore(t.Context(), backup, path, path+".old"); err == nil {
			t.Errorf("%s was restored", filepath.Base(backup))
		}
	}
	if after, err := os.ReadFile(path); err != nil || !bytes.Equal(before, after) {
		t.Errorf("the database has changed, %v", err)
	}
}
