// Package caselist holds the port by which the cases of all conversations are listed and
// searched: what is asked ([Filter], [Page]), and what comes back ([Summary], [Hit]).
//
// What belongs here: types that whoever lists cases and every store use, and the rules of a
// filter, so that all stores pick and sort alike. What a query matches is for bot/search.
package caselist

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"aktivering/bot"
	"aktivering/knowledge"
)

// Lister lists the cases of all conversations, and searches them. Pages follow one
// another by a cursor, not by an offset: while cases change, no page shows a case again or
// leaves one out whose place did not change.
type Lister interface {
	// ListCases returns a page of the cases that a filter picks, and the cursor of the next
	// page; empty after the last case. It fails with ErrBadCursor.
	ListCases(ctx context.Context, f Filter, p Page) ([]Summary, Cursor, error)
	// Search returns a page of the cases, among those that a filter picks, in which all
	// words of a query occur, and the cursor of the next page. It looks at what the person
	// and the agents wrote, notes included, and at the person's name, the agents' names, the
	// codes and the number of the case.
	//
	// A query is a text; nothing in it is an operator. Upper and lower case, accents and the
	// ways to write æ, ø and å do not matter. A word also finds longer words that it begins,
	// and the other forms of a word of Norwegian or English; a number finds itself alone, and
	// an error code is found with and without 0x, by its beginning and by its last four
	// digits. A query without any word finds nothing.
	//
	// The case that has the number that the query consists of comes first, then cases that
	// have every word as it is written, then the others; each the latest case first.
	// FirstCome and the order by closing time are for lists alone. What was erased is not
	// found. It fails with ErrBadCursor.
	Search(ctx context.Context, query string, f Filter, p Page) ([]Hit, Cursor, error)
}

// Filter picks cases: those that have all that is set. The zero value picks all.
type Filter struct {
	// States are the states to pick; none picks every state.
	States []bot.CaseState
	// Agent is the id of who has the case, or had it when it was closed, and Person that of
	// the person.
	Agent, Person string
	// Platform is where the person is.
	Platform bot.Platform
	// Desks are the names of the desks to pick, which may be empty; none picks every desk.
	Desks []string
	// Language is what the person is answered in, Code one of the case's codes (0 is any),
	// and Article the id of the latest article.
	Language bot.Lang
	Code     knowledge.Code
	Article  string
	// Opened and Closed are when the case was opened and closed.
	Opened, Closed TimeRange
	// FirstCome sorts a list by when the person began to wait, the longest wait first.
	// Without it the latest closed case comes first where Closed is set, else the one that
	// was opened last. A list of open cases alone (OpenOnly) begins with the urgent ones.
	FirstCome bool
}

// TimeRange is the time from From until before Before; a zero time is no limit.
type TimeRange struct{ From, Before time.Time }

// IsZero reports a range without limits.
func (r TimeRange) IsZero() bool { return r.From.IsZero() && r.Before.IsZero() }

// Contains reports that a time is in the range.
func (r TimeRange) Contains(t time.Time) bool {
	return !t.Before(r.From) && (r.Before.IsZero() || t.Before(r.Before))
}

// The number of cases on a page: unless a Page says otherwise, and at most.
const (
	DefaultPageSize = 50
	MaxPageSize     = 200
)

// Page names a page of a list. The zero value is the first one.
type Page struct {
	// Size is how many cases it has at most: 0 is DefaultPageSize, and more than MaxPageSize
	// is MaxPageSize.
	Size int
	// After is the cursor that came with the page before, of the same list.
	After Cursor
}

// Limit is the number of cases on the page.
func (p Page) Limit() int {
	if p.Size <= 0 {
		return DefaultPageSize
	}
	return min(p.Size, MaxPageSize)
}

// Cursor is where a page of a list ended; only the store that made it reads it.
type Cursor string

// ErrBadCursor is the error for a cursor that came with no page of such a list.
var ErrBadCursor = errors.New("the cursor is of another list, or of none")

// Summary is what a list shows of a case.
type Summary struct {
	Number int
	// Ref is the conversation that the case is part of, and Opened the turn that opened it.
	// Its Address.Platform is the person's platform.
	Ref    bot.Ref
	Opened int
	State  bot.CaseState
	// Urgent tells that agents have said so.
	Urgent bool
	// Agent is who has the case, or had it when it was closed.
	Agent bot.Agent
	// Name is the person's; it may be empty, as may Language and Article.
	Name     string
	Language bot.Lang
	// Codes are the codes in the order in which they appeared.
	Codes   []knowledge.Code
	Article string
	// Desk is the name of the desk that the case was opened at, and Thread where it works on
	// the case; empty until it is there.
	Desk   string
	Thread bot.Address
	// OpenedAt is when the case was opened, and QueuedAt when the person began to wait in the
	// queue last. The others are zero until they happen.
	OpenedAt, QueuedAt, LastPersonAt, LastAgentAt, ClosedAt time.Time
	Closing                                                 bot.Closing
}

// Hit is a case that a search found.
type Hit struct {
	Summary
	// Snippet is the line of the transcript that says most of what was looked for; the zero
	// Snippet where only the name, a code or the number was found, or only a line long ago.
	Snippet Snippet
}

// Snippet is a part of a line of a transcript.
type Snippet struct {
	// Turn, At and Kind are those of the line, and Agent who of the desk wrote it; empty of
	// the person.
	Turn  int
	At    time.Time
	Kind  bot.EntryKind
	Agent string
	// Text is the part, on one line and without any mark-up, and Hits are where in it the
	// words are that were found, in order.
	Text string
	Hits []TextRange
}

// TextRange is a part of a text: the bytes from Start until before End.
type TextRange struct{ Start, End int }

// SummaryOf returns what a list shows of the conversation's case, which is not nil, as far as
// the conversation knows it: without Ref and OpenedAt.
func SummaryOf(c bot.Conversation) Summary {
	k := c.Case
	return Summary{
		Number: k.Number, Opened: k.Opened, State: k.State, Urgent: k.Urgent, Agent: k.Agent, Name: c.Name, Language: c.Language,
		Codes: c.Now.Trail, Article: c.Now.Article, Desk: k.Desk, Thread: k.Thread,
		QueuedAt: k.QueuedAt, LastPersonAt: k.LastPersonAt, LastAgentAt: k.LastAgentAt, ClosedAt: k.Closed, Closing: k.Closing,
	}
}

// Picks reports whether a filter picks a case.
func (f Filter) Picks(c Summary) bool {
	return (len(f.States) == 0 || slices.Contains(f.States, c.State)) &&
		(f.Agent == "" || f.Agent == c.Agent.ID) &&
		(f.Person == "" || f.Person == c.Ref.Person) &&
		(f.Platform == "" || f.Platform == c.Ref.Address.Platform) &&
		(len(f.Desks) == 0 || slices.Contains(f.Desks, c.Desk)) &&
		(f.Language == "" || f.Language == c.Language) &&
		(f.Code == 0 || slices.Contains(c.Codes, f.Code)) &&
		(f.Article == "" || f.Article == c.Article) &&
		f.Opened.Contains(c.OpenedAt) &&
		(f.Closed.IsZero() || !c.ClosedAt.IsZero() && f.Closed.Contains(c.ClosedAt))
}

// Compare compares the places of two cases in the list of a filter, as cmp.Compare does.
func (f Filter) Compare(a, b Summary) int {
	switch {
	case f.OpenOnly() && a.Urgent != b.Urgent:
		if a.Urgent {
			return -1
		}
		return 1
	case f.FirstCome:
		return cmp.Or(a.QueuedAt.Compare(b.QueuedAt), cmp.Compare(a.Number, b.Number))
	case !f.Closed.IsZero():
		return cmp.Or(b.ClosedAt.Compare(a.ClosedAt), cmp.Compare(b.Number, a.Number))
	default:
		return cmp.Or(b.OpenedAt.Compare(a.OpenedAt), cmp.Compare(b.Number, a.Number))
	}
}

// OpenOnly reports a filter that picks no closed case.
func (f Filter) OpenOnly() bool {
	return len(f.States) > 0 && !slices.Contains(f.States, bot.CaseClosed)
}

// States are all states that a filter can pick.
func States() []bot.CaseState {
	return []bot.CaseState{bot.CaseQueued, bot.CaseClaimed, bot.CaseSnoozed, bot.CaseClosed}
}
