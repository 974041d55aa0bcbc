package storetest

import (
	"fmt"
	"testing"
	"time"

	"aktivering/internal/store"
)

// testWorkspaces keeps settings of two workspaces, changes them from another process, and removes
// them. Who has not seen the latest change saves nothing.
func testWorkspaces(t *testing.T, b *bench) {
	s, other := b.open(), b.open()
	start := time.Now().Truncate(time.Microsecond).UTC()
	first := store.WorkspaceSettings{Platform: "slack", Workspace: "T2", Settings: []byte(`{"name":"Nord'; --"}`), By: "Bente", Changed: start}
	second := store.WorkspaceSettings{Platform: "discord", Workspace: "T2", Settings: []byte(`{}`), Changed: start}
	save := func(what string, from store.Store, w store.WorkspaceSettings, before time.Time, want bool) {
		t.Helper()
		if saved, err := from.SaveWorkspaceSettings(t.Context(), w, before); saved != want || err != nil {
			t.Errorf("%s: %v, %v", what, saved, err)
		}
	}
	want := func(what string, want ...store.WorkspaceSettings) {
		t.Helper()
		got, err := other.WorkspaceSettings(t.Context())
		if fmt.Sprintf("%+v", got) != fmt.Sprintf("%+v", want) || err != nil {
			t.Errorf("%s:\n%+v, %v, want\n%+v", what, got, err, want)
		}
	}
	want("at first")
	removed := first
	removed.Settings = nil
	save("remove none", s, removed, start, false)
	save("the first", s, first, time.Time{}, true)
	save("the second", s, second, time.Time{}, true)
	want("saved", second, first)
	changed := first
	changed.Settings, changed.By, changed.Changed = []byte(`{"name":"Nord"}`), "Arne", start.Add(time.Minute)
	save("as a new one", other, changed, time.Time{}, false)
	save("over another change", other, changed, start.Add(-time.Second), false)
	want("not changed", second, first)
	save("changed", other, changed, start, true)
	save("changed again without having seen it", s, first, start, false)
	want("changed", second, changed)
	save("remove without having seen it", s, removed, start, false)
	save("remove", s, removed, changed.Changed, true)
	want("removed", second)
	save("anew", s, first, time.Time{}, true)
	want("anew", second, first)
}
