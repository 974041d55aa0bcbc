package desk_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"aktivering/bot"
	"aktivering/bot/bottest"
	"aktivering/bot/content"
	"aktivering/bot/desk"
	"aktivering/bot/event"
	"aktivering/bot/port"
	"aktivering/bot/reply"
	"aktivering/internal/hours"
)

// The usual wait is a kind number above what three of four waited, of enough people, in hours of work.
func TestUsualWait(t *testing.T) {
	work, err := hours.Parse("man-fre 08-16", "Europe/Oslo")
	if err != nil {
		t.Fatal(err)
	}
	oslo, err := time.LoadLocation("Europe/Oslo")
	if err != nil {
		t.Fatal(err)
	}
	// A Wednesday.
	at := func(day, hour, minute int) time.Time { return time.Date(2026, 11, 25+day, hour, minute, 0, 0, oslo) }
	same := func(n int, wait time.Duration) (list []port.FirstAnswer) {
		for range n {
			list = append(list, port.FirstAnswer{Asked: at(0, 9, 0), Answered: at(0, 9, 0).Add(wait)})
		}
		return list
	}
	for name, c := range map[string]struct {
		hours   bot.Hours
		answers []port.FirstAnswer
		want    time.Duration
	}{
		"nobody":                  {nil, nil, 0},
		"too few":                 {nil, same(7, time.Minute), 0},
		"rounded up":              {nil, same(8, 6*time.Minute), 10 * time.Minute},
		"exactly":                 {nil, same(8, 10*time.Minute), 10 * time.Minute},
		"at once":                 {nil, same(8, 0), 5 * time.Minute},
		"three of four":           {nil, append(same(6, 4*time.Minute), same(2, 3*time.Hour)...), 5 * time.Minute},
		"more than one of four":   {nil, append(same(5, 4*time.Minute), same(3, 3*time.Hour)...), 3 * time.Hour},
		"days, always at work":    {nil, same(8, 30*time.Hour), 16 * time.Hour},
		"the next morning":        {work, eight(port.FirstAnswer{Asked: at(0, 15, 50), Answered: at(1, 8, 8)}), 20 * time.Minute},
		"asked in the evening":    {work, eight(port.FirstAnswer{Asked: at(0, 20, 0), Answered: at(1, 8, 12)}), 15 * time.Minute},
		"over a weekend":          {work, eight(port.FirstAnswer{Asked: at(2, 15, 0), Answered: at(5, 9, 30)}), 3 * time.Hour},
		"answered before opening": {work, eight(port.FirstAnswer{Asked: at(0, 20, 0), Answered: at(0, 21, 0)}), 5 * time.Minute},
		"a clock that went back":  {work, eight(port.FirstAnswer{Asked: at(0, 12, 0), Answered: at(0, 11, 0)}), 5 * time.Minute},
		"more than a workday":     {work, eight(port.FirstAnswer{Asked: at(0, 9, 0), Answered: at(1, 10, 0)}), 16 * time.Hour},
	} {
		d := bot.Desk{Hours: c.hours, Zone: oslo}
		var waits []time.Duration
		for _, a := range c.answers {
			waits = append(waits, d.Worked(a.Asked, a.Answered))
		}
		if got := desk.UsualWait(waits); got != c.want {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

// eight is the same answer eight times.
func eight(a port.FirstAnswer) []port.FirstAnswer { return slices.Repeat([]port.FirstAnswer{a}, 8) }

// Whoever asks for people is told the wait that was measured, once enough people have had an answer;
// again where they ask, and not while nobody is at work.
func TestWaitTold(t *testing.T) {
	work, err := hours.Parse("man-fre 08-16", "Europe/Oslo") // which is 07 to 15 UTC
	if err != nil {
		t.Fatal(err)
	}
	manager := bottest.Manager(t)
	manager.Desks = bot.Desks{{At: bottest.DeskAddress(), Hours: work, Zone: time.UTC}}
	w := bottest.New(manager, t.Fatalf)
	asks := func(person, text string) string {
		t.Helper()
		before := len(w.Adapters["chat"].Shown)
		var ev event.Event = event.Started{}
		if text != "" {
			ev = event.Message{Text: text, Addressed: true}
		}
		w.Happens(bottest.PlaceOf(person), person, ev)
		var told []string
		for _, m := range w.Adapters["chat"].Shown[before:] {
			for _, b := range m.Reply.Blocks {
				told = append(told, reply.Plain(b.(content.Paragraph).Spans)) //nolint:forcetypeassert // they are
			}
		}
		return strings.Join(told, " ")
	}
	for n := range 8 {
		person := "Person" + strconv.Itoa(n)
		if told := asks(person, "snakk med et menneske"); strings.Contains(told, "Vanligvis") {
			t.Fatalf("after %d answers: %s", n, told)
		}
		w.Pass(7 * time.Minute)
		thread := w.Conversation(bot.Ref{Address: bottest.PlaceOf(person), Person: person}).Case.Thread
		w.Happens(thread, "Bente", event.Message{Text: "svar: hei", InThread: true})
		w.Happens(thread, "Bente", event.Message{Text: "lukk: løst", InThread: true})
	}
	const usual = "Vanligvis svarer de innen 10 minutter."
	if told := asks("Kari", "snakk med et menneske"); !strings.Contains(told, usual) {
		t.Errorf("Kari is told: %s", told)
	}
	if told := asks("Kari", ""); !strings.Contains(told, "Du er først i køen. Saksnummeret ditt er 9. "+usual) {
		t.Errorf("Kari is told where she is: %s", told)
	}
	w.Pass(w.Now.Truncate(24 * time.Hour).Add(14*time.Hour + 55*time.Minute).Sub(w.Now))
	if told := asks("Per", "snakk med et menneske"); strings.Contains(told, usual) || !strings.Contains(told, "De stenger snart. Rekker de det ikke før det, er de tilbake") {
		t.Errorf("Per is told at five to four: %s", told)
	}
	w.Pass(time.Hour)
	told := asks("Ida", "snakk med et menneske")
	if strings.Contains(told, "Vanligvis") || !strings.Contains(told, "er stengt akkurat nå") {
		t.Errorf("Ida is told in the evening: %s", told)
	}
	if told := asks("Ida", ""); !strings.Contains(told, "Brukerstøtten er stengt nå og er tilbake") {
		t.Errorf("Ida asks again: %s", told)
	}
}
