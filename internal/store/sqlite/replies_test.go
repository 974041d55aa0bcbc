package sqlite_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"aktivering/bot"
	"aktivering/bot/content"
	"aktivering/bot/event"
	"aktivering/internal/store"
	"aktivering/internal/store/storetest"
)

// What replies say is stored once, as long as an effect says it.
func TestRepliesAreStoredOnce(t *testing.T) {
	at := place(filepath.Join(t.TempDir(), "test.db"))
	s := at.Open(t)
	defer func() { _ = s.Close() }() // the test is about what it holds
	say := func(person, words string) {
		t.Helper()
		in := event.Inbound{From: bot.Address{Platform: "test", Channel: "c"}, Person: event.Person{ID: person}, Event: event.Message{Text: "hei"}}
		err := storetest.Decide(t.Context(), s, in, func(c bot.Conversation) (bot.Conversation, []bot.Effect) {
			c.Turn++
			reply := bot.Reply{Turn: c.Turn, Blocks: content.Blocks{content.Paragraph{Spans: []content.Span{{Text: words}}}}}
			return c, []bot.Effect{bot.SendReply{To: in.From, Reply: reply}}
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for i := range 5 {
		say(fmt.Sprint("p", i%2), "felles")
	}
	say("p1", "bare til en")
	times := func(words string) int { return strings.Count(at.Dump(t), words) }
	if n, m := times("felles"), times("bare til en"); n != 1 || m != 1 {
		t.Errorf("stored %d and %d times, want once", n, m)
	}
	list, err := s.Effects(t.Context(), store.Filter{Statuses: []bot.Status{""}})
	if err != nil || len(list) != 6 {
		t.Fatalf("%d effects, %v", len(list), err)
	}
	for _, i := range list {
		if send, ok := i.Effect.(bot.SendReply); !ok || len(send.Reply.Blocks) != 1 || send.Reply.Turn == 0 {
			t.Errorf("the effect is %+v", i.Effect)
		}
	}
	forget := func(person string) {
		t.Helper()
		at.Exec(t, `PRAGMA foreign_keys = ON; DELETE FROM conversations WHERE person = '`+person+`'`)
	}
	forget("p1")
	if n, m := times("felles"), times("bare til en"); n != 1 || m != 0 {
		t.Errorf("of a person who is forgotten: %d and %d", n, m)
	}
	forget("p0")
	if n := times("felles"); n != 0 {
		t.Errorf("when all are forgotten, %d are left", n)
	}
}
