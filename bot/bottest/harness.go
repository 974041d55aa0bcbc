package bottest

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"aktivering/bot"
	"aktivering/bot/desk"
	"aktivering/bot/engine"
	"aktivering/bot/match"
)

// ClosedCase is Ola's case, which Bente has had and has closed; handle is what happens
// next to either.
func ClosedCase(t *testing.T) (w *Harness, ola, thread bot.Address, handle func(at bot.Address, person string, event bot.Event)) {
	t.Helper()
	mind := RealMind(t)
	mind.Desk = &bot.Desk{At: DeskAddress()}
	w = NewTown(mind, t.Fatalf)
	n := 0
	handle = func(at bot.Address, person string, event bot.Event) {
		t.Helper()
		n++
		in := bot.Inbound{Key: strconv.Itoa(n), At: w.Now, From: at, Person: bot.Person{ID: person, Name: person}, Event: event}
		if err := w.Engine.Handle(t.Context(), in); err != nil {
			t.Fatal(err)
		}
		w.Settle()
	}
	ola = PlaceOf("Ola")
	handle(ola, "Ola", bot.Said{Text: "snakk med et menneske", Addressed: true})
	thread = w.Conversations[bot.Ref{Address: ola, Person: "Ola"}].Case.Thread
	handle(thread, "Bente", bot.Picked{Choice: "d:claim"})
	handle(thread, "Bente", bot.Said{Text: "lukk: løst", Threaded: true})
	return w, ola, thread, handle
}

var Noon = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

func DeskAddress() bot.Address { return bot.Address{Platform: "desk", Channel: "cases"} }

func PlaceOf(name string) bot.Address {
	return bot.Address{Platform: "chat", Channel: "c", Thread: "of " + name}
}

// Script is a matcher that understands what it is told to.
type Script map[string]match.Result

func (s Script) Match(text string) match.Result {
	if r, ok := s[text]; ok {
		return r
	}
	return match.Result{Decision: match.None}
}

// Say lets a person write one text after the other and returns the
// conversation and the last replies.
func Say(m desk.Manager, c bot.Conversation, texts ...string) (bot.Conversation, []bot.Reply) {
	var effects []bot.Effect
	for _, text := range texts {
		c, effects = m.Step(c, bot.Inbound{Event: bot.Said{Text: text, Addressed: true}})
	}
	return c, Replies(effects)
}

func Replies(effects []bot.Effect) []bot.Reply {
	var list []bot.Reply
	for _, e := range effects {
		if say, ok := e.(bot.Say); ok {
			list = append(list, say.Reply)
		}
	}
	return list
}

// town is a small world: a store in memory, adapters that keep what they show, and
// a clock. It performs effects as the stores do: those of one conversation at one
// place in order, each at least once.
type Harness struct {
	fatal    func(format string, args ...any)
	Now      time.Time
	Engine   *engine.Engine
	Adapters map[bot.Platform]*FakePlatform

	Conversations map[bot.Ref]bot.Conversation
	order         []bot.Ref
	heard         map[string]bool
	Entries       map[bot.Ref][]line
	removed       map[string]bool // messages that were removed before they came
	numbers       map[string]int
	agents        map[string]bool
	Effects       []*PendingEffect
	Events        int  // that happened
	turning       bool // a turn is being made
	// Away tells why an event cannot be saved; nil saves all.
	Away func(in bot.Inbound) error
	// Crash reports that the program dies now, between doing something and noting
	// that it is done; nil is never.
	Crash func() bool
	// Performed is told of what was done, and of who owned the conversation then.
	Performed func(u *PendingEffect, owner bot.Owner)
}

// undone is an effect, and what became of it.
type PendingEffect struct {
	key          string
	of           bot.Ref
	Effect       bot.Effect
	saved, Due   time.Time
	waits, tries int
	Fate         bot.Fate
	message      bot.MessageID
	Reason       string
}

// stage is a platform that keeps what it shows.
type FakePlatform struct {
	ID    bot.Platform
	Limit bot.Limits
	Shown []Shown
	// Fail tells why a message is not taken; nil takes all.
	Fail func(bot.Outbound) error
	// Note is told of what is shown.
	Note func(s Shown)
	// Files are what can be fetched.
	Files map[string]string
	// Stuck tells that files are never there before the context ends.
	Stuck bool
	// Fixed tells that what was shown cannot be changed.
	Fixed bool
	// typing are the addresses where somebody was shown to write.
	Typings []string
}

func (s *FakePlatform) Typing(_ context.Context, to bot.Address, person string) error {
	s.Typings = append(s.Typings, to.Thread+" "+person)
	return nil
}

type Shown struct {
	bot.Outbound
	Id     bot.MessageID
	Edited bool
}

func (s *FakePlatform) Platform() bot.Platform { return s.ID }

func (s *FakePlatform) Limits() bot.Limits { return s.Limit }

func (s *FakePlatform) Run(ctx context.Context, _ bot.Inbox) error {
	<-ctx.Done()
	return nil
}

func (s *FakePlatform) Send(_ context.Context, out bot.Outbound) (bot.MessageID, error) {
	if s.Fail != nil {
		if err := s.Fail(out); err != nil {
			return "", err
		}
	}
	m := Shown{Outbound: out, Id: bot.MessageID(strconv.Itoa(len(s.Shown) + 1))}
	s.Shown = append(s.Shown, m)
	if s.Note != nil {
		s.Note(m)
	}
	return m.Id, nil
}

func (s *FakePlatform) Fetch(ctx context.Context, f bot.File, most int) ([]byte, error) {
	if s.Stuck {
		<-ctx.Done()
		return nil, ctx.Err()
	}
	data, ok := s.Files[f.At]
	switch {
	case !ok:
		return nil, errors.New("no such file")
	case len(data) > most:
		return nil, bot.ErrTooLarge
	}
	return []byte(data), nil
}

func (s *FakePlatform) Edit(_ context.Context, out bot.Outbound, id bot.MessageID) error {
	if s.Fixed {
		return bot.ErrGone
	}
	if s.Fail != nil {
		if err := s.Fail(out); err != nil {
			return err
		}
	}
	for i := range s.Shown {
		if s.Shown[i].Id == id {
			s.Shown[i].Outbound, s.Shown[i].Edited = out, true
			if s.Note != nil {
				s.Note(s.Shown[i])
			}
			return nil
		}
	}
	return fmt.Errorf("no message %s: %w", id, bot.ErrGone)
}

func NewTown(mind desk.Manager, fatal func(string, ...any)) *Harness {
	w := &Harness{
		fatal: fatal, Now: time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC), Adapters: make(map[bot.Platform]*FakePlatform),
		Conversations: make(map[bot.Ref]bot.Conversation), heard: make(map[string]bool), Entries: make(map[bot.Ref][]line), removed: make(map[string]bool),
		numbers: make(map[string]int), agents: make(map[string]bool),
	}
	mind.Matcher = outsideTurns{mind.Matcher, w}
	var list []bot.Adapter
	for _, p := range []bot.Platform{"chat", "desk"} {
		s := &FakePlatform{ID: p, Limit: bot.Limits{TextRunes: 3000, Choices: 25, LabelRunes: 75, Buttons: true, Threads: true, Edits: true}}
		w.Adapters[p] = s
		list = append(list, s)
	}
	w.Engine = engine.NewEngine(mind, w, list...).WithCases(w)
	return w
}

// outsideTurns is a matcher that no turn may wait for.
type outsideTurns struct {
	bot.Matcher
	town *Harness
}

func (o outsideTurns) Match(text string) match.Result {
	if o.town.turning {
		o.town.fatal("%q is understood within a turn", text)
	}
	return o.Matcher.Match(text)
}

// Turn is the store's.
func (w *Harness) Turn(_ context.Context, in bot.Inbound, step bot.Step) error {
	if w.Away != nil {
		if err := w.Away(in); err != nil {
			return err
		}
	}
	key := string(in.From.Platform) + "/" + in.Key
	message, change := bot.MessageOf(in.Event)
	removal := fmt.Sprint(in.From.Platform, in.From.Channel, message)
	if in.Key != "" && w.heard[key] || message != "" && !change && w.removed[removal] {
		return nil
	}
	before := w.Conversations[in.Ref()]
	w.turning = true
	tried, first := step(before)
	after, effects := step(before)
	if !reflect.DeepEqual(tried, after) || !reflect.DeepEqual(first, effects) {
		w.fatal("the same step decides otherwise the second time: %+v and %+v", tried, after)
	}
	w.turning = false
	if eraser, ok := bot.NewEraser(in.Event, after.Turn != before.Turn, effects); ok {
		w.erase(in.Ref(), eraser)
	}
	if after.Turn == before.Turn {
		w.removed[removal] = w.removed[removal] || bot.IsRemoval(in.Event) && before.Turn == 0
		return nil
	}
	encoded, err := json.Marshal(after)
	if err != nil {
		return err
	}
	var stored bot.Conversation
	if err := json.Unmarshal(encoded, &stored); err != nil {
		return err
	}
	if !reflect.DeepEqual(Encode(fatalf(w.fatal), stored), encoded) {
		w.fatal("the conversation does not survive: %s", encoded)
	}
	w.heard[key] = true
	if _, known := w.Conversations[in.Ref()]; !known {
		w.order = append(w.order, in.Ref())
	}
	w.Conversations[in.Ref()] = stored
	if c := stored.Case; c != nil {
		name := fmt.Sprint(in.Ref(), c.Opened)
		if w.numbers[name] == 0 {
			w.numbers[name] = len(w.numbers) + 1
		}
		if c.Agent.ID != "" {
			w.agents[c.Agent.ID] = true
		}
	}
	entry := bot.EntryOf(before, in)
	entry.Turn = after.Turn
	w.Entries[in.Ref()] = append(w.Entries[in.Ref()], line{entry, nil})
	for _, e := range effects {
		body, err := bot.EncodeEffect(e)
		if err != nil {
			return err
		}
		decoded, err := bot.DecodeEffect(body)
		if err != nil {
			return err
		}
		u := &PendingEffect{key: "k" + strconv.Itoa(len(w.Effects)), of: in.Ref(), Effect: decoded, saved: w.Now, Due: w.Now}
		if wake, ok := e.(bot.Wake); ok {
			u.Due = wake.At
		}
		w.Effects = append(w.Effects, u)
		if say, ok := decoded.(bot.Say); ok && !say.Desk {
			w.Entries[in.Ref()] = append(w.Entries[in.Ref()], line{bot.Entry{Turn: after.Turn, At: w.Now, Kind: bot.EntryReplied}, u})
		}
	}
	return nil
}

// erase takes the words of a message out of what is kept.
func (w *Harness) erase(ref bot.Ref, eraser *bot.Eraser) {
	for i, l := range w.Entries[ref] {
		if l.Message == eraser.Message {
			w.Entries[ref][i].Entry = eraser.Entry(l.Entry)
		}
	}
	for _, u := range w.Effects {
		if u.of == ref {
			u.Effect, _ = eraser.Effect(u.Effect, u.Fate == "")
		}
	}
}

// Kept is all that is kept: the conversations, their transcripts and effects.
func (w *Harness) Kept(fatal func(string, ...any)) string {
	var all strings.Builder
	for ref, c := range w.Conversations {
		b, err := json.Marshal(c)
		if err != nil {
			fatal("%v", err)
		}
		all.Write(b)
		for _, l := range w.Entries[ref] {
			all.WriteString("\n" + string(l.Kind) + " " + l.Text)
		}
	}
	for _, u := range w.Effects {
		b, err := bot.EncodeEffect(u.Effect)
		if err != nil {
			fatal("%v", err)
		}
		all.WriteString("\n" + string(b))
	}
	return all.String()
}

// line is a line of a transcript, and the effect that it tells of; nil of what was heard.
type line struct {
	bot.Entry
	replied *PendingEffect
}

type fatalf func(string, ...any)

func (f fatalf) Fatalf(format string, args ...any) { f(format, args...) }

// Happens takes in what somebody does, and does all that comes of it.
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

// Conversation and the methods below are those of bot.Cases.
func (w *Harness) Conversation(_ context.Context, ref bot.Ref) (bot.Conversation, error) {
	return w.Conversations[ref], nil
}

func (w *Harness) Transcript(_ context.Context, ref bot.Ref) ([]bot.Entry, error) {
	var entries []bot.Entry
	for _, l := range w.Entries[ref] {
		if l.replied != nil {
			say, _ := l.replied.Effect.(bot.Say)
			l.Reply = &say.Reply
		}
		entries = append(entries, l.Entry)
	}
	return entries, nil
}

func (w *Harness) WriterOf(_ context.Context, at bot.Address, id bot.MessageID) (bot.Ref, bool, error) {
	for _, ref := range w.order {
		for _, l := range w.Entries[ref] {
			if ref.Address == at && l.Message == id && id != "" {
				return ref, true, nil
			}
		}
	}
	return bot.Ref{}, false, nil
}

func (w *Harness) CaseNumber(_ context.Context, ref bot.Ref, opened int) (int, error) {
	n, ok := w.numbers[fmt.Sprint(ref, opened)]
	if !ok {
		return 0, errors.New("no such case")
	}
	return n, nil
}

func (w *Harness) CaseAt(_ context.Context, at bot.Address) (bot.Ref, bool, error) {
	for _, ref := range w.order {
		if c := w.Conversations[ref].Case; c != nil && c.Card != "" && c.Thread == at {
			return ref, true, nil
		}
	}
	return bot.Ref{}, false, nil
}

func (w *Harness) Queue(_ context.Context, most int) ([]bot.Ref, error) {
	var refs []bot.Ref
	for _, ref := range w.order {
		if c := w.Conversations[ref].Case; c != nil && c.State == bot.CaseQueued {
			refs = append(refs, ref)
		}
	}
	slices.SortStableFunc(refs, func(a, b bot.Ref) int {
		return w.Conversations[a].Case.Since.Compare(w.Conversations[b].Case.Since)
	})
	return refs[:min(most, len(refs))], nil
}

func (w *Harness) Talks(context.Context, bot.Platform, int) ([]bot.Talk, error) { return nil, nil }

func (w *Harness) Recent(context.Context, bot.Platform, time.Time, time.Time, int) ([]bot.Talk, error) {
	return nil, nil
}

func (w *Harness) IsAgent(_ context.Context, _ bot.Platform, id string) (bool, error) {
	return w.agents[id], nil
}

func (w *Harness) People(_ context.Context, at bot.Address) ([]bot.Ref, error) {
	var refs []bot.Ref
	for _, ref := range w.order {
		if ref.Address == at {
			refs = append(refs, ref)
		}
	}
	return refs, nil
}

func (w *Harness) Relayed(_ context.Context, ref bot.Ref, to bot.Platform, source bot.MessageID) (ids []bot.MessageID, found bool, err error) {
	for _, u := range w.Effects {
		if source != "" && u.of == ref && bot.Place(u.Effect, ref.Address).Platform == to && bot.SourceOf(u.Effect) == source && u.Fate == bot.Done {
			found = true
			if !slices.Contains(ids, u.message) {
				ids = append(ids, u.message)
			}
		}
	}
	return ids, found, nil
}

// Settle performs all that is due.
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
		if u.Fate != "" {
			continue
		}
		if _, timer := u.Effect.(bot.Wake); timer {
			if !u.Due.After(w.Now) {
				return u
			}
			continue
		}
		at := bot.Place(u.Effect, u.of.Address)
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
	if out.Fate == bot.Again {
		u.waits++
		if out.Counts {
			u.tries++
		}
		u.Due = w.Now.Add(max(out.After, time.Millisecond))
		u.Reason = out.Reason
		return
	}
	u.Fate, u.message, u.Reason = out.Fate, out.Message, out.Reason
	if w.Performed != nil {
		w.Performed(u, owner)
	}
}

// Pass lets time pass, with all that is due in it.
func (w *Harness) Pass(d time.Duration) {
	end := w.Now.Add(d)
	w.Settle()
	for {
		var next *PendingEffect
		for _, u := range w.Effects {
			if u.Fate == "" && u.Due.After(w.Now) && !u.Due.After(end) && (next == nil || u.Due.Before(next.Due)) {
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
