package postgres

import (
	"time"

	"aktivering/bot"
	"aktivering/internal/store"
)

// Hurry lets processes notice one another in a fraction of the time. It is called before Run.
func (s *Store) Hurry(times int) {
	by := time.Duration(times)
	p := &s.pace
	p.heartbeat, p.dead, p.trusted, p.lost = p.heartbeat/by, p.dead/by, p.trusted/by, p.lost/by
	p.reported, p.reconcile, p.sent = p.reported/by, p.reconcile/by, p.sent/by
}

// CaseQuery returns the query of a page of cases, as PostgreSQL is given it.
func CaseQuery(q store.CaseQuery, err error) (string, []any, error) {
	return numbered(q.SQL), q.Args, err
}

// Dialect is how queries of cases are written.
func Dialect() store.Dialect { return dialect() }

// LatestWords looks for words among the latest cases.
func LatestWords(query string) store.WordIndex { return latestWords(query) }

// AllWords looks among all cases.
func AllWords(query string) store.WordIndex { return allWords(query) }

// WordsOfFew looks among the cases that all other conditions leave.
func WordsOfFew(query string) store.WordIndex { return wordsOfFew(query) }

// GapQuery is how turns that tell of lacking knowledge are read.
func GapQuery() string { return gapQuery() }

// ProblemQueries are what is looked for because of problems.
func ProblemQueries() map[string]string {
	return map[string]string{"Reporters": selectReporters, "CountReporters": countReporters, "Concerned": selectConcerned}
}

// Waiting returns how many turns wait for a group.
func (s *Store) Waiting() int {
	s.groups.mu.Lock()
	defer s.groups.mu.Unlock()
	return len(s.groups.waiting)
}

// HoldGroups lets no group of turns begin until release. Then they wait so long for decisions.
func (s *Store) HoldGroups(deciding time.Duration) (release func()) {
	hold := func(by int) {
		s.groups.mu.Lock()
		defer s.groups.mu.Unlock()
		s.groups.under += by
	}
	hold(maxGroups)
	s.pace.deciding = deciding
	return func() {
		hold(-maxGroups)
		s.groups.begin()
	}
}

// SendsAtOnce reports whether a Run sends replies as soon as they are saved.
func (s *Store) SendsAtOnce() bool { return s.serving.sender() != nil }

// ChangeAtHand changes a conversation that this process has at hand.
func (s *Store) ChangeAtHand(of bot.Ref, change func(*bot.Conversation)) {
	known := s.recent.take(of)
	change(&known.Conversation)
	s.recent.add(of, known.version, &known.Conversation)
}
