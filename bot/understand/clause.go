package understand

import (
	"strings"
	"unicode/utf8"

	"aktivering/bot/match"
	"aktivering/knowledge/fold"
)

// The bounds of clauses: how many a text is cut into, and how many of them the model reads.
const (
	maxClauses = 24
	maxRead    = 6
)

// Mood is what a clause does with what it says.
type Mood string

// The moods.
const (
	Told    Mood = "told"
	AskedOf Mood = "asked"
	Wished  Mood = "wished"
	Ordered Mood = "ordered"
)

// Time is when what a clause says is so.
type Time string

// The times. A clause that says nothing of it is about now.
const (
	Now      Time = "now"
	Done     Time = "done"
	Ongoing  Time = "going on"
	Planned  Time = "planned"
	Imagined Time = "imagined"
)

// Speaker is whose words a clause holds.
type Speaker string

// The speakers.
const (
	Person  Speaker = "person"
	Screen  Speaker = "screen" // Windows, or another text that is read out
	Someone Speaker = "someone"
)

// Clause is a part of a text that says one thing.
type Clause struct {
	// Range is where it stands in the text.
	match.Range
	Text    string
	Mood    Mood
	Time    Time
	Speaker Speaker
	// Quoted is what the words of others are, where the clause says whose they are.
	Quoted string
	// Denied is what a negation in it reaches: the words behind it. It is empty without one.
	Denied string
}

// Settles reports that what the clause says is told as being so: it neither asks for it nor
// imagines or plans it.
func (c *Clause) Settles() bool {
	return c.Mood != AskedOf && c.Time != Imagined && c.Time != Planned
}

// clause is a clause and what was learned of it.
type clause struct {
	part
	Clause
}

// cut finds the clauses of a text: where one thing ends and another begins. What stands in
// quotation marks is one of its own.
func cut(text string, f *forms) []match.Range {
	var list []match.Range
	for _, r := range atSigns(text) {
		list = append(list, atJoins(text, r, f)...)
	}
	return list[:min(len(list), maxClauses)]
}

// atSigns cuts a text at its signs.
func atSigns(text string) []match.Range {
	var list []match.Range
	from := 0
	add := func(to, next int) {
		if r := trim(text, from, to); r.Start < r.End {
			list = append(list, r)
		}
		from = next
	}
	for i, r := range text {
		end := i + utf8.RuneLen(r)
		if i < from || r == utf8.RuneError || len(list) >= maxClauses {
			continue
		}
		switch {
		case strings.ContainsRune(openings, r):
			if to := quoteEnd(text, end, r); to > 0 {
				add(i, i)
				add(to, to)
			}
		case r == '?':
			add(end, end) // it tells what kind of clause it is
		case strings.ContainsRune("!;\n–—", r),
			strings.ContainsRune(".,:", r) && (end == len(text) || text[end] == ' ' || text[end] == '\n'): // not within 8.1, 10,5 or 12:30
			add(i, end)
		}
	}
	add(len(text), len(text))
	return list
}

// The signs that begin a quotation.
const openings = `"“«„”`

// quoteEnd returns where a quotation ends that began with a sign before from; 0 where it does
// not end.
func quoteEnd(text string, from int, opening rune) int {
	closings := map[rune]string{'«': "»", '„': "“”", '“': "”", '”': "”", '"': `"`}[opening]
	i := strings.IndexAny(text[from:], closings)
	if i < 0 {
		return 0
	}
	_, size := utf8.DecodeRuneInString(text[from+i:])
	return from + i + size
}

// trim leaves spaces out at both ends of a part of a text.
func trim(text string, from, to int) match.Range {
	part := text[from:to]
	from += len(part) - len(strings.TrimLeft(part, " \t\r\n"))
	return match.Range{Start: from, End: max(from, from+len(strings.TrimSpace(part)))}
}

// atJoins cuts a part of a text at words such as "og" and "but".
func atJoins(text string, r match.Range, f *forms) []match.Range {
	if strings.ContainsAny(text[r.Start:min(r.End, r.Start+utf8.UTFMax)], openings) {
		return []match.Range{r} // what is quoted stays whole
	}
	var list []match.Range
	from := r.Start
	for at := from; at < r.End; {
		end := r.End
		if space := strings.IndexByte(text[at:r.End], ' '); space >= 0 {
			end = at + space
		}
		if at > from && end < r.End && f.joins(text[at:end]) {
			if c := trim(text, from, at); c.Start < c.End {
				list = append(list, c)
			}
			from = end
		}
		at = end + 1
	}
	if rest := trim(text, from, r.End); rest.Start < rest.End {
		list = append(list, rest)
	}
	return list
}

// clausesOf reads what kind of clauses a text has.
func clausesOf(text string, f *forms) []Clause {
	if len(text) > maxBytes {
		text = strings.ToValidUTF8(text[:maxBytes], "")
	}
	var list []Clause
	quoting := false // the clause before said that words of others follow
	for _, r := range cut(text, f) {
		c := Clause{Range: r, Text: text[r.Start:r.End], Mood: Told, Time: Now, Speaker: Person}
		c.read(f)
		if c.isQuotation() || quoting && c.Mood == Told && c.Speaker == Person {
			c.Speaker, c.Quoted = Screen, fold.Text(c.Text)
		}
		quoting = c.Speaker == Screen && strings.HasPrefix(strings.TrimLeft(text[r.End:], " "), ":")
		list = append(list, c)
	}
	return list
}

// minQuoted is how many words in quotation marks are a sentence and no name of a button.
const minQuoted = 3

// isQuotation reports a clause that stands in quotation marks.
func (c *Clause) isQuotation() bool {
	return strings.ContainsAny(c.Text[:min(len(c.Text), utf8.UTFMax)], openings) && len(strings.Fields(c.Text)) >= minQuoted
}

// read reads what kind of clause it is.
func (c *Clause) read(f *forms) {
	l := lineOf(c.Text)
	kinds, begins := f.in(l), f.at(l, f.begin(l))
	switch {
	case strings.HasSuffix(c.Text, "?"), begins&asks != 0:
		c.Mood = AskedOf
	case begins&orders != 0:
		c.Mood = Ordered
	case kinds&wishes != 0:
		c.Mood = Wished
	}
	switch {
	case kinds&imagined != 0 && kinds&hedges == 0:
		c.Time = Imagined
	case kinds&planned != 0:
		c.Time = Planned
	case kinds&ongoing != 0:
		c.Time = Ongoing
	case kinds&done != 0:
		c.Time = Done
	}
	switch {
	case kinds&quoted != 0:
		c.Speaker, c.Quoted = Screen, f.afterQuoting(l)
	case kinds&others != 0:
		c.Speaker = Someone
	}
	for i := range l.len() - 1 {
		if f.words.Denies.Has(l.word(i)) {
			c.Denied = l.span(i+1, l.len())
			break
		}
	}
}

// begin is the first word of a clause that does not join it to the one before.
func (f *forms) begin(l line) int {
	i := 0
	for i < l.len() && f.words.Joins.Has(l.word(i)) {
		i++
	}
	return i
}

// maxForm bounds the words of a form.
const maxForm = 4

// afterQuoting is what follows the first words that say that others are quoted.
func (f *forms) afterQuoting(l line) string {
	for i := range l.len() {
		for j := min(i+maxForm, l.len()); j > i; j-- {
			if f.of[l.span(i, j)]&quoted != 0 {
				return l.span(j, l.len())
			}
		}
	}
	return ""
}
