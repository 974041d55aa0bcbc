package storetest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"reflect"
	"strconv"
	"sync"
	"testing"
	"time"

	"aktivering/bot"
	"aktivering/bot/event"
	"aktivering/bot/port"
	"aktivering/internal/store"
)

// hand makes one turn in which the bot says something to the person, and asks for the reply.
func hand(t *testing.T, s store.Store, in event.Inbound, effects ...bot.Effect) *port.Handover {
	t.Helper()
	return handOwned(t, s, in, "", effects...)
}

func handOwned(t *testing.T, s store.Store, in event.Inbound, owner bot.Owner, effects ...bot.Effect) *port.Handover {
	t.Helper()
	handing, ok := s.(port.HandoverStore)
	if !ok {
		t.Skip("the store hands nothing over")
	}
	h, _, err := handing.Hand(t.Context(), in, func(before bot.Conversation) bot.Decision {
		after := before
		after.Turn++
		after.Owner = owner
		return bot.Decision{Conversation: after, Effects: effects, Entry: in.Entry(before)}
	})
	if err != nil {
		t.Fatalf("Hand: %v", err)
	}
	return h
}

// runs waits until a Run of the store works.
func (b *bench) runs(s store.Store, p port.Performer) (stop func()) {
	b.t.Helper()
	stop = b.start(s, p)
	b.drain(s)
	return stop
}

func testHandover(t *testing.T, b *bench) {
	s := b.open()
	r := newRecorder(nil)
	b.runs(s, r)
	in := said("k", here(), "p1")
	reply := bot.SendReply{To: in.From, Reply: text("1"), ReplyToken: "token"}
	h := hand(t, s, in, reply, bot.SetTimer{At: noon.Add(100 * 365 * 24 * time.Hour), Turn: 1})
	if h == nil {
		t.Fatal("the one reply of a turn was not handed over")
	}
	switch {
	case !reflect.DeepEqual(h.Effect, bot.Effect(reply)):
		t.Errorf("handed over %+v, want %+v", h.Effect, reply)
	case h.Of != in.Ref(), h.Key == "", len(h.Key) > 25, h.Owner != "", h.Saved.IsZero(), h.Now.Before(h.Saved):
		t.Errorf("the task is %+v", h.Task)
	}
	waiting, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if err := s.Drain(waiting); err == nil {
		t.Error("nothing was due while a reply was handed over")
	}
	if again := hand(t, s, in, reply); again != nil {
		t.Errorf("a key that was seen is handed over again: %+v", again.Task)
	}
	h.Settle(true)
	b.drain(s)
	if got := r.words(); len(got) > 0 {
		t.Errorf("the outbox performed %v", got)
	}
	list := items(t, s, bot.Done)
	if len(list) != 1 || list[0].Key != h.Key || list[0].Ended.IsZero() {
		t.Errorf("done: %+v", list)
	}
	entries, err := s.Transcript(t.Context(), in.Ref())
	if err != nil || len(entries) != 2 || entries[1].Status != bot.Done || entries[1].Reply == nil {
		t.Errorf("the transcript is %+v, %v", entries, err)
	}
	// The next one is handed over too.
	if h = hand(t, s, said("k2", here(), "p1"), reply); h == nil {
		t.Fatal("the reply of the turn after it was not handed over")
	}
	h.Settle(true)
	b.drain(s)
}

// What was not shown is performed by the outbox, and what follows it comes after it.
func testHandoverFails(t *testing.T, b *bench) {
	s := b.open()
	r := newRecorder(nil)
	b.runs(s, r)
	for i, done := range []bool{true, false} {
		from, to := len(r.words()), person(2*i)
		h := hand(t, s, said("", here(), to.Person), bot.SendReply{To: here(), Reply: text("1")})
		if h == nil {
			t.Fatal("nothing was handed over")
		}
		if next := hand(t, s, said("", here(), to.Person), bot.SendReply{To: here(), Reply: text("2")}); next != nil {
			t.Errorf("%+v was handed over while a reply before it was", next.Task)
		}
		say(t, s, to, "3", "4")
		say(t, s, person(2*i+1), "other")
		r.await(t, from+1) // of the other person
		time.Sleep(50 * time.Millisecond)
		if got := r.words()[from:]; !reflect.DeepEqual(got, []string{"other"}) {
			t.Errorf("performed while a reply was handed over: %v", got)
		}
		h.Settle(done)
		b.drain(s)
		want := []string{"other", "2", "3", "4"}
		if !done {
			want = []string{"other", "1", "2", "3", "4"}
		}
		if got := r.words()[from:]; !reflect.DeepEqual(got, want) {
			t.Errorf("shown %v: performed %v, want %v", done, got, want)
		}
		if !done && r.begun()[from+1].Key != h.Key {
			t.Errorf("the key was %q and is %q", h.Key, r.begun()[from+1].Key)
		}
	}
}

// A process dies after it has handed replies over: what it has not told of is performed again,
// once, and nothing else is.
func testHandoverDies(t *testing.T, b *bench) {
	first := b.place.Open(t)
	stop := b.runs(first, newRecorder(nil))
	told := hand(t, first, said("", here(), "p1"), bot.SendReply{To: here(), Reply: text("told")})
	open := hand(t, first, said("", here(), "p2"), bot.SendReply{To: here(), Reply: text("open")})
	if told == nil || open == nil {
		t.Fatal("nothing was handed over")
	}
	told.Settle(true)
	stop()
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	s := b.open()
	r := newRecorder(nil)
	b.start(s, r)
	r.await(t, 1)
	b.drain(s)
	if got := r.words(); !reflect.DeepEqual(got, []string{"open"}) {
		t.Errorf("the second process performed %v", got)
	}
	if key := r.begun()[0].Key; key != open.Key {
		t.Errorf("the key was %q and is %q", open.Key, key)
	}
}

// What cannot be left to the caller is performed by the outbox as ever.
func testNoHandover(t *testing.T, b *bench) {
	to := here()
	reply := func(change func(*bot.SendReply)) bot.SendReply {
		r := bot.SendReply{To: to, Reply: text("1")}
		change(&r)
		return r
	}
	elsewhere := to
	elsewhere.Thread = "u"
	plain := reply(func(*bot.SendReply) {})
	s := b.open()
	r := newRecorder(nil)
	b.runs(s, r)
	n := 0
	for name, effects := range map[string][]bot.Effect{
		"two replies":         {plain, plain},
		"nothing":             {bot.SetTimer{At: noon.Add(100 * 365 * 24 * time.Hour), Turn: 1}},
		"a file":              {reply(func(r *bot.SendReply) { r.Reply.Files = []bot.File{{Name: "a.png"}} })},
		"another thread":      {reply(func(r *bot.SendReply) { r.To = elsewhere })},
		"a relay":             {reply(func(r *bot.SendReply) { r.RelayOf = "m" })},
		"for somebody else":   {reply(func(r *bot.SendReply) { r.For = "q" })},
		"for the desk":        {reply(func(r *bot.SendReply) { r.ToDesk = true })},
		"and a mark after it": {plain, bot.MarkResolved{To: to}},
	} {
		n++
		before := len(r.words())
		if h := hand(t, s, said("", to, person(n).Person), effects...); h != nil {
			t.Errorf("%s: %+v was handed over", name, h.Task)
		}
		b.drain(s)
		if _, timer := effects[0].(bot.SetTimer); !timer && len(r.words()) != before+len(effects) {
			t.Errorf("%s: performed %v", name, r.words()[before:])
		}
	}
	if h := handOwned(t, s, said("", to, "claimed"), "bente", plain); h != nil {
		t.Error("a reply of the bot was handed over that an agent's conversation does not show")
	}
	shared := b.fresh(t)
	s, other := shared.open(), shared.open()
	slow := newHeld(func(port.Task) port.Result { return done() })
	shared.runs(s, slow)
	say(t, other, person(2), "of another process")
	if h := hand(t, s, said("", to, "p2"), plain); h != nil {
		t.Error("something was handed over while what another process saved waits")
	}
	if h := hand(t, other, said("", to, "p1"), plain); h != nil {
		t.Error("something was handed over without a Run")
	}
	close(slow.free)
}

// Whatever is handed over or performed, shown or not, each reply comes once and in order.
func testHandoverMix(t *testing.T, b *bench) {
	const people, turns = 12, 25
	s := b.open()
	var mu sync.Mutex
	shown := make(map[string][]string)
	show := func(task port.Task) {
		mu.Lock()
		defer mu.Unlock()
		shown[task.Of.Person] = append(shown[task.Of.Person], textOf(task.Effect))
	}
	r := newRecorder(func(_ context.Context, task port.Task) port.Result {
		show(task)
		return done()
	})
	b.runs(s, r)
	var all sync.WaitGroup
	for p := range people {
		all.Go(func() {
			for n := range turns {
				in := said("", here(), person(p).Person)
				h := hand(t, s, in, bot.SendReply{To: in.From, Reply: text(strconv.Itoa(n))})
				if h == nil {
					continue
				}
				ok := rand.IntN(3) > 0 //nolint:gosec // no secret
				all.Go(func() {
					if ok {
						show(h.Task)
					}
					h.Settle(ok)
				})
			}
		})
	}
	all.Wait()
	b.drain(s)
	var want []string
	for n := range turns {
		want = append(want, strconv.Itoa(n))
	}
	for p := range people {
		if got := shown[person(p).Person]; !reflect.DeepEqual(got, want) {
			t.Errorf("person %d is shown %v", p, got)
		}
	}
	if list := items(t, s, ""); len(list) > 0 {
		t.Error(fmt.Sprint(len(list), " effects wait"))
	}
}
