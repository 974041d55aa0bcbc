package main

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"aktivering/bot/match"
	"aktivering/knowledge"
)

// extractor counts the codes of a text.
type extractor struct {
	name  string
	count func(text string) int
}

// extractors lists ours and two regular expressions: the obvious one, and one
// that also knows most forms that ours knows, though not what stands around.
func extractors(kb *knowledge.Base) []extractor {
	obvious := regexp.MustCompile(`(?i)0x[0-9a-f]{8}`)
	careful := regexp.MustCompile(`(?i)(?:\b[0Oо][ \t]?[xх×][ \t]?|\bx)?\b[0-9a-foОС]{4}[ \t\r\n–-]?[0-9a-foОС]{4}(?:[hul]{1,2})?\b` +
		`|[0O][xх×][0-9a-foilsОС]{7,9}` + `|[-−–]?\b[0-9]{9,10}\b`)
	known := func(c knowledge.Code) bool { return len(kb.ByCode(c)) > 0 }
	finder := match.NewFinder(kb.Language())
	return []extractor{
		{"aktivering", func(text string) int { return len(finder.Find(text, known)) }},
		{"regexp, obvious", func(text string) int { return len(obvious.FindAllStringIndex(text, -1)) }},
		{"regexp, careful", func(text string) int { return len(careful.FindAllStringIndex(text, -1)) }},
	}
}

// passage is a text to look for codes in.
type passage struct{ name, text string }

// megabyte is how long a passage is at least.
const megabyte = 1 << 20

func passages(kb *knowledge.Base) []passage {
	return []passage{
		{"ordinary text", prose(nil, 0)},
		{"a code in every 10th sentence", prose(kb.Codes(), 10)},
		{"a code in every sentence", prose(kb.Codes(), 1)},
	}
}

// prose writes sentences in both languages with the numbers that people write,
// and with a code at the end of every so many.
func prose(codes []knowledge.Code, every int) string {
	r := source(-1000)
	numbers := strings.NewReplacer("{year}", "2024", "{n}", "17", "{kr}", "12 990", "{clock}", "14:35", "{phone}", "22 33 44 55",
		"{date}", "03.02.2024", "{ip}", "192.168.10.24", "{version}", "22H2 (22621.3007)", "{order}", "48213377", "{size}", "16 GB")
	var b strings.Builder
	for n := 1; b.Len() < megabyte; n++ {
		if chance(r, 50) {
			b.WriteString(pick(r, filler(pick(r, languages()))))
		} else {
			b.WriteString(numbers.Replace(pick(r, withNumbers)))
		}
		if every > 0 && n%every == 0 {
			b.WriteByte(' ')
			b.WriteString(withCode(r, noisyCode(r, pick(r, codes))))
			b.WriteByte('.')
		}
		b.WriteByte(" \n"[r.IntN(2)])
	}
	return b.String()
}

// withNumbers are sentences with numbers that are no codes.
var withNumbers = []string{
	"Møtet er flyttet til {date} klokka {clock}, og varer i {n} minutter.",
	"Ordre {order} ble sendt {date} og kostet {kr} kroner med frakt.",
	"Ring meg på {phone} etter klokka {clock} hvis det ikke går.",
	"Ruteren har adressen {ip}, og den svarer på ping.",
	"Maskinen har {size} minne og kjører versjon {version}.",
	"I {year} skiftet vi ut {n} skjermer og like mange tastatur.",
	"Fakturaen på kr {kr},50 forfaller {date}.",
	"Eg venta i {n} minutt, men telefonen {phone} svara ikkje.",
	"Vi bestilte {n} nye PC-er til avdelingen før sommeren.",
	"The meeting moved to {date} at {clock} and takes {n} minutes.",
	"Order {order} shipped on {date} and came to $1,299.00 with tax.",
	"Call me at +47 {phone} after {clock} if that does not work.",
	"The router is at {ip} and answers to ping.",
	"This machine has {size} of memory and runs version {version}.",
	"We replaced {n} screens in {year}, and as many keyboards.",
	"The invoice for {kr} is due on {date}, about 25 % more than last year.",
	"It took 3.5 hours, 2 reboots and 1 very patient colleague.",
	"There are 48 seats in building B2, room 104, on floor 3.",
}

// speed is how fast an extractor was, as the median of some rounds.
type speed struct {
	perSecond float64 // megabytes (10^6 bytes)
	found     int
}

func extraction(e extractor, p passage, rounds int) speed {
	var s speed
	times := make([]time.Duration, rounds)
	for i := range times {
		start := time.Now()
		s.found = e.count(p.text)
		times[i] = time.Since(start)
	}
	s.perSecond = float64(len(p.text)) / 1e6 / quantile(times, 50).Seconds()
	return s
}

func (s speed) String() string { return fmt.Sprintf("%.0f", s.perSecond) }
