package web

import (
	"strconv"
	"testing"
)

// A visitor who sends too much is held back, and however many send, a bounded number is known.
func TestLimits(t *testing.T) {
	l := newLimits()
	allowed := 0
	for range 10 * visitorMost {
		if l.allow("a") {
			allowed++
		}
	}
	if allowed < visitorMost || allowed >= 2*visitorMost {
		t.Errorf("%d were allowed at once, want about %d", allowed, visitorMost)
	}
	for i := range 2 * knownMost {
		for range visitorMost + 1 { // all of them send too much
			l.allow(strconv.Itoa(i))
		}
	}
	if n := l.visitors.Len(); n != knownMost {
		t.Errorf("%d visitors are known, want %d", n, knownMost)
	}
}
