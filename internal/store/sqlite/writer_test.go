package sqlite

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"aktivering/bot"
	"aktivering/bot/event"
	"aktivering/internal/store/storetest"
)

// A database that may not grow takes no more turns, keeps those that it has
// acknowledged, and takes turns again when it may.
func TestNoRoom(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.db")
	s, err := Open(t.Context(), path, Options{Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	limit := func(pages int) {
		t.Helper()
		if _, err := s.writer.tx.exec(t.Context(), fmt.Sprint("PRAGMA max_page_count = ", pages)); err != nil {
			t.Fatal(err)
		}
	}
	acknowledged := 0
	say := func(key string) error {
		in := event.Inbound{Key: key, From: bot.Address{Platform: "test"}, Person: event.Person{ID: key}, Event: event.Message{Text: strings.Repeat("x", 2000)}}
		err := storetest.Decide(context.Background(), s, in, func(c bot.Conversation) (bot.Conversation, []bot.Effect) {
			c.Turn++
			return c, nil
		})
		if err == nil {
			acknowledged++
		}
		return err
	}
	limit(100)
	var full error
	for i := 0; full == nil && i < 1000; i++ {
		full = say(fmt.Sprint("a", i))
	}
	if full == nil || !strings.Contains(full.Error(), "full") {
		t.Fatalf("the database grows without bound: %v", full)
	}
	for i := range 10 {
		_ = say(fmt.Sprint("b", i)) // may find room
	}
	limit(1000)
	for i := range 10 {
		if err := say(fmt.Sprint("c", i)); err != nil {
			t.Fatal(err)
		}
	}
	if n, err := s.Counts(t.Context()); err != nil || n.Conversations != acknowledged {
		t.Errorf("%d acknowledged, %d kept, %v", acknowledged, n.Conversations, err)
	}
}

// A write whose turn has not come is given up when its context ends, and is not made
// later; one that was begun is not.
func TestGivenUp(t *testing.T) {
	s, err := Open(t.Context(), filepath.Join(t.TempDir(), "a.db"), Options{Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	under, free := make(chan struct{}), make(chan struct{})
	first := make(chan error, 1)
	begun, end := context.WithCancel(t.Context())
	go func() {
		first <- s.writer.do(begun, func(context.Context, *statements) error {
			close(under)
			<-free
			return nil
		})
	}()
	<-under
	end()
	ctx, cancel := context.WithCancel(t.Context())
	second := make(chan error, 1)
	go func() {
		second <- s.writer.do(ctx, func(context.Context, *statements) error {
			t.Error("a write is made that was given up")
			return nil
		})
	}()
	for len(s.writer.queue) == 0 {
		runtime.Gosched()
	}
	cancel()
	if err := <-second; !errors.Is(err, context.Canceled) {
		t.Errorf("a write that waits: %v", err)
	}
	close(free)
	if err := <-first; err != nil {
		t.Errorf("a write that was begun: %v", err)
	}
	if err := s.touch(t.Context()); err != nil {
		t.Error(err)
	}
}

// Ping costs one write a second at most, however many ask.
func TestPingsShare(t *testing.T) {
	s, err := Open(t.Context(), filepath.Join(t.TempDir(), "a.db"), Options{Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	changes := func() (n int) {
		t.Helper()
		if err := s.writer.tx.row(t.Context(), `SELECT total_changes()`).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	before, began := changes(), time.Now()
	done := make(chan error, 200)
	for range 200 {
		go func() { done <- s.Ping(t.Context()) }()
	}
	for range 200 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	allowed := 1 + int(time.Since(began)/pingEvery)
	if n := changes() - before; n == 0 || n > allowed {
		t.Errorf("%d writes, want %d at most", n, allowed)
	}
}

// What it costs a transaction to see that the files are there.
func BenchmarkIntact(b *testing.B) {
	s, err := Open(b.Context(), filepath.Join(b.TempDir(), "a.db"), Options{Now: time.Now})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = s.Close() })
	for b.Loop() {
		if err := s.health.checkFiles(); err != nil {
			b.Fatal(err)
		}
	}
}
