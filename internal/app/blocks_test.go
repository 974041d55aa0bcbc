package app

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"aktivering/bot"
	"aktivering/bot/bottest"
	"aktivering/bot/engine"
	"aktivering/internal/settings"
	"aktivering/internal/store/sqlite"
)

// blockedIn blocks somebody in a database.
func blockedIn(t *testing.T, db settings.Database, person, reason string) {
	t.Helper()
	l, err := db.Locate()
	if err != nil {
		t.Fatal(err)
	}
	s, err := sqlite.Open(t.Context(), l.Path, sqlite.Options{Now: time.Now, Log: zerolog.Nop()})
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	b := bot.Block{
		Person: person, Place: bot.Address{Platform: "slack", Channel: "C1"}, Name: "Kari Nordmann", Reason: reason,
		By: bot.Agent{ID: "U9", Name: "Bente"}, Case: 7, Since: now, Until: now.Add(bot.BlockFor),
	}
	err = engine.New(bottest.Manager(t), s).WithCases(s).ChangeBlock(t.Context(), "", b, now)
	if err := errors.Join(err, s.Close()); err != nil {
		t.Fatal(err)
	}
}

// An administrator sees who is blocked, and lifts a block by its number.
func TestDataBlocks(t *testing.T) {
	t.Parallel()
	db := filled(t)
	list := func(asJSON bool) string {
		return run(t, func(a *App) error { return a.ListBlocks(t.Context(), BlocksOptions{Database: db, JSON: asJSON}) })
	}
	var lifted strings.Builder
	lift := func(numbers ...int) error {
		a := &App{Out: &lifted, Log: zerolog.Nop(), Now: time.Now}
		return a.LiftBlocks(t.Context(), LiftOptions{Database: db, Numbers: numbers})
	}
	if said := list(false); said != "Nobody is blocked.\n" {
		t.Errorf("nobody: %s", said)
	}
	if said := list(true); said != "" {
		t.Errorf("nobody: %s", said)
	}
	blockedIn(t, db, "U1", "skjellsord \x1b[2J")
	blockedIn(t, db, "U2", "spam")
	said := list(false)
	for _, want := range []string{"#1", "slack:U1", "Kari Nordmann", "Bente", "skjellsord", "#2", "slack:U2", "spam"} {
		if !strings.Contains(said, want) {
			t.Errorf("no %q in\n%s", want, said)
		}
	}
	if strings.Contains(said, "\x1b") {
		t.Errorf("an escape is printed: %q", said)
	}
	var item BlockItem
	if err := json.Unmarshal([]byte(strings.Split(list(true), "\n")[1]), &item); err != nil || item.Number != 2 || item.Person != "slack:U2" || item.By != "U9" || item.Case != 7 || item.Until.Sub(item.Since) != bot.BlockFor {
		t.Errorf("%+v, %v", item, err)
	}
	err := lift(2, 3)
	if _, usage := errors.AsType[*UsageError](err); !usage || !strings.Contains(list(false), "#2") {
		t.Errorf("a number that is no block: %v\n%s", err, list(false))
	}
	if err := lift(2); err != nil || lifted.String() != "#2 is lifted.\n" || strings.Contains(list(false), "#2") || !strings.Contains(list(false), "#1") {
		t.Errorf("%v\n%s", err, list(false))
	}
}

// What is kept of a block is handed out, and forgetting the person leaves no more than the id.
func TestBlockOfPerson(t *testing.T) {
	t.Parallel()
	db := filled(t)
	blockedIn(t, db, "U1", "bokfink")
	person := PersonOptions{Database: db, Person: "slack:U1"}
	export := func() (p ExportedPerson) {
		t.Helper()
		said := run(t, func(a *App) error { return a.ExportPerson(t.Context(), person) })
		if err := json.Unmarshal([]byte(said), &p); err != nil {
			t.Fatal(err)
		}
		return p
	}
	forget := func(yes bool) string {
		return run(t, func(a *App) error { return a.ForgetPerson(t.Context(), ForgetOptions{PersonOptions: person, Yes: yes}) })
	}
	if b := export().Block; b == nil || b.Reason != "bokfink" || b.Name != "Kari Nordmann" || b.ByName != "Bente" {
		t.Errorf("exported %+v", b)
	}
	other := run(t, func(a *App) error {
		return a.ExportPerson(t.Context(), PersonOptions{Database: db, Person: "discord:U1"})
	})
	if strings.Contains(other, "bokfink") {
		t.Errorf("another person's export has it:\n%s", other)
	}
	forget(false)
	if b := export().Block; b == nil || b.Reason == "" {
		t.Errorf("without --yes, %+v is left", b)
	}
	if said := forget(true); !strings.Contains(said, "They remain blocked until") || !strings.Contains(said, "data blocks lift 1") {
		t.Errorf("forgotten: %s", said)
	}
	if b := export().Block; b == nil || b.Reason != "" || b.Name != "" || b.Case != 0 || b.Person != "slack:U1" {
		t.Errorf("%+v is left", b)
	}
	if said := forget(true); !strings.Contains(said, "Nothing is kept of slack:U1. They remain blocked") {
		t.Errorf("again: %s", said)
	}
}

// What a desk knows of an agent is handed out.
func TestAgentsData(t *testing.T) {
	t.Parallel()
	db := filled(t)
	l, err := db.Locate()
	if err != nil {
		t.Fatal(err)
	}
	s, err := sqlite.Open(t.Context(), l.Path, sqlite.Options{Now: time.Now, Log: zerolog.Nop()})
	if err != nil {
		t.Fatal(err)
	}
	m := bottest.Manager(t)
	m.Desks = bot.Desks{{At: bot.Address{Platform: "slack", Channel: "CDESK"}}}
	err = engine.New(m, s).WithCases(s).SeeAgent(t.Context(), "slack", bot.Agent{ID: "U9", Name: "Bente"}, time.Now())
	if err := errors.Join(err, s.Close()); err != nil {
		t.Fatal(err)
	}
	for person, want := range map[string]int{"slack:U9": 1, "discord:U9": 0, "slack:U8": 0} {
		var p ExportedPerson
		said := run(t, func(a *App) error { return a.ExportPerson(t.Context(), PersonOptions{Database: db, Person: person}) })
		if err := json.Unmarshal([]byte(said), &p); err != nil || len(p.Agent) != want || want > 0 && p.Agent[0].Name != "Bente" {
			t.Errorf("%s: %+v, %v", person, p.Agent, err)
		}
	}
}
