package understand

import (
	"maps"
	"slices"
	"strings"

	"aktivering/bot/match"
	"aktivering/knowledge"
	"aktivering/knowledge/fold"
)

// notTold are the facts that the matcher found and that the text does not tell: they stand
// in a clause that asks, imagines or plans, or a yes or no in one that the screen says. denied
// are those that it denies.
func notTold(text string, clauses []Clause, m match.Result, w *knowledge.ClauseWords) (untold []string, denied map[string]string) {
	for _, id := range slices.Sorted(maps.Keys(m.Facts)) {
		at := m.ToldAt[id]
		i := slices.IndexFunc(clauses, func(c Clause) bool { return at.End > c.Start && at.End <= c.End })
		if i < 0 {
			continue
		}
		c, value := &clauses[i], m.Facts[id]
		switch {
		case !c.Settles(), c.quotes(text, at) && (value == labelYes || value == labelNo):
			untold = append(untold, id)
		case !c.denies(text, at, w):
		case value == labelYes:
			if denied == nil {
				denied = make(map[string]string, 1)
			}
			denied[id] = labelNo
		case value != labelNo:
			untold = append(untold, id)
		}
	}
	return untold, denied
}

// quotes reports that a part of the text is in the words of the screen, and not what comes before
// them: "my work laptop says ...".
func (c *Clause) quotes(text string, at match.Range) bool {
	if c.Speaker != Screen || at.Start < c.Start {
		return false
	}
	words := func(s string) int { return len(strings.Fields(fold.Text(s))) }
	return words(text[at.Start:c.End]) <= words(c.Quoted)
}

// denies reports that a negation in the clause stands right before a part of the text, or with
// words between that are nothing to be denied.
func (c *Clause) denies(text string, at match.Range, w *knowledge.ClauseWords) bool {
	if c.Denied == "" || at.Start < c.Start {
		return false
	}
	before := strings.Fields(fold.Text(text[c.Start:at.Start]))
	for len(before) > 0 && w.Fillers.Has(before[len(before)-1]) {
		before = before[:len(before)-1]
	}
	return len(before) > 0 && w.Denies.Has(before[len(before)-1])
}

// asksByWords reports a clause that its words make a question, whatever sign ends it.
func (c *Clause) asksByWords(f *forms) bool {
	l := lineOf(c.Text)
	return f.at(l, f.begin(l))&asks != 0
}

// asks reports that every clause of a text asks.
func (a *Analysis) asks() bool {
	return len(a.clauses) > 0 && !slices.ContainsFunc(a.clauses, func(c clause) bool { return c.Mood != AskedOf })
}

// mayBe reports whether a text may be read as an act: a mere question tells no fact, and not that
// something was tried or works.
func (r *Reader) mayBe(a *Analysis) func(act string) bool {
	if !a.asks() || r.doubts(a) {
		return nil
	}
	return func(act string) bool { return act != string(Fact) && act != string(Helped) && act != string(Tried) }
}

// maxDoubt is how many words an answer has that ends in a question mark.
const maxDoubt = 4

// doubts reports a word or two with a question mark, which may be an answer that somebody is
// unsure of.
func (r *Reader) doubts(a *Analysis) bool {
	if len(a.clauses) != 1 {
		return false
	}
	c := &a.clauses[0].Clause
	return c.Time == Now && len(strings.Fields(c.Text)) <= maxDoubt && !c.asksByWords(r.forms)
}

// settlesAny reports that a clause tells something as being so.
func (r *Reader) settlesAny(a *Analysis) bool {
	return len(a.clauses) == 0 || r.doubts(a) || slices.ContainsFunc(a.clauses, func(c clause) bool { return c.Settles() })
}

// tell sets which of the facts that the matcher found are not told.
func (r *Reading) tell(a *Analysis) {
	r.Untold, r.Denied = a.untold, a.denied
	if r.Question && !slices.ContainsFunc(a.clauses, func(c clause) bool { return c.Mood == AskedOf }) {
		// It asks, and nothing tells in which clause.
		r.Untold, r.Denied = slices.Sorted(maps.Keys(a.match.Facts)), nil
	}
}

// Facts are those that a text tells, by id, of those that the matcher found.
func (r *Reading) Facts(found map[string]string) map[string]string {
	told := maps.Clone(found)
	maps.Copy(told, r.Denied)
	for _, id := range r.Untold {
		delete(told, id)
	}
	return told
}
