// Package figures counts what the bot and the desk have done, from the outcomes of turns.
//
// What belongs here: what is counted, and how. It reads nothing, and knows no page and no words.
package figures

import (
	"cmp"
	"slices"
	"time"

	"aktivering/bot"
	"aktivering/bot/outcome"
	"aktivering/bot/port"
	"aktivering/knowledge"
)

// Kinds are the kinds of turns that are counted.
func Kinds() []outcome.Kind {
	return []outcome.Kind{
		outcome.Answered, outcome.UnknownCode, outcome.NotUnderstood, outcome.Unanswered, outcome.Helped, outcome.NotHelped, outcome.UsedUp,
		outcome.HandedOver, outcome.CaseClaimed, outcome.CaseAnswered, outcome.CaseClosed, outcome.CaseReopened, outcome.CaseRated,
	}
}

// MaxTurns is how many turns are counted at most, the newest.
const MaxTurns = 100_000

// Promise is what a desk promises: when an answer is due to somebody who asked at a time, and a
// solution.
type Promise func(of bot.Ref, asked time.Time) (answer, solution time.Time)

// Figures are what was counted.
type Figures struct {
	Days []Day
	// Conversations is how many people's problems the bot took up, Alone how many of them it
	// solved without the desk, and HandedOver how many came to the desk.
	Conversations, Alone, HandedOver int
	Codes                            []Code
	Answer, Solution                 Waits
	Closings                         []Closing
	// Ratings are how often people gave 1 to 5.
	Ratings  [5]int
	Remedies []Remedy
	// NotUnderstood is how often nothing was understood or known.
	NotUnderstood int
}

// Day is what happened on one day.
type Day struct {
	Day                   time.Time
	Cases, Closed, Solved int
}

// Code is how many people came with a code.
type Code struct {
	Code   knowledge.Code
	People int
	// Known tells that there is an article for it.
	Known bool
}

// Waits are how long people waited for something.
type Waits struct {
	Count int
	// Median is what half of them did not wait longer than, and Most nine of ten.
	Median, Most time.Duration
	// InTime is how many had it when it was promised.
	InTime int
	all    []time.Duration
}

func (w *Waits) add(wait time.Duration, inTime bool) {
	w.all = append(w.all, max(wait, 0))
	w.Count++
	if inTime {
		w.InTime++
	}
}

func (w *Waits) finish() {
	slices.Sort(w.all)
	if n := len(w.all); n > 0 {
		w.Median, w.Most = w.all[(n-1)/2], w.all[(n*9-1)/10]
	}
}

// Closing is how often cases were closed for a reason.
type Closing struct {
	Why   bot.Closing
	Count int
}

// Remedy is how often a remedy was tried, and helped.
type Remedy struct {
	Article, ID   string
	Tried, Helped int
}

// talk is what is known of one conversation.
type talk struct {
	answered, helped, handed bool
	asked                    time.Time
	waiting                  bool // for the first answer
	open                     bool
}

// collector counts.
type collector struct {
	Figures
	zone     *time.Location
	promise  Promise
	days     map[string]*Day
	codes    map[knowledge.Code]map[bot.Ref]bool
	known    map[knowledge.Code]bool
	closings map[bot.Closing]int
	remedies map[[2]string]*Remedy
	talks    map[bot.Ref]*talk
}

// Collect counts turns, the newest first, of the days from one on until another, in a zone.
func Collect(turns []port.TurnOutcome, from, to time.Time, zone *time.Location, promise Promise) Figures {
	c := collector{
		zone: zone, promise: promise, days: make(map[string]*Day), codes: make(map[knowledge.Code]map[bot.Ref]bool), known: make(map[knowledge.Code]bool),
		closings: make(map[bot.Closing]int), remedies: make(map[[2]string]*Remedy), talks: make(map[bot.Ref]*talk),
	}
	for day := startOf(from.In(zone)); !day.After(to.In(zone)); day = day.AddDate(0, 0, 1) {
		c.Days = append(c.Days, Day{Day: day})
	}
	for i := range c.Days {
		c.days[c.Days[i].Day.Format(time.DateOnly)] = &c.Days[i]
	}
	for _, t := range slices.Backward(turns) {
		c.add(t)
	}
	return c.finish()
}

func startOf(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, t.Location())
}

// day is the day of a time; one that is counted nowhere where it is none of them.
func (c *collector) day(at time.Time) *Day {
	if day, ok := c.days[at.In(c.zone).Format(time.DateOnly)]; ok {
		return day
	}
	return new(Day)
}

func (c *collector) add(t port.TurnOutcome) {
	s, ok := c.talks[t.Of]
	if !ok {
		s = new(talk)
		c.talks[t.Of] = s
	}
	if t.Helped != outcome.NoVerdict && t.Article != "" {
		c.judge(t)
	}
	switch t.Kind { //nolint:exhaustive // only some are counted
	case outcome.Answered, outcome.UnknownCode:
		s.answered = true
		if t.Code != 0 {
			if c.codes[t.Code] == nil {
				c.codes[t.Code] = make(map[bot.Ref]bool)
			}
			c.codes[t.Code][t.Of] = true
			c.known[t.Code] = c.known[t.Code] || t.Kind == outcome.Answered
		}
	case outcome.NotUnderstood, outcome.Unanswered:
		c.NotUnderstood++
	case outcome.Helped:
		if !s.open && !s.helped {
			s.helped = true
			c.day(t.At).Solved++
		}
	case outcome.HandedOver:
		s.handed, s.asked, s.waiting, s.open = true, t.At, true, true
		c.day(t.At).Cases++
	case outcome.CaseAnswered:
		if s.waiting {
			s.waiting = false
			due, _ := c.promise(t.Of, s.asked)
			c.Answer.add(t.At.Sub(s.asked), !t.At.After(due))
		}
	case outcome.CaseClosed:
		c.closings[t.Closing]++
		c.day(t.At).Closed++
		if s.open && (t.Closing == bot.ClosedByAgent || t.Closing == bot.ClosedByArticle) {
			_, due := c.promise(t.Of, s.asked)
			c.Solution.add(t.At.Sub(s.asked), !t.At.After(due))
		}
		s.open, s.waiting = false, false
	case outcome.CaseReopened:
		s.open = true
	case outcome.CaseRated:
		if t.Rating >= 1 && t.Rating <= len(c.Ratings) {
			c.Ratings[t.Rating-1]++
		}
	}
}

func (c *collector) judge(t port.TurnOutcome) {
	for _, id := range t.Remedies {
		key := [2]string{t.Article, id}
		r, ok := c.remedies[key]
		if !ok {
			r = &Remedy{Article: t.Article, ID: id}
			c.remedies[key] = r
		}
		r.Tried++
		if t.Helped == outcome.DidHelp {
			r.Helped++
		}
	}
}

func (c *collector) finish() Figures {
	for _, s := range c.talks {
		switch {
		case s.handed:
			c.HandedOver++
			c.Conversations++
		case s.answered || s.helped:
			c.Conversations++
			if s.helped {
				c.Alone++
			}
		}
	}
	for code, people := range c.codes {
		c.Codes = append(c.Codes, Code{code, len(people), c.known[code]})
	}
	slices.SortFunc(c.Codes, func(a, b Code) int { return cmp.Or(cmp.Compare(b.People, a.People), cmp.Compare(a.Code, b.Code)) })
	for why, n := range c.closings {
		c.Closings = append(c.Closings, Closing{why, n})
	}
	slices.SortFunc(c.Closings, func(a, b Closing) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Why, b.Why))
	})
	for _, r := range c.remedies {
		c.Remedies = append(c.Remedies, *r)
	}
	slices.SortFunc(c.Remedies, func(a, b Remedy) int {
		return cmp.Or(cmp.Compare(b.Helped, a.Helped), cmp.Compare(a.Tried, b.Tried), cmp.Compare(a.Article, b.Article), cmp.Compare(a.ID, b.ID))
	})
	c.Answer.finish()
	c.Solution.finish()
	return c.Figures
}

// RatingsCount is how many people said how it went.
func (f *Figures) RatingsCount() (n int) {
	for _, count := range f.Ratings {
		n += count
	}
	return n
}
