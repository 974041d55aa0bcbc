package understand

import (
	"slices"

	"aktivering/bot/match"
)

const (
	// minGreeting is the lead from which words that mean something else greet: "noen hjemme?", but not
	// "hjemme", though it is a little like "hei".
	minGreeting = 2 * ClearLead
	// minUnsure is the lead from which a yes or no is told by somebody who says that they do not know
	// something.
	minUnsure = 4 * ClearLead
)

// maxUnlikely is how often the likeliest act is passed over.
const maxUnlikely = 3

// first is the likeliest act of a text as a whole, but for what nothing else in it speaks for.
func (r *Reader) first(c Context, a *Analysis) (act Act, lead int32) {
	act, lead = r.act(c, &a.whole, r.mayBe(a))
	var passed []Act
	for range maxUnlikely {
		unlikely := r.unlikely(c, a, act, lead)
		if len(unlikely) == 0 {
			break
		}
		passed = append(passed, unlikely...)
		act, lead = r.act(c, &a.whole, func(act string) bool { return !slices.Contains(passed, Act(act)) })
	}
	switch {
	case act == Fact && r.forgot(c, a):
		return Unsure, ClearLead
	case act == Upset && lead < someLead, act == Greeting && lead < minGreeting && a.saysElse():
		return None, 0 // words that are not known are no feelings
	case (act == More || act == Repeat || act == Human && a.match.Decision != match.Human) && lead < someLead && !a.isShort() && !a.asksForAny():
		return None, 0 // nor a wish
	case act == Problem && (c.Following() || c.Asked == AskedPerson) && a.nagGone() && len(a.match.Codes) == 0 && len(a.clauses) == 1:
		return Helped, ClearLead // what Windows writes as long as it is not activated is no problem once it is gone
	}
	return act, lead
}

// unlikely are acts that are passed over where one of them is the likeliest, as nothing else in the
// text speaks for it.
func (r *Reader) unlikely(c Context, a *Analysis, act Act, lead int32) []Act {
	switch {
	case (act == How || act == Aside) && lead < minLead && !slices.ContainsFunc(a.clauses, func(c clause) bool { return c.Mood != Told }):
		return []Act{How, Aside} // nothing in it asks, so what is nearly as likely is likelier
	case act == Refuse && lead < ClearLead && !a.match.Has(match.WantsCrack):
		return []Act{Refuse} // nobody is taken for a thief by a guess
	case act == Helped && !a.saysWorked() && !a.nagGone() && (lead < ClearLead || a.saysOther()), act == Helped && r.quotesWorked(c, a):
		return []Act{Helped, None} // without a word of success nothing is solved, nor where a tool found nothing wrong
	case act == Greeting && lead < minGreeting && !a.match.Has(match.SaysHello) && !a.isShort():
		return []Act{Greeting} // words that are like a greeting: "did that this morning"
	}
	return nil
}

// forgot reports words that say that somebody does not know or remember, in a text that answers what
// was asked by a yes or no at most.
func (r *Reader) forgot(c Context, a *Analysis) bool {
	if !a.saysUnsure() {
		return false
	}
	if !c.Asked.IsFact() {
		return true
	}
	value, told := r.valueOf(string(c.Asked), &a.whole)
	return (value == labelYes || value == labelNo || value == "") && told < minUnsure
}

// asksForAny reports a clause that asks, wishes or orders.
func (a *Analysis) asksForAny() bool {
	return slices.ContainsFunc(a.clauses, func(c clause) bool { return c.Mood != Told })
}
