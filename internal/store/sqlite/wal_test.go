package sqlite_test

import (
	"bytes"
	"database/sql"
	"os"
	"path/filepath"
	"testing"
	"time"

	"aktivering/bot"
	"aktivering/bot/event"
	"aktivering/internal/store/storetest"
)

// What is erased is soon no longer in the log either, also where nothing else happens; and
// somebody who reads meanwhile only puts it off.
func TestErasedBytesLeaveTheLog(t *testing.T) {
	t.Parallel()
	const canary = "kanarifugl"
	for _, test := range []struct {
		name    string
		event   event.Event
		reading bool
	}{
		{"removed", event.MessageDeleted{Message: "m1"}, false},
		{"changed", event.MessageEdited{Now: event.Message{Text: "now", Message: "m1"}}, false},
		{"while somebody reads", event.MessageDeleted{Message: "m1"}, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "a.db")
			s := open(t, path)
			t.Cleanup(func() {
				if err := s.Close(); err != nil {
					t.Error(err)
				}
			})
			take := func(key string, ev event.Event) {
				t.Helper()
				in := event.Inbound{Key: key, At: time.Unix(1, 0), From: bot.Address{Platform: "test", Channel: "c"}, Person: event.Person{ID: "p"}, Event: ev}
				err := storetest.Decide(t.Context(), s, in, func(c bot.Conversation) (bot.Conversation, []bot.Effect) {
					c.Turn++
					return c, nil
				})
				if err != nil {
					t.Fatal(err)
				}
			}
			stands := func() bool {
				t.Helper()
				log, err := os.ReadFile(path + "-wal")
				if err != nil {
					t.Fatal(err)
				}
				file, err := os.ReadFile(path)
				if err != nil {
					t.Fatal(err)
				}
				return bytes.Contains(log, []byte(canary)) || bytes.Contains(file, []byte(canary))
			}
			take("1", event.Message{Text: canary, Message: "m1"})
			if !stands() {
				t.Fatal("the words stand nowhere")
			}
			var reading *sql.Tx
			if test.reading {
				reading = reads(t, path)
			}
			take("2", test.event)
			if test.reading {
				if empty, err := s.EmptyLog(t.Context()); empty || err != nil {
					t.Fatalf("emptied: %v, %v", empty, err)
				}
				take("3", event.Message{Text: "more", Message: "m2"})
				if !stands() {
					t.Fatal("nobody reads")
				}
				if err := reading.Rollback(); err != nil {
					t.Fatal(err)
				}
			}
			for deadline := time.Now().Add(20 * time.Second); stands(); time.Sleep(20 * time.Millisecond) {
				if time.Now().After(deadline) {
					t.Fatal("the words stand in the log still")
				}
			}
			take("4", event.Message{Text: "later", Message: "m3"}) // and it goes on
		})
	}
}

// What a process that was killed has left in the log leaves it at the next start.
func TestErasedBytesLeaveTheLogOfTheKilled(t *testing.T) {
	t.Parallel()
	const canary = "kanarifugl"
	path, killed := filepath.Join(t.TempDir(), "a.db"), filepath.Join(t.TempDir(), "b.db")
	s := open(t, path)
	reads(t, path) // so that it is not emptied here
	for _, ev := range []event.Event{event.Message{Text: canary, Message: "m1"}, event.MessageDeleted{Message: "m1"}} {
		in := event.Inbound{At: time.Unix(1, 0), From: bot.Address{Platform: "test", Channel: "c"}, Person: event.Person{ID: "p"}, Event: ev}
		err := storetest.Decide(t.Context(), s, in, func(c bot.Conversation) (bot.Conversation, []bot.Effect) {
			c.Turn++
			return c, nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	var log []byte
	for _, end := range []string{"", "-wal"} {
		data, err := os.ReadFile(path + end)
		if err == nil {
			err = os.WriteFile(killed+end, data, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
		log = data
	}
	if !bytes.Contains(log, []byte(canary)) {
		t.Fatal("the log does not hold the words")
	}
	next := open(t, killed)
	for _, s := range []interface{ Close() error }{s, next} {
		t.Cleanup(func() {
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		log, err := os.ReadFile(killed + "-wal")
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Contains(log, []byte(canary)) {
			return
		}
		if time.Now().After(deadline) {
			t.Fatal("the words stand in the log still")
		}
	}
}

// reads begins to read, as somebody does who makes a copy.
func reads(t *testing.T, path string) *sql.Tx {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+path+"?mode=ro")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	tx, err := db.BeginTx(t.Context(), &sql.TxOptions{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	var n int
	if err := tx.QueryRowContext(t.Context(), `SELECT count(*) FROM heard`).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return tx
}
