package content

import (
	"cmp"
	"slices"
	"strings"
)

// Mark tells how a part of a text is written: from the byte From up to, and without, the byte To.
// Its kind is Strong, Emphasis, Struck or Mono.
type Mark struct {
	From, To int
	Kind     SpanKind
	// Block tells that the part is a block of its own, to be copied as it stands.
	Block bool
}

// Marks are how a text is written. They say nothing of the words, so that a text whose marks are
// gone is shown in plain letters. Where they overlap, Mono counts before Strong, Strong before
// Emphasis, and Emphasis before Struck.
type Marks []Mark

// MaxMarks is how many marks of a text are kept.
const MaxMarks = 200

// Of returns the marks of the part of a text that begins at a byte and ends at another.
func (m Marks) Of(from, to int) Marks {
	var part Marks
	for _, mark := range m {
		mark.From, mark.To = max(mark.From, from)-from, min(mark.To, to)-from
		if mark.From < mark.To {
			part = append(part, mark)
		}
	}
	return part
}

// Marked returns a text as it is written, as blocks. Marks that do not fit the text count for
// nothing.
func Marked(text string, marks Marks) Blocks {
	marks = fitting(text, marks)
	var blocks Blocks
	from := 0
	for _, mark := range marks {
		if !mark.Block || mark.From < from {
			continue
		}
		if before := strings.TrimSuffix(text[from:mark.From], "\n"); strings.TrimSpace(before) != "" {
			blocks = append(blocks, Paragraph{spans(before, marks.Of(from, from+len(before)))})
		}
		blocks = append(blocks, Code{text[mark.From:mark.To]})
		from = mark.To
		if strings.HasPrefix(text[from:], "\n") {
			from++
		}
	}
	if rest := text[from:]; strings.TrimSpace(rest) != "" || len(blocks) == 0 {
		blocks = append(blocks, Paragraph{spans(rest, marks.Of(from, len(text)))})
	}
	return blocks
}

// fitting returns the marks that lie in a text, by where they begin.
func fitting(text string, marks Marks) Marks {
	fit := slices.DeleteFunc(slices.Clone(marks[:min(len(marks), MaxMarks)]), func(m Mark) bool {
		return m.From < 0 || m.To > len(text) || m.From >= m.To || rank(m.Kind) == 0 || strings.TrimSpace(text[m.From:m.To]) == ""
	})
	slices.SortStableFunc(fit, func(a, b Mark) int { return cmp.Compare(a.From, b.From) })
	return fit
}

// rank orders the kinds of marks; 0 is none.
func rank(k SpanKind) int {
	switch k {
	case Mono:
		return 4
	case Strong:
		return 3
	case Emphasis:
		return 2
	case Struck:
		return 1
	case Plain, Label, Command, Differs, Link:
	}
	return 0
}

// spans cuts a text where its marks begin and end.
func spans(text string, marks Marks) []Span {
	if len(marks) == 0 {
		return []Span{{Text: text}}
	}
	cuts := []int{0, len(text)}
	for _, m := range marks {
		cuts = append(cuts, m.From, m.To)
	}
	slices.Sort(cuts)
	cuts = slices.Compact(cuts)
	list := make([]Span, 0, len(cuts))
	for i, from := range cuts[:len(cuts)-1] {
		kind := Plain
		for _, m := range marks {
			if m.From <= from && from < m.To && rank(m.Kind) > rank(kind) {
				kind = m.Kind
			}
		}
		if last := len(list) - 1; last >= 0 && list[last].Kind == kind {
			list[last].Text += text[from:cuts[i+1]]
			continue
		}
		list = append(list, Span{Text: text[from:cuts[i+1]], Kind: kind})
	}
	return list
}
