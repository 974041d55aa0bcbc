package main

import (
	"io"
	"regexp"
	"strings"

	"aktivering/internal/bench/browser"
)

// webVerdict is what a run on the web showed.
type webVerdict struct {
	Cases, Acknowledged, Resent, Kills, Stops int
	// Lines is how many lines the pages of the persons show.
	Lines int
	// Stuck are the visits that never came to their end, Owners the cases of which not exactly one
	// of two agents became the owner.
	Stuck, Owners int
	// Lost were acknowledged and stand not where they belong; Missed stand on a page, and never came
	// to it while it was open.
	Lost, Missed int
	// Doubled stand somewhere twice.
	Doubled int
	// Leaked are notes and answers that were refused, on the page of a person, in their transcript
	// or in what came to the open page; and words of others.
	Leaked int
	// Disordered stand before an earlier one of the same side.
	Disordered int
}

func (v webVerdict) broken() []string {
	return told([]promise{
		{v.Stuck, "visits never came to their end"},
		{v.Owners, "cases had not exactly one owner"},
		{v.Lost, "words were acknowledged and are not there"},
		{v.Missed, "lines never came to the open page"},
		{v.Doubled, "words are there twice"},
		{v.Leaked, "words came to persons that were not for them"},
		{v.Disordered, "words are out of order"},
	})
}

func (v webVerdict) print(w io.Writer) {
	table(w, []row{
		{"conversations handed over on the web", v.Cases},
		{"requests acknowledged", v.Acknowledged},
		{"sent again, not acknowledged before", v.Resent},
		{"kills", v.Kills},
		{"orderly stops", v.Stops},
		{"lines on the persons' pages", v.Lines},
		{"never came to an end", v.Stuck},
		{"lost", v.Lost},
		{"never came to the open page", v.Missed},
		{"doubled", v.Doubled},
		{"out of order", v.Disordered},
		{"notes and refused answers leaked", v.Leaked},
		{"not exactly one owner", v.Owners},
	})
}

// deskLine begins a line of a case's page.
const deskLine = `<div class="line from-`

var deskWord = regexp.MustCompile(`^(person|agent|note)"`)

// judge compares what is shown with what was said.
func (w *webSite) judge() (v webVerdict) {
	v.Cases, v.Acknowledged, v.Resent = w.cases, int(w.acknowledged.Load()), int(w.resent.Load())
	for n := range w.visits {
		visit := &w.visits[n]
		if visit.stuck != nil || visit.page == "" {
			v.Stuck++
			continue
		}
		if visit.owners != 1 {
			v.Owners++
		}
		v.weigh(visit, name(n))
	}
	return v
}

func (v *webVerdict) weigh(visit *webVisit, person string) {
	lines := browser.Lines(visit.page)
	v.Lines += len(lines)
	page, desk, order := make(map[string]int), make(map[string]int), make(map[string]int)
	for i, l := range lines {
		for _, word := range unique.FindAllString(l.Text, -1) {
			page[word]++
			order[word] = i
		}
		if came, ok := visit.streamed[l.ID]; !ok || strings.Join(unique.FindAllString(came.Text, -1), "") != strings.Join(unique.FindAllString(l.Text, -1), "") {
			v.Missed++
		}
	}
	for _, part := range strings.Split(visit.desk, deskLine)[1:] {
		body, _, _ := strings.Cut(part, `<p class="typing"`)
		if !deskWord.MatchString(part) {
			continue
		}
		for _, word := range unique.FindAllString(body, -1) {
			desk[word]++
		}
	}
	known := make(map[string]kind)
	last := map[bool]int{true: -1, false: -1}
	for _, w := range visit.words {
		known[w.text] = w.kind
		if w.kind == refused || !w.acked {
			continue
		}
		if desk[w.text] == 0 && w.kind != closing || page[w.text] == 0 && w.kind != note {
			v.Lost++
		}
		if desk[w.text] > 1 || page[w.text] > 1 {
			v.Doubled++
		}
		if at, shown := order[w.text]; shown {
			if at < last[w.kind == said] {
				v.Disordered++
			}
			last[w.kind == said] = at
		}
	}
	seen := []string{visit.page, visit.transcript}
	for _, l := range visit.streamed {
		seen = append(seen, l.Text)
	}
	for _, m := range unique.FindAllStringSubmatch(strings.Join(seen, "\n"), -1) {
		if k, own := known[m[0]]; !own || k == note || k == refused || m[1] != person {
			v.Leaked++
		}
	}
}
