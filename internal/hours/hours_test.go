package hours_test

import (
	"strings"
	"testing"
	"time"

	"aktivering/internal/hours"
)

func at(t *testing.T, s string) time.Time {
	t.Helper()
	oslo, err := time.LoadLocation("Europe/Oslo")
	if err != nil {
		t.Fatal(err)
	}
	when, err := time.ParseInLocation("2006-01-02 15:04", s, oslo)
	if err != nil {
		t.Fatal(err)
	}
	return when
}

func TestHours(t *testing.T) {
	h, err := hours.Parse("man-fre 08:00-16:00", "Europe/Oslo")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, at, opens, after3 string }{
		{"at work", "2026-11-24 10:00", "2026-11-24 10:00", "2026-11-24 13:00"},
		{"the first minute", "2026-11-24 08:00", "2026-11-24 08:00", "2026-11-24 11:00"},
		{"the end", "2026-11-24 16:00", "2026-11-25 08:00", "2026-11-25 11:00"},
		{"before", "2026-11-24 06:30", "2026-11-24 08:00", "2026-11-24 11:00"},
		{"late", "2026-11-24 14:30", "2026-11-24 14:30", "2026-11-25 09:30"},
		{"friday evening", "2026-11-27 17:00", "2026-11-30 08:00", "2026-11-30 11:00"},
		{"saturday", "2026-11-28 12:00", "2026-11-30 08:00", "2026-11-30 11:00"},
		{"the national day", "2027-05-17 10:00", "2027-05-18 08:00", "2027-05-18 11:00"},
		{"before Easter", "2027-03-24 15:00", "2027-03-24 15:00", "2027-03-30 10:00"},
		{"Christmas", "2026-12-24 17:00", "2026-12-28 08:00", "2026-12-28 11:00"},
		{"the clock goes forward", "2027-03-26 12:00", "2027-03-30 08:00", "2027-03-30 11:00"},
		{"the clock goes back", "2026-10-24 12:00", "2026-10-26 08:00", "2026-10-26 11:00"},
	} {
		t.Run(c.name, func(t *testing.T) {
			now := at(t, c.at)
			if got := h.Opens(now.UTC()); !got.Equal(at(t, c.opens)) {
				t.Errorf("opens %v, want %s", got, c.opens)
			}
			if got := h.Open(now); got != (c.at == c.opens) {
				t.Errorf("open is %v", got)
			}
			if got := h.After(now, 3*time.Hour); !got.Equal(at(t, c.after3)) {
				t.Errorf("three hours later is %v, want %s", got, c.after3)
			}
		})
	}
	if got := h.After(at(t, "2026-11-24 10:00"), 20*time.Hour); !got.Equal(at(t, "2026-11-26 14:00")) {
		t.Errorf("twenty hours later is %v", got)
	}
}

func TestParse(t *testing.T) {
	for _, good := range []string{
		"mon-fri 8-16", "man,ons,fre 09.00-15.30", "fre-man 10:00-23:59", "Lau 10-14", "24/7", "22-06", "man-fre 16-8", "man-fre 8-24", "man-fre 00:00-24:00",
		"man-tor 08-16, fre 08-14", "man-tor 08-16; fre 08-14", "man-tor 08-16 fre 08-14", "man-fre 08-11:30, 12:30-16", "man-tor 8-16 og fre 8-14", "man – fre 08 – 16",
	} {
		if _, err := hours.Parse(good, "Europe/Oslo"); err != nil {
			t.Errorf("%s: %v", good, err)
		}
	}
	for bad, want := range map[string]string{
		"": "use days and times", "man-fre": "man-fre has no times", "xyz 8-16": "xyz is neither", "man-fre 8-16 9": "9 is neither",
		"man-fre 25-26": "25-26 is neither", "man- 8-9": "man-8-9 is neither", "man-fre 8-8": "8-8 has no length", "man-fre 8-16, lør": "lør has no times",
		"24/7 man 8-16": "24/7 is all there can be", "man-fre 24-06": "24-06 is neither", ", ": "use days and times", "man-fre 8-24:30": "8-24:30 is neither",
	} {
		if _, err := hours.Parse(bad, "Europe/Oslo"); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", bad, err, want)
		}
	}
	if _, err := hours.Parse("man-fre 8-16", "Oslo/Europe"); err == nil {
		t.Error("a time zone that is none is taken")
	}
	weekend, err := hours.Parse("fre-man 10:00-12:00", "Europe/Oslo")
	if err != nil {
		t.Fatal(err)
	}
	if weekend.Open(at(t, "2026-11-25 11:00")) || !weekend.Open(at(t, "2026-11-29 11:00")) {
		t.Error("a range over the weekend is read wrongly")
	}
}

// Days can have times of their own, and more than one; a night goes with the day on which it
// begins, and so is open on the morning of a holiday and closed on the night that begins then.
func TestSpans(t *testing.T) {
	for _, c := range []struct{ name, hours, at, opens, after3 string }{
		{"a short Friday", "man-tor 08-16, fre 08-14", "2026-11-27 13:00", "2026-11-27 13:00", "2026-11-30 10:00"},
		{"after a short Friday", "man-tor 08-16, fre 08-14", "2026-11-27 14:00", "2026-11-30 08:00", "2026-11-30 11:00"},
		{"a long Thursday", "man-tor 08-16, fre 08-14", "2026-11-26 15:00", "2026-11-26 15:00", "2026-11-27 10:00"},
		{"before lunch", "man-fre 08-11:30 12:30-16", "2026-11-24 11:00", "2026-11-24 11:00", "2026-11-24 15:00"},
		{"at lunch", "man-fre 08-11:30, 12:30-16", "2026-11-24 12:00", "2026-11-24 12:30", "2026-11-24 15:30"},
		{"in the order of the week or not", "fre 08-14, man-tor 12-16, man-tor 08-11", "2026-11-24 11:30", "2026-11-24 12:00", "2026-11-24 15:00"},
		{"spans that overlap", "man-fre 08-16, tir 15-20", "2026-11-24 14:00", "2026-11-24 14:00", "2026-11-24 17:00"},
		{"spans that meet", "man-fre 08-12, 12-16", "2026-11-24 11:00", "2026-11-24 11:00", "2026-11-24 14:00"},
		{"before the night", "man-fre 22-06", "2026-11-24 12:00", "2026-11-24 22:00", "2026-11-25 01:00"},
		{"after midnight", "man-fre 22-06", "2026-11-25 03:00", "2026-11-25 03:00", "2026-11-25 06:00"},
		{"the end of the night", "man-fre 22-06", "2026-11-25 06:00", "2026-11-25 22:00", "2026-11-26 01:00"},
		{"the night of Friday", "man-fre 22-06", "2026-11-28 05:00", "2026-11-28 05:00", "2026-12-01 00:00"},
		{"the night of Sunday has none", "man-fre 22-06", "2026-11-30 01:00", "2026-11-30 22:00", "2026-12-01 01:00"},
		{"every night", "22-06", "2026-11-29 12:00", "2026-11-29 22:00", "2026-11-30 01:00"},
		{"the morning of a holiday", "22-06", "2027-05-17 03:00", "2027-05-17 03:00", "2027-05-17 06:00"},
		{"the night of a holiday", "22-06", "2027-05-17 23:00", "2027-05-18 22:00", "2027-05-19 01:00"},
		{"the night when the clock goes forward", "22-06", "2027-03-28 01:00", "2027-03-28 01:00", "2027-03-28 05:00"},
		{"the night when the clock goes back", "22-06", "2026-10-25 01:00", "2026-10-25 01:00", "2026-10-25 03:00"},
		{"to midnight", "man-fre 8-24", "2026-11-24 23:00", "2026-11-24 23:00", "2026-11-25 10:00"},
		{"whole days", "man-fre 00-24", "2026-11-27 23:00", "2026-11-27 23:00", "2026-11-30 02:00"},
		{"always", "24/7", "2026-12-25 03:00", "2026-12-25 03:00", "2026-12-25 06:00"},
	} {
		t.Run(c.name, func(t *testing.T) {
			h, err := hours.Parse(c.hours, "Europe/Oslo")
			if err != nil {
				t.Fatal(err)
			}
			now := at(t, c.at)
			if got := h.Opens(now.UTC()); !got.Equal(at(t, c.opens)) {
				t.Errorf("opens %v, want %s", got, c.opens)
			}
			if got := h.Open(now); got != (c.at == c.opens) {
				t.Errorf("open is %v", got)
			}
			if got := h.After(now, 3*time.Hour); !got.Equal(at(t, c.after3)) {
				t.Errorf("three hours later is %v, want %s", got, c.after3)
			}
		})
	}
}
