package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"aktivering/bot"
	"aktivering/bot/content"
	"aktivering/bot/event"
	"aktivering/bot/port"
	"aktivering/internal/store"
	"aktivering/internal/store/postgres"
	"aktivering/internal/store/storetest"
)

// PostgreSQL stores neither NUL nor what is not UTF-8, but people may send it.
func TestTextThatCannotBeStored(t *testing.T) {
	t.Parallel()
	const wild, tame = "a\x00b\xffc", "a\uFFFDb\uFFFDc"
	s := newPlace(t).open(t)
	from := bot.Address{Platform: platform, Space: wild, Channel: wild, Thread: wild}
	in := event.Inbound{Key: wild, At: time.Now(), From: from, Person: event.Person{ID: wild}, Event: event.Message{Text: wild}}
	runs := 0
	for range 2 { // the key is known again
		err := storetest.Decide(t.Context(), s, in, func(c bot.Conversation) (bot.Conversation, []bot.Effect) {
			runs++
			c.Turn++
			c.Owner = wild
			c.Now.Facts = map[string]string{wild: wild}
			return c, []bot.Effect{bot.SendReply{To: from, Reply: bot.Reply{Blocks: content.Blocks{content.Code{Text: wild}}}}}
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if runs != 1 {
		t.Errorf("step ran %d times", runs)
	}
	c, err := s.Conversation(t.Context(), in.Ref())
	if err != nil || c.Turn != 1 || len(c.Now.Facts) != 1 {
		t.Errorf("remembered: %+v, %v", c, err)
	}
	entries, err := s.Transcript(t.Context(), in.Ref())
	if err != nil || len(entries) != 2 || entries[0].Text != tame {
		t.Errorf("the transcript holds %+v, %v", entries, err)
	}
	r := newPerformer(func(context.Context, port.Task) port.Result {
		return port.Result{Status: bot.Failed, Reason: wild, Message: wild}
	})
	start(t, s, r)
	if task := r.next(t, patience); task.Of.Person != tame || task.Owner != tame {
		t.Errorf("performed %+v", task)
	}
	drain(t, s)
	if list := items(t, s, bot.Failed); len(list) != 1 || list[0].Reason != tame {
		t.Errorf("failed: %+v", list)
	}
}

// The same key comes at the same time from several places: it makes one turn.
func TestKeyInSeveralPlaces(t *testing.T) {
	t.Parallel()
	p := newPlace(t)
	s1, s2 := p.open(t), p.open(t)
	for round := range 10 {
		var all sync.WaitGroup
		for i := range 8 {
			all.Go(func() {
				in := event.Inbound{
					Key: fmt.Sprint("k", round), At: time.Now(), From: at(platform, strconv.Itoa(i)),
					Person: event.Person{ID: "p"}, Event: event.Started{},
				}
				turn(t, []*postgres.Store{s1, s2}[i%2], in, bot.SendReply{To: in.From})
			})
		}
		all.Wait()
	}
	if n := p.number(t, `SELECT count(*) FROM heard`); n != 10 {
		t.Errorf("%d turns were made, want 10", n)
	}
	if n := p.number(t, `SELECT count(*) FROM effects`); n != 10 {
		t.Errorf("%d effects were saved, want 10", n)
	}
}

// More effects than a turn has ids for get further ones, in order.
func TestManyEffects(t *testing.T) {
	t.Parallel()
	s := newPlace(t).open(t)
	var words []string
	for i := range 50 {
		words = append(words, strconv.Itoa(i))
	}
	say(t, s, "p", words...)
	say(t, s, "p", "50")
	for i, item := range items(t, s, "") {
		if textOf(item.Effect) != strconv.Itoa(i) {
			t.Fatalf("effect %d says %q", i, textOf(item.Effect))
		}
	}
	if n := len(items(t, s, "")); n != 51 {
		t.Errorf("%d effects, want 51", n)
	}
}

// The tables of River may be of a later version too.
func TestNewerQueue(t *testing.T) {
	t.Parallel()
	p := newPlace(t)
	if err := p.open(t).Close(); err != nil {
		t.Fatal(err)
	}
	p.exec(t, `INSERT INTO river_migration (line, version) VALUES ('main', 999)`)
	_, err := postgres.Open(t.Context(), p.url, postgres.Options{Now: time.Now})
	if newer, ok := errors.AsType[*store.NewerError](err); !ok || newer.Have != 999 || newer.Known >= 999 {
		t.Errorf("opened a database of a later version: %v", err)
	}
}

// Errors name the database, and never the password.
func TestErrorsHideThePassword(t *testing.T) {
	t.Parallel()
	const secret = "hemmelig"
	for _, c := range []struct{ url, names string }{
		{"postgres://bot:" + secret + "@127.0.0.1:1/helpdesk", "127.0.0.1:1/helpdesk"},
		{"host=127.0.0.1 port=1 dbname=helpdesk password=" + secret, "127.0.0.1:1/helpdesk"},
		{"postgres://bot:" + secret + "@127.0.0.1:5432/no_such_database_here", "127.0.0.1:5432/no_such_database_here"},
		{"postgres://bot:%" + secret + "@127.0.0.1:1/helpdesk", "postgres://"},
		{"postgres://bot:" + secret + "@127.0.0.1:" + secret + "/helpdesk", "postgres://"},
		{"postgres://bot:" + secret + "@127.0.0.1:1/helpdesk?sslmode=" + secret, "postgres://"},
		{secret, "postgres://"},
	} {
		_, err := postgres.Open(t.Context(), c.url, postgres.Options{Now: time.Now})
		if err == nil {
			t.Errorf("%s was opened", c.url)
			continue
		}
		if !strings.Contains(err.Error(), c.names) || strings.Contains(err.Error(), secret) {
			t.Errorf("%s: %v", c.url, err)
		}
		if parse, ok := errors.AsType[*pgconn.ParseConfigError](err); ok {
			t.Errorf("%s: the error holds %q", c.url, parse.ConnString)
		}
	}
}

func TestNoSchema(t *testing.T) {
	t.Parallel()
	p := newPlace(t)
	_, err := postgres.Open(t.Context(), strings.Replace(p.url, "search_path=", "search_path=not_there_", 1), postgres.Options{Now: time.Now})
	if err == nil || !strings.Contains(err.Error(), "search_path") {
		t.Errorf("opened without a schema: %v", err)
	}
}

// A database that can only be read is not ready.
func TestPingAsksWhetherItCanWrite(t *testing.T) {
	t.Parallel()
	p := newPlace(t)
	if err := p.open(t).Close(); err != nil {
		t.Fatal(err)
	}
	p.url += "&default_transaction_read_only=on"
	s := p.open(t)
	if err := s.Ping(t.Context()); err == nil {
		t.Error("ready, and cannot write")
	}
}
