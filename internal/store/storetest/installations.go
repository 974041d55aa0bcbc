package storetest

import (
	"bytes"
	"fmt"
	"sync"
	"testing"
	"time"

	"aktivering/internal/store"
)

// testInstallations installs in two workspaces, renews one, removes it, and installs there again.
func testInstallations(t *testing.T, b *bench) {
	s, other := b.open(), b.open()
	ctx := t.Context()
	start := time.Now().Truncate(time.Microsecond).UTC()
	first := store.Installation{
		Platform: "slack", Workspace: "T2", Name: "Nord", BotUser: "UBOT", Tokens: []byte("sealed\x00one"),
		Expires: start.Add(12 * time.Hour), InstalledBy: "U1", Installed: start,
	}
	second := store.Installation{Platform: "slack", Workspace: "T1", Name: "Sør'; --", BotUser: "UBOT", Tokens: []byte("never ends"), InstalledBy: "U1", Installed: start}
	elsewhere := store.Installation{Platform: "discord", Workspace: "T1", Tokens: []byte("x"), Installed: start}
	for _, i := range []store.Installation{first, second, elsewhere} {
		if err := s.SaveInstallation(ctx, i); err != nil {
			t.Fatal(err)
		}
	}
	want := func(what string, want ...store.Installation) {
		t.Helper()
		got, err := other.Installations(ctx, "slack")
		if fmt.Sprintf("%+v", got) != fmt.Sprintf("%+v", want) || err != nil {
			t.Errorf("%s:\n%+v, %v, want\n%+v", what, got, err, want)
		}
	}
	want("saved", second, first)
	renew := func(what string, before, after string, want bool) {
		t.Helper()
		if renewed, err := other.RenewInstallation(ctx, "slack", "T2", []byte(before), []byte(after), start.Add(24*time.Hour)); renewed != want || err != nil {
			t.Errorf("%s: %v, %v", what, renewed, err)
		}
	}
	renew("with other tokens before", "another", "two", false)
	renew("with the tokens before", "sealed\x00one", "two", true)
	first.Tokens, first.Expires = []byte("two"), start.Add(24*time.Hour)
	want("renewed", second, first)

	remove := func(what string, at time.Time, want bool) {
		t.Helper()
		if removed, err := other.RemoveInstallation(ctx, "slack", "T2", "uninstalled", at); removed != want || err != nil {
			t.Errorf("%s: %v, %v", what, removed, err)
		}
	}
	remove("before it was installed", start.Add(-time.Second), false)
	remove("now", start.Add(time.Minute), true)
	remove("again", start.Add(time.Hour), false)
	removed := first
	removed.Tokens, removed.Removed, removed.Reason = nil, start.Add(time.Minute), "uninstalled"
	want("removed", second, removed)
	renew("of a removed one", "two", "three", false)
	if dump := b.place.Dump(t); bytes.Contains([]byte(dump), []byte("74776f")) { // "two"
		t.Errorf("the tokens of a removed one are kept:\n%s", dump)
	}

	first.Installed = start.Add(2 * time.Minute)
	if err := s.SaveInstallation(ctx, first); err != nil {
		t.Fatal(err)
	}
	want("installed again", second, first)
	remove("late, of the installation before", start.Add(time.Minute), false)
}

// testInstallationRenewedOnce renews from two processes at once: one may.
func testInstallationRenewedOnce(t *testing.T, b *bench) {
	s1, s2 := b.open(), b.open()
	if err := s1.SaveInstallation(t.Context(), store.Installation{Platform: "slack", Workspace: "T1", Tokens: []byte("old"), Installed: time.Now()}); err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	got := make(chan int, 20)
	for i := range 20 {
		all.Go(func() {
			renewed, err := []store.Store{s1, s2}[i%2].RenewInstallation(t.Context(), "slack", "T1", []byte("old"), fmt.Append(nil, "new", i), time.Time{})
			if err != nil {
				t.Error(err)
			}
			if renewed {
				got <- i
			}
		})
	}
	all.Wait()
	list, err := s2.Installations(t.Context(), "slack")
	if err != nil || len(list) != 1 || len(got) != 1 {
		t.Fatalf("renewed %d times: %+v, %v", len(got), list, err)
	}
	if want := fmt.Sprint("new", <-got); string(list[0].Tokens) != want || !list[0].Expires.IsZero() {
		t.Errorf("%+v, want the tokens %s, that do not end", list[0], want)
	}
}
