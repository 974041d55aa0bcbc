package later_test

import (
	"strings"
	"testing"
	"time"

	"aktivering/bot/later"
	"aktivering/knowledge"
)

func reader(t testing.TB) later.Reader {
	t.Helper()
	l, err := knowledge.LoadLanguage()
	if err != nil {
		t.Fatal(err)
	}
	return later.NewReader(l)
}

// noon is a Tuesday.
func noon() time.Time { return time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC) }

func TestWhen(t *testing.T) {
	r := reader(t)
	for text, want := range map[string]string{
		"minn meg om en time":                      "Tue 24 13:00",
		"om to timer":                              "Tue 24 14:00",
		"minn meg på det om en halvtime":           "Tue 24 12:30",
		"om et kvarter, takk":                      "Tue 24 12:15",
		"om en halv time":                          "Tue 24 12:30",
		"om en time og et kvarter":                 "Tue 24 13:15",
		"om 90 min":                                "Tue 24 13:30",
		"kan du minne meg på det i morgen tidlig?": "Wed 25 08:00",
		"i morgen":                                 "Wed 25 09:00",
		"i morgen ettermiddag":                     "Wed 25 16:00",
		"i kveld":                                  "Tue 24 19:00",
		"i kveld kl. 8":                            "Tue 24 20:00",
		"i dag klokka 15.30":                       "Tue 24 15:30",
		"kl 9":                                     "Wed 25 09:00", // it is past nine
		"på fredag":                                "Fri 27 09:00",
		"tirsdag":                                  "Tue 1 09:00",
		"mandag morgen":                            "Mon 30 08:00",
		"i overmorgen kl 7":                        "Thu 26 07:00",
		"om tre dager":                             "Fri 27 12:00",
		"om noen dager kl 10":                      "Thu 26 10:00",
		"om ei uke":                                "Tue 1 12:00",
		"neste uke":                                "Mon 30 09:00",
		"til helga":                                "Sat 28 09:00",
		"etter lunsj i morgen":                     "Wed 25 12:00",
		"etter jobb":                               "Tue 24 16:00",
		"minn meg på det i morgon tidleg":          "Wed 25 08:00",
		"om to timar":                              "Tue 24 14:00",
		"om nokre dagar":                           "Thu 26 12:00",
		"på laurdag kl 11":                         "Sat 28 11:00",
		"neste veke":                               "Mon 30 09:00",
		"i kveld, er du grei":                      "Tue 24 19:00",
		"remind me in two hours":                   "Tue 24 14:00",
		"in half an hour":                          "Tue 24 12:30",
		"in an hour please":                        "Tue 24 13:00",
		"remind me tomorrow at 3 pm":               "Wed 25 15:00",
		"tomorrow morning":                         "Wed 25 08:00",
		"tonight":                                  "Tue 24 19:00",
		"at 5pm":                                   "Tue 24 17:00",
		"next monday":                              "Mon 30 09:00",
		"in a few days":                            "Thu 26 12:00",
		"this weekend":                             "Sat 28 09:00",
		"minn meg i morgen, ikke i dag, sier du":   "Wed 25 09:00",
		"":                                         "none",
		"minn meg på det":                          "none",
		"nei":                                      "none",
		"0xC004F213":                               "none",
		"windows 10":                               "none",
		"punkt 2":                                  "none",
		"har brukt det i flere dager":              "none",
		"kl 99":                                    "none",
		"om 3 år":                                  "none",
		"om 40 dager":                              "none", // too far away
		"om 0 minutter":                            "none",
		"i dag kl 11":                              "none", // it is over
		"om en time " + strings.Repeat("lang ", 200):   "none",
		"har venta i to dager":                         "none", // they are over
		"minn meg to timer fra nå":                     "Tue 24 14:00",
		"det har vært slik siden versjon 10.15 kom ut": "Wed 25 10:15", // only a short text is asked
	} {
		got := "none"
		if at, ok := r.When(text, noon()); ok {
			got = at.Format("Mon 2 15:04")
		}
		if got != want {
			t.Errorf("%q is %s, want %s", text, got, want)
		}
	}
}

// Until reads texts that tell nothing but a time.
func TestUntil(t *testing.T) {
	r := reader(t)
	for text, want := range map[string]string{
		"30m":                     "Tue 24 12:30",
		"2 timer":                 "Tue 24 14:00",
		"2t":                      "Tue 24 14:00",
		"2h":                      "Tue 24 14:00",
		"90 minutter":             "Tue 24 13:30",
		"1 dag":                   "Wed 25 12:00",
		"3d":                      "Fri 27 12:00",
		"en time":                 "Tue 24 13:00",
		"2 uker":                  "Tue 8 12:00",
		"om en halvtime":          "Tue 24 12:30",
		"i morgen kl 9":           "Wed 25 09:00",
		"i morgen":                "Wed 25 09:00",
		"i morgen 10":             "Wed 25 10:00",
		"mandag":                  "Mon 30 09:00",
		"til mandag":              "Mon 30 09:00",
		"fredag 10:00":            "Fri 27 10:00",
		"fredag 10":               "Fri 27 10:00",
		"fredag kl. 10.30":        "Fri 27 10:30",
		"3.12":                    "Thu 3 09:00",
		"3/12":                    "Thu 3 09:00",
		"3. desember":             "Thu 3 09:00",
		"den 3. desember kl 10":   "Thu 3 10:00",
		"til 3. des, etter lunsj": "Thu 3 12:00",
		"december 3rd at 2 pm":    "Thu 3 14:00",
		"the 3rd of december":     "Thu 3 09:00",
		"dec 3":                   "Thu 3 09:00",
		"31. november":            "none",
		"3. mai":                  "none", // too far away
		"3/12 kl 10":              "Thu 3 10:00",
		"3.12 kl. 10.30":          "Thu 3 10:30",
		"til 3.12. kl 14":         "Thu 3 14:00",
		"03.12.2026":              "Thu 3 09:00",
		"2026-12-03 10:15":        "Thu 3 10:15",
		"3/12 10":                 "Thu 3 10:00",
		"24.12 ettermiddag":       "Thu 24 16:00",
		"24/11 kl 15":             "Tue 24 15:00",
		"neste tirsdag":           "Tue 1 09:00",
		"neste tysdag kl 8":       "Tue 1 08:00",
		"next tuesday":            "Tue 1 09:00",
		"om to uker":              "Tue 8 12:00",
		"om to veker":             "Tue 8 12:00",
		"in two weeks":            "Tue 8 12:00",
		"kl 8.12":                 "Wed 25 08:12", // an hour is expected there
		"14.10":                   "Tue 24 14:10", // that day is too far away
		"3/1/2027":                "none",         // too far away
		"31/11":                   "none",         // there is no such day
		"23/11":                   "none",         // it is over
		"14:30":                   "Tue 24 14:30",
		"kl 14":                   "Tue 24 14:00",
		"neste veke":              "Mon 30 09:00",
		"tomorrow at 3 pm":        "Wed 25 15:00",
		"tomorrow 3pm":            "Wed 25 15:00",
		"over helga":              "Sat 28 09:00",
		"hun svarer fredag":       "Fri 27 09:00",
		"5 sekunder":              "none",
		"5 seconds":               "none",
		"en stund":                "none",
		"litt":                    "none",
		"14":                      "none", // an hour, hours or minutes
		"":                        "none",
		"40 dager":                "none",
		"i dag kl 11":             "none", // it is over
	} {
		got := "none"
		if at, ok := r.Until(text, noon()); ok {
			got = at.Format("Mon 2 15:04")
		}
		if got != want {
			t.Errorf("%q is %s, want %s", text, got, want)
		}
	}
	year := time.Date(2026, 12, 30, 12, 0, 0, 0, time.UTC)
	if at, ok := r.Until("5/1", year); !ok || at.Format("2006-01-02 15:04") != "2027-01-05 09:00" {
		t.Errorf("at the turn of the year: %v, %t", at, ok)
	}
	if _, ok := (later.Reader{}).Until("mandag", noon()); ok {
		t.Error("a reader without words reads a time")
	}
}

func TestOnlyWhen(t *testing.T) {
	r := reader(t)
	for text, want := range map[string]bool{
		"i morgen tidlig": true, "om to timer": true, "in the evening please": true,
		"det har vært slik siden versjon 10.15 kom ut": false, "er det åpent i morgen?": false, "ja": false,
	} {
		if _, got := r.OnlyWhen(text, noon()); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}

func TestWishOf(t *testing.T) {
	r := reader(t)
	for text, want := range map[string]later.Wish{
		"minn meg om en time":            later.Remind,
		"kan du minne meg på det?":       later.Remind,
		"ikke glem å minne meg i morgen": later.Remind,
		"sett en påminnelse":             later.Remind,
		"spør meg att i morgon":          later.Remind,
		"remind me tomorrow":             later.Remind,
		"don't forget to remind me":      later.Remind,
		"minn meg senere":                later.Postpone,
		"remind me later":                later.Postpone,
		"ikke minn meg":                  later.Cancel,
		"avbryt påminnelsen":             later.Cancel,
		"dropp påminninga":               later.Cancel,
		"du treng ikkje minne meg":       later.Cancel,
		"cancel the reminder":            later.Cancel,
		"no reminder please":             later.Cancel,
		"i morgen tidlig":                later.NoWish,
		"byttet minne i PC-en":           later.NoWish, // memory
		"nei":                            later.NoWish,
		"stopp":                          later.NoWish,
	} {
		if got := r.WishOf(text); got != want {
			t.Errorf("%q is %d, want %d", text, got, want)
		}
	}
	if got := (later.Reader{}).WishOf("minn meg"); got != later.NoWish {
		t.Errorf("without words it is %d", got)
	}
}

// The hours are those where the person is, also over a change of the clock.
func TestWhenInAZone(t *testing.T) {
	oslo, err := time.LoadLocation("Europe/Oslo")
	if err != nil {
		t.Skip(err)
	}
	at, ok := reader(t).When("i morgen tidlig", time.Date(2027, 3, 27, 20, 0, 0, 0, oslo))
	if want := time.Date(2027, 3, 28, 6, 0, 0, 0, time.UTC); !ok || !at.Equal(want) {
		t.Errorf("got %s, want %s", at, want)
	}
}

// What is further away than Latest is told from what is no time at all.
func TestBeyond(t *testing.T) {
	r := reader(t)
	for text, want := range map[string]bool{
		"2 måneder": true, "40 dager": true, "5 uker": true, "800 timer": true, "to månader": true, "3 months": true,
		"24. februar": true, "2027-02-01": true, "1.3.2028": true, "1. februar kl 10": true,
		"": false, "en stund": false, "en måned": false, "31 dager": false, "fredag kl 10": false, "2 timer": false, "2020-01-01": false, "30.2.2027": false, "kl 10.11": false,
	} {
		_, near := r.Until(text, noon())
		if got := r.Beyond(text, noon()); got != want || got && near {
			t.Errorf("%q: %v, and a time: %v", text, got, near)
		}
	}
	if at, ok := r.Until("10.11", noon()); !ok || at.Hour() != 10 || at.Minute() != 11 {
		t.Errorf("10.11 is %v, %v", at, ok)
	}
	if (later.Reader{}).Beyond("2 måneder", noon()) {
		t.Error("without words there is one")
	}
}

func FuzzWhen(f *testing.F) {
	for _, text := range []string{"i morgen kl 15:30", "om to timer", "99999999999999999999 timer", "halv halv an hour", "9.5pm", "3.12 kl 10", "31/11", "2026-12-03 9", "december 3rd", "om 2 uker 3 dager 4 timer"} {
		f.Add(text)
	}
	r := reader(f)
	f.Fuzz(func(t *testing.T, text string) {
		at, ok := r.When(text, noon())
		if wait := at.Sub(noon()); ok && (wait < later.Soonest || wait > later.Latest) {
			t.Errorf("%q is %s", text, at)
		}
		at, ok = r.Until(text, noon())
		if wait := at.Sub(noon()); ok && (wait < later.Soonest || wait > later.Latest) {
			t.Errorf("until %q is %s", text, at)
		}
		_, ok = r.When(text, noon())
		_, alone := r.OnlyWhen(text, noon())
		if alone && !ok {
			t.Errorf("%q is a time only alone", text)
		}
		r.WishOf(text)
	})
}
