// Package storetest is the one suite that every store runs.
package storetest

import (
	"context"
	"fmt"
	"reflect"
	"sync"
	"testing"

	"aktivering/bot"
)

// Run asks what the port bot.Store promises; open returns an empty store.
func Run(t *testing.T, open func(t *testing.T) bot.Store) {
	t.Helper()
	tests := []struct {
		name string
		test func(*testing.T, bot.Store)
	}{
		{"remembers what step returns", testRemembers},
		{"keeps conversations apart", testApart},
		{"drops a key it has seen", testRedelivery},
		{"takes an empty key as new", testEmptyKey},
		{"makes one turn at a time", testOneAtATime},
		{"saves nothing after the context's end", testEnded},
		{"saves nothing of a step that fails", testPanic},
	}
	for _, c := range tests {
		t.Run(c.name, func(t *testing.T) { c.test(t, open(t)) })
	}
}

func said(key string, from bot.Address, person string) bot.Inbound {
	return bot.Inbound{Key: key, From: from, Person: bot.Person{ID: person}, Event: bot.Said{Text: key}}
}

// here is an address that most tests talk at.
func here() bot.Address { return bot.Address{Platform: "test", Space: "s", Channel: "c", Thread: "t"} }

// count is a step that counts the turns, and says which one it is.
func count(c bot.Conversation) (bot.Conversation, []bot.Effect) {
	c.Turn++
	return c, []bot.Effect{bot.Say{Reply: bot.Reply{Turn: c.Turn}}}
}

// turn makes one turn that counts, and returns its number; 0 when it was dropped.
func turn(t *testing.T, s bot.Store, in bot.Inbound) int {
	t.Helper()
	effects, err := s.Turn(t.Context(), in, count)
	if err != nil {
		t.Fatal(err)
	}
	if len(effects) == 0 {
		return 0
	}
	say, ok := effects[0].(bot.Say)
	if !ok || len(effects) != 1 {
		t.Fatalf("the effects are %v", effects)
	}
	return say.Reply.Turn
}

func testRemembers(t *testing.T, s bot.Store) {
	want := bot.Conversation{
		Turn:     7,
		Language: "nn",
		Heard:    bot.HeardChoice,
		Offered:  []bot.Choice{{ID: "a", Label: "Å"}, {ID: "b", Label: "B", Standing: true}},
		Now: bot.Situation{
			Stage:   bot.StageAsking,
			Article: "0xC004F213",
			Code:    0xC004F213,
			Facts:   map[string]string{"windows": "10"},
			Tried:   []bot.Trial{{Article: "0xC004F213", Remedy: "enter-key", Helped: true}},
		},
		Before: []bot.Situation{{}, {Stage: bot.StageWhich, Candidates: []string{"a", "b"}}},
	}
	_, err := s.Turn(t.Context(), said("1", here(), "p"), func(c bot.Conversation) (bot.Conversation, []bot.Effect) {
		if !reflect.DeepEqual(c, bot.Conversation{}) {
			t.Errorf("a new conversation is %+v", c)
		}
		return want, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	_, err = s.Turn(t.Context(), said("2", here(), "p"), func(c bot.Conversation) (bot.Conversation, []bot.Effect) {
		if !reflect.DeepEqual(c, want) {
			t.Errorf("got %+v, want %+v", c, want)
		}
		return c, nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func testApart(t *testing.T, s bot.Store) {
	turn(t, s, said("first", here(), "p"))
	for i, change := range []func(*bot.Inbound){
		func(in *bot.Inbound) { in.Person.ID = "q" },
		func(in *bot.Inbound) { in.From.Platform = "other" },
		func(in *bot.Inbound) { in.From.Space = "other" },
		func(in *bot.Inbound) { in.From.Channel = "other" },
		func(in *bot.Inbound) { in.From.Thread = "other" },
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

func testRedelivery(t *testing.T, s bot.Store) {
	if n := turn(t, s, said("k", here(), "p")); n != 1 {
		t.Fatalf("turn %d", n)
	}
	elsewhere := here()
	elsewhere.Channel = "other"
	for _, in := range []bot.Inbound{said("k", here(), "p"), said("k", elsewhere, "p"), said("k", here(), "q")} {
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

func testEmptyKey(t *testing.T, s bot.Store) {
	for want := 1; want <= 3; want++ {
		if n := turn(t, s, said("", here(), "p")); n != want {
			t.Errorf("turn %d, want %d", n, want)
		}
	}
}

func testOneAtATime(t *testing.T, s bot.Store) {
	const turns = 64
	numbers := make(chan int, 2*turns)
	var all sync.WaitGroup
	for i := range turns {
		for range 2 { // each event is delivered twice, at the same time
			all.Go(func() { numbers <- turn(t, s, said(fmt.Sprint("k", i), here(), "p")) })
		}
	}
	all.Wait()
	close(numbers)
	seen := make(map[int]int)
	for n := range numbers {
		seen[n]++
	}
	if seen[0] != turns {
		t.Errorf("%d redeliveries were dropped, want %d", seen[0], turns)
	}
	for n := 1; n <= turns; n++ {
		if seen[n] != 1 {
			t.Errorf("turn %d was made %d times", n, seen[n])
		}
	}
}

func testEnded(t *testing.T, s bot.Store) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Turn(ctx, said("k", here(), "p"), count); err == nil {
		t.Error("a turn was made after the context's end")
	}
	if n := turn(t, s, said("k", here(), "p")); n != 1 {
		t.Errorf("turn %d, want the first", n)
	}
}

func testPanic(t *testing.T, s bot.Store) {
	func() {
		defer func() {
			if recover() == nil {
				t.Error("the panic of step is gone")
			}
		}()
		_, _ = s.Turn(t.Context(), said("k", here(), "p"), func(bot.Conversation) (bot.Conversation, []bot.Effect) {
			panic("step")
		})
	}()
	if n := turn(t, s, said("k", here(), "p")); n != 1 {
		t.Errorf("turn %d, want the first", n)
	}
}
