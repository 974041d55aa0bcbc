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
		if got.left > 0 || got.open.goroutines < got.before.goroutines+c.streams {
			t.Errorf("%s: %+v", d.name, got)
		}
		return nil
	})
}
