// Package hours tells when people are at work: on certain days of the week, between certain
// times of the day, and not on Norwegian public holidays.
package hours

import (
	"fmt"
	"time"
	_ "time/tzdata" // the image has no time zones of its own

	"github.com/rickar/cal/v2"
	"github.com/rickar/cal/v2/no"
)

// Hours is a week's hours of work in one time zone. It is safe for concurrent use.
type Hours struct {
	holidays cal.Calendar
	zone     *time.Location
	week     week
	// always tells that they are at work on holidays, too.
	always bool
}

// week holds the spans of each day of the week.
type week [7][]span

// span is a time of work by the clock of the day on which it begins. That of a night ends after
// 24 hours of that day.
type span struct{ from, to time.Duration }

// shift is a span on one day.
type shift struct{ from, to time.Time }

const day = 24 * time.Hour

// Parse reads hours such as "man-fre 08:00-16:00" or "mon-thu 8-16, fri 8-14", and the name of
// a time zone such as Europe/Oslo. Times without days are those of every day, a span that
// ends before it begins is a night's, and 24/7 is always.
func Parse(s, zone string) (*Hours, error) {
	location, err := time.LoadLocation(zone)
	if err != nil || zone == "" {
		return nil, fmt.Errorf("%q is not a time zone; use one such as Europe/Oslo", zone)
	}
	h := &Hours{zone: location}
	h.holidays.AddHoliday(no.Holidays...)
	if h.week, h.always, err = parse(s); err != nil {
		return nil, fmt.Errorf("%q is invalid: %w; use days and times, such as man-fre 08:00-16:00, several of them (man-tor 08-16, fre 08-14), nights (man-fre 22-06) or 24/7", s, err)
	}
	return h, nil
}

// shifts returns when they are at work on a day, the day's night included; none on a holiday.
func (h *Hours) shifts(day time.Time) (list []shift) {
	if actual, observed, _ := h.holidays.IsHoliday(day); actual || observed {
		return nil
	}
	for _, s := range h.week[day.Weekday()] {
		from, to := clockOn(day, s.from), clockOn(day, s.to)
		if from.Before(to) { // else the clock goes forward over all of it
			list = append(list, shift{from, to})
		}
	}
	return list
}

// clockOn is a time by the clock of a day, which has not 24 hours where the clock is changed.
func clockOn(day time.Time, at time.Duration) time.Time {
	return time.Date(day.Year(), day.Month(), day.Day(), 0, int(at/time.Minute), 0, 0, day.Location())
}

// shift returns the one that a time is in, the longest where several are; and else the
// next one.
func (h *Hours) shift(at time.Time) (next shift) {
	noon := clockOn(at.In(h.zone), 12*time.Hour).AddDate(0, 0, -1) // whose night may not be over
	today := noon.AddDate(0, 0, 1)
	for next.to.IsZero() || !noon.After(today) {
		for _, s := range h.shifts(noon) {
			switch {
			case !s.to.After(at): // over
			case next.to.IsZero(), !s.from.After(at) && (next.from.After(at) || s.to.After(next.to)), s.from.Before(next.from) && next.from.After(at):
				next = s
			}
		}
		noon = noon.AddDate(0, 0, 1)
	}
	return next
}

// Open reports that they are at work.
func (h *Hours) Open(at time.Time) bool { return h.always || !h.shift(at).from.After(at) }

// Opens returns when they are at work next, in their time zone; at itself if they
// are.
func (h *Hours) Opens(at time.Time) time.Time {
	at = at.In(h.zone)
	if h.always {
		return at
	}
	if next := h.shift(at); next.from.After(at) {
		return next.from
	}
	return at
}

// After returns when a time of work has passed.
func (h *Hours) After(at time.Time, d time.Duration) time.Time {
	if h.always {
		return at.In(h.zone).Add(max(d, 0))
	}
	for d > 0 {
		at = h.Opens(at)
		end := h.shift(at).to
		if left := end.Sub(at); d > left {
			d -= left
			at = end
			continue
		}
		return at.Add(d)
	}
	return at
}
