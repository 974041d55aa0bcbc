package bot_test

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
	"time"

	"aktivering/bot"
	"aktivering/bot/match"
)

// town is a small world: a store in memory, adapters that keep what they show, and
// a clock. It performs effects as the stores do: those of one conversation at one
// place in order, each at least once.
type town struct {
	fatal    func(format string, args ...any)
	now      time.Time
	engine   *bot.Engine
	adapters map[bot.Platform]*stage

	conversations map[bot.Ref]bot.Conversation
	order         []bot.Ref
	heard         map[string]bool
	entries       map[bot.Ref][]line
	removed       map[string]bool // messages that were removed before they came
	numbers       map[string]int
	agents        map[string]bool
	effects       []*undone
	events        int  // that happened
	turning       bool // a turn is being made
	// away tells why an event cannot be saved; nil saves all.
	away func(in bot.Inbound) error
	// crash reports that the program dies now, between doing something and noting
	// that it is done; nil is never.
	crash func() bool
	// performed is told of what was done, and of who owned the conversation then.
	performed func(u *undone, owner bot.Owner)
}

// undone is an effect, and what became of it.
type undone struct {
	key          string
	of           bot.Ref
	effect       bot.Effect
	saved, due   time.Time
	waits, tries int
	fate         bot.Fate
	message      bot.MessageID
	reason       string
}

// stage is a platform that keeps what it shows.
type stage struct {
	platform bot.Platform
	limits   bot.Limits
	shown    []shown
	// fail tells why a message is not taken; nil takes all.
	fail func(bot.Outbound) error
	// note is told of what is shown.
	note func(s shown)
	// files are what can be fetched.
	files map[string]string
	// stuck tells that files are never there before the context ends.
	stuck bool
	// fixed tells that what was shown cannot be changed.
	fixed bool
	// typing are the addresses where somebody was shown to write.
	typing []string
}

func (s *stage) Typing(_ context.Context, to bot.Address, person string) error {
	s.typing = append(s.typing, to.Thread+" "+person)
	return nil
}

type shown struct {
	bot.Outbound
	id     bot.MessageID
	edited bool
}

func (s *stage) Platform() bot.Platform { return s.platform }
func (s *stage) Limits() bot.Limits     { return s.limits }

func (s *stage) Run(ctx context.Context, _ bot.Inbox) error {
	<-ctx.Done()
	return nil
}

func (s *stage) Send(_ context.Context, out bot.Outbound) (bot.MessageID, error) {
	if s.fail != nil {
		if err := s.fail(out); err != nil {
			return "", err
		}
	}
	m := shown{Outbound: out, id: bot.MessageID(strconv.Itoa(len(s.shown) + 1))}
	s.shown = append(s.shown, m)
	if s.note != nil {
		s.note(m)
	}
	return m.id, nil
}

func (s *stage) Fetch(ctx context.Context, f bot.File, most int) ([]byte, error) {
	if s.stuck {
		<-ctx.Done()
		return nil, ctx.Err()
	}
	data, ok := s.files[f.At]
	switch {
	case !ok:
		return nil, errors.New("no such file")
	case len(data) > most:
		return nil, bot.ErrTooLarge
	}
	return []byte(data), nil
}

func (s *stage) Edit(_ context.Context, out bot.Outbound, id bot.MessageID) error {
	if s.fixed {
		return bot.ErrGone
	}
	if s.fail != nil {
		if err := s.fail(out); err != nil {
			return err
		}
	}
	for i := range s.shown {
		if s.shown[i].id == id {
			s.shown[i].Outbound, s.shown[i].edited = out, true
			if s.note != nil {
				s.note(s.shown[i])
			}
			return nil
		}
	}
	return fmt.Errorf("no message %s: %w", id, bot.ErrGone)
}

func newTown(mind bot.DeskMind, fatal func(string, ...any)) *town {
	w := &town{
		fatal: fatal, now: time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC), adapters: make(map[bot.Platform]*stage),
		conversations: make(map[bot.Ref]bot.Conversation), heard: make(map[string]bool), entries: make(map[bot.Ref][]line), removed: make(map[string]bool),
		numbers: make(map[string]int), agents: make(map[string]bool),
	}
	mind.Matcher = outsideTurns{mind.Matcher, w}
	var list []bot.Adapter
	for _, p := range []bot.Platform{"chat", "desk"} {
		s := &stage{platform: p, limits: bot.Limits{TextRunes: 3000, Choices: 25, LabelRunes: 75, Buttons: true, Threads: true, Edits: true}}
		w.adapters[p] = s
		list = append(list, s)
	}
	w.engine = bot.NewEngine(mind, w, list...).WithCases(w)
	return w
}

// outsideTurns is a matcher that no turn may wait for.
type outsideTurns struct {
	bot.Matcher
	town *town
}

func (o outsideTurns) Match(text string) match.Result {
	if o.town.turning {
		o.town.fatal("%q is understood within a turn", text)
	}
	return o.Matcher.Match(text)
}

// Turn is the store's.
func (w *town) Turn(_ context.Context, in bot.Inbound, step bot.Step) error {
	if w.away != nil {
		if err := w.away(in); err != nil {
			return err
		}
	}
	key := string(in.From.Platform) + "/" + in.Key
	message, change := bot.MessageOf(in.Event)
	removal := fmt.Sprint(in.From.Platform, in.From.Channel, message)
	if in.Key != "" && w.heard[key] || message != "" && !change && w.removed[removal] {
		return nil
	}
	before := w.conversations[in.Ref()]
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
	if !reflect.DeepEqual(encode(fatalf(w.fatal), stored), encoded) {
		w.fatal("the conversation does not survive: %s", encoded)
	}
	w.heard[key] = true
	if _, known := w.conversations[in.Ref()]; !known {
		w.order = append(w.order, in.Ref())
	}
	w.conversations[in.Ref()] = stored
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
	w.entries[in.Ref()] = append(w.entries[in.Ref()], line{entry, nil})
	for _, e := range effects {
		body, err := bot.EncodeEffect(e)
		if err != nil {
			return err
		}
		decoded, err := bot.DecodeEffect(body)
		if err != nil {
			return err
		}
		u := &undone{key: "k" + strconv.Itoa(len(w.effects)), of: in.Ref(), effect: decoded, saved: w.now, due: w.now}
		if wake, ok := e.(bot.Wake); ok {
			u.due = wake.At
		}
		w.effects = append(w.effects, u)
		if say, ok := decoded.(bot.Say); ok && !say.Desk {
			w.entries[in.Ref()] = append(w.entries[in.Ref()], line{bot.Entry{Turn: after.Turn, At: w.now, Kind: bot.EntryReplied}, u})
		}
	}
	return nil
}

// erase takes the words of a message out of what is kept.
func (w *town) erase(ref bot.Ref, eraser *bot.Eraser) {
	for i, l := range w.entries[ref] {
		if l.Message == eraser.Message {
			w.entries[ref][i].Entry = eraser.Entry(l.Entry)
		}
	}
	for _, u := range w.effects {
		if u.of == ref {
			u.effect, _ = eraser.Effect(u.effect, u.fate == "")
		}
	}
}

// kept is all that is kept: the conversations, their transcripts and effects.
func (w *town) kept(fatal func(string, ...any)) string {
	var all strings.Builder
	for ref, c := range w.conversations {
		b, err := json.Marshal(c)
		if err != nil {
			fatal("%v", err)
		}
		all.Write(b)
		for _, l := range w.entries[ref] {
			all.WriteString("\n" + string(l.Kind) + " " + l.Text)
		}
	}
	for _, u := range w.effects {
		b, err := bot.EncodeEffect(u.effect)
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
	replied *undone
}

type fatalf func(string, ...any)

func (f fatalf) Fatalf(format string, args ...any) { f(format, args...) }

// happens takes in what somebody does, and does all that comes of it.
func (w *town) happens(from bot.Address, person string, event bot.Event) {
	w.events++
	err := w.engine.Handle(context.Background(), bot.Inbound{
		Key: strconv.Itoa(w.events), At: w.now, From: from, Person: bot.Person{ID: person, Name: person}, Event: event,
	})
	if err != nil {
		w.fatal("%T of %s: %v", event, person, err)
	}
	w.settle()
}

// Conversation and the methods below are those of bot.Cases.
func (w *town) Conversation(_ context.Context, ref bot.Ref) (bot.Conversation, error) {
	return w.conversations[ref], nil
}

func (w *town) Transcript(_ context.Context, ref bot.Ref) ([]bot.Entry, error) {
	var entries []bot.Entry
	for _, l := range w.entries[ref] {
		if l.replied != nil {
			say, _ := l.replied.effect.(bot.Say)
			l.Reply = &say.Reply
		}
		entries = append(entries, l.Entry)
	}
	return entries, nil
}

func (w *town) WriterOf(_ context.Context, at bot.Address, id bot.MessageID) (bot.Ref, bool, error) {
	for _, ref := range w.order {
		for _, l := range w.entries[ref] {
			if ref.Address == at && l.Message == id && id != "" {
				return ref, true, nil
			}
		}
	}
	return bot.Ref{}, false, nil
}

func (w *town) CaseNumber(_ context.Context, ref bot.Ref, opened int) (int, error) {
	n, ok := w.numbers[fmt.Sprint(ref, opened)]
	if !ok {
		return 0, errors.New("no such case")
	}
	return n, nil
}

func (w *town) CaseAt(_ context.Context, at bot.Address) (bot.Ref, bool, error) {
	for _, ref := range w.order {
		if c := w.conversations[ref].Case; c != nil && c.Card != "" && c.Thread == at {
			return ref, true, nil
		}
	}
	return bot.Ref{}, false, nil
}

func (w *town) Queue(_ context.Context, most int) ([]bot.Ref, error) {
	var refs []bot.Ref
	for _, ref := range w.order {
		if c := w.conversations[ref].Case; c != nil && c.State == bot.CaseQueued {
			refs = append(refs, ref)
		}
	}
	slices.SortStableFunc(refs, func(a, b bot.Ref) int {
		return w.conversations[a].Case.Since.Compare(w.conversations[b].Case.Since)
	})
	return refs[:min(most, len(refs))], nil
}

func (w *town) Talks(context.Context, bot.Platform, int) ([]bot.Talk, error) { return nil, nil }

func (w *town) Recent(context.Context, bot.Platform, time.Time, time.Time, int) ([]bot.Talk, error) {
	return nil, nil
}

func (w *town) IsAgent(_ context.Context, _ bot.Platform, id string) (bool, error) {
	return w.agents[id], nil
}

func (w *town) People(_ context.Context, at bot.Address) ([]bot.Ref, error) {
	var refs []bot.Ref
	for _, ref := range w.order {
		if ref.Address == at {
			refs = append(refs, ref)
		}
	}
	return refs, nil
}

func (w *town) Relayed(_ context.Context, ref bot.Ref, to bot.Platform, source bot.MessageID) (ids []bot.MessageID, found bool, err error) {
	for _, u := range w.effects {
		if source != "" && u.of == ref && bot.Place(u.effect, ref.Address).Platform == to && bot.SourceOf(u.effect) == source && u.fate == bot.Done {
			found = true
			if !slices.Contains(ids, u.message) {
				ids = append(ids, u.message)
			}
		}
	}
	return ids, found, nil
}

// settle performs all that is due.
func (w *town) settle() {
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
func (w *town) due() *undone {
	blocked := make(map[string]bool)
	for _, u := range w.effects {
		if u.fate != "" {
			continue
		}
		if _, timer := u.effect.(bot.Wake); timer {
			if !u.due.After(w.now) {
				return u
			}
			continue
		}
		at := bot.Place(u.effect, u.of.Address)
		lane := fmt.Sprint(u.of, at.Platform, at.Channel)
		if blocked[lane] {
			continue
		}
		if !u.due.After(w.now) {
			return u
		}
		blocked[lane] = true
	}
	return nil
}

func (w *town) perform(u *undone) {
	owner := w.conversations[u.of].Owner
	out := w.engine.Perform(context.Background(), bot.Task{
		Key: u.key, Of: u.of, Effect: u.effect, Owner: owner, Waits: u.waits, Tries: u.tries, Saved: u.saved, Now: w.now,
	})
	if w.crash != nil && w.crash() {
		return // it is done again after the start
	}
	if out.Fate == bot.Again {
		u.waits++
		if out.Counts {
			u.tries++
		}
		u.due = w.now.Add(max(out.After, time.Millisecond))
		u.reason = out.Reason
		return
	}
	u.fate, u.message, u.reason = out.Fate, out.Message, out.Reason
	if w.performed != nil {
		w.performed(u, owner)
	}
}

// pass lets time pass, with all that is due in it.
func (w *town) pass(d time.Duration) {
	end := w.now.Add(d)
	w.settle()
	for {
		var next *undone
		for _, u := range w.effects {
			if u.fate == "" && u.due.After(w.now) && !u.due.After(end) && (next == nil || u.due.Before(next.due)) {
				next = u
			}
		}
		if next == nil {
			break
		}
		w.now = next.due
		w.settle()
	}
	w.now = end
	w.settle()
}

// refs are the conversations, oldest first.
func (w *town) refs() []bot.Ref {
	refs := slices.Clone(w.order)
	slices.SortStableFunc(refs, func(a, b bot.Ref) int { return cmp.Compare(a.Person, b.Person) })
	return refs
}
