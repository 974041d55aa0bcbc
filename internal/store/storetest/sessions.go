package storetest

import (
	"bytes"
	"strings"
	"sync"
	"testing"
	"time"

	"aktivering/internal/store"
)

func testSessions(t *testing.T, b *bench) {
	s, other := b.open(), b.open()
	save := func(key, data string, expires time.Time) {
		t.Helper()
		if err := s.SaveSession(t.Context(), key, []byte(data), expires); err != nil {
			t.Fatal(err)
		}
	}
	want := func(key, want string) {
		t.Helper()
		data, found, err := other.Session(t.Context(), key)
		if string(data) != want || found != (want != "") || err != nil {
			t.Errorf("%s: %q, %v, %v, want %q", key, data, found, err, want)
		}
	}
	later := time.Now().Add(time.Hour)
	want("a", "")
	save("a", "one\x00", later)
	save("b", "two", later)
	want("a", "one\x00")
	save("a", "three", later)
	want("a", "three")
	save("a", "four", time.Now().Add(-time.Second))
	want("a", "")
	save("old", "expired", time.Now().Add(-time.Second))
	save("c", "five", later)
	if dump := b.place.Dump(t); strings.Contains(dump, "expired") || strings.Contains(dump, "65787069726564") {
		t.Errorf("an expired session is kept:\n%s", dump)
	}
	want("b", "two")
	want("\x00'; DROP TABLE sessions; --", "")
}

func testSessionsOf(t *testing.T, b *bench) {
	s, other := b.open(), b.open()
	for key, expires := range map[string]time.Duration{"open/b": time.Hour, "open/a": time.Hour, "open/old": -time.Second, "opens": time.Hour, "ope": time.Hour, "Open/c": time.Hour, "open%": time.Hour} {
		if err := s.SaveSession(t.Context(), key, []byte(key), time.Now().Add(expires)); err != nil {
			t.Fatal(err)
		}
	}
	want := func(prefix string, limit int, want string) {
		t.Helper()
		list, err := other.SessionsOf(t.Context(), prefix, limit)
		if got := string(bytes.Join(list, []byte(" "))); got != want || err != nil {
			t.Errorf("%q: %q, %v, want %q", prefix, got, err, want)
		}
	}
	want("open/", 10, "open/a open/b")
	want("open/", 1, "open/a")
	want("open%", 10, "open%")
	want("nobody/", 10, "")
}

func testSessionsTaken(t *testing.T, b *bench) {
	s1, s2 := b.open(), b.open()
	if err := s1.SaveSession(t.Context(), "once", []byte("it"), time.Now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	got := make(chan string, 20)
	for i := range 20 {
		all.Go(func() {
			data, found, err := []store.Store{s1, s2}[i%2].TakeSession(t.Context(), "once")
			if err != nil {
				t.Error(err)
			}
			if found {
				got <- string(data)
			}
		})
	}
	all.Wait()
	if len(got) != 1 || <-got != "it" {
		t.Errorf("taken %d times", len(got))
	}
	if err := s1.SaveSession(t.Context(), "late", []byte("it"), time.Now().Add(-time.Hour)); err != nil {
		t.Fatal(err)
	}
	if _, found, err := s2.TakeSession(t.Context(), "late"); found || err != nil {
		t.Errorf("an expired one was taken: %v, %v", found, err)
	}
}
