package hours

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
)

// dash is one between two days or times.
var dash = regexp.MustCompile(`\s*[-–]\s*`)

var errEmpty = errors.New("it is empty")

// parse reads the hours of a week: days followed by their times, again and again.
func parse(s string) (w week, always bool, err error) {
	words := strings.FieldsFunc(dash.ReplaceAllString(strings.ToLower(s), "-"), func(r rune) bool { return r == ',' || r == ';' || unicode.IsSpace(r) })
	words = slices.DeleteFunc(words, func(word string) bool { return word == "og" || word == "and" })
	if slices.Contains(words, "24/7") {
		if len(words) > 1 {
			return w, false, errors.New("24/7 is all there can be")
		}
		return w, true, nil
	}
	if len(words) == 0 {
		return w, false, errEmpty
	}
	every := [7]bool{true, true, true, true, true, true, true}
	days, timed, last := every, true, ""
	for _, word := range words {
		if more, ok := daysOf(word); ok {
			if timed {
				days = [7]bool{}
			}
			for d := range more {
				days[d] = days[d] || more[d]
			}
			timed, last = false, word
			continue
		}
		sp, ok := spanOf(word)
		switch {
		case !ok:
			return w, false, fmt.Errorf("%s is neither days nor times", word)
		case sp.from == sp.to:
			return w, false, fmt.Errorf("%s has no length; a whole day is 00-24", word)
		}
		for d := range days {
			if days[d] {
				w[d] = append(w[d], sp)
			}
		}
		timed = true
	}
	if !timed {
		return w, false, fmt.Errorf("%s has no times", last)
	}
	return w, false, nil
}

// daysOf reads days of the week: one, or a range.
func daysOf(s string) (days [7]bool, ok bool) {
	first, last, isRange := strings.Cut(s, "-")
	if !isRange {
		last = first
	}
	from, ok1 := dayOf(first)
	to, ok2 := dayOf(last)
	if !ok1 || !ok2 {
		return days, false
	}
	for d := from; ; d = (d + 1) % 7 {
		days[d] = true
		if d == to {
			return days, true
		}
	}
}

func dayOf(s string) (time.Weekday, bool) {
	names := [7][]string{
		{"søn", "sun", "sundag", "søndag", "sunday"},
		{"man", "mån", "mon", "mandag", "måndag", "monday"},
		{"tir", "tys", "tue", "tirsdag", "tysdag", "tuesday"},
		{"ons", "wed", "onsdag", "wednesday"},
		{"tor", "thu", "torsdag", "thursday"},
		{"fre", "fri", "fredag", "friday"},
		{"lør", "lau", "sat", "lørdag", "laurdag", "saturday"},
	}
	for d, list := range names {
		if slices.Contains(list, s) {
			return time.Weekday(d), true
		}
	}
	return 0, false
}

// spanOf reads two times of the day. One that ends before it begins ends on the next day.
func spanOf(s string) (span, bool) {
	from, to, ok := strings.Cut(s, "-")
	start, err := clock(from)
	end, err2 := clock(to)
	if to == "24" || to == "24:00" || to == "24.00" {
		end, err2 = day, nil
	}
	if !ok || err != nil || err2 != nil {
		return span{}, false
	}
	if end < start {
		end += day
	}
	return span{start, end}, true
}

// clock reads a time of day, such as 8, 08:00 or 15.30.
func clock(s string) (time.Duration, error) {
	s = strings.ReplaceAll(s, ".", ":")
	if !strings.Contains(s, ":") {
		s += ":00"
	}
	t, err := time.Parse("15:04", s)
	if err != nil {
		return 0, err
	}
	return time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute, nil
}
