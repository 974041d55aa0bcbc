package hours_test

import (
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
	for _, good := range []string{"mon-fri 8-16", "man,ons,fre 09.00-15.30", "fre-man 10:00-23:59", "Lau 10-14"} {
		if _, err := hours.Parse(good, "Europe/Oslo"); err != nil {
			t.Errorf("%s: %v", good, err)
		}
	}
	for _, bad := range []string{"", "man-fre", "8-16", "man-fre 16-8", "man-fre 8-24", "xyz 8-16", "man-fre 8-16 9", "man-fre 25-26", "man- 8-9"} {
		if _, err := hours.Parse(bad, "Europe/Oslo"); err == nil {
			t.Errorf("%q is taken", bad)
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
