package storetest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"aktivering/bot/feed"
	"aktivering/internal/store"
)

// visitors begins feeds.
func visitors(t *testing.T, s store.Store, ids ...string) {
	t.Helper()
	for _, id := range ids {
		if err := s.AddVisitor(t.Context(), id, noon); err != nil {
			t.Fatalf("AddVisitor: %v", err)
		}
	}
}

// addLine adds a line, and returns it.
func addLine(t *testing.T, s store.Store, visitor, key, body string) feed.Line {
	t.Helper()
	l, err := s.AddLine(t.Context(), visitor, feed.Line{Key: key, At: noon, Body: []byte(body)})
	if err != nil {
		t.Fatalf("AddLine: %v", err)
	}
	return l
}

// linesOf are the lines after one, each as its place, number and body.
func linesOf(t *testing.T, s store.Store, visitor string, after int64) (list []string) {
	t.Helper()
	lines, err := s.Lines(t.Context(), visitor, after, 100)
	if err != nil {
		t.Fatalf("Lines: %v", err)
	}
	for _, l := range lines {
		list = append(list, fmt.Sprintf("%d/%d %s", l.ID, l.Seq, l.Body))
	}
	return list
}

func wantLines(t *testing.T, s store.Store, visitor string, after int64, want ...string) {
	t.Helper()
	if got := linesOf(t, s, visitor, after); !reflect.DeepEqual(got, want) {
		t.Errorf("after %d: %q, want %q", after, got, want)
	}
}

func testFeed(t *testing.T, b *bench) {
	s := b.open()
	visitors(t, s, "v", "w")
	first := addLine(t, s, "v", "k1", "en")
	addLine(t, s, "v", "k2", "to")
	addLine(t, s, "w", "k1", "en annens")
	if first.ID != 1 || first.Seq != 1 || !first.At.Equal(noon) {
		t.Errorf("got %+v", first)
	}
	again := addLine(t, s, "v", "k1", "noe annet")
	if again.ID != first.ID || again.Seq != 1 || string(again.Body) != "en" || !again.At.Equal(noon) {
		t.Errorf("the same key again: %+v", again)
	}
	visitors(t, s, "v") // changes nothing
	s = b.open()
	wantLines(t, s, "v", 0, "1/1 en", "2/2 to")
	wantLines(t, s, "v", 1, "2/2 to")
	wantLines(t, s, "v", 2)
	if list, err := s.Lines(t.Context(), "v", 0, 1); err != nil || len(list) != 1 || list[0].Key != "k1" || !list[0].At.Equal(noon) {
		t.Errorf("one line: %+v, %v", list, err)
	}
	wantLines(t, s, "w", 0, "1/1 en annens")
	wantLines(t, s, "nobody", 0)
	if _, err := s.AddLine(t.Context(), "nobody", feed.Line{Key: "k", At: noon}); !errors.Is(err, feed.ErrNoVisitor) {
		t.Errorf("a line of nobody: %v", err)
	}
	if p, err := s.Profile(t.Context(), "v"); err != nil || len(p) > 0 {
		t.Errorf("the profile is %q, %v", p, err)
	}
	if err := s.SetProfile(t.Context(), "v", []byte("nn")); err != nil {
		t.Error(err)
	}
	if p, err := s.Profile(t.Context(), "v"); err != nil || string(p) != "nn" {
		t.Errorf("the profile is %q, %v", p, err)
	}
	_, err := s.Profile(t.Context(), "nobody")
	if set := s.SetProfile(t.Context(), "nobody", nil); !errors.Is(err, feed.ErrNoVisitor) || !errors.Is(set, feed.ErrNoVisitor) {
		t.Errorf("the profile of nobody: %v, %v", err, set)
	}
}

func testFeedChanged(t *testing.T, b *bench) {
	s := b.open()
	visitors(t, s, "v", "w")
	for n := range 3 {
		addLine(t, s, "v", fmt.Sprint("k", n), fmt.Sprint("linje ", n))
	}
	if err := s.ChangeLine(t.Context(), "v", 2, []byte("endret")); err != nil {
		t.Fatal(err)
	}
	wantLines(t, s, "v", 0, "1/1 linje 0", "3/3 linje 2", "2/4 endret")
	wantLines(t, s, "v", 3, "2/4 endret")
	if err := s.ChangeLine(t.Context(), "v", 1, nil); err != nil {
		t.Fatal(err)
	}
	wantLines(t, s, "v", 4, "1/5 ")
	for visitor, want := range map[string]error{"w": feed.ErrNoLine, "nobody": feed.ErrNoVisitor} {
		if err := s.ChangeLine(t.Context(), visitor, 1, []byte("!")); !errors.Is(err, want) {
			t.Errorf("of %s: %v", visitor, err)
		}
	}
	if dump := b.place.Dump(t); strings.Contains(dump, "linje 1") || strings.Contains(dump, "linje 0") {
		t.Errorf("the old words are there still:\n%s", dump)
	}
}

// A line is never seen before one with a lower number, whoever adds it.
func testFeedAtOnce(t *testing.T, b *bench) {
	stores := []store.Store{b.open(), b.open()}
	visitors(t, stores[0], "v")
	const each = 20
	var all sync.WaitGroup
	for n := range 4 {
		all.Go(func() {
			for i := range each {
				if _, err := stores[n%2].AddLine(t.Context(), "v", feed.Line{Key: fmt.Sprint(n/2, "-", i), At: noon}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	done := make(chan struct{})
	go func() { all.Wait(); close(done) }()
	var last int64
	for ended := false; ; {
		lines, err := stores[1].Lines(t.Context(), "v", last, 7)
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range lines {
			if l.Seq != last+1 {
				t.Fatalf("after %d came %d", last, l.Seq)
			}
			last = l.Seq
		}
		if ended && len(lines) == 0 {
			break
		}
		select {
		case <-done:
			ended = true
		default:
		}
	}
	if last != 2*each {
		t.Errorf("%d lines, want %d: each key was added by two", last, 2*each)
	}
}

func testFeedFiles(t *testing.T, b *bench) {
	s := b.open()
	visitors(t, s, "v", "w")
	f := feed.File{ID: "f1", Name: "skjerm.png", Kind: "image/png", Data: []byte("0123456789")}
	if err := s.AddFile(t.Context(), "v", f, 15); err != nil {
		t.Fatal(err)
	}
	if got, err := s.File(t.Context(), "f1"); err != nil || !reflect.DeepEqual(got, f) {
		t.Errorf("got %+v, %v", got, err)
	}
	f.ID = "f2"
	if err := s.AddFile(t.Context(), "v", f, 15); !errors.Is(err, feed.ErrFull) {
		t.Errorf("above the bound: %v", err)
	}
	if err := s.AddFile(t.Context(), "w", f, 15); err != nil {
		t.Errorf("of another visitor: %v", err)
	}
	f.ID = "f3"
	if err := s.AddFile(t.Context(), "nobody", f, 15); !errors.Is(err, feed.ErrNoVisitor) {
		t.Errorf("of nobody: %v", err)
	}
	if _, err := s.File(t.Context(), "f3"); !errors.Is(err, feed.ErrNoFile) {
		t.Errorf("a file that is not there: %v", err)
	}
}

func testFeedLinks(t *testing.T, b *bench) {
	s := b.open()
	visitors(t, s, "v")
	for _, link := range []string{"a", "b"} {
		if err := s.AddLink(t.Context(), link, "v", noon.Add(time.Hour)); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.AddLink(t.Context(), "c", "nobody", noon.Add(time.Hour)); !errors.Is(err, feed.ErrNoVisitor) {
		t.Errorf("to nobody: %v", err)
	}
	if v, err := s.TakeLink(t.Context(), "a", noon); err != nil || v != "v" {
		t.Errorf("got %q, %v", v, err)
	}
	for link, at := range map[string]time.Time{"a": noon, "b": noon.Add(2 * time.Hour), "c": noon} {
		if v, err := s.TakeLink(t.Context(), link, at); !errors.Is(err, feed.ErrNoVisitor) {
			t.Errorf("%s leads to %q, %v", link, v, err)
		}
	}
}

func testFeedErased(t *testing.T, b *bench) {
	const canary = "kanarifugl"
	s := b.open()
	visitors(t, s, "v", "w")
	// What is kept beside the lines goes alone, and nothing else with it.
	if err := errors.Join(s.SetProfile(t.Context(), "w", []byte(canary)), s.SetProfile(t.Context(), "w", nil)); err != nil {
		t.Fatal(err)
	}
	if profile, err := s.Profile(t.Context(), "w"); err != nil || len(profile) > 0 || strings.Contains(b.place.Dump(t), canary) {
		t.Errorf("a profile that was taken away: %q, %v", profile, err)
	}
	addLine(t, s, "v", "k", canary)
	addLine(t, s, "w", "k", "blir")
	if err := errors.Join(
		s.SetProfile(t.Context(), "v", []byte(canary)),
		s.AddFile(t.Context(), "v", feed.File{ID: "f", Name: canary, Data: []byte(canary)}, 100),
		s.AddLink(t.Context(), "l", "v", noon.Add(time.Hour)),
		s.EraseVisitor(t.Context(), "v"), s.EraseVisitor(t.Context(), "nobody"),
	); err != nil {
		t.Fatal(err)
	}
	if dump := b.place.Dump(t); strings.Contains(dump, canary) {
		t.Errorf("it is there still:\n%s", dump)
	}
	wantLines(t, s, "v", 0)
	wantLines(t, s, "w", 0, "1/1 blir")
	_, file := s.File(t.Context(), "f")
	_, link := s.TakeLink(t.Context(), "l", noon)
	_, line := s.AddLine(t.Context(), "v", feed.Line{Key: "k2", At: noon})
	if !errors.Is(file, feed.ErrNoFile) || !errors.Is(link, feed.ErrNoVisitor) || !errors.Is(line, feed.ErrNoVisitor) {
		t.Errorf("afterwards: %v, %v, %v", file, link, line)
	}
}

func testFeedPruned(t *testing.T, b *bench) {
	s := b.open()
	for n, id := range []string{"old", "older", "new"} {
		if err := s.AddVisitor(t.Context(), id, []time.Time{noon.Add(-time.Hour), noon.Add(-2 * time.Hour), noon.Add(time.Hour)}[n]); err != nil {
			t.Fatal(err)
		}
	}
	total := 0
	for range 3 {
		n, err := s.PruneVisitors(t.Context(), noon, 1)
		if err != nil || n > 1 {
			t.Fatalf("%d, %v", n, err)
		}
		total += n
	}
	_, err := s.Profile(t.Context(), "old")
	if _, kept := s.Profile(t.Context(), "new"); total != 2 || !errors.Is(err, feed.ErrNoVisitor) || kept != nil {
		t.Errorf("%d were pruned; %v, %v", total, err, kept)
	}
}

func testFeedKey(t *testing.T, b *bench) {
	proposal := []byte{0, 1, 2, 255}
	first, err := b.open().FeedKey(t.Context(), proposal)
	if err != nil || !bytes.Equal(first, proposal) {
		t.Fatalf("got %x, %v", first, err)
	}
	if second, err := b.open().FeedKey(t.Context(), []byte("another")); err != nil || !bytes.Equal(second, first) {
		t.Errorf("got %x, %v", second, err)
	}
}

func testFeedFollowed(t *testing.T, b *bench) {
	s := b.open()
	visitors(t, s, "v")
	ctx, cancel := context.WithCancel(t.Context())
	signals, ended := make(chan feed.Signal, 100), make(chan error, 1)
	go func() { ended <- s.FollowFeeds(ctx, func(f feed.Signal) { signals <- f }) }()
	next := func(want feed.Signal) {
		t.Helper()
		for deadline := time.After(patience); ; {
			select {
			case got := <-signals:
				if got == want {
					return
				}
				t.Errorf("got %+v, want %+v", got, want)
			case <-deadline:
				t.Fatalf("no %+v came", want)
			}
		}
	}
	next(feed.Signal{})
	addLine(t, s, "v", "k", "x")
	next(feed.Signal{Visitor: "v"})
	addLine(t, s, "v", "k", "x") // is nothing new
	if err := s.SignalTyping(t.Context(), "v"); err != nil {
		t.Fatal(err)
	}
	next(feed.Signal{Visitor: "v", Typing: true})
	if err := s.ChangeLine(t.Context(), "v", 1, nil); err != nil {
		t.Fatal(err)
	}
	next(feed.Signal{Visitor: "v"})
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}
