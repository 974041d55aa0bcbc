package desk_test

import (
	"strings"
	"testing"

	"aktivering/bot"
	"aktivering/bot/bottest"
	"aktivering/bot/event"
	"aktivering/knowledge"
)

func TestHome(t *testing.T) {
	m := bottest.Manager(t)
	m.Desks = bot.Desks{{At: bottest.DeskAddress()}}
	open, _ := bottest.Say(m, bot.Conversation{}, "0xC004F213")
	asked, _ := bottest.Say(m, open, "snakk med et menneske")
	claimed := asked
	cs := *asked.Case
	cs.State, cs.Agent = bot.CaseClaimed, bot.Agent{ID: "1", Name: "Bente"}
	claimed.Case = &cs
	english := open
	english.Language = knowledge.English
	for _, c := range []struct {
		name, locale string
		c            bot.Conversation
		holds, lacks string
	}{
		{"nothing yet", "nn-NO", bot.Conversation{}, "Du har ingen open samtale", "Start på nytt"},
		{"an article", "en-US", open, "Windows fant ingen produktnøkkel", "ingen åpen samtale"},
		{"in another language", "nb-NO", english, "Windows found no product key", "Samtalen din"},
		{"in the queue", "", asked, "venter på brukerstøtten", "Start på nytt"},
		{"with an agent", "", claimed, "Bente har saken din", "Start på nytt"},
	} {
		got := bottest.Render(m.Home(event.Person{Locale: c.locale}, c.c))
		if !strings.Contains(got, c.holds) || strings.Contains(got, c.lacks) {
			t.Errorf("%s:\n%s", c.name, got)
		}
	}
}

// A desk that is no longer set up leaves nobody waiting for it.
func TestDeskThatIsNoMore(t *testing.T) {
	m := bottest.Manager(t)
	m.Desks = bot.Desks{{At: bottest.DeskAddress()}}
	c, _ := bottest.Say(m, bot.Conversation{}, "snakk med et menneske")
	c = m.Step(c, event.Inbound{Event: event.AgentAction{Agent: bot.Agent{ID: "1"}, Act: bot.ActClaim}}).Conversation
	if c.Owner.Bot() {
		t.Fatal("the agent does not have it")
	}
	m.Desks = nil
	for _, e := range []event.Event{event.QueueMoved{Position: 2}, event.CardPosted{Number: 1, Card: "1"}, event.TimerFired{Turn: c.Case.Timer}, event.AgentAction{Act: bot.ActAnswer, Text: "x"}, event.MessageDeleted{Message: "1"}} {
		_ = m.Step(c, event.Inbound{Event: e}) // no panic
	}
	after, list := bottest.Say(m, c, "0xC004F213")
	if !after.Owner.Bot() || len(list) == 0 || after.Now.Article != "0xC004F213" {
		t.Errorf("after the desk is gone: %+v", after)
	}
}
