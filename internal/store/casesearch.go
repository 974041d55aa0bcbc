package store

import (
	"context"
	"strconv"

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
			last = caseKey{at: int64(step), number: int64(hit.Number)}
		}
	}
	return hits, "", nil
}

// WordIndex is how a database looks for the cases that have words.
type WordIndex struct {
	// Table is the index, named s, and Number its column with the number of the case. Without
	// a table only the condition is used, for the number of a case k.
	Table, Number string
	// Match is the condition that finds Words.
	Match string
	Words any
	// Latest tells how many of the latest cases to look through; 0 is all.
	Latest int
}

// SearchQuery returns the query of one step of a search; see CaseSearch. ByNumber makes no
// use of the index.
func (d Dialect) SearchQuery(step SearchStep, q search.Query, f caselist.Filter, x WordIndex, below int64, most int) CaseQuery {
	join := "JOIN"
	if d.Hints {
		join = "CROSS JOIN"
	}
	conds := caseConditions{Dialect: d}
	number, from := "k.number", "cases k "
	if step == ByNumber {
		conds.add("k.number = ?", q.Number)
	} else {
		if x.Table != "" {
			number = "s." + x.Number
			from = x.Table + " s " + join + " cases k ON k.number = " + number + " "
		}
		conds.add(x.Match, x.Words)
		if x.Latest > 0 {
			conds.add(number+" > (SELECT coalesce(max(number), 0) - "+strconv.Itoa(x.Latest)+" FROM cases WHERE number < ?)", below)
		}
		if q.Number != 0 {
			conds.add(number+" <> ?", q.Number)
		}
	}
	if below != everyNumber {
		conds.add(number+" < ?", below)
	}
	conds.filter(f)
	return CaseQuery{
		SQL:  "SELECT " + caseColumns + " FROM " + from + join + " conversations c ON c.id = k.conversation" + conds.where() + " ORDER BY " + number + " DESC LIMIT ?",
		Args: append(conds.args, most),
	}
}
