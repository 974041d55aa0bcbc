// Package hours tells when people are at work: on certain days of the week, between
// two times of the day, and not on Norwegian public holidays.
package hours

import (
	"fmt"
	"slices"
	"strings"
	"time"
	_ "time/tzdata" // the image has no time zones of its own

	"github.com/rickar/cal/v2"
	"github.com/rickar/cal/v2/no"
)

// Hours is a week's hours of work in one time zone. It is safe for concurrent use.
type Hours struct {
	calendar *cal.BusinessCalendar
	zone     *time.Location
}

// Parse reads hours such as "man-fre 08:00-16:00" or "mon,wed,fri 9-15", and the name
// of a time zone such as Europe/Oslo.
func Parse(s, zone string) (*Hours, error) {
	location, err := time.LoadLocation(zone)
	if err != nil || zone == "" {
		return nil, fmt.Errorf("%q is not a time zone; use one such as Europe/Oslo", zone)
	}
	fields := strings.Fields(strings.ToLower(s))
	bad := fmt.Errorf("%q is invalid; use days and times, such as man-fre 08:00-16:00", s)
	if len(fields) != 2 {
		return nil, bad
	}
	days, ok := daysOf(fields[0])
	from, to, ok2 := strings.Cut(fields[1], "-")
	start, err := clock(from)
	end, err2 := clock(to)
	if !ok || !ok2 || err != nil || err2 != nil || end <= start || end >= 24*time.Hour {
		return nil, bad
	}
	c := cal.NewBusinessCalendar()
	c.Cacheable = false // the cache is no friend of goroutines
	c.AddHoliday(no.Holidays...)
	for d := time.Sunday; d <= time.Saturday; d++ {
		c.SetWorkday(d, days[d])
	}
	c.SetWorkHours(start, end)
	return &Hours{c, location}, nil
}

// daysOf reads days of the week: a list of single ones and of ranges.
func daysOf(s string) (days [7]bool, ok bool) {
	for part := range strings.SplitSeq(s, ",") {
		first, last, isRange := strings.Cut(part, "-")
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
				break
			}
		}
	}
	return days, true
}

func dayOf(s string) (time.Weekday, bool) {
	names := [7][]string{
		{"søn", "sun", "sundag", "søndag"},
		{"man", "mån", "mon", "mandag"},
		{"tir", "tys", "tue", "tirsdag"},
		{"ons", "wed", "onsdag"},
		{"tor", "thu", "torsdag"},
		{"fre", "fri", "fredag"},
		{"lør", "lau", "sat", "lørdag"},
	}
	for d, list := range names {
		if slices.Contains(list, s) {
			return time.Weekday(d), true
		}
	}
	return 0, false
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

// Open reports that they are at work.
func (h *Hours) Open(at time.Time) bool {
	at = at.In(h.zone)
	return h.calendar.IsWorkTime(at) && at.Before(h.calendar.WorkdayEnd(at))
}

// Opens returns when they are at work next, in their time zone; at itself if they
// are.
func (h *Hours) Opens(at time.Time) time.Time {
	at = at.In(h.zone)
	if h.Open(at) {
		return at
	}
	if start := h.calendar.WorkdayStart(at); !start.IsZero() && at.Before(start) {
		return start
	}
	// The next morning is not a day of 24 hours away where the clock is changed.
	noon := time.Date(at.Year(), at.Month(), at.Day(), 12, 0, 0, 0, h.zone)
	for {
		noon = noon.AddDate(0, 0, 1)
		if h.calendar.IsWorkday(noon) {
			return h.calendar.WorkdayStart(noon)
		}
	}
}

// After returns when a time of work has passed.
func (h *Hours) After(at time.Time, d time.Duration) time.Time {
	for d > 0 {
		at = h.Opens(at)
		end := h.calendar.WorkdayEnd(at)
		if left := end.Sub(at); d > left {
			d -= left
			at = end
			continue
		}
		return at.Add(d)
	}
	return at
}
