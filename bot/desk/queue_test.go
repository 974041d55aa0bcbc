package desk_test

import (
	"slices"
	"testing"

	"aktivering/bot"
	"aktivering/bot/bottest"
	"aktivering/bot/event"
)

// Whoever waits at the end of a long queue is told where they are, when half the way
// is done, and each step near the front.
func TestQueueIsNotNoisy(t *testing.T) {
	manager := bottest.Manager(t)
	manager.Desks = bot.Desks{{At: bottest.DeskAddress()}}
	in := event.Inbound{From: bottest.PlaceOf("Ola"), Person: event.Person{ID: "Ola"}, Event: event.Message{Text: "snakk med et menneske", Addressed: true}}
	c := manager.Step(bot.Conversation{}, in).Conversation
	in.Event = event.CardPosted{Number: 1, Thread: bottest.DeskAddress(), Card: "1"}
	c = manager.Step(c, in).Conversation
	var told []int
	for place := 40; place > 0; place-- {
		in.Event = event.QueueMoved{Position: place}
		d := manager.Step(c, in)
		if c = d.Conversation; len(d.Effects) > 0 {
			told = append(told, place)
		}
	}
	if want := []int{40, 20, 10, 5, 4, 3, 2, 1}; !slices.Equal(told, want) {
		t.Errorf("told at %v, want %v", told, want)
	}
	in.Event = event.QueueMoved{Position: 2} // somebody who waited longer is back
	if effects := manager.Step(c, in).Effects; len(effects) != 1 {
		t.Errorf("further back again: %+v", effects)
	}
}
