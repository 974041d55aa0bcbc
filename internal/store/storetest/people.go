package storetest

import (
	"reflect"
	"testing"
	"time"

	"aktivering/bot"
	"aktivering/bot/event"
	"aktivering/bot/port"
	"aktivering/internal/store"
)

// chooses makes a turn in which a person chooses a language, and returns the one that was
// known before it. No language chooses none.
func chooses(t *testing.T, s store.Store, in event.Inbound, l bot.Lang) (before bot.Lang) {
	t.Helper()
	err := Decide(t.Context(), s, in, func(c bot.Conversation) (bot.Conversation, []bot.Effect) {
		c.Turn++
		if before = c.PersonLanguage; l != "" {
			c.PersonLanguage = l
		}
		return c, nil
	})
	if err != nil {
		t.Fatalf("Turn: %v", err)
	}
	return before
}

// The language that a person chose is known in all their conversations, also in new ones and in
// those that were loaded before, and in no other person's.
func testLanguage(t *testing.T, b *bench) {
	s := b.open()
	in := func(thread, person string, platform bot.Platform) event.Inbound {
		at := here()
		at.Thread, at.Platform = thread, platform
		return event.Inbound{At: noon, From: at, Person: event.Person{ID: person}, Event: event.Started{}}
	}
	for _, c := range []struct {
		in         event.Inbound
		want, then bot.Lang
	}{
		{in("a", "p", "test"), "", ""},
		{in("b", "p", "test"), "", "nn"},
		{in("a", "p", "test"), "nn", ""},
		{in("c", "p", "test"), "nn", ""},
		{in("a", "q", "test"), "", ""},
		{in("a", "p", "other"), "", "en"},
		{in("c", "p", "test"), "nn", "nb"},
		{in("b", "p", "test"), "nb", ""},
	} {
		if got := chooses(t, s, c.in, c.then); got != c.want {
			t.Errorf("in %v of %s: %q, want %q", c.in.From, c.in.Person.ID, got, c.want)
		}
	}
	s = b.open() // another process, or the same one after a restart
	if got := chooses(t, s, in("b", "p", "test"), ""); got != "nb" {
		t.Errorf("in another process: %q", got)
	}
	for _, ref := range []bot.Ref{in("a", "p", "test").Ref(), in("never", "p", "test").Ref()} {
		if c, err := s.Conversation(t.Context(), ref); err != nil || c.PersonLanguage != "nb" {
			t.Errorf("read of %v: %q, %v", ref, c.PersonLanguage, err)
		}
	}
	for space, turns := range map[string]int{here().Space: 2, "never": 0} {
		if _, c, err := s.Latest(t.Context(), "test", space, "p"); err != nil || c.PersonLanguage != "nb" || (c.Turn > 0) != (turns > 0) {
			t.Errorf("the latest in %s: %q, turn %d, %v", space, c.PersonLanguage, c.Turn, err)
		}
	}
}

// The conversations of a person are known, the one with the latest open case first.
func testConversationsOf(t *testing.T, b *bench) {
	s := b.open()
	of := func(thread string) bot.Ref {
		at := here()
		at.Thread = thread
		return bot.Ref{Address: at, Person: "p"}
	}
	for _, thread := range []string{"a", "b", "c", "d"} {
		turn(t, s, said("", of(thread).Address, "p"))
	}
	turn(t, s, said("", of("a").Address, "q"))
	inCase(t, s, of("b"), open(noon.Add(time.Minute)))
	inCase(t, s, of("c"), open(noon))
	inCase(t, s, of("d"), open(noon.Add(time.Hour)))
	inCase(t, s, of("d"), func(c *bot.Conversation) { c.Case.State = bot.CaseClosed })
	turn(t, s, said("", of("a").Address, "p"))
	want := []port.PersonConversation{{Of: of("b"), Open: true}, {Of: of("c"), Open: true}, {Of: of("a")}, {Of: of("d")}}
	if got, err := s.ConversationsOf(t.Context(), here().Platform, "p"); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v, %v", got, want, err)
	}
	for _, c := range []struct {
		on     bot.Platform
		person string
	}{{"other", "p"}, {here().Platform, "nobody"}} {
		if got, err := s.ConversationsOf(t.Context(), c.on, c.person); err != nil || len(got) > 0 {
			t.Errorf("of %s on %s: %v, %v", c.person, c.on, got, err)
		}
	}
}

// What happens at one place can belong to a conversation elsewhere: the conversation is that
// one, and the message, the parts of a key and the places to be read again those of the place.
func testElsewhere(t *testing.T, b *bench) {
	s := b.open()
	home, direct := here(), here()
	direct.Space, direct.Channel, direct.Thread = "", "dm", "5"
	ref := bot.Ref{Address: home, Person: "p"}
	turn(t, s, said("1", home, "p"))
	inCase(t, s, ref, open(noon))
	in := said("2", direct, "p")
	in.Conversation, in.At = home, noon
	in.Event = event.Message{Text: "x", Message: "m"}
	err := Decide(t.Context(), s, in, func(c bot.Conversation) (bot.Conversation, []bot.Effect) {
		c.Turn++
		c.Direct, c.KeySeen = direct, 2
		return c, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if c, err := s.Conversation(t.Context(), ref); err != nil || c.Turn != 3 || c.Direct != direct {
		t.Errorf("it is at turn %d, direct %v, %v", c.Turn, c.Direct, err)
	}
	if c, err := s.Conversation(t.Context(), bot.Ref{Address: direct, Person: "p"}); err != nil || c.Turn != 0 {
		t.Errorf("there is one at the place: turn %d, %v", c.Turn, err)
	}
	if seen := keyParts(t, s, said("", direct, "q"), 0) + 10*keyParts(t, s, said("", direct, "p"), 0); seen != 20 {
		t.Errorf("parts of a key at the place: %d", seen)
	}
	if got, found, err := s.WriterOf(t.Context(), home, "m"); err != nil || !found || got != ref {
		t.Errorf("the message was heard in %v, %t, %v", got, found, err)
	}
	channels, err := s.OpenChannels(t.Context(), home.Platform, 10)
	want := map[port.OpenChannel]bool{{At: home, Person: "p", Since: noon}: true, {At: direct, Person: "p", Since: noon}: true}
	if err != nil || len(channels) != len(want) || !want[channels[0]] || !want[channels[1]] {
		t.Errorf("open channels: %v, %v", channels, err)
	}
	recent, err := s.Recent(t.Context(), home.Platform, noon.Add(-time.Hour), noon.Add(time.Hour), 10)
	want = map[port.OpenChannel]bool{{At: home, Since: noon}: true, {At: direct, Since: noon}: true}
	if err != nil || len(recent) != len(want) || !want[recent[0]] || !want[recent[1]] {
		t.Errorf("recent: %v, %v", recent, err)
	}
	gone := said("3", direct, "p")
	gone.Conversation, gone.At, gone.Event = home, noon.Add(time.Minute), event.MessageDeleted{Message: "m"}
	turn(t, s, gone)
	entries, err := s.Transcript(t.Context(), ref)
	for _, e := range entries {
		if e.Message == "m" && e.Text != "" || err != nil {
			t.Errorf("it is still there: %+v, %v", e, err)
		}
	}
	in.Key = "4"
	turn(t, s, in)
	if c, err := s.Conversation(t.Context(), ref); err != nil || c.Turn != 4 {
		t.Errorf("a message that was removed came again: turn %d, %v", c.Turn, err)
	}
}
