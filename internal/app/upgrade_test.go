package app

import (
	"cmp"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"testing"
	"time"

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
	h.serving = ServeOptions{Database: Database(cmp.Or(earlier.URL, earlier.Path)), HTTPAddr: "127.0.0.1:0", Grace: 2 * time.Second}
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
