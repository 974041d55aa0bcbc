package engine_test

import (
	"strings"
	"testing"
	"time"

	"aktivering/bot"
	"aktivering/bot/bottest"
	"aktivering/bot/event"
)

// A case can be given to whoever works at the desk, also before they have had one: who wrote in its
// channel, who pressed a button there, and who signed in to its pages.
func TestAssignToSeen(t *testing.T) {
	person := func(id, name string) event.Person { return event.Person{ID: id, Name: name} }
	at := bottest.DeskAddress()
	signIn := func(id, name string) func(b *blocking) {
		return func(b *blocking) {
			if err := b.Engine.SeeAgent(b.Context(), "web", bot.Agent{ID: id, Name: name}, b.Now); err != nil {
				b.Error(err)
			}
		}
	}
	does := func(p event.Person, e event.Event) func(b *blocking) {
		return func(b *blocking) {
			b.n++
			_ = b.Engine.Handle(b.Context(), event.Inbound{At: b.Now, From: at, Person: p, Event: e}) // a press of nothing is an error
			b.Settle()
		}
	}
	wrote := event.Message{Text: "god morgen"}
	outside := person("P", "Per Olsen")
	outside.Agent = event.StandingOutside
	const given, nobody, several = "Bente har gitt saken til", "fant ingen kollega", "Flere heter det"
	for name, c := range map[string]struct {
		before []func(b *blocking)
		who    string
		want   string
		agent  string
	}{
		"nobody was seen":            {nil, "Per", nobody, ""},
		"wrote":                      {[]func(*blocking){does(person("P", "Per Olsen"), wrote)}, "per", given, "P"},
		"pressed":                    {[]func(*blocking){does(person("P", "Per Olsen"), event.ChoicePicked{Choice: "s:9"})}, "Per Olsen", given, "P"},
		"asked":                      {[]func(*blocking){does(person("P", "Per Olsen"), event.Message{Text: "sperringer"})}, "Per", given, "P"},
		"signed in":                  {[]func(*blocking){signIn("w1", "Per Olsen")}, "Per", given, "w1"},
		"is none of the agents":      {[]func(*blocking){does(outside, wrote)}, "Per", nobody, ""},
		"of one name on one":         {[]func(*blocking){does(person("P", "Per Olsen"), wrote), does(person("P2", "Per Olsen"), wrote)}, "Per Olsen", several, ""},
		"of a part of one name":      {[]func(*blocking){does(person("P", "Per Olsen"), wrote), does(person("P2", "Per Dahl"), wrote)}, "Per", several, ""},
		"of one name on two":         {[]func(*blocking){signIn("w1", "Per Olsen"), does(person("P", "Per Olsen"), wrote)}, "Per", given, "P"},
		"by the id":                  {[]func(*blocking){does(person("P", "Per Olsen"), wrote), does(person("P2", "Per Olsen"), wrote)}, "P2", given, "P2"},
		"has another name since":     {[]func(*blocking){does(person("P", "Per Olsen"), wrote), does(person("P", "Petra Olsen"), wrote)}, "Per", nobody, ""},
		"is the person of the case":  {[]func(*blocking){does(person("Ola", "Ola"), wrote)}, "Ola", nobody, ""},
		"did nothing for 90 days":    {[]func(*blocking){does(person("P", "Per Olsen"), wrote), func(b *blocking) { b.Pass(92 * 24 * time.Hour) }, does(person("N", "Nina"), wrote)}, "Per", nobody, ""},
		"is known after a start":     {[]func(*blocking){does(person("P", "Per Olsen"), wrote), restart}, "Per", given, "P"},
		"is forgotten":               {[]func(*blocking){does(person("P", "Per Olsen"), wrote), forgetAgent("desk", "P")}, "Per", nobody, ""},
		"another is forgotten":       {[]func(*blocking){does(person("P", "Per Olsen"), wrote), forgetAgent("web", "P")}, "Per", given, "P"},
		"was forgotten and is back":  {[]func(*blocking){does(person("P", "Per Olsen"), wrote), forgetAgent("desk", "P"), does(person("P", "Per Olsen"), wrote)}, "Per", given, "P"},
		"is called as somebody else": {[]func(*blocking){does(person("P", "Per"), wrote), does(person("P2", "Per Dahl"), wrote)}, "Per", given, "P"},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBlocking(t)
			for _, do := range c.before {
				do(b)
			}
			ola := event.Inbound{From: bottest.PlaceOf("Ola"), Person: person("Ola", "Ola")}
			b.says(ola, "snakk med et menneske")
			if got := b.atDesk(b.Conversation(ola.Ref()).Case.Thread, "Bente", "tildel: "+c.who); !strings.Contains(got, c.want) {
				t.Errorf("the desk is told\n%s", got)
			}
			if got := b.Conversation(ola.Ref()).Case.Agent.ID; got != c.agent {
				t.Errorf("%q has the case, want %q", got, c.agent)
			}
		})
	}
}

// restart puts another process in the place of the one that runs.
func restart(b *blocking) {
	m := bottest.Manager(b.T)
	m.Desks = bot.Desks{{At: bottest.DeskAddress()}}
	b.Start(m, b.Adapters["chat"], b.Adapters["desk"])
}

func forgetAgent(on bot.Platform, id string) func(b *blocking) {
	return func(b *blocking) {
		if _, err := b.Engine.Forget(b.Context(), on, id, b.Now); err != nil {
			b.Error(err)
		}
	}
}

// The desk is told once in a day that somebody works there.
func TestSeenOnce(t *testing.T) {
	b := newBlocking(t)
	own := bot.Ref{Address: bottest.DeskAddress(), Person: "@desk"}
	turn := func() int { return b.Conversation(own).Turn }
	for range 5 {
		b.Happens(bottest.DeskAddress(), "Per", event.Message{Text: "hei"})
	}
	if n := turn(); n != 1 {
		t.Errorf("%d turns", n)
	}
	restart(b)
	b.Happens(bottest.DeskAddress(), "Per", event.Message{Text: "hei"})
	if n := turn(); n != 1 {
		t.Errorf("%d turns after a start", n)
	}
	b.Pass(25 * time.Hour)
	b.Happens(bottest.DeskAddress(), "Per", event.Message{Text: "hei"})
	if n := turn(); n != 2 {
		t.Errorf("%d turns on the next day", n)
	}
}
