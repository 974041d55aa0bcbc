package engine_test

import (
	"fmt"
	"strings"
	"testing"

	"aktivering/bot"
	"aktivering/bot/bottest"
	"aktivering/bot/dialogue"
	"aktivering/bot/event"
	"aktivering/bot/match"
)

// organisations plays two organisations, each with people and a desk in a space of its own. The ids of people
// and channels are the same in both.
type organisations struct {
	*testing.T
	*bottest.Harness
	n int
}

func newOrganisations(t *testing.T, places ...dialogue.Place) *organisations {
	t.Helper()
	m := bottest.Manager(t)
	for _, space := range []string{"a", "b"} {
		m.Desks = append(m.Desks, &bot.Desk{
			Name: "chat/" + space, Serves: []bot.Address{{Platform: "chat", Space: space}}, At: bot.Address{Platform: "chat", Space: space, Channel: "desk"},
		})
	}
	m.Places = places
	return &organisations{T: t, Harness: bottest.New(m, t.Fatalf)}
}

// says has somebody write in a channel of a space, or in a thread there, and returns what is shown then,
// with the space and the channel before it.
func (d *organisations) says(space, channel, thread, person, text string) string {
	d.Helper()
	before := len(d.Adapters["chat"].Shown)
	d.n++
	in := event.Inbound{
		Key: fmt.Sprint("k", d.n), At: d.Now, From: bot.Address{Platform: "chat", Space: space, Channel: channel, Thread: thread}, Person: event.Person{ID: person, Name: person},
		Event: event.Message{Text: text, Addressed: channel != "desk" && thread == "", InThread: thread != "", Message: bot.MessageID(fmt.Sprint("m", d.n))},
	}
	if err := d.Engine.Handle(d.Context(), in); err != nil {
		d.Fatal(err)
	}
	d.Settle()
	var s strings.Builder
	for _, m := range d.Adapters["chat"].Shown[before:] {
		fmt.Fprintf(&s, "%s %s: %s\n", m.To.Space, m.To.Channel, bottest.Render(m.Reply))
	}
	return s.String()
}

// opens has Ola ask for people, and returns the thread of the case.
func (d *organisations) opens(space string) bot.Address {
	d.Helper()
	d.says(space, "help", "", "Ola", "snakk med et menneske")
	c := d.Conversation(bot.Ref{Address: bot.Address{Platform: "chat", Space: space, Channel: "help"}, Person: "Ola"})
	if c.Case == nil || c.Case.Desk != "chat/"+space || c.Case.Thread.Space != space {
		d.Fatalf("the case is %+v", c.Case)
	}
	return c.Case.Thread
}

// A block holds where the desk serves that made it, is listed there alone and lifted there alone.
func TestBlocksOfTwoDesks(t *testing.T) {
	d := newOrganisations(t)
	atB := d.opens("b")
	thread := d.opens("a")
	if got := d.says("a", "desk", thread.Thread, "Bente", "sperr: skjellsord"); strings.Contains(got, "b desk: ") {
		t.Errorf("the desk of b is told of a block at a: %s", got)
	}
	if c := d.Conversation(bot.Ref{Address: bot.Address{Platform: "chat", Space: "b", Channel: "help"}, Person: "Ola"}); !c.Case.Active() {
		t.Errorf("the case at b is %+v", c.Case)
	}
	d.says("b", "desk", atB.Thread, "Arne", "lukk: hjelp fra en kollega")
	if got := d.says("a", "help", "", "Ola", "0xC004F074"); got != "" {
		t.Errorf("at a, Ola is told %s", got)
	}
	if got := d.says("b", "help", "", "Ola", "0xC004F074"); !strings.Contains(got, "0xC004F074") {
		t.Errorf("at b, Ola is told %s", got)
	}
	for _, command := range []string{"sperringer", "opphev: 1", "opphev:"} {
		if got := d.says("b", "desk", "", "Arne", command); got == "" || strings.Contains(got, "skjellsord") || strings.Contains(got, "Ola") || strings.Contains(got, "a desk: ") {
			t.Errorf("the desk of b is told of %q: %s", command, got)
		}
	}
	thread = d.opens("b")
	d.says("b", "desk", thread.Thread, "Arne", "sperr: reklame")
	if got := d.says("b", "desk", "", "Arne", "sperringer"); !strings.Contains(got, "reklame") || strings.Contains(got, "skjellsord") {
		t.Errorf("the blocks of b: %s", got)
	}
	if got := d.says("a", "desk", "", "Bente", "sperringer"); !strings.Contains(got, "skjellsord") || strings.Contains(got, "reklame") {
		t.Errorf("the blocks of a: %s", got)
	}
	if got := d.says("a", "desk", "", "Bente", "opphev: 1"); !strings.Contains(got, "Ola") || strings.Contains(got, "b desk: ") {
		t.Errorf("lifted: %s", got)
	}
	if got := d.says("a", "help", "", "Ola", "0xC004F074"); !strings.Contains(got, "0xC004F074") {
		t.Errorf("at a, Ola is told %s", got)
	}
	if got := d.says("b", "help", "", "Ola", "0xC004F074"); got != "" {
		t.Errorf("at b, where the block holds, Ola is told %s", got)
	}
}

// The card of a case tells of the person's cases at the same desk, and of none at another.
func TestCardOfTwoDesks(t *testing.T) {
	d := newOrganisations(t)
	first := d.opens("a")
	d.says("a", "desk", first.Thread, "Bente", "lukk: hjelp fra en kollega")
	d.opens("b")
	cards := func() (last string) {
		for _, m := range d.Adapters["chat"].Shown {
			if m.To.Channel == "desk" && m.To.Thread == "" {
				last = bottest.Render(m.Reply)
			}
		}
		return last
	}
	if card := cards(); !strings.Contains(card, "Ola") || strings.Contains(card, "#1") {
		t.Errorf("the card at b names a case at a:\n%s", card)
	}
}

// An agent of one organisation is a person like others in the other one: what they write in somebody's
// thread there is no answer of an agent.
func TestAgentOfAnotherDesk(t *testing.T) {
	d := newOrganisations(t)
	thread := d.opens("a")
	d.says("a", "desk", thread.Thread, "Bente", "ta:")
	for space, agent := range map[string]bool{"a": true, "b": false} {
		at := bot.Address{Platform: "chat", Space: space, Channel: "other", Thread: "t"}
		kari := bot.Ref{Address: at, Person: "Kari"}
		d.n++
		if err := d.Engine.Handle(d.Context(), event.Inbound{Key: fmt.Sprint("kari", d.n), At: d.Now, From: at, Person: event.Person{ID: "Kari"}, Event: event.Message{Text: "0xC004F074", Addressed: true, InThread: true}}); err != nil {
			t.Fatal(err)
		}
		d.Settle()
		d.says(space, "other", "t", "Bente", "jeg ser på det")
		if c := d.Conversation(kari); c.Owner.Bot() == agent {
			t.Errorf("in %s the conversation belongs to %+v", space, c.Owner)
		}
	}
}

// Where a place has articles of fewer packs, and a language, of its own, they count there alone.
func TestPlaces(t *testing.T) {
	m := bottest.Manager(t)
	kb, err := m.Knowledge.Choose([]string{"consumer"})
	if err != nil {
		t.Fatal(err)
	}
	d := newOrganisations(t, dialogue.Place{At: bot.Address{Platform: "chat", Space: "a"}, Language: "nn", Knowledge: kb, Matcher: match.New(kb)})
	const code = "0xC0020017" // of a pack that counts in b alone
	for space, answered := range map[string]bool{"a": false, "b": true} {
		got := d.says(space, "help", "", "Ola", code)
		if nn := strings.Contains(got, "ikkje"); nn == answered {
			t.Errorf("in %s, Ola is told %s", space, got)
		}
		article := d.Conversation(bot.Ref{Address: bot.Address{Platform: "chat", Space: space, Channel: "help"}, Person: "Ola"}).Now.Article
		if known := article == m.Knowledge.ByCode(0xC0020017)[0].ID; known != answered {
			t.Errorf("in %s Ola is in %s", space, article)
		}
	}
}

// A case whose desk is there no more goes to the one that serves the person now, as one that waits: none
// of its agents has it any more, and nothing of it is lost.
func TestDeskOfPlaceIsGone(t *testing.T) {
	for name, happens := range map[string]func(*organisations){
		"the person writes": func(d *organisations) { d.says("a", "help", "", "Ola", "er dere der?") },
		"cases are moved": func(d *organisations) {
			d.Happens(bot.Address{Platform: "chat", Space: "a", Channel: "help"}, "Ola", event.DeskMoved{})
		},
	} {
		t.Run(name, func(t *testing.T) {
			d := newOrganisations(t)
			thread := d.opens("a")
			d.says("a", "desk", thread.Thread, "Bente", "ta:")
			m := bottest.Manager(t)
			m.Desks = bot.Desks{{At: bottest.DeskAddress()}}
			d.Start(m, d.Adapters["chat"], d.Adapters["desk"])
			before := len(d.Adapters["desk"].Shown)
			happens(d)
			c := d.Conversation(bot.Ref{Address: bot.Address{Platform: "chat", Space: "a", Channel: "help"}, Person: "Ola"})
			if !c.Case.Active() || c.Case.State != bot.CaseQueued || c.Case.Desk != "" || c.Case.Agent.ID != "" || c.Case.Thread.Platform != "desk" {
				t.Errorf("the case is %+v", c.Case)
			}
			var shown strings.Builder
			for _, m := range d.Adapters["desk"].Shown[before:] {
				shown.WriteString(bottest.Render(m.Reply))
			}
			if !strings.Contains(shown.String(), "snakk med et menneske") {
				t.Errorf("the desk that has it now is shown %s", shown.String())
			}
			if got := d.says("a", "desk", thread.Thread, "Bente", "svar: hei"); strings.Contains(got, "a help: ") || got == "" {
				t.Errorf("the agent of the desk that is gone: %s", got)
			}
		})
	}
}
