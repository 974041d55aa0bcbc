package storetest

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"aktivering/bot"
	"aktivering/bot/bottest"
	"aktivering/bot/engine"
	"aktivering/bot/event"
	"aktivering/bot/port"
)

// testBlocks holds that a person who is blocked in one conversation is blocked in all of theirs, as
// other processes and later ones see it, until the block is lifted: also when all that is old was
// removed, and when the person was forgotten.
func testBlocks(t *testing.T, b *bench) {
	s := b.open()
	o := opened(t, b, s)
	now := time.Now().UTC().Truncate(time.Millisecond)
	n := 0
	says := func(o *office, person, channel, text string) string {
		t.Helper()
		n++
		o.take(t, event.Inbound{
			Key: fmt.Sprint("b", n), At: now, From: bot.Address{Platform: "chat", Channel: channel}, Person: event.Person{ID: person, Name: "kanarifugl"},
			Event: event.Message{Text: text, Addressed: true, Message: bot.MessageID(fmt.Sprint("b", n))},
		})
		for deadline := time.Now().Add(patience); ; time.Sleep(20 * time.Millisecond) {
			b.drain(s)
			if shown := o.chat.shownIn(channel); shown != "" || time.Now().After(deadline) {
				return shown // what another process has saved is noticed a little later
			}
		}
	}
	const refused, helped = "tar ikke imot meldinger fra deg nå", "jobbnettet"
	atDesk := func(thread bot.Address, text string) {
		t.Helper()
		n++
		o.take(t, event.Inbound{Key: fmt.Sprint("d", n), At: now, From: thread, Person: event.Person{ID: "Bente", Name: "Bente"}, Event: event.Message{Text: text, InThread: thread.Thread != ""}})
		b.drain(s)
	}
	says(o, "p", "one", "snakk med et menneske")
	c, err := s.Conversation(t.Context(), bot.Ref{Address: bot.Address{Platform: "chat", Channel: "one"}, Person: "p"})
	if err != nil || c.Case == nil {
		t.Fatalf("%+v, %v", c, err)
	}
	atDesk(c.Case.Thread, "sperr: bokfink")
	atDesk(bottest.DeskAddress(), "sperringer")

	if got := says(o, "p", "two", "0xC004F074"); !strings.Contains(got, refused) || strings.Contains(got, helped) {
		t.Errorf("elsewhere they are told %q", got)
	}
	if got := says(o, "q", "others", "0xC004F074"); !strings.Contains(got, helped) {
		t.Errorf("another is told %q", got)
	}
	other := b.open() // as another process, and one that starts later
	manager := bottest.Manager(t)
	manager.Desks = bot.Desks{{At: bottest.DeskAddress()}}
	there := &office{chat: o.chat, desk: o.desk, Engine: engine.New(manager, other, o.chat, o.desk).WithCases(other).WithPrivacy(other)}
	if got := says(there, "p", "three", "0xC004F074"); !strings.Contains(got, refused) || strings.Contains(got, helped) {
		t.Errorf("by another process they are told %q", got)
	}
	if _, err := s.Prune(t.Context(), now.Add(bot.BlockFor-time.Hour), port.Retention{Transcripts: time.Hour, Cases: time.Hour, Effects: time.Hour}); err != nil {
		t.Fatal(err)
	}
	if got := says(there, "p", "four", "0xC004F074"); !strings.Contains(got, refused) {
		t.Errorf("when what is old was removed they are told %q", got)
	}
	if _, err := there.Forget(t.Context(), "chat", "p", now); err != nil {
		t.Fatal(err)
	}
	b.drain(s)
	dump := b.place.Dump(t)
	if strings.Contains(dump, "bokfink") {
		t.Error("it is kept why somebody is blocked who is to be forgotten")
	}
	if got := says(there, "p", "five", "0xC004F074"); !strings.Contains(got, refused) {
		t.Errorf("when they were forgotten they are told %q", got)
	}
	atDesk(bottest.DeskAddress(), "opphev: 1")
	for _, o := range []*office{o, there} {
		channel := fmt.Sprint("after ", n)
		if got := says(o, "p", channel, "0xC004F074"); !strings.Contains(got, helped) {
			t.Errorf("when it is lifted they are told %q", got)
		}
	}
}

// testBlockEnds holds that a block ends at its time, and that nothing is kept of it then.
func testBlockEnds(t *testing.T, b *bench) {
	s := b.open()
	o := opened(t, b, s)
	now := time.Now()
	block := bot.Block{Person: "p", Place: asking("p").Address, Name: "kanarifugl", Reason: "bokfink", Since: now, Until: now.Add(300 * time.Millisecond)}
	if err := o.ChangeBlock(t.Context(), "k", block, now); err != nil {
		t.Fatal(err)
	}
	for range 2 { // the same is told once
		if err := o.ChangeBlock(t.Context(), "k", block, now); err != nil {
			t.Fatal(err)
		}
	}
	kept := func() bot.Conversation {
		c, err := s.Conversation(t.Context(), bot.BlocksRef())
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	if c := kept(); len(c.Blocks) != 1 || c.BlockCount != 1 {
		t.Errorf("the blocks are %+v", c.Blocks)
	}
	for deadline := now.Add(patience); len(kept().Blocks) > 0; time.Sleep(50 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("it does not end")
		}
	}
}

// shownIn is what is shown in a channel.
func (s *screen) shownIn(channel string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var shown strings.Builder
	for _, out := range s.shown {
		if out.To.Channel == channel {
			shown.WriteString(bottest.Render(out.Reply))
		}
	}
	return shown.String()
}
