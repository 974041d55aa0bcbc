package expect

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"aktivering/bot/understand"
)

// Tally counts rows, and those that held: all of them, and by kind, language, and what is
// expected.
type Tally struct {
	all    Count
	groups []Count
}

// Count is how many rows of a group there are, and how many of them held.
type Count struct {
	// section orders the groups; place orders those of a section.
	section, place int
	Name           string
	Rows, Held     int
}

// Rate is the share of the rows that held; 1 without rows.
func (c Count) Rate() float64 {
	if c.Rows == 0 {
		return 1
	}
	return float64(c.Held) / float64(c.Rows)
}

// String is the count and its rate.
func (c Count) String() string {
	return fmt.Sprintf("%d of %d (%.1f %%)", c.Held, c.Rows, 100*c.Rate())
}

// All counts every row.
func (t *Tally) All() Count { return t.all }

// Add counts a row.
func (t *Tally) Add(r *Row, held bool) {
	t.all.add(held)
	if len(r.Turns) == 0 {
		t.group(0, 0, "first messages").add(held)
	} else {
		t.group(0, 1, "conversations").add(held)
	}
	t.group(1, 0, cmp.Or(string(r.Lang), "no language")).add(held)
	switch {
	case len(r.Turns) == 0:
		t.group(2, slices.Index(decisions, r.Want[0].Decision), string(r.Want[0].Decision)).add(held)
	case len(r.Heard) > 0:
		t.group(3, slices.Index(understand.Acts(), r.Heard[0]), string(r.Heard[0])).add(held)
	}
}

func (c *Count) add(held bool) {
	c.Rows++
	if held {
		c.Held++
	}
}

func (t *Tally) group(section, place int, name string) *Count {
	g := Count{section: section, place: place, Name: name}
	i, found := slices.BinarySearchFunc(t.groups, g, func(a, b Count) int {
		return cmp.Or(cmp.Compare(a.section, b.section), cmp.Compare(a.place, b.place), strings.Compare(a.Name, b.Name))
	})
	if !found {
		t.groups = slices.Insert(t.groups, i, g)
	}
	return &t.groups[i]
}

// Print prints the counts as a table, an empty line between the sections.
func (t *Tally) Print(w io.Writer) error {
	var b strings.Builder
	line := func(name string, c Count) {
		fmt.Fprintf(&b, "%-14s  %5d of %5d  %5.1f %%\n", name, c.Held, c.Rows, 100*c.Rate())
	}
	for i, g := range t.groups {
		if i > 0 && g.section != t.groups[i-1].section {
			b.WriteString("\n")
		}
		line(g.Name, g)
	}
	b.WriteString("\n")
	line("all", t.all)
	if _, err := io.WriteString(w, b.String()); err != nil {
		return fmt.Errorf("totals: %w", err)
	}
	return nil
}
