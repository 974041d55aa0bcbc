package storetest

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"aktivering/bot"
	"aktivering/bot/event"
)

// letter is one message of a person's: what was done with it, in the order of doing.
type letter struct {
	id     bot.MessageID
	from   bot.Address
	texts  []string // what it said first, and after each change
	gone   bool
	events []event.Inbound
}

// word is one that no other message has, at no other time.
func word(message, version int) string {
	return fmt.Sprintf("ord%s%cx", strings.NewReplacer("0", "b", "1", "c", "2", "d", "3", "f", "4", "g", "5", "h", "6", "j", "7", "k", "8", "l", "9", "m").Replace(fmt.Sprintf("%03d", message)), 'n'+rune(version))
}

// letters are messages of one person's: most belong to one conversation, whose case is at
// the desk, and the others each begin one. Of removals nobody tells whose message it was.
func letters(random *rand.Rand, many int) []letter {
	list := make([]letter, many)
	at := noon
	for i := range list {
		l := &list[i]
		l.id, l.from = bot.MessageID(fmt.Sprintf("m%03d", i)), bot.Address{Platform: "chat", Channel: "c", Thread: "t"}
		if i%4 == 0 {
			l.from.Thread = string(l.id)
		}
		add := func(key string, ev event.Event) {
			at = at.Add(time.Millisecond)
			in := event.Inbound{Key: fmt.Sprint(l.id, "/", key), At: at, From: l.from, Person: event.Person{ID: "p", Name: "Ola"}, Event: ev}
			if _, removal := ev.(event.MessageDeleted); removal && random.IntN(2) == 0 {
				in.Person = event.Person{}
			}
			l.events = append(l.events, in)
		}
		for n := range 1 + random.IntN(3) {
			// Some the bot leaves alone, as they stand in a channel and not in a thread.
			said := event.Message{Text: word(i, n), Message: l.id, Addressed: random.IntN(4) > 0}
			if said.Addressed || random.IntN(2) == 0 {
				said.Text += " 0xC004F213"
			}
			l.texts = append(l.texts, word(i, n))
			if n == 0 {
				add("said", said)
			} else {
				add(fmt.Sprint("edit", n), event.MessageEdited{Now: said})
			}
		}
		if l.gone = random.IntN(2) == 0; l.gone {
			add("gone", event.MessageDeleted{Message: l.id})
		}
	}
	return list
}

// kept fails where a text that is outdated or removed stands in the database or at the
// desk.
func (o *office) kept(t *testing.T, b *bench, list []letter) {
	t.Helper()
	dump := b.place.Dump(t)
	o.desk.mu.Lock()
	defer o.desk.mu.Unlock()
	desk, latest := strings.Join(o.desk.now, "\n"), 0
	for _, l := range list {
		for n, text := range l.texts {
			switch last := n == len(l.texts)-1; {
			case last && !l.gone:
				if strings.Contains(dump, text) {
					latest++
				}
			case strings.Contains(dump, text):
				t.Errorf("%s of %s is kept; removed: %t", text, l.id, l.gone)
			case strings.Contains(desk, text):
				t.Errorf("%s of %s stands at the desk; removed: %t", text, l.id, l.gone)
			}
		}
	}
	if latest == 0 {
		t.Error("nothing is kept")
	}
}

// Platforms deliver in any order, and again.
func testDisorder(t *testing.T, b *bench) {
	for seed := range uint64(2) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			b := b.fresh(t)
			random := rand.New(rand.NewPCG(seed, 11)) //nolint:gosec // it is to be the same each time
			s := b.open()
			o := opened(t, b, s)
			o.asks(t)
			list := letters(random, 150)
			var events []event.Inbound
			for _, l := range list {
				for _, in := range l.events {
					events = append(events, slices.Repeat([]event.Inbound{in}, 1+random.IntN(2))...)
				}
			}
			random.Shuffle(len(events), func(i, j int) { events[i], events[j] = events[j], events[i] })
			first := make(map[bot.MessageID]event.Event)
			for _, in := range events {
				id, _ := in.Message()
				if first[id] == nil {
					first[id] = in.Event
				}
				o.take(t, in)
			}
			b.drain(s)
			o.kept(t, b, list)
			o.chat.mu.Lock()
			defer o.chat.mu.Unlock()
			for _, out := range o.chat.shown {
				if (event.Inbound{Event: first[bot.MessageID(out.To.Thread)]}).IsRemoval() {
					t.Errorf("%s was removed first, and is answered", out.To.Thread)
				}
			}
		})
	}
}

// A message may be removed while it is taken in.
func testRemovedMeanwhile(t *testing.T, b *bench) {
	s := b.open()
	o := opened(t, b, s)
	o.asks(t)
	list := letters(rand.New(rand.NewPCG(7, 11)), 80) //nolint:gosec // it is to be the same each time
	var all sync.WaitGroup
	for _, l := range list {
		for _, in := range l.events {
			all.Go(func() { o.take(t, in) })
		}
		all.Wait()
	}
	b.drain(s)
	o.kept(t, b, list)
}

// A removal is remembered where nobody is known who wrote the message, and holds for all
// that comes later; also where the conversation has forgotten it long since.
func testRemovedByNobody(t *testing.T, b *bench) {
	s := b.open()
	o := opened(t, b, s)
	o.asks(t)
	drain := func() int {
		b.drain(s)
		o.chat.mu.Lock()
		defer o.chat.mu.Unlock()
		return len(o.chat.shown)
	}
	before := drain()
	at := func(thread string) bot.Address { return bot.Address{Platform: "chat", Channel: "c", Thread: thread} }
	for i := range 60 {
		o.take(t, event.Inbound{Key: fmt.Sprint("gone", i), At: noon, From: at("t"), Event: event.MessageDeleted{Message: bot.MessageID(fmt.Sprint("m", i))}})
	}
	o.take(t, event.Inbound{Key: "gone", At: noon, From: at("alone"), Event: event.MessageDeleted{Message: "alone"}})
	ola := event.Person{ID: "p", Name: "Ola"}
	for _, id := range []bot.MessageID{"m0", "m59", "alone"} {
		from := at("t")
		if id == "alone" {
			from = at("alone")
		}
		words := event.Message{Text: canary + " 0xC004F213", Message: id, Addressed: true}
		o.take(t, event.Inbound{Key: "new" + string(id), At: noon.Add(-time.Second), From: from, Person: ola, Event: words})
		o.take(t, event.Inbound{Key: "edit" + string(id), At: noon.Add(time.Hour), From: from, Person: ola, Event: event.MessageEdited{Now: words}})
	}
	if now := drain(); now != before {
		t.Errorf("%d answers", now-before)
	}
	gone(t, b)
}
