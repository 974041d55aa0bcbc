package sourcepage

import (
	"slices"
	"strings"

	"aktivering/knowledge"
	"aktivering/knowledge/fold"
)

// Change tells how something of a page differs.
type Change string

// The changes.
const (
	New     Change = "new"
	Gone    Change = "gone"
	Changed Change = "changed"
)

// Difference is what is new, gone or changed: some codes, or a section.
type Difference struct {
	Change Change
	// Codes are those that the same is said of, sorted; none where a section differs.
	Codes []knowledge.Code
	// Heading is that of the section, as the newer page has it where it is there.
	Heading string
	// Before and After are the lines that only one of the pages has.
	Before, After []string
}

// Finder returns the error codes in a text.
type Finder func(text string) []knowledge.Code

// Compare tells what differs: codes first, then sections, each in the order of the newer page,
// and then what is gone in that of the older one.
func Compare(before, after Page, find Finder) []Difference {
	r := codeReader{find: find, crowded: make(map[string]bool)}
	r.crowd(before)
	r.crowd(after)
	was, is := r.read(before), r.read(after)
	list := compare(was, is, func(code knowledge.Code, d *Difference) { d.Codes = []knowledge.Code{code} })
	list = joined(list)
	return append(list, compare(sectionsOf(before), sectionsOf(after), func(string, *Difference) {})...)
}

// passages is what a page says of each of some things, in order.
type passages[K comparable] struct {
	order []K
	of    map[K]*passage
}

// passage is what is said of one.
type passage struct {
	heading string
	lines   []string
}

func newPassages[K comparable]() *passages[K] { return &passages[K]{of: make(map[K]*passage)} }

// get returns the passage of a thing; a new one has the heading.
func (p *passages[K]) get(key K, heading string) *passage {
	if have, ok := p.of[key]; ok {
		return have
	}
	made := &passage{heading: heading}
	p.order, p.of[key] = append(p.order, key), made
	return made
}

func compare[K comparable](was, is *passages[K], name func(K, *Difference)) (list []Difference) {
	add := func(key K, d Difference) {
		name(key, &d)
		list = append(list, d)
	}
	for _, key := range is.order {
		after := is.of[key]
		before, known := was.of[key]
		if !known {
			add(key, Difference{Change: New, Heading: after.heading, After: after.lines})
		} else if gone, came := only(before.lines, after.lines), only(after.lines, before.lines); len(gone)+len(came) > 0 {
			add(key, Difference{Change: Changed, Heading: after.heading, Before: gone, After: came})
		}
	}
	for _, key := range was.order {
		if before := was.of[key]; is.of[key] == nil {
			add(key, Difference{Change: Gone, Heading: before.heading, Before: before.lines})
		}
	}
	return list
}

// only returns the lines of a that are not in b; their order says nothing.
func only(a, b []string) (list []string) {
	have := make(map[string]int, len(b))
	for _, line := range b {
		have[line]++
	}
	for _, line := range a {
		if have[line]--; have[line] < 0 {
			list = append(list, line)
		}
	}
	return list
}

// joined puts codes together of which the same is said.
func joined(list []Difference) []Difference {
	kept := list[:0]
	for _, d := range list {
		if n := len(kept) - 1; n >= 0 && kept[n].Change == d.Change && kept[n].Heading == d.Heading &&
			slices.Equal(kept[n].Before, d.Before) && slices.Equal(kept[n].After, d.After) {
			kept[n].Codes = append(kept[n].Codes, d.Codes...)
			continue
		}
		kept = append(kept, d)
	}
	for _, d := range kept {
		slices.Sort(d.Codes)
	}
	return kept
}

// sectionsOf returns what stands under each heading. Under headings that are the same, such as
// one for each version of Windows, it is taken together.
func sectionsOf(p Page) *passages[string] {
	all := newPassages[string]()
	for _, s := range p.Sections {
		if s.Heading != "" {
			part := all.get(fold.Text(s.Heading), s.Heading)
			part.lines = append(part.lines, s.Blocks...)
		}
	}
	return all
}

// codeReader reads what pages say of codes: all of the section whose heading has a code, with the
// sections under that, or whose only code it is; elsewhere the row, the item or the paragraph.
type codeReader struct {
	find Finder
	// crowded are the headings, folded, of sections with several codes in either page. A code
	// that is gone must not change what belongs to the one that is left.
	crowded map[string]bool
}

// crowd notes which sections of a page have several codes.
func (r codeReader) crowd(p Page) {
	for _, s := range p.Sections {
		key := fold.Text(s.Heading)
		if r.crowded[key] {
			continue
		}
		var first knowledge.Code
		for _, text := range append([]string{s.Heading}, s.Blocks...) {
			for _, code := range r.find(text) {
				if first == 0 {
					first = code
				}
				r.crowded[key] = r.crowded[key] || code != first
			}
		}
	}
}

func (r codeReader) read(p Page) *passages[knowledge.Code] {
	all := newPassages[knowledge.Code]()
	for i, s := range p.Sections {
		inHeading := r.find(s.Heading)
		if len(inHeading) > 0 {
			about := append([]string{s.Heading}, s.Blocks...)
			for _, below := range p.Sections[i+1:] {
				if below.Level <= s.Level || len(about) >= maxLines {
					break
				}
				about = append(append(about, below.Heading), below.Blocks...)
			}
			for _, code := range inHeading {
				add(all, code, s.Heading, about)
			}
		}
		for _, block := range s.Blocks {
			about := []string{block}
			if !r.crowded[fold.Text(s.Heading)] {
				about = s.Blocks
			}
			for _, code := range r.find(block) {
				if !slices.Contains(inHeading, code) {
					add(all, code, s.Heading, about)
				}
			}
		}
	}
	return all
}

// maxLines bounds what is kept of one code: a code that half of a page is about is not told from
// the page any more.
const maxLines = 400

func add(all *passages[knowledge.Code], code knowledge.Code, heading string, lines []string) {
	part := all.get(code, heading)
	if len(part.lines) >= len(lines) && slices.Equal(part.lines[len(part.lines)-len(lines):], lines) {
		return // the code stands in it twice
	}
	for _, line := range lines[:min(len(lines), maxLines)] {
		if len(part.lines) < maxLines && strings.TrimSpace(line) != "" {
			part.lines = append(part.lines, line)
		}
	}
}
