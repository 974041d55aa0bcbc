package store

import (
	"encoding/base64"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"aktivering/bot"
	"aktivering/bot/caselist"
)

// caseOrder is what cases are sorted by; a cursor begins with it.
type caseOrder string

// The orders of lists and of a search.
const (
	byWait    caseOrder = "w" // the longest wait first
	byClosing caseOrder = "c" // the latest first
	byOpening caseOrder = "o" // the latest first
	byMatch   caseOrder = "m" // by the step that found it, then the latest first
)

func orderOf(f caselist.Filter) caseOrder {
	switch {
	case f.FirstCome:
		return byWait
	case !f.Closed.IsZero():
		return byClosing
	default:
		return byOpening
	}
}

// caseKey is the place of a case in a list: at is its time in microseconds or, in a search,
// the step that found it.
type caseKey struct {
	at, number int64
	urgent     bool
}

// urgentMark ends the cursor behind an urgent case.
const urgentMark = "!"

func (k caseKey) cursor(o caseOrder) caselist.Cursor {
	text := string(o) + strconv.FormatInt(k.at, 36) + "." + strconv.FormatInt(k.number, 36)
	if k.urgent {
		text += urgentMark
	}
	return caselist.Cursor(base64.RawURLEncoding.EncodeToString([]byte(text)))
}

// maxCursor is the longest cursor that there is, in bytes.
const maxCursor = 64

// keyOf reads a cursor; false for the empty one, the beginning of a list.
func keyOf(c caselist.Cursor, o caseOrder) (k caseKey, after bool, err error) {
	if c == "" {
		return k, false, nil
	}
	if len(c) > maxCursor {
		return k, false, caselist.ErrBadCursor
	}
	text, err := base64.RawURLEncoding.DecodeString(string(c))
	rest, ok := strings.CutPrefix(string(text), string(o))
	rest, k.urgent = strings.CutSuffix(rest, urgentMark)
	at, number, dot := strings.Cut(rest, ".")
	if err != nil || !ok || !dot {
		return k, false, caselist.ErrBadCursor
	}
	var errAt, errNumber error
	k.at, errAt = strconv.ParseInt(at, 36, 64)
	k.number, errNumber = strconv.ParseInt(number, 36, 64)
	if errAt != nil || errNumber != nil {
		return k, false, caselist.ErrBadCursor
	}
	return k, true, nil
}

// ListPage cuts what a store has read for a page, with one case more where there is one, to
// the page, and returns the cursor of the next one.
func ListPage(f caselist.Filter, p caselist.Page, cases []caselist.Summary) ([]caselist.Summary, caselist.Cursor) {
	n := p.Limit()
	if len(cases) <= n {
		return cases, ""
	}
	last, o := cases[n-1], orderOf(f)
	at := last.OpenedAt
	switch o {
	case byWait:
		at = last.QueuedAt
	case byClosing:
		at = last.ClosedAt
	default:
	}
	return cases[:n:n], caseKey{at.UnixMicro(), int64(last.Number), last.Urgent}.cursor(o)
}

// AfterCursor reports whether a case comes after a cursor in the list of a filter.
func AfterCursor(f caselist.Filter, c caselist.Cursor) (func(caselist.Summary) bool, error) {
	k, after, err := keyOf(c, orderOf(f))
	if err != nil {
		return nil, err
	}
	at := time.UnixMicro(k.at)
	last := caselist.Summary{Number: int(k.number), Urgent: k.urgent, OpenedAt: at, QueuedAt: at, ClosedAt: at}
	return func(c caselist.Summary) bool { return !after || f.Compare(last, c) < 0 }, nil
}

// Dialect is how a database writes what a query of cases needs.
type Dialect struct {
	// Time and Text make an argument of a time and of a text.
	Time func(time.Time) any
	Text func(string) any
	// Hints tells that the query names the index to use and the order of its joins, since the
	// database does not know how many rows a condition leaves.
	Hints bool
}

// CaseQuery is SQL with a question mark for each argument.
type CaseQuery struct {
	SQL  string
	Args []any
}

// CaseColumns are what a store reads of a case k and its conversation c, as it does for lists.
const CaseColumns = caseColumns

// caseColumns are what a store reads of each case, in this order.
const caseColumns = `k.number, c.platform, c.space, c.channel, c.thread, c.person, k.opened, k.state, k.agent, k.agent_name, k.name, k.language, k.codes, k.article,
	k.desk, k.platform, k.space, k.channel, k.thread, k.opened_at, k.since, k.person_at, k.agent_at, k.closed_at, k.closing, k.urgent`

// ListQuery returns the query of a page of a list, and one case more.
func (d Dialect) ListQuery(f caselist.Filter, p caselist.Page) (CaseQuery, error) {
	o := orderOf(f)
	k, after, err := keyOf(p.After, o)
	if err != nil {
		return CaseQuery{}, err
	}
	by := driverOf(f)
	q := caseConditions{Dialect: d, by: by}
	q.filter(f)
	from, column, table := d.from(by, o), "opened_at", "k"
	switch {
	case o == byWait:
		column = "since"
	case o == byClosing:
		column = "closed_at"
	case by == byCode:
		table = "f" // which has the same time
	}
	sign, direction := "<", " DESC"
	if o == byWait {
		sign, direction = ">", ""
	}
	at, number := table+"."+column, table+".number"
	order := at + direction + ", " + number + direction
	behind := "(" + at + ", " + number + ") " + sign + " (?, ?)"
	if f.OpenOnly() {
		order = "k.urgent DESC, " + order
	}
	switch {
	case after && f.OpenOnly():
		q.add("(k.urgent < ? OR k.urgent = ? AND "+behind+")", k.urgent, k.urgent, d.Time(time.UnixMicro(k.at)), k.number)
	case after:
		q.add(behind, d.Time(time.UnixMicro(k.at)), k.number)
	}
	return CaseQuery{
		SQL:  "SELECT " + caseColumns + " FROM " + from + q.where() + " ORDER BY " + order + " LIMIT ?",
		Args: append(q.args, p.Limit()+1),
	}, nil
}

// driver is the condition that leaves few cases: the one that a query begins with.
type driver string

// The drivers. That of a condition on one column is the name of its index.
const (
	byCode     driver = "case_codes_code"
	byPerson   driver = "person"
	byQueue    driver = "cases_queue"
	byActive   driver = "cases_active"
	byAgent    driver = "cases_agent"
	byArticle  driver = "cases_article"
	byDesk     driver = "cases_desk"
	byLanguage driver = "cases_language"
	byPlatform driver = "cases_person_platform"
	byNone     driver = ""
)

// driverOf chooses the driver: few cases are open, and few are one person's.
func driverOf(f caselist.Filter) driver {
	switch o := orderOf(f); {
	case f.Person != "":
		return byPerson
	case o == byWait && queued(f.States):
		return byQueue
	case f.OpenOnly():
		return byActive
	case o != byOpening:
		return byNone
	case f.Code != 0:
		return byCode
	case f.Agent != "":
		return byAgent
	case f.Article != "":
		return byArticle
	case len(f.Desks) == 1:
		return byDesk
	case f.Language != "":
		return byLanguage
	case f.Platform != "":
		return byPlatform
	default:
		return byNone
	}
}

// PicksFew reports a filter that picks few cases, however many there are: open ones, or those
// of one person.
func PicksFew(f caselist.Filter) bool { return f.Person != "" || f.OpenOnly() }

// queued reports that cases in the queue alone are picked.
func queued(states []bot.CaseState) bool {
	return len(states) > 0 && !slices.ContainsFunc(states, func(s bot.CaseState) bool { return s != bot.CaseQueued })
}

// from returns the tables of a list.
func (d Dialect) from(by driver, o caseOrder) string {
	join, index := "JOIN", ""
	if d.Hints {
		join = "CROSS JOIN"
		switch {
		case by == byNone:
			index = " INDEXED BY " + map[caseOrder]string{byWait: "cases_since", byClosing: "cases_closed", byOpening: "cases_opened"}[o]
		case by != byCode && by != byPerson:
			index = " INDEXED BY " + string(by)
		}
	}
	switch by {
	case byPerson:
		return "conversations c " + join + " cases k ON k.conversation = c.id"
	case byCode:
		return "case_codes f " + join + " cases k ON k.number = f.number " + join + " conversations c ON c.id = k.conversation"
	default:
		return "cases k" + index + " " + join + " conversations c ON c.id = k.conversation"
	}
}

// caseConditions collects the conditions of a query.
type caseConditions struct {
	Dialect
	by    driver
	conds []string
	args  []any
}

func (q *caseConditions) add(cond string, args ...any) {
	q.conds = append(q.conds, cond)
	q.args = append(q.args, args...)
}

func (q *caseConditions) where() string {
	if len(q.conds) == 0 {
		return ""
	}
	return " WHERE " + strings.Join(q.conds, " AND ")
}

// filter adds the conditions of a filter.
func (q *caseConditions) filter(f caselist.Filter) {
	if q.by == byCode {
		q.add("f.code = ?", int64(f.Code))
	} else if f.Code != 0 {
		q.add("EXISTS (SELECT 1 FROM case_codes f WHERE f.number = k.number AND f.code = ?)", int64(f.Code))
	}
	switch { // as the indexes say
	case q.by == byQueue:
		q.add("k.state = 'queued'")
	case f.OpenOnly():
		q.add("k.state <> 'closed'")
	}
	if len(f.States) > 0 {
		states := make([]any, 0, len(caselist.States()))
		for _, state := range caselist.States() { // as many arguments for any number of states
			if !slices.Contains(f.States, state) {
				state = ""
			}
			states = append(states, string(state))
		}
		q.add("k.state IN (?"+strings.Repeat(", ?", len(states)-1)+")", states...)
	}
	q.equal("k.agent", f.Agent)
	q.equal("k.article", f.Article)
	q.equal("k.language", string(f.Language))
	q.equal("k.person_platform", string(f.Platform))
	q.equal("c.person", f.Person)
	if len(f.Desks) > 0 {
		desks := make([]any, len(f.Desks))
		for i, name := range f.Desks {
			desks[i] = q.Text(name)
		}
		q.add("k.desk IN (?"+strings.Repeat(", ?", len(desks)-1)+")", desks...)
	}
	q.within("k.opened_at", f.Opened)
	if q.by == byCode {
		q.within("f.opened_at", f.Opened) // the same, for its index
	}
	if !f.Closed.IsZero() {
		q.add("k.closed_at IS NOT NULL")
	}
	q.within("k.closed_at", f.Closed)
}

func (q *caseConditions) equal(column, value string) {
	if value != "" {
		q.add(column+" = ?", q.Text(value))
	}
}

func (q *caseConditions) within(column string, r caselist.TimeRange) {
	if !r.From.IsZero() {
		q.add(column+" >= ?", q.Time(r.From))
	}
	if !r.Before.IsZero() {
		q.add(column+" < ?", q.Time(r.Before))
	}
}

// everyNumber is above the number of every case.
const everyNumber = math.MaxInt64
