package understand

import (
	"maps"
	"slices"
	"strings"

	"aktivering/bot/match"
)

// told reads what is told though it was not asked: it must be plain, and plainer than an answer
// to what was asked.
func (r *Reader) told(c Context, a *Analysis, reading *Reading) {
	if reading.Act != Fact || a.quoted() {
		return
	}
	p, most := &a.whole, int32(0)
	if c.Asked.IsFact() {
		if asked, lead := r.valueOf(string(c.Asked), p); asked != "" {
			most = lead
		}
		for _, id := range c.Open {
			value, lead := r.valueOf(id, p)
			if id == string(c.Asked) || value == "" || value == labelYes || value == labelNo || lead < 2*ClearLead || lead <= most {
				continue
			}
			reading.tellOpen(id, value)
		}
	}
	id, value, lead := r.tells(p)
	known, isKnown := c.Known[id]
	switch {
	case id == "" || id == string(c.Asked) || lead < toldLead || lead <= most:
	case isKnown && known != value:
		reading.Corrected = map[string]string{id: value}
	case !isKnown && slices.Contains(c.Open, id):
		reading.tellOpen(id, value)
	}
	if len(reading.Told)+len(reading.Corrected) > 0 {
		reading.Value = ""
	}
}

// toldLead is from which lead on a fact is told that was not asked about.
const toldLead = 2 * ClearLead

// quoted reports that all of a text is in the words of the screen.
func (a *Analysis) quoted() bool {
	return len(a.clauses) > 0 && !slices.ContainsFunc(a.clauses, func(c clause) bool { return c.Speaker != Screen })
}

// tells is the fact that a text tells most clearly, whatever was asked; id is empty where none.
func (r *Reader) tells(p *part) (id, value string, lead int32) {
	label, lead := r.model.tells.bestOf(r.model.tells.scores(p.all()), nil)
	id, value, _ = strings.Cut(label, "=")
	if label == labelNone {
		id = ""
	}
	return id, value, lead
}

func (r *Reading) tellOpen(id, value string) {
	if r.Told == nil {
		r.Told = make(map[string]string)
	}
	r.Told[id] = value
}

// correct reads a text that takes back an answer: the fact that it tells most clearly
// otherwise is the one that is meant.
func (r *Reader) correct(c Context, p *part, reading *Reading) {
	best, value, most := "", "", int32(0)
	for _, id := range slices.Sorted(maps.Keys(c.Known)) {
		if told, lead := r.valueOf(id, p); told != "" && told != c.Known[id] && lead > most {
			best, value, most = id, told, lead
		}
	}
	if best == "" {
		return
	}
	if id, value, lead := r.tells(p); c.Asked.IsFact() && (lead < ClearLead || id == "" || c.Known[id] == "" || c.Known[id] == value) {
		if told, lead := r.valueOf(string(c.Asked), p); told != "" && lead >= most {
			return // it is an answer after all
		}
	}
	reading.Corrected, reading.Value = map[string]string{best: value}, ""
	reading.Act, reading.Lead = Fact, max(reading.Lead, ClearLead)
}

// maxBehind is by how much another act may be less likely than that a fact is told, and is meant
// where none is.
const maxBehind = 2 * ClearLead

// minOutcome is how many words tell how it went without a word for that.
const minOutcome = 2

// outcome reads a text again that would tell a fact, and tells none, after "Hjalp det?": what is
// told there is most likely how it went. A single word, such as "privat", tells nothing of that.
func (r *Reader) outcome(c Context, a *Analysis, reading *Reading) {
	if reading.Act != Fact || c.Asked != AskedHelped || a.isWord() || len(reading.Told)+len(reading.Corrected) > 0 || a.tellsFact() {
		return
	}
	scores := r.actScores(c, &a.whole)
	fact := scores[slices.Index(r.model.acts.labels, string(Fact))]
	label, lead := r.model.acts.bestOf(scores, func(act string) bool { return act == string(NotHelped) || act == string(Tried) })
	if fact-scores[slices.Index(r.model.acts.labels, label)] <= maxBehind {
		reading.Act, reading.Lead = Act(label), lead
	}
}

// isWord reports a text of fewer words than tell how it went.
func (a *Analysis) isWord() bool {
	return len(a.clauses) == 1 && len(strings.Fields(a.clauses[0].Text)) < minOutcome
}

// isShort reports a text of one clause and few words.
func (a *Analysis) isShort() bool {
	return len(a.clauses) == 1 && len(strings.Fields(a.clauses[0].Text)) <= maxDoubt
}

// saysElse reports words that mean something, and are none of those that greet.
func (a *Analysis) saysElse() bool { return len(a.match.Concepts) > 0 && !a.match.Has(match.SaysHello) }

// pcConcept is the concept of the words for a PC.
const pcConcept = "pc"

// namesPC reports a few words that name a kind of PC: "en bærbar". They tell something of it, though
// nothing that is asked.
func (a *Analysis) namesPC() bool {
	return len(a.match.Concepts) == 1 && a.match.Concepts[0] == pcConcept && a.isShort() && a.clauses[0].Settles()
}

// The concepts of the words that say that something works, that it is another one, and that something
// is activated.
const (
	workedConcept   = "worked"
	otherConcept    = "other"
	activateConcept = "activate"
)

// saysWorked reports words of success.
func (a *Analysis) saysWorked() bool { return slices.Contains(a.match.Concepts, workedConcept) }

// unsureConcept is the concept of the words that say that somebody does not know.
const unsureConcept = "unsure"

// saysUnsure reports that somebody does not know, or does not remember.
func (a *Analysis) saysUnsure() bool { return slices.Contains(a.match.Concepts, unsureConcept) }

// quotes reports that a part of a text is in the words of the screen.
func (a *Analysis) quotes() bool {
	return slices.ContainsFunc(a.clauses, func(c clause) bool { return c.Speaker == Screen })
}

// saysOther reports words for another one, such as another error.
func (a *Analysis) saysOther() bool { return slices.Contains(a.match.Concepts, otherConcept) }

// quotesWorked reports a text in which nothing but a tool says that something is as it should be,
// and not that Windows is activated: "it said that all was fine".
func (r *Reader) quotesWorked(c Context, a *Analysis) bool {
	if !a.saysWorked() || slices.Contains(a.match.Concepts, activateConcept) {
		return false
	}
	quotes := false
	for i := range a.read() {
		clause := &a.clauses[i]
		if clause.Speaker == Screen {
			quotes = true
		} else if act, lead := r.act(c, &clause.part, nil); act == Helped && lead >= someLead {
			return false
		}
	}
	return quotes
}

// clauseOutcome reads how it went off a clause that tells it plainly, where the whole tells only
// what was done: of several such clauses the last one counts.
func (r *Reader) clauseOutcome(c Context, a *Analysis, reading *Reading) {
	if !c.Following() || len(codesOf(a.match)) > 0 {
		return
	}
	for i := range slices.Backward(a.read()) {
		clause := &a.clauses[i]
		if !clause.Settles() {
			continue
		}
		switch act, lead := r.act(c, &clause.part, nil); {
		case act == NotHelped && lead >= toldLead:
			if c.Asked == AskedHelped && (reading.Act == Tried || reading.Act == Problem || reading.Act == Aside) {
				reading.leadBy(NotHelped, lead)
			}
			return
		case act == Helped && lead >= ClearLead && clause.Speaker == Person && a.saysWorked() && a.match.Has(match.SaysHelped):
			if reading.Act == Tried || reading.Act == Aside || reading.Act == Fact && reading.Value == "" {
				reading.leadBy(Helped, lead)
			}
			return
		}
	}
}

// leadBy puts an outcome first; a question beside it is still to be answered.
func (r *Reading) leadBy(outcome Act, lead int32) {
	r.Also = slices.DeleteFunc(r.Also, func(also Act) bool { return also == outcome })
	if r.Act == Aside {
		r.Also = append(r.Also, Aside)
	}
	r.Act, r.Lead = outcome, lead
}
