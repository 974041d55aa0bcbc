package desk

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"aktivering/bot"
	"aktivering/knowledge"
)

// What an agent writes of a problem is read in all languages: what it is about, what people are
// told, and until when. It is Tuesday, 09:00.
func TestReadProblem(t *testing.T) {
	kb, err := knowledge.Default()
	if err != nil {
		t.Fatal(err)
	}
	zone := time.FixedZone("", 3600)
	now := time.Date(2026, 11, 24, 9, 0, 0, 0, zone)
	for written, want := range map[string]string{
		"0xC004F074 KMS er nede, ventet løst kl. 14":       "0xC004F074 | KMS er nede, ventet løst kl. 14 | 24 14:00",
		"0xc004f074: KMS er nede":                          "0xC004F074 | KMS er nede | -",
		"C004F074, 0x8007232B – KMS er nede":               "0xC004F074 0x8007232B | KMS er nede | -",
		"KMS er nede, gjelder 0xC004F074":                  "0xC004F074 | KMS er nede, gjelder 0xC004F074 | -",
		"0xC004F074":                                       "0xC004F074 |  | -",
		"0xC004F074 nede siden kl. 8, oppe igjen kl 15.30": "0xC004F074 | nede siden kl. 8, oppe igjen kl 15.30 | 24 15:30",
		"0xC004F074 nede siden kl. 8":                      "0xC004F074 | nede siden kl. 8 | -",
		"0xC004F074 KMS er nede til 14":                    "0xC004F074 | KMS er nede til 14 | 24 14:00",
		"0xC004F074 KMS er nede til 14.":                   "0xC004F074 | KMS er nede til 14. | 24 14:00",
		"0xC004F074 løst om to timer":                      "0xC004F074 | løst om to timer | 24 11:00",
		"0xC004F074 KMS er nede, tilbake i morgen kl. 9":   "0xC004F074 | KMS er nede, tilbake i morgen kl. 9 | 25 09:00",
		"0xC004F074 KMS er nede innan fredag":              "0xC004F074 | KMS er nede innan fredag | 27 09:00",
		"0xC004F074 tenaren er nede, venta løyst kl. 14":   "0xC004F074 | tenaren er nede, venta løyst kl. 14 | 24 14:00",
		"0xC004F074 KMS is down, expected back at 2 pm":    "0xC004F074 | KMS is down, expected back at 2 pm | 24 14:00",
		"0xC004F074 KMS is down until tomorrow":            "0xC004F074 | KMS is down until tomorrow | 25 09:00",
		"0xC004F074 ventet løst kl. 8":                     "0xC004F074 | ventet løst kl. 8 | 25 08:00",
		"0xC004F074 linje en\nlinje to, løst kl. 14":       "0xC004F074 | linje en\nlinje to, løst kl. 14 | 24 14:00",
		"KMS er nede":                      " | KMS er nede | -",
		"":                                 " |  | -",
		"finn-produktnokkel Siden er nede": "finn-produktnokkel | Siden er nede | -",
		"0xC004F074 " + strings.Repeat("lang ", 60) + "til 9": "0xC004F074 | " + strings.Repeat("lang ", 60) + "til 9 | 25 09:00",
	} {
		p := readProblem(kb, written, now)
		about := strings.Join((&bot.Problem{Codes: p.codes, Article: p.article}).Subjects(), " ")
		until := "-"
		if !p.until.IsZero() {
			until = p.until.Format("2 15:04")
		}
		if got := fmt.Sprintf("%s | %s | %s", about, p.text, until); got != want {
			t.Errorf("%q is read as\n%q, want\n%q", written, got, want)
		}
	}
}

// A problem is named by its number, a code, or as the only one.
func TestFindProblem(t *testing.T) {
	one := bot.Problem{Number: 1, Codes: []knowledge.Code{0xC004F074}}
	two := bot.Problem{Number: 2, Codes: []knowledge.Code{0xC004F213}}
	expired, solved := one, one
	expired.End, solved.End = bot.ProblemExpired, bot.ProblemSolved
	for _, c := range []struct {
		problems []bot.Problem
		text     string
		want     string
	}{
		{[]bot.Problem{one, two}, "2", "1 "},
		{[]bot.Problem{one, two}, "#2: nå virker det", "1 nå virker det"},
		{[]bot.Problem{one, two}, "0xC004F074 den er oppe", "0 den er oppe"},
		{[]bot.Problem{one, two}, "den er oppe", "several"},
		{[]bot.Problem{one, two}, "", "several"},
		{[]bot.Problem{one}, "den er oppe", "0 den er oppe"},
		{[]bot.Problem{one}, "", "0 "},
		{[]bot.Problem{one}, "7", "none"},
		{[]bot.Problem{expired}, "1", "0 "},
		{[]bot.Problem{expired, two}, "", "1 "},
		{[]bot.Problem{expired}, "", "none"},
		{[]bot.Problem{solved}, "1", "none"},
		{nil, "", "none"},
	} {
		i, note, several := findProblem(&bot.Conversation{Problems: c.problems}, c.text)
		got := fmt.Sprint(i, " ", note)
		switch {
		case several:
			got = "several"
		case i < 0:
			got = "none"
		}
		if got != c.want {
			t.Errorf("%q of %d is %q, want %q", c.text, len(c.problems), got, c.want)
		}
	}
}
