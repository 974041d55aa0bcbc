package app

import (
	"encoding/json"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"aktivering/bot"
	"aktivering/bot/event"
	"aktivering/internal/settings"
	"aktivering/internal/store/sqlite"
	"aktivering/internal/store/storetest"
)

// filled is a database in which one person has said something.
func filled(t *testing.T) settings.Database {
	t.Helper()
	path := filepath.Join(t.TempDir(), "a.db")
	s, err := sqlite.Open(t.Context(), path, sqlite.Options{Now: time.Now, Log: zerolog.Nop()})
	if err != nil {
		t.Fatal(err)
	}
	in := event.Inbound{At: time.Now(), From: bot.Address{Platform: "slack", Channel: "C1"}, Person: event.Person{ID: "U1"}, Event: event.Message{Text: "kanarifugl"}}
	err = storetest.Decide(t.Context(), s, in, func(c bot.Conversation) (bot.Conversation, []bot.Effect) {
		c.Turn++
		c.Name = "Kari Nordmann"
		return c, nil
	})
	if err := errors.Join(err, s.Close()); err != nil {
		t.Fatal(err)
	}
	return settings.Database(path)
}

// run carries a command out and returns what it prints.
func run(t *testing.T, do func(*App) error) string {
	t.Helper()
	var out strings.Builder
	if err := do(&App{Out: &out, Log: zerolog.Nop(), Now: time.Now}); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// An administrator finds a person, hands out what is kept, and erases it when they say so twice.
func TestPersonsData(t *testing.T) {
	t.Parallel()
	db := filled(t)
	found := run(t, func(a *App) error { return a.FindPerson(t.Context(), FindOptions{Database: db, What: "nordmann"}) })
	if !strings.Contains(found, "slack:U1") || !strings.Contains(found, "Kari Nordmann") {
		t.Errorf("found\n%s", found)
	}
	person := PersonOptions{Database: db, Person: "slack:U1"}
	var exported ExportedPerson
	export := func() string { return run(t, func(a *App) error { return a.ExportPerson(t.Context(), person) }) }
	if err := json.Unmarshal([]byte(export()), &exported); err != nil {
		t.Fatal(err)
	}
	if len(exported.Conversations) != 1 || exported.Conversations[0].Transcript[0].Text != "kanarifugl" || exported.Conversations[0].Remembered.Name != "Kari Nordmann" {
		t.Errorf("exported %+v", exported)
	}
	forget := func(yes bool) string {
		return run(t, func(a *App) error { return a.ForgetPerson(t.Context(), ForgetOptions{PersonOptions: person, Yes: yes}) })
	}
	if said := forget(false); !strings.Contains(said, "1 conversation and 0 cases of slack:U1 would be erased") || !strings.Contains(export(), "kanarifugl") {
		t.Errorf("without --yes: %s", said)
	}
	if said := forget(true); !strings.Contains(said, "1 conversation and 0 cases of slack:U1 erased") || strings.Contains(export(), "kanarifugl") {
		t.Errorf("with --yes: %s\n%s", said, export())
	}
	if said := forget(true); !strings.Contains(said, "Nothing is kept of slack:U1") {
		t.Errorf("again: %s", said)
	}
	err := new(App).ExportPerson(t.Context(), PersonOptions{Database: db, Person: "U1"})
	if _, usage := errors.AsType[*UsageError](err); !usage {
		t.Errorf("without a platform: %v", err)
	}
}

// A backup can be restored, and old data pruned.
func TestBackupAndPrune(t *testing.T) {
	t.Parallel()
	db := filled(t)
	file := filepath.Join(t.TempDir(), "backup.db")
	backup := BackupOptions{Database: db, File: file}
	run(t, func(a *App) error { return a.Backup(t.Context(), backup) })
	pruned := run(t, func(a *App) error {
		a.Now = func() time.Time { return time.Now().Add(400 * 24 * time.Hour) }
		return a.Prune(t.Context(), PruneOptions{Database: db, Keep: settings.Keep{Transcripts: settings.Age(365 * 24 * time.Hour)}})
	})
	if pruned != "Removed: 1 conversation, 0 cases, 1 line of transcripts, 0 effects.\n" {
		t.Errorf("pruned: %s", pruned)
	}
	restored := run(t, func(a *App) error { return a.Restore(t.Context(), RestoreOptions{backup}) })
	if !strings.Contains(restored, "is kept as "+string(db)+".before-") || !strings.Contains(restored, "restored: 1 conversation.") {
		t.Errorf("restored: %s", restored)
	}
}
