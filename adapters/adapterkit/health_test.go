package adapterkit_test

import (
	"errors"
	"strconv"
	"strings"
	"testing"

	"aktivering/adapters/adapterkit"
)

func TestHealth(t *testing.T) {
	var h adapterkit.Health
	if err := h.Err(); err != nil {
		t.Fatalf("the zero value: %v", err)
	}
	for i, step := range []struct {
		about string
		fault error
		news  bool
		want  string // what Err says, in one line
	}{
		{"C1", nil, false, ""},
		{"C1", errors.New("not in the channel"), true, "not in the channel"},
		{"C1", errors.New("not in the channel"), false, "not in the channel"},
		{" token", errors.New("no token"), true, "no token; not in the channel"},
		{"C1", errors.New("archived"), true, "no token; archived"},
		{" token", nil, true, "archived"},
		{" token", nil, false, "archived"},
		{"C1", nil, true, ""},
	} {
		if news := h.Set(step.about, step.fault); news != step.news {
			t.Errorf("step %d: news is %v", i, news)
		}
		got := ""
		if err := h.Err(); err != nil {
			got = strings.ReplaceAll(err.Error(), "\n", "; ")
		}
		if got != step.want {
			t.Errorf("step %d: %q, want %q", i, got, step.want)
		}
	}
}

func TestHealthIsBounded(t *testing.T) {
	var h adapterkit.Health
	for i := range 1000 {
		h.Set(strconv.Itoa(i), errors.New("fault"))
	}
	if n := strings.Count(h.Err().Error(), "fault"); n != 100 {
		t.Errorf("%d faults are remembered", n)
	}
}
