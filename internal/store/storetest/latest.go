package storetest

import (
	"fmt"
	"testing"

	"aktivering/bot"
	"aktivering/bot/event"
)

func testLatest(t *testing.T, b *bench) {
	s := b.open()
	if at, c, err := s.Latest(t.Context(), "test", "s", "p"); err != nil || at != (bot.Address{}) || c.Turn != 0 {
		t.Errorf("of nobody: %v, %+v, %v", at, c, err)
	}
	other := here()
	other.Thread = "u"
	turn(t, s, said("1", here(), "p"))
	turn(t, s, said("2", other, "p"))
	turn(t, s, said("3", here(), "p"))
	turn(t, s, said("4", other, "q"))
	for i, change := range []func(*event.Inbound){
		func(in *event.Inbound) { in.From.Platform = "other" },
		func(in *event.Inbound) { in.From.Space = "other" },
	} {
		in := said(fmt.Sprintf("elsewhere-%d", i), here(), "p")
		change(&in)
		turn(t, s, in)
	}
	if at, c, err := s.Latest(t.Context(), "test", "s", "p"); err != nil || at != here() || c.Turn != 2 {
		t.Errorf("got %v, turn %d, %v", at, c.Turn, err)
	}
}
