package bottest

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"aktivering/bot"
	"aktivering/bot/desk"
	"aktivering/bot/engine"
	"aktivering/bot/match"
)

// Harness is an engine with a store in memory, two fake platforms ("chat" for people,
// "desk" for agents) and a clock that only [Harness.Pass] moves. It is the store and the
// outbox: it performs the effects of one conversation in one channel in order, each at least
// once. It is not safe for concurrent use.
type Harness struct {
	fatal    func(format string, args ...any)
	Now      time.Time
	Engine   *engine.Engine
	Adapters map[bot.Platform]*FakePlatform

	Conversations map[bot.Ref]bot.Conversation
	order         []bot.Ref
	heard         map[string]bool
	entries       map[bot.Ref][]line
	changes       map[string]bot.Change // of messages, by their place
	numbers       map[string]int
	agents        map[string]bool
	Effects       []*PendingEffect // all that were saved, oldest first, also those performed
	Events        int              // the number of events that [Harness.Happens] was given
	turning       bool             // a turn is being made
	// Away returns the error with which a turn fails before anything of it is saved; a nil
	// function saves every turn.
	Away func(in bot.Inbound) error
	// Crash reports that the program stops after an effect was performed and before its
	// result is saved, so that it is performed again; a nil function never crashes.
	Crash func() bool
	// Performed is called with every finished effect, and with the owner of the
	// conversation when it was performed.
	Performed func(u *PendingEffect, owner bot.Owner)
}

// PendingEffect is a saved effect and its result. Status is empty until it has ended; Due is
// when it is tried next, and Reason the latest error.
type PendingEffect struct {
	key          string
	of           bot.Ref
	Effect       bot.Effect
	saved, Due   time.Time
	waits, tries int
	Status       bot.Status
	message      bot.MessageID
	Reason       string
}

// New returns a harness at 09:00 UTC on a Tuesday. fatal ends the test: it is called where
// the core breaks a rule of the store, such as a step that decides otherwise the second time.
func New(manager desk.Manager, fatal func(string, ...any)) *Harness {
	w := &Harness{
		fatal: fatal, Now: time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC), Adapters: make(map[bot.Platform]*FakePlatform),
		Conversations: make(map[bot.Ref]bot.Conversation), heard: make(map[string]bool), entries: make(map[bot.Ref][]line), changes: make(map[string]bot.Change),
		numbers: make(map[string]int), agents: make(map[string]bool),
	}
	manager.Matcher = outsideTurns{manager.Matcher, w}
	var list []bot.Adapter
	for _, p := range []bot.Platform{"chat", "desk"} {
		s := &FakePlatform{ID: p, Limit: bot.Limits{TextRunes: 3000, Choices: 25, LabelRunes: 75, Buttons: true, Threads: true, Edits: true}}
		w.Adapters[p] = s
		list = append(list, s)
	}
	w.Engine = engine.New(manager, w, list...).WithCases(w)
	return w
}

// Happens handles an event at the present time and performs all effects that are due then.
func (w *Harness) Happens(from bot.Address, person string, event bot.Event) {
	w.Events++
	err := w.Engine.Handle(context.Background(), bot.Inbound{
		Key: strconv.Itoa(w.Events), At: w.Now, From: from, Person: bot.Person{ID: person, Name: person}, Event: event,
	})
	if err != nil {
		w.fatal("%T of %s: %v", event, person, err)
	}
	w.Settle()
}

// Settle performs every effect that is due, also those that follow from others.
func (w *Harness) Settle() {
	for range 10_000 {
		u := w.due()
		if u == nil {
			return
		}
		w.perform(u)
	}
	w.fatal("it never ends")
}

// due returns the first effect that can be performed now.
func (w *Harness) due() *PendingEffect {
	blocked := make(map[string]bool)
	for _, u := range w.Effects {
		if u.Status != "" {
			continue
		}
		if _, timer := u.Effect.(bot.SetTimer); timer {
			if !u.Due.After(w.Now) {
				return u
			}
			continue
		}
		at := bot.Destination(u.Effect, u.of.Address)
		lane := fmt.Sprint(u.of, at.Platform, at.Channel)
		if blocked[lane] {
			continue
		}
		if !u.Due.After(w.Now) {
			return u
		}
		blocked[lane] = true
	}
	return nil
}

func (w *Harness) perform(u *PendingEffect) {
	owner := w.Conversations[u.of].Owner
	out := w.Engine.Perform(context.Background(), bot.Task{
		Key: u.key, Of: u.of, Effect: u.Effect, Owner: owner, Waits: u.waits, Tries: u.tries, Saved: u.saved, Now: w.Now,
	})
	if w.Crash != nil && w.Crash() {
		return // it is done again after the start
	}
	if out.Status == bot.Retry {
		u.waits++
		if out.CountsAsFailure {
			u.tries++
		}
		u.Due = w.Now.Add(max(out.After, time.Millisecond))
		u.Reason = out.Reason
		return
	}
	u.Status, u.message, u.Reason = out.Status, out.Message, out.Reason
	if w.Performed != nil {
		w.Performed(u, owner)
	}
}

// Pass moves the clock forward and performs what falls due on the way, at its own time.
func (w *Harness) Pass(d time.Duration) {
	end := w.Now.Add(d)
	w.Settle()
	for {
		var next *PendingEffect
		for _, u := range w.Effects {
			if u.Status == "" && u.Due.After(w.Now) && !u.Due.After(end) && (next == nil || u.Due.Before(next.Due)) {
				next = u
			}
		}
		if next == nil {
			break
		}
		w.Now = next.Due
		w.Settle()
	}
	w.Now = end
	w.Settle()
}

// Refs are the conversations, oldest first.
func (w *Harness) Refs() []bot.Ref {
	refs := slices.Clone(w.order)
	slices.SortStableFunc(refs, func(a, b bot.Ref) int { return cmp.Compare(a.Person, b.Person) })
	return refs
}

// outsideTurns is a matcher that no turn may wait for.
type outsideTurns struct {
	bot.Matcher
	harness *Harness
}

func (o outsideTurns) Match(text string, in match.Scope) match.Result {
	if o.harness.turning {
		o.harness.fatal("%q is understood within a turn", text)
	}
	return o.Matcher.Match(text, in)
}
