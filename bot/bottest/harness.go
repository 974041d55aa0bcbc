package bottest

import (
	"context"
	"strconv"
	"time"

	"aktivering/bot"
	"aktivering/bot/desk"
	"aktivering/bot/engine"
	"aktivering/bot/event"
	"aktivering/bot/match"
	"aktivering/bot/port"
	"aktivering/internal/store/memory"
)

// Harness is an engine with a store in memory, three fake platforms ("chat" for people, "desk"
// and "web" for agents; "web" has no threads) and a clock that only [Harness.Pass] moves. It
// performs the effects that the store has saved, one at a time, each at least once. It is not
// safe for concurrent use.
type Harness struct {
	fatal    func(format string, args ...any)
	Now      time.Time
	Engine   *engine.Engine
	Adapters map[bot.Platform]*FakePlatform

	db    *memory.Database
	store *memory.Store
	refs  []bot.Ref // of all conversations, oldest first

	Events  int  // the number of events that [Harness.Happens] was given
	turning bool // a turn is being made
	// Away returns the error with which a turn fails before anything of it is saved; a nil
	// function saves every turn.
	Away func(in event.Inbound) error
	// Crash reports that the program stops after an effect was performed and before its
	// result is saved, so that it is performed again; a nil function never crashes.
	Crash func() bool
	// Performed is called with every effect that has ended, and how.
	Performed func(t port.Task, r port.Result)
}

// New returns a harness at 09:00 UTC on a Tuesday. fatal ends the test: it is called where
// the core breaks a rule of the store, such as a step that decides otherwise the second time.
func New(manager desk.Manager, fatal func(string, ...any)) *Harness {
	w := &Harness{
		fatal: fatal, Now: time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC), Adapters: make(map[bot.Platform]*FakePlatform),
		db: memory.NewDatabase(),
	}
	now := func() time.Time { return w.Now }
	w.store = memory.Open(w.db, memory.Options{Now: now, Steady: now})
	for _, p := range []bot.Platform{"chat", "desk", "web"} {
		w.Adapters[p] = &FakePlatform{ID: p, Limit: port.Limits{TextRunes: 3000, Choices: 25, LabelRunes: 75, Buttons: true, Threads: p != "web", Edits: true}}
	}
	w.Start(manager, w.Adapters["chat"], w.Adapters["desk"], struct{ port.Editor }{w.Adapters["web"]})
	return w
}

// Start puts an engine with other decisions and adapters in the place of the present one, as
// if the program had been started anew.
func (w *Harness) Start(manager desk.Manager, adapters ...port.Adapter) {
	manager.Matcher = outsideTurns{manager.Matcher, w}
	w.Engine = engine.New(manager, checkedTurns{w}, adapters...).WithCases(w.store).WithPrivacy(w.store)
}

// Happens handles an event at the present time and performs all effects that are due then.
func (w *Harness) Happens(from bot.Address, person string, ev event.Event) {
	w.Events++
	err := w.Engine.Handle(context.Background(), event.Inbound{
		Key: strconv.Itoa(w.Events), At: w.Now, From: from, Person: event.Person{ID: person, Name: person}, Event: ev,
	})
	if err != nil {
		w.fatal("%T of %s: %v", ev, person, err)
	}
	w.Settle()
}

// Settle performs every effect that is due, also those that follow from others.
func (w *Harness) Settle() {
	for range 10_000 {
		task, ok := w.store.Begin(w.Engine.Serves())
		if !ok {
			return
		}
		w.perform(task)
	}
	w.fatal("it never ends")
}

func (w *Harness) perform(task port.Task) {
	result := w.Engine.Perform(context.Background(), task)
	if w.Crash != nil && w.Crash() {
		w.store.Abandon(task.Key)
		return // it is done again after the start
	}
	if result.Status == bot.Retry {
		result.After = max(result.After, time.Millisecond) // the clock stands still
	}
	w.store.Record(task.Key, result)
	if w.Performed != nil && result.Status != bot.Retry {
		w.Performed(task, result)
	}
}

// Pass moves the clock forward and performs what falls due on the way, at its own time.
func (w *Harness) Pass(d time.Duration) {
	end := w.Now.Add(d)
	w.Settle()
	for {
		wait, ok := w.store.NextDue(w.Engine.Serves())
		if !ok || w.Now.Add(wait).After(end) {
			break
		}
		w.Now = w.Now.Add(wait)
		w.Settle()
	}
	w.Now = end
	w.Settle()
}

// outsideTurns is a matcher that no turn may wait for.
type outsideTurns struct {
	port.Matcher
	harness *Harness
}

func (o outsideTurns) Match(text string, in match.Scope) match.Result {
	if o.harness.turning {
		o.harness.fatal("%q is understood within a turn", text)
	}
	return o.Matcher.Match(text, in)
}
