package app

import (
	"cmp"
	"encoding/json"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"aktivering/bot"
	"aktivering/bot/caselist"
	"aktivering/internal/settings"
	"aktivering/internal/store/storetest"
)

// A database that an earlier version has written goes on as if nothing had been: what
// waits is delivered once, cases, buttons, questions and timers work, and what was
// said before can be changed.
func TestUpgrade(t *testing.T) {
	t.Parallel()
	for commit, databases := range map[string]map[string]func(*testing.T, string) *storetest.Earlier{
		"b58d0bf": {"sqlite": storetest.EarlierSQLite, "postgres": storetest.EarlierPostgres},
	} {
		for kind, open := range databases {
			t.Run(commit+" "+kind, func(t *testing.T) {
				t.Parallel()
				upgrade(t, commit, kind, open(t, commit))
			})
		}
	}
}

func upgrade(t *testing.T, commit, kind string, earlier *storetest.Earlier) {
	h := &handoffs{T: t, discord: newGuild(t)}
	h.slack = newWorkspace(t, h.at)
	h.persons, h.desk = h.discord, h.slack
	was := playedBefore(t, commit, kind)
	was.Discord.into(t, &h.discord.number, &h.discord.kept, h.discord.wrote)
	was.Slack.into(t, &h.slack.number, &h.slack.kept, h.slack.wrote)
	h.serving = settings.Serve{Database: settings.Database(cmp.Or(earlier.URL, earlier.Path)), HTTPAddr: "127.0.0.1:0", Grace: 2 * time.Second}
	h.persons.set(&h.serving, false)
	h.desk.set(&h.serving, true)
	h.start()

	// What waited.
	h.sees(h.persons, "0xC004F034")
	h.sees(h.persons, "svar2 der")
	card := h.sees(h.desk, "ak #1")
	h.sees(h.desk, "ord2 fra meg")
	// A case goes on, and what was said before can be changed and removed.
	h.persons.says("Kari", "ord3 fra meg")
	h.sees(h.desk, "ord3 fra meg")
	h.desk.writes("Bente", card.id, "svar: svar3 her")
	h.sees(h.persons, "svar3 her")
	h.persons.edits(was.Discord.saying(t, "ord1 fra meg"), "rettet1 fra meg")
	h.sees(h.desk, "rettet1 fra meg")
	h.desk.edits(was.Slack.saying(t, "svar: svar1 her"), "svar: rettet1 her")
	h.sees(h.persons, "rettet1 her")
	h.desk.presses("Bente", h.sees(h.desk, "ak #1"), "release")
	h.sees(h.persons, "Saken din er tilbake i køen")
	// Buttons and questions from before.
	h.desk.presses("Mona", h.sees(h.desk, "Ny sak #2"), "claim")
	h.sees(h.persons, "Mona har tatt saken din")
	h.persons.says("Per", "windows 10")
	h.sees(h.persons, "Har du en produktnøkkel")
	// Liv said that she would try.
	earlier.Ring(t, h.discord.user("Liv")["id"].(string))
	h.sees(h.persons, "Fikk du prøvd det")

	h.once(h.persons, "svar1 her", "svar2 der", "svar3 her", "Fikk du prøvd det")
	h.once(h.desk, "ord1 fra meg", "ord2 fra meg", "ord3 fra meg")
	h.p.end()
	h.lists()
}

// lists fails unless the cases are listed, and found by what was said before and after.
func (h *handoffs) lists() {
	h.Helper()
	app := &App{Out: io.Discard, Log: zerolog.Nop(), Now: time.Now}
	s, err := app.open(h.Context(), h.serving.Database)
	if err != nil {
		h.Fatal(err)
	}
	defer func() { _ = s.Close() }() // what is read tells
	numbers := func(cases []caselist.Summary) (list []int) {
		for _, c := range cases {
			list = append(list, c.Number)
		}
		return list
	}
	for _, f := range []caselist.Filter{{}, {Code: 0xC004C003}, {States: []bot.CaseState{bot.CaseQueued}}} {
		want := []int{2, 1}
		switch {
		case f.Code != 0: // Mona has case 2
			want = []int{2}
		case len(f.States) > 0: // Bente has given case 1 back
			want = []int{1}
		}
		if cases, _, err := s.ListCases(h.Context(), f, caselist.Page{}); err != nil || !slices.Equal(numbers(cases), want) {
			h.Errorf("%+v lists %v, want %v; %v", f, numbers(cases), want, err)
		}
	}
	for query, want := range map[string][]int{"0xC004F213": {1}, "kari ord3": {1}, "rettet1": {1}, "svar3": {1}, "ord1": nil, "mona": {2}, "menneske": {2, 1}} {
		hits, _, err := s.Search(h.Context(), query, caselist.Filter{}, caselist.Page{})
		var got []int
		for _, hit := range hits {
			got = append(got, hit.Number)
		}
		if err != nil || !slices.Equal(got, want) {
			h.Errorf("%q finds %v, want %v; %v", query, got, want, err)
		}
	}
}

// before is what a platform had shown and taken in when the database was written.
type before struct {
	Number int
	Shown  []struct {
		ID, Thread, First, Now string
		Desk                   bool
		Body                   any
	}
	Wrote map[string]map[string]any
}

func playedBefore(t *testing.T, commit, kind string) (was struct{ Discord, Slack before }) {
	t.Helper()
	body, err := os.ReadFile(filepath.Join("testdata", commit, kind+".json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(body, &was); err != nil {
		t.Fatal(err)
	}
	return was
}

// into lets a platform go on from there.
func (b *before) into(t *testing.T, number *int, kept *[]message, wrote map[string]map[string]any) {
	t.Helper()
	*number = b.Number
	maps.Copy(wrote, b.Wrote)
	for _, m := range b.Shown {
		*kept = append(*kept, message{id: m.ID, thread: m.Thread, desk: m.Desk, first: m.First, now: m.Now, body: m.Body})
	}
}

// saying is the id of a message that somebody wrote.
func (b *before) saying(t *testing.T, text string) string {
	t.Helper()
	for id, m := range b.Wrote {
		if m["content"] == text || m["text"] == text {
			return id
		}
	}
	t.Fatalf("nobody wrote %q", text)
	return ""
}
