package engine_test

import (
	"context"
	"errors"
	"testing"

	"aktivering/bot/bottest"
	"aktivering/bot/engine"
	"aktivering/bot/event"
	"aktivering/bot/port"
)

// handingStore hands over the first effect of each turn.
type handingStore struct {
	conversationStore
	settled []bool
	fail    error
}

func (n *handingStore) Hand(ctx context.Context, in event.Inbound, step port.Step) (handed *port.Handover, dropped bool, err error) {
	if dropped, err = n.Turn(ctx, in, step); err != nil || len(n.effects) == 0 {
		return nil, dropped, err
	}
	task := port.Task{Key: "h", Of: in.Ref(), Effect: n.effects[0], Owner: n.c.Owner, Saved: bottest.Noon(), Now: bottest.Noon()}
	return &port.Handover{Task: task, Settle: func(done bool) { n.settled = append(n.settled, done) }}, dropped, n.fail
}

func TestRespond(t *testing.T) {
	for name, c := range map[string]struct {
		fail    error
		written []bool // what the adapter tells
		want    []bool
	}{
		"written":           {written: []bool{true}, want: []bool{true}},
		"not written":       {written: []bool{false}, want: []bool{false}},
		"told twice":        {written: []bool{false, true}, want: []bool{false}},
		"an error after it": {fail: errors.New("disk full"), want: []bool{false}},
	} {
		store := &handingStore{conversationStore: conversationStore{seen: make(map[string]bool)}, fail: c.fail}
		e := engine.New(bottest.Manager(t), store, &recorder{limits: port.Limits{Buttons: true}})
		in := inbound("1", "0xC004F213")
		in.ReplyToken = "token"
		response, err := e.Respond(t.Context(), in)
		if !errors.Is(err, c.fail) || (response == nil) != (c.fail != nil) {
			t.Fatalf("%s: %v, %v", name, response, err)
		}
		if response != nil {
			if response.To != in.From || response.Key != "h" || response.ReplyToken != "token" || len(response.Reply.Blocks) == 0 {
				t.Errorf("%s: the response is %+v", name, response.Outbound)
			}
			for _, ok := range c.written {
				response.Written(ok)
			}
		}
		if len(store.settled) != len(c.want) || store.settled[0] != c.want[0] {
			t.Errorf("%s: settled %v, want %v", name, store.settled, c.want)
		}
	}
}

// A store that hands nothing over makes the turn as ever.
func TestRespondWithoutHandover(t *testing.T) {
	e, store, _ := newEngine(t, port.Limits{Buttons: true})
	response, err := e.Respond(t.Context(), inbound("1", "0xC004F213"))
	if response != nil || err != nil || len(store.effects) == 0 {
		t.Errorf("%+v, %v, %d effects", response, err, len(store.effects))
	}
}
