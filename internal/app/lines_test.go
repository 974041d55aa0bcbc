package app

import (
	"bytes"
	"strings"
	"testing"
)

// A line that brings out a panic is told of, and stops none of the others.
func TestLineThatBreaks(t *testing.T) {
	var out bytes.Buffer
	a := &App{In: strings.NewReader("one\ntwo\nthree\n"), Out: &out}
	err := a.eachLine(t.Context(), "test", func(line []byte) (any, error) {
		if string(line) == "two" {
			panic("a part of it is missing")
		}
		return string(line), nil
	})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{`"one"`, `{"line":2,"error":"the program fails at this line; please report it: a part of it is missing"}`, `"three"`}
	if got := strings.Split(strings.TrimSpace(out.String()), "\n"); strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got %q, want %q", got, want)
	}
}
