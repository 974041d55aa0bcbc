package understand

import "slices"

// clauseQuestion reads a question off a clause that asks it plainly, where the whole tells a fact:
// "I have none, what is a new one?" An answer that passes over the question is no answer.
func (r *Reader) clauseQuestion(c Context, a *Analysis, reading *Reading) {
	if reading.Act != Fact || !c.Following() {
		return
	}
	for i := range a.read() {
		clause := &a.clauses[i]
		if clause.Mood != AskedOf {
			continue
		}
		act, lead := r.act(c, &clause.part, r.asksOnly)
		if lead < ClearLead || act != How && act != Aside {
			continue
		}
		about, aboutLead := r.about(c, act, &clause.part)
		if about == "" || about == aboutNothing || aboutLead < ClearLead {
			continue
		}
		reading.Act, reading.Lead, reading.About, reading.AboutLead = act, lead, about, aboutLead
		reading.Also = append(slices.DeleteFunc(reading.Also, func(also Act) bool { return also == act }), Fact)
		return
	}
}

// asksOnly are the acts of a clause that asks: it tells nothing.
func (r *Reader) asksOnly(act string) bool {
	return act != string(Fact) && act != string(Helped) && act != string(Tried)
}

// aboutNothing is the subject of questions that are about nothing that is known.
const aboutNothing = "nothing"

// onScreen reads what is missing on the screen, or still stands there, as how a step went: "the link
// is not there". It says nothing of the PC or its owner, though it denies something.
func (r *Reader) onScreen(c Context, a *Analysis, reading *Reading) {
	if reading.Act != Fact || !c.Following() || len(reading.Told)+len(reading.Corrected) > 0 || a.tellsFact() {
		return
	}
	for i := range a.clauses {
		clause := &a.clauses[i]
		if clause.Denied == "" || !clause.Settles() || !a.saysNagLost() && !r.forms.names(clause.Text, r.forms.words.Shown) {
			continue
		}
		reading.Act, reading.Lead, reading.Value = NotHelped, ClearLead, ""
		return
	}
}

// tellsFact reports that the matcher found a fact that the text tells.
func (a *Analysis) tellsFact() bool {
	for id := range a.match.Facts {
		if !slices.Contains(a.untold, id) {
			return true
		}
	}
	return false
}

// The concepts of the words for what Windows writes on the screen as long as it is not activated, and
// for what is gone.
const (
	nagConcept  = "nag"
	lostConcept = "lost"
)

// saysNagLost reports words that what Windows writes on the screen is gone, or is not.
func (a *Analysis) saysNagLost() bool {
	return slices.Contains(a.match.Concepts, nagConcept) && slices.Contains(a.match.Concepts, lostConcept)
}

// nagGone reports that what Windows writes on the screen is gone, and nothing in the text is denied.
func (a *Analysis) nagGone() bool {
	return a.saysNagLost() && !slices.ContainsFunc(a.clauses, func(c clause) bool { return c.Denied != "" })
}

// speaksOfAnother reports a text that tells something of another PC than the one before.
func (r *Reader) speaksOfAnother(a *Analysis) bool {
	return slices.ContainsFunc(a.clauses, func(c clause) bool { return c.Settles() && r.forms.names(c.Text, r.forms.words.Another) })
}

// Quotation is the longest of what the text says in the words of the screen, between quotation marks;
// empty where nothing is.
func (a *Analysis) Quotation() (longest string) {
	for i := range a.clauses {
		c := &a.clauses[i]
		if c.Speaker == Screen && c.isQuotation() && len(c.Text) > len(longest) {
			longest = c.Text
		}
	}
	return longest
}
