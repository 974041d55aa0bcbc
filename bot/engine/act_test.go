package engine_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"aktivering/bot"
	"aktivering/bot/bottest"
	"aktivering/bot/engine"
	"aktivering/bot/event"
	"aktivering/bot/port"
)

// TestHandoffs of bot/desk plays whole cases by number. Here is what a text cannot show.

// byNumber submits what an agent of the web does with a case.
func byNumber(w *bottest.Harness, number int, key, agent string, ev event.Event) error {
	in := event.Inbound{Key: key, At: w.Now, From: bottest.WebDesk(), Person: event.Person{ID: agent, Name: agent}, Event: ev}
	err := w.Engine.Act(context.Background(), number, in)
	w.Settle()
	return err
}

// opened returns a harness in which each of these persons has asked for people.
func opened(t *testing.T, desks bot.Desks, persons ...string) *bottest.Harness {
	t.Helper()
	manager := bottest.Manager(t)
	manager.Desks = desks
	w := bottest.New(manager, t.Fatalf)
	for _, name := range persons {
		w.Happens(bottest.PlaceOf(name), name, event.Message{Text: "snakk med et menneske", Addressed: true})
	}
	return w
}

func why(err error) bot.Denial {
	denied, _ := errors.AsType[bot.DeniedError](err)
	return denied.Why
}

// TestNoteByNumberNeverReachesThePerson holds also where agents and persons share a platform,
// and whatever is done with the note afterwards.
func TestNoteByNumberNeverReachesThePerson(t *testing.T) {
	const secret = "zzqxj"
	for name, desk := range map[string]bot.Address{
		"with threads": bottest.DeskAddress(), "without": bottest.WebDesk(), "on the platform of the person": {Platform: "chat", Channel: "cases"},
	} {
		t.Run(name, func(t *testing.T) {
			for _, public := range []bool{false, true} {
				w := opened(t, bot.Desks{{At: desk, RepliesPublic: public}}, "Ola")
				note := func(act bot.Action) event.AgentAction {
					return event.AgentAction{Act: act, Text: secret + " " + string(act), Message: "m", Files: []bot.File{{Name: secret + ".png", Kind: "image/png", URL: "https://files.test/1"}}}
				}
				for i, step := range []struct {
					event event.Event
					why   bot.Denial
				}{
					{note(bot.ActNote), ""},
					{event.AgentAction{Act: bot.ActClaim}, ""},
					{note(bot.ActAmend), bot.DeniedNothing},
					{note(bot.ActUnmark), ""},
					{event.AgentAction{Act: bot.ActRetract, Message: "m"}, ""},
					{note(bot.ActAmend), bot.DeniedNothing},
				} {
					if err := byNumber(w, 1, "", "Bente", step.event); why(err) != step.why || step.why == "" && err != nil {
						t.Errorf("step %d: %v", i, err)
					}
				}
				w.Pass(time.Hour)
				seen := false
				for _, platform := range w.Adapters {
					for _, s := range platform.Shown {
						has := strings.Contains(bottest.Render(s.Reply), secret)
						seen = seen || has
						if s.Edited && s.To == bottest.PlaceOf("Ola") {
							t.Errorf("public %t: a message of the person's is changed to\n%s", public, bottest.Render(s.Reply))
						}
						if has && (s.To == bottest.PlaceOf("Ola") || !desk.Contains(s.To)) {
							t.Errorf("public %t: shown at %v:\n%s", public, s.To, bottest.Render(s.Reply))
						}
					}
				}
				if !seen {
					t.Error("nor do the other agents see it")
				}
			}
		})
	}
}

// TestActOnce holds that a key is one submission on one case of one platform, and that an empty
// one is always new.
func TestActOnce(t *testing.T) {
	w := opened(t, bot.Desks{{At: bottest.WebDesk()}}, "Kari", "Ola")
	answer := event.AgentAction{Act: bot.ActAnswer, Text: "Hei!"}
	for _, key := range []string{"a", "a", "b", "", ""} {
		for number := 1; number <= 2; number++ {
			if err := byNumber(w, number, key, "Bente", answer); err != nil {
				t.Errorf("%q on %d: %v", key, number, err)
			}
		}
	}
	for _, name := range []string{"Kari", "Ola"} {
		n := 0
		for _, s := range w.Adapters["chat"].Shown {
			if s.To == bottest.PlaceOf(name) && strings.Contains(bottest.Render(s.Reply), "Hei!") {
				n++
			}
		}
		if n != 4 {
			t.Errorf("%s is answered %d times; want 4", name, n)
		}
	}
	// What was denied was not done: the key is as good as new.
	if err := byNumber(w, 1, "c", "Per", answer); why(err) != bot.DeniedTaken {
		t.Errorf("another's case: %v", err)
	}
	if err := byNumber(w, 1, "", "Bente", event.AgentAction{Act: bot.ActRelease}); err != nil {
		t.Error(err)
	}
	if err := byNumber(w, 1, "c", "Per", answer); err != nil {
		t.Errorf("a case that is free again: %v", err)
	}
}

// TestActWhileTheStoreIsAway holds that the error is none of a denial, and that nothing is done.
func TestActWhileTheStoreIsAway(t *testing.T) {
	w := opened(t, bot.Desks{{At: bottest.WebDesk()}}, "Ola")
	away := errors.New("away")
	w.Away = func(event.Inbound) error { return away }
	if err := byNumber(w, 1, "a", "Bente", event.AgentAction{Act: bot.ActClaim}); !errors.Is(err, away) || why(err) != "" {
		t.Errorf("got %v", err)
	}
	w.Away = nil
	if err := byNumber(w, 1, "a", "Bente", event.AgentAction{Act: bot.ActClaim}); err != nil {
		t.Error(err)
	}
	if c := w.Conversation(bot.Ref{Address: bottest.PlaceOf("Ola"), Person: "Ola"}); c.Owner != "Bente" {
		t.Errorf("the owner is %q", c.Owner)
	}
}

// TestActBeforeTheCard holds that a case can be worked on by its number while the desk cannot
// be told of it.
func TestActBeforeTheCard(t *testing.T) {
	w := opened(t, bot.Desks{{At: bottest.DeskAddress()}})
	w.Adapters["desk"].Fail = func(port.Outbound) error { return port.RetryLater{Why: "down"} }
	w.Happens(bottest.PlaceOf("Ola"), "Ola", event.Message{Text: "snakk med et menneske", Addressed: true})
	if err := byNumber(w, 1, "a", "Bente", event.AgentAction{Act: bot.ActAnswer, Text: "Hei, Ola"}); err != nil {
		t.Error(err)
	}
	if chat := w.Adapters["chat"].Shown; !strings.Contains(bottest.Render(chat[len(chat)-1].Reply), "Hei, Ola") {
		t.Errorf("the person is shown %v", chat)
	}
	if err := byNumber(w, 2, "b", "Bente", event.AgentAction{Act: bot.ActClaim}); why(err) != bot.DeniedNoCase {
		t.Errorf("a case that is none: %v", err)
	}
}

// TestActOnACaseThatIsReplaced holds that an action on a case is not done with a later one of the
// same person that is opened between the look-up and the turn.
func TestActOnACaseThatIsReplaced(t *testing.T) {
	w := opened(t, bot.Desks{{At: bottest.WebDesk()}}, "Ola")
	w.Away = func(in event.Inbound) error {
		if _, ok := in.Event.(event.AgentAction); ok {
			w.Away = nil
			for _, text := range []string{"tilbake til boten", "snakk med et menneske"} {
				w.Happens(bottest.PlaceOf("Ola"), "Ola", event.Message{Text: text, Addressed: true})
			}
			if cs := caseOf(w, "Ola"); cs.Number != 2 || cs.State != bot.CaseQueued {
				t.Fatalf("the case is %+v", cs)
			}
		}
		return nil
	}
	if err := byNumber(w, 1, "a", "Bente", event.AgentAction{Act: bot.ActClaim}); why(err) != bot.DeniedOld {
		t.Errorf("got %v", err)
	}
	if cs := caseOf(w, "Ola"); cs.State != bot.CaseQueued {
		t.Errorf("the later case is %+v", cs)
	}
}

// TestActDenied holds what nobody can submit.
func TestActDenied(t *testing.T) {
	w := opened(t, bot.Desks{{At: bottest.WebDesk()}}, "Ola")
	ola := bot.Ref{Address: bottest.PlaceOf("Ola"), Person: "Ola"}
	turn, effects := w.Conversation(ola).Turn, len(w.Effects())
	for _, test := range []struct {
		name   string
		number int
		event  event.Event
		why    bot.Denial
	}{
		{"no action", 1, event.AgentAction{}, bot.DeniedAction},
		{"not an agent's", 1, event.AgentAction{Act: bot.ActRemark, Text: "hei"}, bot.DeniedAction},
		{"no agent's event", 1, event.Message{Text: "hei", Addressed: true}, bot.DeniedAction},
		{"a removal of nothing", 1, event.AgentAction{Act: bot.ActRetract}, bot.DeniedNothing},
		{"a change of nothing", 1, event.AgentAction{Act: bot.ActAmend, Text: "hei"}, bot.DeniedNothing},
		{"spaces", 1, event.AgentAction{Act: bot.ActAnswer, Text: " \n"}, bot.DeniedEmpty},
		{"number 0", 0, event.AgentAction{Act: bot.ActClaim}, bot.DeniedNoCase},
		{"number -1", -1, event.AgentAction{Act: bot.ActClaim}, bot.DeniedNoCase},
	} {
		if err := byNumber(w, test.number, "", "Bente", test.event); why(err) != test.why {
			t.Errorf("%s: %v; want %s", test.name, err, test.why)
		}
	}
	own := event.Inbound{At: w.Now, From: bottest.PlaceOf("Ola"), Person: event.Person{ID: "Ola", Agent: event.StandingMember}, Event: event.AgentAction{Act: bot.ActNote, Text: "hei"}}
	if err := w.Engine.Act(t.Context(), 1, own); why(err) != bot.DeniedOwn {
		t.Errorf("one's own case: %v", err)
	}
	if w.Conversation(ola).Turn != turn || len(w.Effects()) != effects {
		t.Error("something is kept of it")
	}
	if err := engine.New(bottest.Manager(t), nil).Act(t.Context(), 1, own); why(err) != bot.DeniedNoCase {
		t.Errorf("without a desk: %v", err)
	}
}

// typist is the platform of a desk that can show that the person of a case writes.
type typist struct {
	port.Editor
	cases []int
}

func (p *typist) CaseTyping(_ context.Context, number int) error {
	p.cases = append(p.cases, number)
	return nil
}

// TestTypingByNumber holds that those at a desk without threads are shown, and show, that
// somebody writes.
func TestTypingByNumber(t *testing.T) {
	w := opened(t, bot.Desks{{At: bottest.WebDesk()}}, "Kari", "Ola")
	web := &typist{Editor: w.Adapters["web"]}
	manager := bottest.Manager(t)
	manager.Desks = bot.Desks{{At: bottest.WebDesk()}}
	w.Start(manager, w.Adapters["chat"], web)
	for _, agent := range []string{"Per", "Bente"} {
		if err := byNumber(w, 2, "", agent, event.Typing{}); err != nil {
			t.Error(err)
		}
		if err := byNumber(w, 2, "", "Bente", event.AgentAction{Act: bot.ActClaim}); err != nil {
			t.Error(err)
		}
	}
	w.Happens(bottest.PlaceOf("Ola"), "Ola", event.Typing{})
	if got := w.Adapters["chat"].Typings; !slices.Equal(got, []string{"of Ola Ola"}) || !slices.Equal(web.cases, []int{2}) {
		t.Errorf("the person is shown %q, the desk %v", got, web.cases)
	}
}

// Whoever operates the program ends a case that an agent has; another agent cannot. The person is
// told who did it, not who had the case.
func TestOperatorEndsACaseOfAnother(t *testing.T) {
	t.Parallel()
	for _, act := range []bot.Action{bot.ActClose, bot.ActReturn} {
		w := opened(t, bot.Desks{{At: bottest.DeskAddress()}}, "Ola")
		if err := byNumber(w, 1, "", "Bente", event.AgentAction{Act: bot.ActClaim}); err != nil {
			t.Fatal(err)
		}
		end := event.AgentAction{Act: act, Closing: bot.ClosedByAgent, Text: "grunnen"}
		if err := byNumber(w, 1, "", "Mona", end); why(err) != bot.DeniedTaken {
			t.Errorf("%s by another agent: %v", act, err)
		}
		end.Operator = true
		if err := byNumber(w, 1, "", "Siv", end); err != nil {
			t.Errorf("%s by the operator: %v", act, err)
		}
		c := w.Conversation(bot.Ref{Address: bottest.PlaceOf("Ola"), Person: "Ola"})
		if c.Case.State != bot.CaseClosed || !c.Owner.Bot() {
			t.Errorf("%s: the case is %s, of %q", act, c.Case.State, c.Owner)
		}
	}
}
