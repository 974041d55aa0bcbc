package storetest

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"aktivering/bot"
)

// A conversation may have something to do at two places of one platform: with the
// person, and at the desk.
func testTwoPlaces(t *testing.T, b *bench) {
	s := b.open()
	r := newRecorder(func(context.Context, bot.Task) bot.Outcome {
		time.Sleep(2 * time.Millisecond)
		return done()
	})
	b.start(s, r)
	desk := here()
	desk.Channel = "desk"
	const turns = 10
	for i := range turns {
		inCase(t, s, named("p"), func(*bot.Conversation) {},
			bot.Say{To: here(), Reply: text(fmt.Sprint("person ", i))}, bot.Say{To: desk, Reply: text(fmt.Sprint("desk ", i))})
	}
	b.drain(s)
	times := make(map[string]int)
	next := make(map[string]int)
	for _, w := range r.words() {
		times[w]++
		place, n, _ := strings.Cut(w, " ")
		if n != strconv.Itoa(next[place]) {
			t.Errorf("%q is done after %d others", w, next[place])
		}
		next[place]++
	}
	for w, n := range times {
		if n != 1 {
			t.Errorf("%q was done %d times", w, n)
		}
	}
	if len(times) != 2*turns {
		t.Errorf("%d were done", len(times))
	}
}

// A channel that has to wait holds up the person, and not the desk on the same
// platform.
func testHeldUp(t *testing.T, b *bench) {
	s := b.open()
	desk := here()
	desk.Channel = "desk"
	came := make(chan bot.Address, 10)
	r := newRecorder(func(_ context.Context, task bot.Task) bot.Outcome {
		say, ok := task.Effect.(bot.Say)
		if !ok {
			return bot.Outcome{Fate: bot.Failed, Reason: "not said"}
		}
		came <- say.To
		if say.To != desk {
			return bot.Outcome{Fate: bot.Again, After: time.Hour, Reason: "rate limited"}
		}
		return done()
	})
	b.start(s, r)
	for range 2 { // also when the person's channel waits already
		inCase(t, s, named("p"), func(*bot.Conversation) {}, bot.Say{To: here(), Reply: text("person")}, bot.Say{To: desk, Reply: text("desk")})
		for deadline := time.After(patience); ; {
			select {
			case to := <-came:
				if to != desk {
					continue
				}
			case <-deadline:
				t.Fatal("the desk waits for the person's channel")
			}
			break
		}
	}
	b.drain(s) // what waits is not due
	if list := items(t, s, ""); len(list) != 2 {
		t.Errorf("what waits: %+v", list)
	}
}
