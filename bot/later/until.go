package later

import (
	"strconv"
	"strings"
	"time"
	"unicode"
)

// Until reads until when something is to rest, in a text that is known to tell nothing but
// that. So a time needs no word before it, as it does for [Reader.When]: "2 timer" and "30m"
// are from now on, and the number in "fredag 10" is an hour. It returns false where no time is
// named, or one that is over, too near or too far away.
func (r Reader) Until(text string, now time.Time) (time.Time, bool) {
	s, ok := r.read(unglued(text))
	if !ok || r.isFarDate(s, now) {
		return time.Time{}, false
	}
	return within(now, s, r.until)
}

// isFarDate reports a date that is too far away and that cannot be the time of a clock: the clock
// that is named with it is not that of another day.
func (r Reader) isFarDate(s said, now time.Time) bool {
	s.far = true
	date, ok := r.onDate(s, now)
	m := dayFirst.FindStringSubmatch(s.text)
	clock := m != nil && m[2] == "." && m[4] == "" && !yearFirst.MatchString(s.text)
	return ok && !clock && time.Duration(date.ahead)*24*time.Hour > Latest
}

// Beyond reports that a text, as Until reads it, names a time that is further away than Latest.
func (r Reader) Beyond(text string, now time.Time) bool {
	s, ok := r.read(unglued(text))
	if !ok {
		return false
	}
	s.far = true
	at, ok := r.until(s, now)
	return ok && at.Sub(now) > Latest
}

func (r Reader) until(s said, now time.Time) (time.Time, bool) {
	if dated, ok := r.onDate(s, now); ok {
		s = dated
		if _, _, clock := r.clock(s); !clock {
			s = r.withClock(s, now)
		}
		return r.moment(s, now, 0, 0)
	}
	if wait, days := r.duration(s); wait > 0 || days > 0 {
		return r.moment(s, now, wait, days)
	}
	if _, _, clock := r.clock(s); !clock {
		s = r.withClock(s, now)
	}
	return r.moment(s, now, 0, 0)
}

// withClock returns the text with the number that ends it as the time of a clock, where a day is
// named before it.
func (r Reader) withClock(s said, now time.Time) said {
	last := len(s.words) - 1
	if _, _, named := r.day(s, now); !named || last < 0 || last == 0 && !s.onDay {
		return s
	}
	if hour, err := strconv.Atoi(s.words[last]); err != nil || hour > 23 || len(s.words[last]) > 2 {
		return s
	}
	for word := range r.times.Clock {
		words := append(append([]string{}, s.words[:last]...), word, s.words[last])
		found, _ := saidOf(s.text, words)
		found.onDay, found.ahead, found.far = s.onDay, s.ahead, s.far
		return found
	}
	return s
}

// unglued puts a space between a number and the unit behind it: "30m", "2t".
func unglued(text string) string {
	var out strings.Builder
	digit := false
	for _, c := range text {
		if digit && unicode.IsLetter(c) {
			out.WriteByte(' ')
		}
		digit = unicode.IsDigit(c)
		out.WriteRune(c)
	}
	return out.String()
}
