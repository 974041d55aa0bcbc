package storetest

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"aktivering/bot"
	"aktivering/bot/port"
)

// A conversation may have something to do at two places of one platform: with the
// person, and at the desk.
func testTwoPlaces(t *testing.T, b *bench) {
	s := b.open()
	r := newRecorder(func(context.Context, port.Task) port.Result {
		time.Sleep(2 * time.Millisecond)
		return done()
	})
	b.start(s, r)
	desk := here()
	desk.Channel = "desk"
	const turns = 10
	for i := range turns {
		inCase(t, s, named("p"), func(*bot.Conversation) {},
			bot.SendReply{To: here(), Reply: text(fmt.Sprint("person ", i))}, bot.SendReply{To: desk, Reply: text(fmt.Sprint("desk ", i))})
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
	r := newRecorder(func(_ context.Context, task port.Task) port.Result {
		say, ok := task.Effect.(bot.SendReply)
		if !ok {
			return port.Result{Status: bot.Failed, Reason: "not said"}
		}
		came <- say.To
		if say.To != desk {
			return port.Result{Status: bot.Retry, After: time.Hour, Reason: "rate limited"}
		}
		return done()
	})
	b.start(s, r)
	for range 2 { // also when the person's channel waits already
		inCase(t, s, named("p"), func(*bot.Conversation) {}, bot.SendReply{To: here(), Reply: text("person")}, bot.SendReply{To: desk, Reply: text("desk")})
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

// A platform whose requests hang holds up no other one.
func testHangingPlatform(t *testing.T, b *bench) {
	testHanging(t, b, func(i int) bot.Address { return bot.Address{Platform: "test", Channel: fmt.Sprint("c", i)} },
		bot.Address{Platform: "elsewhere", Channel: "c"})
}

// A channel whose requests hang holds up no other one of its platform.
func testHangingPlace(t *testing.T, b *bench) {
	testHanging(t, b, func(i int) bot.Address {
		return bot.Address{Platform: "test", Channel: "c", Thread: fmt.Sprint("t", i)}
	},
		bot.Address{Platform: "test", Channel: "quick"})
}

// testHanging has more to do at addresses that hang than any store has workers, and
// then something at a quick one.
func testHanging(t *testing.T, b *bench, slow func(int) bot.Address, quick bot.Address) {
	const lanes = 150
	s := b.open()
	sent, free := make(chan struct{}, 1), make(chan struct{})
	release := sync.OnceFunc(func() { close(free) })
	r := newRecorder(func(_ context.Context, task port.Task) port.Result {
		if task.Of.Address == quick {
			sent <- struct{}{}
		} else {
			<-free // also when its time is up: no worker becomes free by itself
		}
		return done()
	})
	r.serves = []bot.Address{{Platform: "test"}, {Platform: "elsewhere"}}
	stop := b.start(s, r)
	for i := range lanes {
		say(t, s, bot.Ref{Address: slow(i), Person: "slow"}, "slow")
	}
	say(t, s, bot.Ref{Address: quick, Person: "quick"}, "quick")
	select {
	case <-sent:
	case <-time.After(patience):
		t.Error("the quick one waits for those that hang")
	}
	release()
	stop()
}
