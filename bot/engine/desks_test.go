package engine_test

import (
	"strings"
	"testing"
	"time"

	"aktivering/bot"
	"aktivering/bot/bottest"
	"aktivering/bot/event"
	"aktivering/bot/pick"
	"aktivering/bot/port"
	"aktivering/knowledge"
)

// twoDesks are one on a platform with threads, for all, and one without, for Kari.
func twoDesks() bot.Desks {
	return bot.Desks{
		{At: bottest.DeskAddress(), Team: "IT"},
		{Name: "web", At: bottest.WebDesk(), Serves: []bot.Address{bottest.PlaceOf("Kari")}, Language: knowledge.English, Team: "The library"},
	}
}

func caseOf(w *bottest.Harness, name string) *bot.Case {
	return w.Conversation(bot.Ref{Address: bottest.PlaceOf(name), Person: name}).Case
}

// shownTo is what a person has been shown.
func shownTo(w *bottest.Harness, name string) string {
	var all strings.Builder
	for _, s := range w.Adapters["chat"].Shown {
		if s.To == bottest.PlaceOf(name) {
			all.WriteString(bottest.Render(s.Reply))
		}
	}
	return all.String()
}

// TestTwoDesks holds that each case is at one desk, in its words and its queue, and that each
// desk sees nothing of the other's.
func TestTwoDesks(t *testing.T) {
	w := opened(t, twoDesks(), "Ola", "Kari", "Nina")
	for _, name := range []string{"Ola", "Kari"} {
		if !strings.Contains(shownTo(w, name), "Du er først i køen.") {
			t.Errorf("%s is told\n%s", name, shownTo(w, name))
		}
	}
	if !strings.Contains(shownTo(w, "Nina"), "Du er nummer 2 i køen.") {
		t.Errorf("Nina is told\n%s", shownTo(w, "Nina"))
	}
	if kari, ola := caseOf(w, "Kari"), caseOf(w, "Ola"); kari.Desk != "web" || kari.Thread != bottest.WebDesk() || ola.Desk != "" || !bottest.DeskAddress().Contains(ola.Thread) {
		t.Errorf("the cases are at %+v and %+v", kari, ola)
	}
	w.Happens(caseOf(w, "Ola").Thread, "Bente", event.ChoicePicked{Choice: "d:claim"})
	if err := byNumber(w, caseOf(w, "Kari").Number, "", "Per", event.AgentAction{Act: bot.ActClaim}); err != nil {
		t.Error(err)
	}
	if got := shownTo(w, "Ola"); !strings.Contains(got, "IT har tatt saken") {
		t.Errorf("Ola is told\n%s", got)
	}
	if got := shownTo(w, "Kari"); !strings.Contains(got, "The library har tatt saken") {
		t.Errorf("Kari is told\n%s", got)
	}
	if got := shownTo(w, "Nina"); !strings.Contains(got, "Nå er du først i køen.") {
		t.Errorf("Nina is told\n%s", got)
	}
	for platform, other := range map[bot.Platform][]string{"desk": {"Kari", "needs help"}, "web": {"Ola", "Nina", "trenger hjelp"}} {
		for _, s := range w.Adapters[platform].Shown {
			for _, words := range other {
				if text := bottest.Render(s.Reply); strings.Contains(text, words) {
					t.Errorf("on %s:\n%s", platform, text)
				}
			}
		}
	}
}

// TestCaseStaysAtItsDesk holds that a case stays where it was opened, to its end and while it
// can be reopened, when the program starts with other settings; the next one goes where those
// say.
func TestCaseStaysAtItsDesk(t *testing.T) {
	w := opened(t, twoDesks(), "Ola", "Kari")
	start := func(desks bot.Desks) {
		manager := bottest.Manager(t)
		manager.Desks = desks
		w.Start(manager, w.Adapters["chat"], w.Adapters["desk"], struct{ port.Editor }{w.Adapters["web"]})
	}
	last := func(p bot.Platform) string {
		shown := w.Adapters[p].Shown
		return bottest.Render(shown[len(shown)-1].Reply)
	}
	// Now the desk on the web comes first and serves all.
	other := twoDesks()
	other[1].Serves = nil
	start(bot.Desks{other[1], other[0]})
	for i, name := range []string{"Ola", "Kari"} {
		p := []bot.Platform{"desk", "web"}[i]
		w.Happens(bottest.PlaceOf(name), name, event.Message{Text: "er dere der, sier " + name, Addressed: true})
		if !strings.Contains(last(p), "er dere der, sier "+name) {
			t.Errorf("%s is relayed as\n%s", name, last(p))
		}
	}
	w.Happens(caseOf(w, "Ola").Thread, "Bente", event.Message{Text: "svar: hei", InThread: true, Message: "m"})
	w.Happens(caseOf(w, "Ola").Thread, "Bente", event.Message{Text: "lukk: løst", InThread: true})
	w.Happens(bottest.PlaceOf("Ola"), "Ola", event.ChoicePicked{Choice: pick.Of(pick.Rating, "4")})
	w.Pass(time.Hour)
	if cs := caseOf(w, "Ola"); cs.State != bot.CaseClosed || cs.Rating != 4 || cs.Desk != "" || !strings.Contains(last("desk"), "4 av 5") {
		t.Errorf("the case is %+v", cs)
	}
	for _, s := range w.Adapters["web"].Shown {
		if s.Case != caseOf(w, "Kari").Number {
			t.Errorf("the other desk is shown %+v", s)
		}
	}
	// The next case goes to the desk that serves the person now.
	w.Happens(bottest.PlaceOf("Ola"), "Ola", event.Message{Text: "snakk med et menneske", Addressed: true})
	w.Happens(bottest.PlaceOf("Ola"), "Ola", event.ChoicePicked{Choice: pick.Fresh})
	w.Happens(bottest.PlaceOf("Ola"), "Ola", event.Message{Text: "snakk med et menneske", Addressed: true})
	if cs := caseOf(w, "Ola"); !cs.Active() || cs.Desk != "web" || cs.Thread != bottest.WebDesk() {
		t.Errorf("the next case is %+v", cs)
	}
	// A desk that is no more closes its cases when somebody asks; the others serve on.
	start(bot.Desks{other[0]})
	if err := byNumber(w, caseOf(w, "Kari").Number, "", "Per", event.AgentAction{Act: bot.ActClaim}); why(err) != bot.DeniedNoCase {
		t.Errorf("at a desk that is no more: %v", err)
	}
	w.Happens(bottest.PlaceOf("Kari"), "Kari", event.Message{Text: "snakk med et menneske", Addressed: true})
	if cs := caseOf(w, "Kari"); !cs.Active() || cs.Desk != "" || !bottest.DeskAddress().Contains(cs.Thread) {
		t.Errorf("the next case is %+v", cs)
	}
}
