package main

import (
	"testing"
	"time"

	"aktivering/internal/bench/process"
)

// Open pages are answered, and leave nothing behind.
func TestOpenPages(t *testing.T) {
	binary, err := process.BuildProgram(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	c := crowd{streams: 60, perSecond: 20, span: 3 * time.Second}
	each(t, func(d database) error {
		got, err := openPages(t.Context(), binary, d, c)
		if err != nil {
			return err
		}
		if len(got.kept) != 60 || len(got.answered) != 60 {
			t.Errorf("%s: %d messages are kept and %d answered", d.name, len(got.kept), len(got.answered))
		}
		if got.open.goroutines < got.before.goroutines+c.streams {
			t.Errorf("%s: %d goroutines with open pages, %d before", d.name, got.open.goroutines, got.before.goroutines)
		}
		// River keeps each worker that it ever needed. What a page leaves behind would be one a page.
		if got.left >= c.streams/2 {
			t.Errorf("%s: %d goroutines are left", d.name, got.left)
		}
		return nil
	})
}
