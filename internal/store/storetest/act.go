package storetest

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"aktivering/bot"
	"aktivering/bot/bottest"
	"aktivering/bot/engine"
	"aktivering/bot/event"
	"aktivering/bot/port"
	"aktivering/internal/store"
)

// asking is somebody on the screen "chat".
func asking(name string) bot.Ref {
	return bot.Ref{Address: bot.Address{Platform: "chat", Channel: "c", Thread: "of " + name}, Person: name}
}

// caseOf opens a person's case and returns it when the desk has its card.
func (o *office) caseOf(t *testing.T, b *bench, s store.Store, name string) *bot.Case {
	t.Helper()
	ref := asking(name)
	o.take(t, event.Inbound{
		Key: "ask " + name, At: noon, From: ref.Address, Person: event.Person{ID: name, Name: name},
		Event: event.Message{Text: "snakk med et menneske", Addressed: true},
	})
	b.drain(s)
	c, err := s.Conversation(t.Context(), ref)
	if err != nil || c.Case == nil || c.Case.Card == "" {
		t.Fatalf("%s has no case with a card: %+v, %v", name, c.Case, err)
	}
	return c.Case
}

// testActRace lets agents claim a case at the same time, by its number and in its thread.
func testActRace(t *testing.T, b *bench) {
	s := b.open()
	o := opened(t, b, s)
	for round := range 20 {
		cs := o.caseOf(t, b, s, fmt.Sprint("p", round))
		claim := func(agent string, from bot.Address, ev event.Event) event.Inbound {
			return event.Inbound{Key: fmt.Sprint(round, agent), At: noon, From: from, Person: event.Person{ID: agent, Name: agent}, Event: ev}
		}
		agents := []string{"Bente", "Per", "Nina"}
		var claims sync.WaitGroup
		denied := make([]error, 2)
		for i := range denied {
			claims.Go(func() {
				denied[i] = o.Act(t.Context(), cs.Number, claim(agents[i], bot.Address{Platform: "web"}, event.AgentAction{Act: bot.ActClaim}))
			})
		}
		claims.Go(func() { o.take(t, claim(agents[2], cs.Thread, event.ChoicePicked{Choice: "d:claim"})) })
		claims.Wait()
		c, err := s.Conversation(t.Context(), asking(fmt.Sprint("p", round)))
		if err != nil {
			t.Fatal(err)
		}
		for i, err := range denied {
			why, is := errors.AsType[bot.DeniedError](err)
			switch has := c.Case.Agent.ID == agents[i]; {
			case has && err != nil:
				t.Errorf("%s has the case, and is told %v", agents[i], err)
			case !has && (!is || why.Why != bot.DeniedTaken || why.Holder != c.Case.Agent):
				t.Errorf("%s has the case, and %s is told %v", c.Case.Agent.ID, agents[i], err)
			}
		}
	}
	b.drain(s)
	o.desk.mu.Lock()
	defer o.desk.mu.Unlock()
	taken := make(map[bot.Address]int)
	for _, out := range o.desk.shown {
		if strings.Contains(bottest.Render(out.Reply), "har tatt saken.") {
			taken[out.To]++
		}
	}
	for at, times := range taken {
		if times != 1 {
			t.Errorf("the case at %v was taken %d times", at, times)
		}
	}
	if len(taken) != 20 {
		t.Errorf("%d cases were taken", len(taken))
	}
}

// testActAgain holds that a submission is done once, also when it comes at the same time or
// after a restart.
func testActAgain(t *testing.T, b *bench) {
	s := b.open()
	o := opened(t, b, s)
	cs := o.caseOf(t, b, s, "p")
	in := event.Inbound{
		Key: "once", At: noon, From: bot.Address{Platform: "web"}, Person: event.Person{ID: "Bente", Name: "Bente"},
		Event: event.AgentAction{Act: bot.ActAnswer, Text: "Hei igjen", Message: "m"},
	}
	var submissions sync.WaitGroup
	for range 4 {
		submissions.Go(func() {
			if err := o.Act(t.Context(), cs.Number, in); err != nil {
				t.Error(err)
			}
		})
	}
	submissions.Wait()
	b.drain(s)
	again := b.open()
	manager := bottest.Manager(t)
	manager.Desks = bot.Desks{{At: bottest.DeskAddress()}}
	if err := engine.New(manager, again, o.chat, o.desk).WithCases(again).Act(t.Context(), cs.Number, in); err != nil {
		t.Error(err)
	}
	b.drain(s)
	o.chat.mu.Lock()
	defer o.chat.mu.Unlock()
	n := 0
	for _, out := range o.chat.shown {
		if strings.Contains(bottest.Render(out.Reply), "Hei igjen") {
			n++
		}
	}
	if n != 1 {
		t.Errorf("the person is answered %d times", n)
	}
}

// testDesks holds that a case is at the desk where it was opened, also when another process
// with other settings goes on with it.
func testDesks(t *testing.T, b *bench) {
	s := b.open()
	desks := bot.Desks{
		{At: bottest.DeskAddress()},
		{Name: "web", At: bottest.WebDesk(), Serves: []bot.Address{asking("q").Address}},
	}
	o := &office{chat: &screen{id: "chat"}, desk: &screen{id: "desk"}}
	web := &screen{id: "web"}
	manager := bottest.Manager(t)
	manager.Desks = desks
	o.Engine = engine.New(manager, s, o.chat, o.desk, struct{ port.Editor }{web}).WithCases(s)
	stop := b.start(s, o.Engine)
	for name, want := range map[string]string{"p": "", "q": "web"} {
		if cs := o.caseOf(t, b, s, name); cs.Desk != want || cs.Thread.Platform == "web" != (want == "web") {
			t.Errorf("the case of %s is %+v", name, cs)
		}
	}
	b.drain(s)
	stop()

	s = b.open()
	other := bot.Desks{desks[1], desks[0]}
	other[0].Serves, other[1].Serves = nil, []bot.Address{asking("q").Address}
	manager.Desks = other
	o.Engine = engine.New(manager, s, o.chat, o.desk, struct{ port.Editor }{web}).WithCases(s)
	b.start(s, o.Engine)
	for name, where := range map[string]*screen{"p": o.desk, "q": web} {
		o.take(t, event.Inbound{
			Key: "more " + name, At: noon, From: asking(name).Address, Person: event.Person{ID: name, Name: name},
			Event: event.Message{Text: "mer fra " + name, Addressed: true},
		})
		b.drain(s)
		where.mu.Lock()
		if all := strings.Join(where.now, "\n"); !strings.Contains(all, "mer fra "+name) {
			t.Errorf("the desk of %s is shown\n%s", name, all)
		}
		where.mu.Unlock()
	}
}
