package app

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"aktivering/bot"
	"aktivering/bot/desk"
	"aktivering/internal/settings"
)

// command carries out what an administrator does about cases, and returns what it prints.
func (h *handoffs) command(do func(a *App, o CasesOptions) error, numbers ...int) string {
	h.Helper()
	var out strings.Builder
	a := &App{Out: &out, Log: zerolog.Nop(), Now: time.Now}
	if err := do(a, h.cases(numbers...)); err != nil {
		h.Fatal(err)
	}
	return out.String()
}

// cases name cases by their numbers, with the settings of serve.
func (h *handoffs) cases(numbers ...int) CasesOptions {
	return CasesOptions{
		Database: h.serving.Database, Desk: h.serving.Desk, Numbers: numbers,
		Served: settings.Platforms{SlackToken: h.serving.Slack.Token, DiscordToken: h.serving.Discord.Token},
	}
}

// A desk that is moved to another platform takes its open cases with it, when the administrator
// says so: the start tells of them, and whoever goes on in the old thread is told.
func TestDeskMoves(t *testing.T) {
	t.Parallel()
	h := newHandoffs(t, "slack")
	old := h.asks()
	h.desk.writes("Bente", old.id, "svar: svar1 her")
	h.sees(h.persons, "svar1 her")
	h.p.end()

	h.serving.Desk = settings.Desk{}
	h.discord.set(&h.serving, true)
	h.start()
	for _, want := range []string{"1 open case is not at the desk: #1; aktivering data cases move", "open cases are not at the desk"} {
		if !strings.Contains(h.p.out.String(), want) {
			t.Errorf("the start does not say %q:\n%s", want, h.p.out)
		}
	}
	list := func(a *App, o CasesOptions) error { return a.ListCases(h.Context(), CaseListOptions{CasesOptions: o}) }
	move := func(a *App, o CasesOptions) error { return a.MoveCases(h.Context(), o) }
	if got := h.command(list); !strings.Contains(got, "#1") || !strings.Contains(got, "not at the desk") {
		t.Errorf("listed as\n%s", got)
	}
	if got := h.command(move); got != "#1 goes to the desk; the bot that serves posts its card there.\n" {
		t.Errorf("the command says %s", got)
	}
	card := h.sees(h.discord, "Ny sak #1")
	h.sees(h.discord, "Kari trenger hjelp") // in the thread, where what was said stands already
	h.sees(h.slack, "er flyttet til en annen kanal")
	h.sees(h.persons, "tilbake i køen") // Bente is not there
	h.slack.writes("Bente", old.id, "svar: svar2 borte")
	h.sees(h.slack, "kommer ikke fram. Fortsett i tråden")
	h.discord.writes("Mona", card.id, "svar: svar3 der")
	h.sees(h.persons, "svar3 der")
	for _, m := range h.persons.shown() {
		if strings.Contains(m.now, "svar2 borte") {
			t.Errorf("the person is shown %s", m.now)
		}
	}
	if got := h.command(move); got != "All open cases are at the desk.\n" {
		t.Errorf("the command says %s", got)
	}
	if got := h.command(move, 1); got != "#1 is at the desk already.\n" {
		t.Errorf("the command says %s", got)
	}
	h.p.end()
}

// Cases of a desk that is no more go back to the bot, and the person is told.
func TestDeskIsRemoved(t *testing.T) {
	t.Parallel()
	h := newHandoffs(t, "slack")
	h.persons.says("Kari", "snakk med et menneske")
	old := h.sees(h.desk, "Ny sak #1")
	h.p.end()
	h.serving.Desk = settings.Desk{Timezone: "Europe/Oslo"}
	h.start()
	if want := "1 open case is not at the desk: #1; set DESK again, or aktivering data cases return"; !strings.Contains(h.p.out.String(), want) {
		t.Errorf("the start does not say %q:\n%s", want, h.p.out)
	}
	h.command(func(a *App, o CasesOptions) error {
		o.Served = settings.Platforms{SlackToken: "xoxb"}
		if err := a.MoveCases(h.Context(), o); err == nil || !strings.Contains(err.Error(), "DESK is not set") {
			t.Errorf("moved to no desk: %v", err)
		}
		return nil
	})
	if got := h.command(func(a *App, o CasesOptions) error { return a.ReturnCases(h.Context(), EndOptions{CasesOptions: o}) }); got != "#1 is closed, and the bot that serves tells the person.\n" {
		t.Errorf("the command says %s", got)
	}
	h.sees(h.persons, "Brukerstøtten kan ikke ta saken din lenger")
	h.sees(h.slack, "Her tas det ikke lenger imot saker.")
	h.slack.writes("Bente", old.id, "svar: hei")
	h.sees(h.slack, "så det du gjør her, kommer ikke fram")
	h.p.end()
}

// An operator lists the cases that they ask for, and ends them whoever has them: the person and the
// agents are told.
func TestCasesAreEnded(t *testing.T) {
	t.Parallel()
	h := newHandoffs(t, "slack")
	first := h.asks()
	h.desk.writes("Bente", first.id, "svar: svar1 her")
	h.sees(h.persons, "svar1 her")
	list := func(o CaseListOptions) string {
		return h.command(func(a *App, c CasesOptions) error {
			o.CasesOptions = c
			return a.ListCases(h.Context(), o)
		})
	}
	for name, c := range map[string]struct {
		o    CaseListOptions
		want bool
	}{
		"open":          {CaseListOptions{}, true},
		"claimed":       {CaseListOptions{State: "claimed"}, true},
		"queued":        {CaseListOptions{State: "queued"}, false},
		"all":           {CaseListOptions{State: "all", Newest: true}, true},
		"her agent":     {CaseListOptions{Agent: "bent"}, true},
		"other agent":   {CaseListOptions{Agent: "Mona"}, false},
		"person":        {CaseListOptions{Person: "kari"}, true},
		"other person":  {CaseListOptions{Person: "Ola"}, false},
		"not so old":    {CaseListOptions{Older: settings.Age(time.Hour)}, false},
		"JSON":          {CaseListOptions{JSON: true}, true},
		"other as JSON": {CaseListOptions{JSON: true, Agent: "Mona"}, false},
	} {
		got := list(c.o)
		if shown := strings.Contains(got, "#1") || strings.Contains(got, `"number":1,"state":"claimed"`); shown != c.want || c.o.JSON && !c.want && got != "" {
			t.Errorf("%s: listed as\n%s", name, got)
		}
	}
	end := func(reason bot.Closing) string {
		return h.command(func(a *App, c CasesOptions) error {
			return a.CloseCases(h.Context(), CloseOptions{Database: c.Database, Desk: c.Desk, Served: c.Served, Numbers: []int{1}, Reason: reason, Text: "maskinen er byttet"})
		})
	}
	if got := end(bot.ClosedNotOurs); got != "#1 is closed, and the bot that serves tells the person.\n" {
		t.Errorf("the command says %s", got)
	}
	h.sees(h.persons, "Brukerstøtten har lukket saken din: maskinen er byttet")
	h.sees(h.desk, "Administrator har lukket saken")
	if got := end(bot.ClosedNotOurs); got != "#1 was left as it is: it is closed already.\n" {
		t.Errorf("the command says %s", got)
	}
	if got := list(CaseListOptions{State: "closed"}); !strings.Contains(got, "#1") {
		t.Errorf("listed as\n%s", got)
	}

	h.persons.says("Ola", "snakk med et menneske")
	h.sees(h.desk, "Ny sak #2")
	got := h.command(func(a *App, c CasesOptions) error {
		return a.ReturnCases(h.Context(), EndOptions{CasesOptions: c, As: "Siv"})
	}, 2)
	if got != "#2 is closed, and the bot that serves tells the person.\n" {
		t.Errorf("the command says %s", got)
	}
	h.sees(h.persons, "Brukerstøtten har gitt samtalen tilbake til meg")
	h.p.end()
}

// The desk in the browser, which needs no setting, is the desk of these commands too.
func TestCasesOfTheDeskWithoutSettings(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		served settings.Platforms
		want   bot.Platform
	}{
		"nothing is set up": {settings.Platforms{}, settings.OnWeb},
		"Slack is":          {settings.Platforms{SlackToken: "xoxb-1"}, ""},
		"Discord is":        {settings.Platforms{DiscordToken: "1"}, ""},
	} {
		if got := c.served.DeskOrDefault(settings.Desk{}).Platform; got != c.want {
			t.Errorf("%s: the desk is on %q", name, got)
		}
		if got := c.served.DeskOrDefault(settings.Desk{Platform: settings.Nowhere}).Platform; got != settings.Nowhere {
			t.Errorf("%s, DESK=none: the desk is on %q", name, got)
		}
	}
	var named []bot.Closing
	f, _ := reflect.TypeFor[CloseOptions]().FieldByName("Reason")
	for name := range strings.SplitSeq(f.Tag.Get("enum"), ",") {
		named = append(named, bot.Closing(name))
	}
	if !slices.Equal(named, desk.Closings()) {
		t.Errorf("--reason can be %s, an agent can give %s", named, desk.Closings())
	}
}
