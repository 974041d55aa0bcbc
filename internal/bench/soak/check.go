package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

// findings are what a run showed.
type findings struct {
	Acknowledged, Resent, Refused, Kills int
	Delivered                            int
	// Lost were acknowledged and never answered.
	Lost int
	// Disordered came after a later one of the same conversation.
	Disordered int
	// Mixed hold another person's words, or answer something else.
	Mixed int
	// Again were delivered once more under the same key, as at least once allows,
	// and Doubled under another one, which is never right.
	Again, Doubled int
	// Median and P99 are the times from the acknowledgement to the delivery, and
	// Comeback the longest time from a kill to the next delivery.
	Median, P99, Comeback time.Duration
}

// mostAgain is how many deliveries may be repeated: of each conversation one at
// each kill.
func (f findings) mostAgain(people int) int { return f.Kills * people }

// broken tells which promises were broken.
func (f findings) broken(people int) []string {
	var list []string
	for what, n := range map[string]int{
		"acknowledged messages were lost":                           f.Lost,
		"replies came out of order":                                 f.Disordered,
		"replies went to the wrong person or message":               f.Mixed,
		"replies were sent twice under different keys":              f.Doubled,
		"replies were repeated beyond what was under way at a kill": max(f.Again-f.mostAgain(people), 0),
	} {
		if n > 0 {
			list = append(list, fmt.Sprintf("%d %s", n, what))
		}
	}
	slices.Sort(list)
	return list
}

// examine compares what was acknowledged with what was delivered. Each person
// says one thing after the other, so that their nth message makes turn n+1, which
// has one reply.
func examine(p *people, s *sink, kills []time.Time) findings {
	f := findings{Acknowledged: len(p.acked), Resent: p.resent, Refused: s.refused, Kills: len(kills)}
	deliveries := s.all()
	f.Delivered = len(deliveries)
	first := make(map[message]delivery)
	keys := make(map[string]int)
	last := make(map[string]int)
	for _, d := range deliveries {
		var m message
		if _, err := fmt.Sscanf(d.Person, "p%d", &m.person); err != nil {
			f.Mixed++
			continue
		}
		m.n = d.Turn - 1
		if !strings.Contains(d.Text, code(m.person, m.n)) {
			f.Mixed++
			continue
		}
		keys[d.Key]++
		if keys[d.Key] > 1 {
			f.Again++
			continue
		}
		if _, ok := first[m]; ok {
			f.Doubled++
			continue
		}
		first[m] = d
		if d.Turn < last[d.Person] {
			f.Disordered++
		}
		last[d.Person] = max(last[d.Person], d.Turn)
	}
	var took []time.Duration
	for m, acked := range p.acked {
		d, ok := first[m]
		if !ok {
			f.Lost++
			continue
		}
		took = append(took, max(d.at.Sub(acked), 0))
	}
	if slices.Sort(took); len(took) > 0 {
		f.Median, f.P99 = took[len(took)/2], took[len(took)*99/100]
	}
	for _, k := range kills {
		for _, d := range deliveries {
			if d.at.After(k) {
				f.Comeback = max(f.Comeback, d.at.Sub(k))
				break
			}
		}
	}
	return f
}

// print writes the findings as a table.
func (f findings) print(w io.Writer) {
	for _, row := range []struct {
		name  string
		value any
	}{
		{"messages acknowledged", f.Acknowledged},
		{"sent again, unacknowledged", f.Resent},
		{"kills", f.Kills},
		{"sends refused by the sink", f.Refused},
		{"replies delivered", f.Delivered},
		{"lost", f.Lost},
		{"out of order", f.Disordered},
		{"mixed up", f.Mixed},
		{"doubled, other key", f.Doubled},
		{"repeated, same key", f.Again},
		{"acknowledged to delivered, median", f.Median.Round(10 * time.Microsecond)},
		{"acknowledged to delivered, p99", f.P99.Round(10 * time.Microsecond)},
		{"longest from a kill to a delivery", f.Comeback.Round(time.Millisecond)},
	} {
		_, _ = fmt.Fprintf(w, "| %-35s | %10v |\n", row.name, row.value) // a table on the screen
	}
}
