package storetest

import (
	"context"
	"fmt"
	"reflect"
	"sync"
	"testing"
	"time"

	"aktivering/bot"
	"aktivering/bot/content"
	"aktivering/bot/event"
	"aktivering/internal/store"
)

func testRemembers(t *testing.T, b *bench) {
	s := b.open()
	want := bot.Conversation{
		Turn:         7,
		Owner:        "agent",
		Language:     "nn",
		LanguageFrom: bot.FromChoice,
		Offered:      []bot.Choice{{ID: "a", Label: "Å"}, {ID: "b", Label: "B", Standing: true}},
		Timer:        6,
		Now: bot.Situation{
			Stage:   bot.StageAsking,
			Article: "0xC004F213",
			Code:    0xC004F213,
			Facts:   map[string]string{"windows": "10"},
			Tried:   []bot.Trial{{Article: "0xC004F213", Remedy: "enter-key", Helped: true}},
		},
		Before: []bot.Situation{{}, {Stage: bot.StageWhich, Candidates: []string{"a", "b"}}},
	}
	see := func(key string, seen bot.Conversation) {
		t.Helper()
		err := Decide(t.Context(), s, said(key, here(), "p"), func(c bot.Conversation) (bot.Conversation, []bot.Effect) {
			if !reflect.DeepEqual(c, seen) {
				t.Errorf("got %+v, want %+v", c, seen)
			}
			return want, nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	see("1", bot.Conversation{})
	see("2", want)
	if c, err := s.Conversation(t.Context(), said("", here(), "p").Ref()); err != nil || !reflect.DeepEqual(c, want) {
		t.Errorf("got %+v, %v; want %+v", c, err, want)
	}
	if c, err := s.Conversation(t.Context(), said("", here(), "q").Ref()); err != nil || !reflect.DeepEqual(c, bot.Conversation{}) {
		t.Errorf("of a stranger is remembered %+v, %v", c, err)
	}
}

func testApart(t *testing.T, b *bench) {
	s := b.open()
	turn(t, s, said("first", here(), "p"))
	for i, change := range []func(*event.Inbound){
		func(in *event.Inbound) { in.Person.ID = "q" },
		func(in *event.Inbound) { in.From.Platform = "other" },
		func(in *event.Inbound) { in.From.Space = "other" },
		func(in *event.Inbound) { in.From.Channel = "other" },
		func(in *event.Inbound) { in.From.Thread = "other" },
	} {
		in := said(fmt.Sprintf("next-%d", i), here(), "p")
		change(&in)
		if n := turn(t, s, in); n != 1 {
			t.Errorf("case %d: a new conversation begins with turn %d", i, n)
		}
	}
	if n := turn(t, s, said("last", here(), "p")); n != 2 {
		t.Errorf("the first conversation goes on with turn %d", n)
	}
}

func testRedelivery(t *testing.T, b *bench) {
	s := b.open()
	if n := turn(t, s, said("k", here(), "p")); n != 1 {
		t.Fatalf("turn %d", n)
	}
	elsewhere := here()
	elsewhere.Channel = "other"
	for _, in := range []event.Inbound{said("k", here(), "p"), said("k", elsewhere, "p"), said("k", here(), "q")} {
		if n := turn(t, s, in); n != 0 {
			t.Errorf("a key that was seen made turn %d", n)
		}
	}
	other := here()
	other.Platform = "other"
	if n := turn(t, s, said("k", other, "p")); n != 1 {
		t.Errorf("the same key on another platform made turn %d", n)
	}
	if n := turn(t, s, said("k2", here(), "p")); n != 2 {
		t.Errorf("turn %d follows", n)
	}
}

func testEmptyKey(t *testing.T, b *bench) {
	s := b.open()
	for want := 1; want <= 3; want++ {
		if n := turn(t, s, said("", here(), "p")); n != want {
			t.Errorf("turn %d, want %d", n, want)
		}
	}
}

func testSilence(t *testing.T, b *bench) {
	s := b.open()
	runs := 0
	for range 2 {
		err := Decide(t.Context(), s, said("k", here(), "p"), func(c bot.Conversation) (bot.Conversation, []bot.Effect) {
			runs++
			c.Misses = 5
			return c, nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if runs != 2 {
		t.Errorf("the key of what was not for the bot is remembered")
	}
	ref := said("", here(), "p").Ref()
	if c, err := s.Conversation(t.Context(), ref); err != nil || c.Misses != 0 {
		t.Errorf("remembered: %+v, %v", c, err)
	}
	if e, err := s.Transcript(t.Context(), ref); err != nil || len(e) > 0 {
		t.Errorf("the transcript holds %+v, %v", e, err)
	}
	if n, err := s.Counts(t.Context()); err != nil || n.Conversations != 0 {
		t.Errorf("the store holds %+v, %v", n, err)
	}
}

func testOneAtATime(t *testing.T, b *bench) {
	// Two processes, each event delivered to both at the same time.
	stores := []store.Store{b.open(), b.open()}
	const turns, people = 32, 3
	type made struct {
		person string
		turn   int
	}
	numbers := make(chan made, 2*turns*people)
	var all sync.WaitGroup
	for i := range turns {
		for p := range people {
			for _, s := range stores {
				all.Go(func() {
					person := fmt.Sprint("p", p)
					numbers <- made{person, turn(t, s, said(fmt.Sprint("k", p, "-", i), here(), person))}
				})
			}
		}
	}
	all.Wait()
	close(numbers)
	seen := make(map[made]int)
	dropped := 0
	for n := range numbers {
		if n.turn == 0 {
			dropped++
			continue
		}
		seen[n]++
	}
	if dropped != turns*people {
		t.Errorf("%d redeliveries were dropped, want %d", dropped, turns*people)
	}
	for p := range people {
		for n := 1; n <= turns; n++ {
			if got := seen[made{fmt.Sprint("p", p), n}]; got != 1 {
				t.Errorf("turn %d of person %d was made %d times", n, p, got)
			}
		}
	}
}

func testEnded(t *testing.T, b *bench) {
	s := b.open()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	err := Decide(ctx, s, said("k", here(), "p"), func(c bot.Conversation) (bot.Conversation, []bot.Effect) {
		c.Turn++
		return c, nil
	})
	if err == nil {
		t.Error("a turn was made after the context's end")
	}
	if n := turn(t, s, said("k", here(), "p")); n != 1 {
		t.Errorf("turn %d, want the first", n)
	}
}

func testPanic(t *testing.T, b *bench) {
	s := b.open()
	// others that are made at the same time do not suffer.
	var others sync.WaitGroup
	for i := range 20 {
		others.Go(func() { turn(t, s, said(fmt.Sprint("o", i), here(), fmt.Sprint("o", i))) })
	}
	func() {
		defer func() {
			if p := recover(); p != "step" {
				t.Errorf("the panic of step came out as %v", p)
			}
		}()
		_ = Decide(t.Context(), s, said("k", here(), "p"), func(bot.Conversation) (bot.Conversation, []bot.Effect) {
			panic("step")
		})
	}()
	others.Wait()
	if n := turn(t, s, said("k", here(), "p")); n != 1 {
		t.Errorf("turn %d, want the first", n)
	}
	for i := range 20 {
		if n := turn(t, s, said("", here(), fmt.Sprint("o", i))); n != 2 {
			t.Errorf("turn %d, want the second", n)
		}
	}
}

// A turn that cannot be saved leaves nothing, also not in what a store may keep at
// hand.
func testUndone(t *testing.T, b *bench) {
	s, other := b.open(), b.open()
	misses := func(s store.Store, set int, effects ...bot.Effect) (seen int, err error) {
		err = Decide(t.Context(), s, said("", here(), "p"), func(c bot.Conversation) (bot.Conversation, []bot.Effect) {
			seen = c.Misses
			c.Turn++
			c.Misses = set
			return c, effects
		})
		return seen, err
	}
	unwritable := bot.SendReply{To: here(), Reply: bot.Reply{Blocks: []content.Block{content.Note{Spans: []content.Span{{Text: "x", Kind: -1}}}}}}
	if _, err := misses(s, 5, unwritable); err == nil {
		t.Fatal("a reply that cannot be written is saved")
	}
	if _, err := misses(other, 7); err != nil {
		t.Fatal(err)
	}
	if seen, err := misses(s, 8); err != nil || seen != 7 {
		t.Errorf("got %d, %v; want 7, which the other process saved", seen, err)
	}
}

// Processes take turns in one conversation.
func testOthers(t *testing.T, b *bench) {
	stores := []store.Store{b.open(), b.open()}
	for i := range 6 {
		var found bot.Conversation // by the last run, which counts
		err := Decide(t.Context(), stores[i%2], said("", here(), "p"), func(c bot.Conversation) (bot.Conversation, []bot.Effect) {
			found = c
			c.Turn, c.Misses = i+1, 10*(i+1)
			return c, nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if found.Turn != i || found.Misses != 10*i {
			t.Errorf("turn %d finds %+v", i+1, found)
		}
	}
}

func testTranscript(t *testing.T, b *bench) {
	s := b.open()
	ref := said("", here(), "p").Ref()
	offered := []bot.Choice{{ID: "a", Label: "Første"}}
	err := Decide(t.Context(), s, said("hei", here(), "p"), func(c bot.Conversation) (bot.Conversation, []bot.Effect) {
		c.Turn, c.Offered = 1, offered
		return c, []bot.Effect{
			bot.SendReply{To: here(), Reply: text("ett")},
			bot.SetTimer{At: noon.AddDate(1, 0, 0), Turn: 1},
			bot.SendReply{To: here(), Reply: text("to")},
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	picked := said("2", here(), "p")
	picked.At, picked.Event = noon.Add(time.Minute), event.ChoicePicked{Choice: "a", Turn: 1}
	turn(t, s, picked, bot.SendReply{To: here(), Reply: text("tre")})
	turn(t, s, said("noe annet", here(), "q"))

	entries, err := s.Transcript(t.Context(), ref)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range entries {
		line := fmt.Sprint(e.Turn, " ", e.Kind, " ", e.Text)
		if e.Reply != nil {
			line += textOf(bot.SendReply{Reply: *e.Reply})
		}
		got = append(got, line)
		if e.At.IsZero() {
			t.Errorf("%q has no time", line)
		}
	}
	want := []string{"1 said hei", "1 replied ett", "1 replied to", "2 picked Første", "2 replied tre"}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if !entries[3].At.Equal(picked.At) {
		t.Errorf("the time is %v, want %v", entries[3].At, picked.At)
	}
}

func testRestart(t *testing.T, b *bench) {
	first := b.place.Open(t)
	turn(t, first, said("k", here(), "p"), bot.SendReply{To: here(), Reply: text("svar")})
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	s := b.open()
	if n := turn(t, s, said("k", here(), "p")); n != 0 {
		t.Error("the key was forgotten")
	}
	if n := turn(t, s, said("k2", here(), "p")); n != 2 {
		t.Errorf("turn %d, want 2", n)
	}
	items, err := s.Effects(t.Context(), store.Filter{Statuses: []bot.Status{""}})
	if err != nil || len(items) != 1 || textOf(items[0].Effect) != "svar" || items[0].Of != said("", here(), "p").Ref() {
		t.Errorf("what waits is %+v, %v", items, err)
	}
}
