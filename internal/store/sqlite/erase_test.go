package sqlite_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"aktivering/bot"
	"aktivering/bot/content"
	"aktivering/bot/event"
	"aktivering/bot/feed"
	"aktivering/internal/store/storetest"
)

// What is erased is overwritten in the file too, not only taken out of the rows.
func TestErasedBytesAreOverwritten(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.db")
	s := open(t, path)
	const canary = "kanarifugl"
	at := bot.Address{Platform: "test", Channel: "c"}
	take := func(key string, ev event.Event) {
		t.Helper()
		in := event.Inbound{Key: key, At: time.Unix(1, 0), From: at, Person: event.Person{ID: "p"}, Event: ev}
		err := storetest.Decide(t.Context(), s, in, func(c bot.Conversation) (bot.Conversation, []bot.Effect) {
			c.Turn++
			reply := bot.Reply{Blocks: []content.Block{content.Paragraph{Spans: []content.Span{{Text: canary}}}}}
			return c, []bot.Effect{bot.SendReply{To: at, RelayOf: "m1", Reply: reply}}
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, m := range []bot.MessageID{"m0", "m1", "m2"} {
		take(string(m), event.Message{Text: canary + string(m), Message: m})
	}
	in := event.Inbound{Key: "gone", At: time.Unix(1, 0), From: at, Person: event.Person{ID: "p"}, Event: event.MessageDeleted{Message: "m1"}}
	if err := storetest.Decide(t.Context(), s, in, func(c bot.Conversation) (bot.Conversation, []bot.Effect) { return c, nil }); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil { // and write all to the file
		t.Fatal(err)
	}
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if n := bytes.Count(file, []byte(canary+"m1")); n > 0 {
		t.Errorf("the words stand %d times in the file", n)
	}
	if n := bytes.Count(file, []byte(canary)); n != 2 {
		t.Errorf("the words of the other messages stand %d times in the file", n)
	}
}

// An address by which a visitor of a web page was reached is soon nowhere any more when it is
// forgotten, neither in the file nor in the log.
func TestForgottenProfileIsOverwritten(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "a.db")
	s := open(t, path)
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	const canary = "kari@example.no"
	stands := func() bool {
		t.Helper()
		for _, name := range []string{path, path + "-wal"} {
			file, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			if bytes.Contains(file, []byte(canary)) {
				return true
			}
		}
		return false
	}
	if err := s.AddVisitor(t.Context(), "v", time.Unix(1, 0)); err != nil {
		t.Fatal(err)
	}
	if err := s.SetProfile(t.Context(), "v", []byte(canary)); err != nil {
		t.Fatal(err)
	}
	for n := range 300 { // the row is written anew with each line
		if _, err := s.AddLine(t.Context(), "v", feed.Line{Key: strconv.Itoa(n), At: time.Unix(1, 0), Body: []byte("x")}); err != nil {
			t.Fatal(err)
		}
	}
	if !stands() {
		t.Fatal("the address is not kept")
	}
	if err := s.SetProfile(t.Context(), "v", nil); err != nil {
		t.Fatal(err)
	}
	for end := time.Now().Add(time.Minute); stands(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("the address stands in the files")
		}
	}
}
