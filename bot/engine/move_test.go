package engine_test

import (
	"strings"
	"testing"
	"time"

	"aktivering/bot"
	"aktivering/bot/bottest"
	"aktivering/bot/event"
	"aktivering/bot/port"
)

// moved starts the program again with other desks.
func moved(t *testing.T, w *bottest.Harness, desks bot.Desks) {
	t.Helper()
	manager := bottest.Manager(t)
	manager.Desks = desks
	w.Start(manager, w.Adapters["chat"], w.Adapters["desk"], struct{ port.Editor }{w.Adapters["web"]})
}

// shownIn is what was shown at an address, and all within, from the n-th message on.
func shownIn(w *bottest.Harness, at bot.Address, n int) string {
	var all strings.Builder
	for _, s := range w.Adapters[at.Platform].Shown[n:] {
		if at.Contains(s.To) {
			all.WriteString(bottest.Render(s.Reply))
		}
	}
	return all.String()
}

func elsewhere() bot.Address { return bot.Address{Platform: "desk", Channel: "new-cases"} }

// byAdmin tells Ola's conversation that its desk has moved, as the command does.
func byAdmin(w *bottest.Harness, e event.DeskMoved) {
	w.Happens(bottest.PlaceOf("Ola"), "Ola", e)
}

// TestCaseFollowsItsDesk holds that an open case goes to where its desk is now: when an
// administrator says so, when the person writes, and when a timer fires. Whoever writes in the old
// thread is told.
func TestCaseFollowsItsDesk(t *testing.T) {
	for name, act := range map[string]func(w *bottest.Harness){
		"by an administrator": func(w *bottest.Harness) { byAdmin(w, event.DeskMoved{}) },
		"by the person": func(w *bottest.Harness) {
			w.Happens(bottest.PlaceOf("Ola"), "Ola", event.Message{Text: "er dere der ennå", Addressed: true})
		},
		"by a timer": func(w *bottest.Harness) { w.Pass(20 * time.Minute) },
		"by an agent in the old thread": func(w *bottest.Harness) {
			w.Happens(caseOf(w, "Ola").Thread, "Bente", event.Message{Text: "svar: hei", InThread: true, Message: "m"})
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := opened(t, bot.Desks{{At: bottest.DeskAddress()}}, "Ola", "Kari")
			old, number := caseOf(w, "Ola").Thread, caseOf(w, "Ola").Number
			n := len(w.Adapters["desk"].Shown)
			moved(t, w, bot.Desks{{At: elsewhere()}})
			act(w)
			cs := caseOf(w, "Ola")
			if !cs.Active() || cs.Number != number || !elsewhere().Contains(cs.Thread) || cs.Card == "" {
				t.Fatalf("the case is %+v", cs)
			}
			if got := shownIn(w, cs.Thread, n); !strings.Contains(got, "trenger hjelp") {
				t.Errorf("at the new desk is shown\n%s", got)
			}
			if got := shownIn(w, old, n); !strings.Contains(got, "er flyttet til en annen kanal") {
				t.Errorf("in the old thread is shown\n%s", got)
			}
			// It is worked on there, and nowhere else.
			n = len(w.Adapters["desk"].Shown)
			w.Happens(old, "Bente", event.Message{Text: "svar: dette er borte", InThread: true, Message: "m2"})
			w.Happens(old, "Bente", event.MessageEdited{Now: event.Message{Text: "svar: dette er også borte", InThread: true, Message: "m2"}})
			w.Happens(old, "Bente", event.ChoicePicked{Choice: "d:claim"})
			if got := shownIn(w, old, n); strings.Count(got, "så det du gjør her, kommer ikke fram") != 3 {
				t.Errorf("who writes in the old thread is told\n%s", got)
			}
			if strings.Contains(shownTo(w, "Ola"), "borte") || caseOf(w, "Ola").State != bot.CaseQueued {
				t.Errorf("what was done there arrived: %+v", caseOf(w, "Ola"))
			}
			w.Happens(cs.Thread, "Bente", event.Message{Text: "svar: her er jeg", InThread: true, Message: "m3"})
			if !strings.Contains(shownTo(w, "Ola"), "her er jeg") {
				t.Errorf("Ola is shown\n%s", shownTo(w, "Ola"))
			}
			// Told once more, it stays where it is.
			byAdmin(w, event.DeskMoved{})
			if now := caseOf(w, "Ola"); now.Thread != cs.Thread || now.Agent.ID != "Bente" {
				t.Errorf("the case is %+v", now)
			}
		})
	}
}

// TestClaimedCaseFollowsItsDesk holds that the agent keeps the case within a platform, and that it
// waits again where the agent is not.
func TestClaimedCaseFollowsItsDesk(t *testing.T) {
	for _, c := range []struct {
		name  string
		to    bot.Desk
		state bot.CaseState
		told  string
	}{
		{"on the platform", bot.Desk{At: elsewhere()}, bot.CaseClaimed, ""},
		{"elsewhere", bot.Desk{At: bottest.WebDesk()}, bot.CaseQueued, "tilbake i køen"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := opened(t, bot.Desks{{At: bottest.DeskAddress()}}, "Ola")
			w.Happens(caseOf(w, "Ola").Thread, "Bente", event.ChoicePicked{Choice: "d:claim"})
			moved(t, w, bot.Desks{&c.to})
			byAdmin(w, event.DeskMoved{})
			cs := caseOf(w, "Ola")
			if cs.State != c.state || cs.Card == "" || (cs.Agent.ID == "Bente") != (c.state == bot.CaseClaimed) || cs.Number == 0 {
				t.Errorf("the case is %+v", cs)
			}
			if got := shownTo(w, "Ola"); !strings.Contains(got, c.told) || strings.Contains(got, "tilbake i køen") != (c.told != "") {
				t.Errorf("Ola is told\n%s", got)
			}
			// Whoever has it is still reminded.
			n := len(w.Adapters[c.to.At.Platform].Shown)
			w.Happens(bottest.PlaceOf("Ola"), "Ola", event.Message{Text: "er dere der", Addressed: true})
			w.Pass(2 * time.Hour)
			if got := shownIn(w, cs.Thread, n); !strings.Contains(got, "venter") {
				t.Errorf("at the new desk is shown\n%s", got)
			}
		})
	}
}

// TestCaseWithoutItsDesk holds that the person is told when the desk is no more: when an
// administrator says so, when they write, and when an agent writes, who is told too.
func TestCaseWithoutItsDesk(t *testing.T) {
	const word = "Brukerstøtten kan ikke ta saken din lenger"
	for name, act := range map[string]func(w *bottest.Harness, thread bot.Address){
		"by an administrator": func(w *bottest.Harness, _ bot.Address) { byAdmin(w, event.DeskMoved{}) },
		"by the person": func(w *bottest.Harness, _ bot.Address) {
			w.Happens(bottest.PlaceOf("Ola"), "Ola", event.Message{Text: "0xC004F213", Addressed: true})
		},
		"by an agent": func(w *bottest.Harness, thread bot.Address) {
			w.Happens(thread, "Bente", event.Message{Text: "svar: hei", InThread: true, Message: "m"})
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := opened(t, bot.Desks{{At: bottest.DeskAddress()}}, "Ola")
			thread, n := caseOf(w, "Ola").Thread, len(w.Adapters["desk"].Shown)
			moved(t, w, nil)
			act(w, thread)
			if cs := caseOf(w, "Ola"); cs.State != bot.CaseClosed || cs.Closing != bot.ClosedReturned {
				t.Errorf("the case is %+v", cs)
			}
			if got := shownTo(w, "Ola"); strings.Count(got, word) != 1 {
				t.Errorf("Ola is told\n%s", got)
			}
			if got := shownIn(w, thread, n); !strings.Contains(got, "Her tas det ikke lenger imot saker. Samtalen") {
				t.Errorf("in the thread is shown\n%s", got)
			}
			n = len(w.Adapters["desk"].Shown)
			w.Happens(thread, "Bente", event.Message{Text: "svar: hei igjen", InThread: true, Message: "m2"})
			if got := shownIn(w, thread, n); !strings.Contains(got, "så det du gjør her, kommer ikke fram") {
				t.Errorf("the agent is told\n%s", got)
			}
			if strings.Contains(shownTo(w, "Ola"), "hei igjen") {
				t.Error("what was written there arrived")
			}
		})
	}
}

// TestCaseIsReturned holds that an administrator can give a conversation back to the bot, also where
// there is a desk.
func TestCaseIsReturned(t *testing.T) {
	w := opened(t, bot.Desks{{At: bottest.DeskAddress()}}, "Ola", "Kari")
	byAdmin(w, event.DeskMoved{Return: true})
	if cs := caseOf(w, "Ola"); cs.State != bot.CaseClosed || cs.Closing != bot.ClosedReturned {
		t.Errorf("the case is %+v", cs)
	}
	if got := shownTo(w, "Ola"); !strings.Contains(got, "Brukerstøtten kan ikke ta saken din lenger") {
		t.Errorf("Ola is told\n%s", got)
	}
	if got := shownIn(w, caseOf(w, "Ola").Thread, 0); !strings.Contains(got, "En administrator har gitt samtalen tilbake til boten.") {
		t.Errorf("in the thread is shown\n%s", got)
	}
	if got := shownTo(w, "Kari"); !strings.Contains(got, "Nå er du først i køen.") {
		t.Errorf("Kari is told\n%s", got)
	}
	byAdmin(w, event.DeskMoved{Return: true})
	if got := shownTo(w, "Ola"); strings.Count(got, "Brukerstøtten kan ikke ta saken din lenger") != 1 {
		t.Errorf("Ola is told again\n%s", got)
	}
}

// TestReopenedCaseFollowsItsDesk holds that a case that is opened again is where its desk is now.
func TestReopenedCaseFollowsItsDesk(t *testing.T) {
	w := opened(t, bot.Desks{{At: bottest.DeskAddress()}}, "Ola")
	w.Happens(caseOf(w, "Ola").Thread, "Bente", event.Message{Text: "lukk: løst", InThread: true})
	moved(t, w, bot.Desks{{At: elsewhere()}})
	w.Happens(bottest.PlaceOf("Ola"), "Ola", event.Message{Text: "nei, skjermen er svart nå", Addressed: true})
	w.Happens(bottest.PlaceOf("Ola"), "Ola", event.ChoicePicked{Choice: "reopen", Turn: w.Conversation(bot.Ref{Address: bottest.PlaceOf("Ola"), Person: "Ola"}).OfferedIn})
	if cs := caseOf(w, "Ola"); !cs.Active() || !elsewhere().Contains(cs.Thread) {
		t.Errorf("the case is %+v", cs)
	}
}
