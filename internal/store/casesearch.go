package store

import (
	"context"

	"aktivering/bot/caselist"
	"aktivering/bot/search"
)

// SearchStep is one way in which a search finds cases.
type SearchStep int

// The steps, in the order of what they find.
const (
	ByNumber SearchStep = iota // the case has the number that the query is
	ByWhole                    // it has every word as it is written
	ByForm                     // it has every word, some of them in another form
)

// CaseSearch looks for the cases that one step finds, the latest first, with numbers below
// one, at most so many. A case that has the number of the query is found by ByNumber alone,
// and one that ByWhole finds not by ByForm.
type CaseSearch func(ctx context.Context, step SearchStep, below int64, most int) ([]caselist.Hit, error)

// Search makes a page of what the steps of a search find, and returns the cursor of the next
// one.
func Search(ctx context.Context, q search.Query, p caselist.Page, find CaseSearch) ([]caselist.Hit, caselist.Cursor, error) {
	k, after, err := keyOf(p.After, byMatch)
	if err != nil || len(q.Terms) == 0 {
		return nil, "", err
	}
	step, below := ByNumber, int64(everyNumber)
	if after {
		step, below = SearchStep(k.at), k.number
	}
	var hits []caselist.Hit
	var last caseKey
	for n := p.Limit(); step <= ByForm; step, below = step+1, everyNumber {
		if step < ByNumber || step == ByNumber && q.Number == 0 {
			continue
		}
		found, err := find(ctx, step, below, n+1-len(hits))
		if err != nil {
			return nil, "", err
		}
		for _, hit := range found {
			if len(hits) == n {
				return hits, last.cursor(byMatch), nil
			}
			hits = append(hits, hit)
			last = caseKey{int64(step), int64(hit.Number)}
		}
	}
	return hits, "", nil
}

// SearchQuery returns the query of one step of a search, which has the number of each case
// from the table s. index is that table, and match its condition, with its argument, that
// finds the words; ByNumber has no use of these.
func (d Dialect) SearchQuery(step SearchStep, q search.Query, f caselist.Filter, index, number, match string, words any, below int64, most int) CaseQuery {
	join := "JOIN"
	if d.Hints {
		join = "CROSS JOIN"
	}
	conds := caseConditions{Dialect: d}
	from := index + " s " + join + " cases k ON k.number = s." + number + " " + join + " conversations c ON c.id = k.conversation"
	if number = "s." + number; step == ByNumber {
		from, number = "cases k "+join+" conversations c ON c.id = k.conversation", "k.number"
		conds.add("k.number = ?", q.Number)
	} else {
		conds.add(match, words)
	}
	conds.add(number+" < ?", below)
	if step != ByNumber && q.Number != 0 {
		conds.add(number+" <> ?", q.Number)
	}
	conds.filter(f)
	return CaseQuery{
		SQL:  "SELECT " + caseColumns + " FROM " + from + conds.where() + " ORDER BY " + number + " DESC LIMIT ?",
		Args: append(conds.args, most),
	}
}
