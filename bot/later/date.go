package later

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"aktivering/knowledge"
)

// The ways in which a date is written in digits: 2026-12-03, and 3.12, 3/12, 3.12.2026.
var (
	yearFirst = regexp.MustCompile(`(?:^|[^\d])(\d{4})-(\d{1,2})-(\d{1,2})(?:[^\d]|$)`)
	dayFirst  = regexp.MustCompile(`(?:^|[^\d.:/])(\d{1,2})([./])(\d{1,2})(?:[./](\d{4}))?(?:[^\d:/]|$)`)
)

// onDate reads a day of the calendar, which it takes out of the text. Without a year
// it is the next such day. 3.12 can be the time of a clock as well: it is a date unless an hour
// is expected there, or the day is too far away. It returns false where no day is named.
func (r Reader) onDate(s said, now time.Time) (said, bool) {
	if m := yearFirst.FindStringSubmatch(s.text); m != nil {
		return s.dated(now, m[1], m[2], m[3], []string{m[1], m[2], m[3]})
	}
	m := dayFirst.FindStringSubmatch(s.text)
	if m == nil {
		return r.inMonth(s, now)
	}
	digits := []string{m[1], m[3]}
	if m[4] != "" {
		digits = append(digits, m[4])
	}
	at := s.place(digits)
	if dotted := m[2] == "." && m[4] == ""; dotted && at > 0 && r.times.Clock.Has(s.words[at-1]) {
		return s, false
	}
	return s.dated(now, m[4], m[3], m[1], digits)
}

// inMonth reads a day whose month is named: "3. desember", "december 3rd", "the 3rd of december".
func (r Reader) inMonth(s said, now time.Time) (said, bool) {
	for i, word := range s.words {
		month := slices.IndexFunc(r.times.Months, func(forms knowledge.Words) bool { return forms.Has(word) }) + 1
		if month == 0 {
			continue
		}
		for _, span := range [][2]int{{i - 1, i + 1}, {i, i + 2}, {i - 2, i + 1}, {i - 3, i + 1}} {
			from, to := span[0], span[1]
			if from < 0 || to > len(s.words) {
				continue
			}
			first, last := s.words[from], s.words[to-1]
			for _, day := range []string{first, last} {
				digits := strings.TrimRight(day, "rdsthn")
				if _, err := strconv.Atoi(digits); err == nil && len(digits) <= 2 {
					return s.dated(now, "", strconv.Itoa(month), digits, s.words[from:to])
				}
			}
		}
	}
	return s, false
}

// place is where words stand one after another, or -1.
func (s said) place(words []string) int {
	for i := range s.words {
		if len(s.words)-i >= len(words) && slices.Equal(s.words[i:i+len(words)], words) {
			return i
		}
	}
	return -1
}

// dated is the text with a day in place of the words that name it.
func (s said) dated(now time.Time, year, month, day string, words []string) (said, bool) {
	at := s.place(words)
	y, errYear := strconv.Atoi(year)
	m, errMonth := strconv.Atoi(month)
	d, errDay := strconv.Atoi(day)
	if year == "" {
		y, errYear = now.Year(), nil
	}
	if at < 0 || errYear != nil || errMonth != nil || errDay != nil {
		return s, false
	}
	today := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, time.UTC)
	date := time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC)
	if year == "" && date.Before(today) {
		date = time.Date(y+1, time.Month(m), d, 0, 0, 0, 0, time.UTC)
	}
	ahead := int(date.Sub(today) / (24 * time.Hour))
	if int(date.Month()) != m || date.Day() != d || ahead < 0 || !s.far && time.Duration(ahead)*24*time.Hour > Latest {
		return s, false // no such day, or one that is over or too far away
	}
	rest := slices.Concat(s.words[:at], s.words[at+len(words):])
	return said{text: s.text, words: rest, whole: " " + strings.Join(rest, " ") + " ", onDay: true, ahead: ahead, far: s.far}, true
}
