package engine_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"aktivering/bot"
	"aktivering/bot/bottest"
	"aktivering/bot/desk"
	"aktivering/bot/dialogue"
	"aktivering/bot/engine"
	"aktivering/bot/event"
	"aktivering/bot/match"
	"aktivering/bot/port"
	"aktivering/bot/reply"
	"aktivering/bot/understand"
)

// Whatever a step reads was understood before the store was asked for a turn; the harness
// fails where it was not.
func TestNoTextIsUnderstoodWithinATurn(t *testing.T) {
	w, ola, _, handle := bottest.ClosedCase(t)
	ref := bot.Ref{Address: ola, Person: "Ola"}
	now := func() bot.Situation { return w.Conversation(ref).Now }

	// After the case: what was written before the question is taken up.
	handle(ola, "Ola", event.Message{Text: "hovedkortet er byttet, og nå er ikke windows aktivert", Addressed: true})
	turns, entries := w.Conversation(ref).Turn, len(w.Entries(ref))
	handle(ola, "Ola", event.ChoicePicked{Choice: "fresh"})
	if got := now().Article; got != "feilsoking-aktivering" {
		t.Errorf("the article is %q", got)
	}
	if got := w.Conversation(ref).Turn - turns; got != 1 {
		t.Errorf("%d turns for one event", got)
	}
	if got := w.Entries(ref)[entries:]; len(got) == 0 || got[0].Kind != bot.EntryChoice {
		t.Errorf("the transcript goes on with %+v", got)
	}

	// A message and its change.
	handle(ola, "Ola", event.Message{Message: "m1", Text: "nå sier den 0xC004F034", Addressed: true})
	handle(ola, "Ola", event.MessageEdited{Now: event.Message{Message: "m1", Text: "nå sier den 0xC004C003", Addressed: true}})
	if got := now().Article; got != "0xC004C003" {
		t.Errorf("after the change the article is %q", got)
	}

	// In a case, and what an agent asks for.
	handle(ola, "Ola", event.Message{Text: "snakk med et menneske", Addressed: true})
	thread := w.Conversation(ref).Case.Thread
	handle(ola, "Ola", event.Message{Text: "det haster", Addressed: true})
	handle(thread, "Bente", event.ChoicePicked{Choice: "d:claim"})
	handle(thread, "Bente", event.Message{Text: "artikkel: 0x803F7001", InThread: true})
	if got := now().Article; got != "0x803F7001" {
		t.Errorf("the agent's article is %q", got)
	}
}

// countingMatcher is a matcher that counts what it is asked.
type countingMatcher struct {
	port.Matcher
	texts map[string]int
}

func (a countingMatcher) Match(text string, in match.Scope) match.Result {
	a.texts[text]++
	return a.Matcher.Match(text, in)
}

// A store that has to try again costs no other understanding.
func TestATextIsUnderstoodOnce(t *testing.T) {
	manager := bottest.Manager(t)
	a := countingMatcher{manager.Matcher, make(map[string]int)}
	b := countingTexts{manager.Texts, make(map[string]int)}
	manager.Matcher, manager.Texts = a, b
	e := engine.New(manager, rerunningStore{&conversationStore{seen: make(map[string]bool)}})
	if err := e.Handle(t.Context(), inbound("1", "hovedkort byttet")); err != nil {
		t.Fatal(err)
	}
	if got := a.texts["hovedkort byttet"]; got != 1 || len(a.texts) != 1 {
		t.Errorf("understood %v", a.texts)
	}
	if got := b.texts["hovedkort byttet"]; got != 1 || len(b.texts) != 1 {
		t.Errorf("analysed %v", b.texts)
	}
}

// countingTexts counts the texts that are analysed.
type countingTexts struct {
	port.Texts
	texts map[string]int
}

func (c countingTexts) Analyze(text string, m match.Result) understand.Analysis {
	c.texts[text]++
	return c.Texts.Analyze(text, m)
}

// rerunningStore is a store that runs each step three times.
type rerunningStore struct{ *conversationStore }

func (r rerunningStore) Turn(ctx context.Context, in event.Inbound, step port.Step) (dropped bool, err error) {
	return r.conversationStore.Turn(ctx, in, func(c bot.Conversation) bot.Decision {
		step(c)
		step(c)
		return step(c)
	})
}

// A text that brings out a fault is refused before the store is asked for anything.
func TestFaultOfATextLeavesTheStoreAlone(t *testing.T) {
	store := &conversationStore{seen: make(map[string]bool), err: errors.New("the store was asked")}
	e := engine.New(desk.Manager{Manager: dialogue.Manager{Knowledge: bottest.Manager(t).Knowledge, Matcher: panickingMatcher{}}}, store)
	err := e.Handle(t.Context(), inbound("1", "hei"))
	if err == nil || errors.Is(err, store.err) || !strings.Contains(err.Error(), "panic: index out of range") {
		t.Errorf("got %v", err)
	}
}

type panickingMatcher struct{}

func (panickingMatcher) Match(string, match.Scope) match.Result { panic("index out of range") }

// The part of a turn that the store waits for is short for the longest text too.
func BenchmarkLongText(b *testing.B) {
	manager := bottest.Manager(b)
	manager.Desks = bot.Desks{{At: bottest.DeskAddress()}}
	inCase, _ := bottest.Say(manager, bot.Conversation{}, "snakk med et menneske")
	asking, _ := bottest.Say(manager, bot.Conversation{}, "0xC004F213")
	for name, piece := range map[string]string{"words": "hovedkort ", "marks": "\u0301", "yes": "ja ", "sentences": "nei. "} {
		text := strings.Repeat(piece, 64<<10/len(piece))
		for in, c := range map[string]bot.Conversation{"case": inCase, "asking": asking} {
			b.Run(name+"/"+in, func(b *testing.B) {
				m := desk.Manager{Manager: dialogue.Manager{Knowledge: manager.Knowledge, Matcher: bottest.Script{}}, Desks: manager.Desks}
				for b.Loop() {
					d := m.Step(c, event.Inbound{At: bottest.Noon(), Event: event.Message{Text: text, Addressed: true}})
					for _, r := range bottest.Replies(d.Effects) {
						reply.Fit(r, port.Limits{TextRunes: 2000, Buttons: true})
					}
				}
			})
		}
	}
}
