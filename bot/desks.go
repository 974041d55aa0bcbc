package bot

import (
	"slices"
	"sort"
	"time"

	"aktivering/knowledge"
)

// Desks are all desks that there are. The zero value is none: nobody takes over.
type Desks []*Desk

// For returns the desk that a conversation at an address is handed over to: the first one
// that serves the address, else the first one that serves all others; nil where there is
// none. The same address has the same desk until the settings change.
func (d Desks) For(person Address) *Desk {
	var others *Desk
	for _, desk := range d {
		if len(desk.Serves) == 0 && others == nil {
			others = desk
		}
		if slices.ContainsFunc(desk.Serves, func(place Address) bool { return place.Contains(person) }) {
			return desk
		}
	}
	return others
}

// Same reports that one desk serves both of two addresses, or none serves either.
func (d Desks) Same(a, b Address) bool { return d.For(a) == d.For(b) }

// Of returns the desk that a case is at: the one that it was opened at, also where the
// settings would send its conversation to another one now. It is nil without a case, and
// where the desk is there no more. A case that names no desk was opened at the desk without
// a name, or, if that has one now, at the first that serves all others.
func (d Desks) Of(c *Case) *Desk {
	if c == nil {
		return nil
	}
	for _, desk := range d {
		if desk.Name == c.Desk {
			return desk
		}
	}
	if i := slices.IndexFunc(d, func(desk *Desk) bool { return len(desk.Serves) == 0 }); c.Desk == "" && i >= 0 {
		return d[i]
	}
	return nil
}

// At returns the desk whose channel an address is in; nil where it is in none.
func (d Desks) At(agent Address) *Desk {
	for _, desk := range d {
		if desk.Contains(agent) {
			return desk
		}
	}
	return nil
}

// On reports whether there is a desk on a platform.
func (d Desks) On(p Platform) bool {
	return slices.ContainsFunc(d, func(desk *Desk) bool { return desk.At.Platform == p })
}

// Desk is how the people at the desk work. Nothing of it changes while the program
// runs.
type Desk struct {
	// Name tells the desk from the others, and is kept in its cases: it must not change
	// while there are some. One desk may have none.
	Name string
	// Title is what those call it who see several desks; empty is the one of all who have no other.
	Title string
	// Serves are the places whose conversations come to the desk, each with all that lies
	// within: a whole platform, a workspace or a channel. None are all places that no other
	// desk serves.
	Serves []Address
	// At is where they are told of cases; it is no other desk's. On a platform with threads
	// it is a channel, in which each case has a thread of its own. An address that names no
	// channel is that of a desk whose agents act on cases by their numbers alone.
	At Address
	// Language is what they are written to in; empty means bokmål.
	Language Lang
	// Hours are when they are at work; nil means always.
	Hours Hours
	// Zone is the time zone of the desk; nil means UTC.
	Zone *time.Location
	// Team is what the person is told instead of the agents' names; empty shows the
	// names.
	Team string
	// RepliesPublic tells that what is written in a case's thread goes to the person unless it
	// is marked as a note; else it is internal unless it is marked as an answer.
	RepliesPublic bool
	// Claim is how long a case may wait before the desk is called again, and once more
	// after the same time; 0 is 15 minutes.
	Claim time.Duration
	// Answer is how long an agent may take to answer, in hours of work; 0 is an hour.
	Answer time.Duration
	// Resolve is how long a case may take in all, in hours of work; 0 is three days of
	// eight hours.
	Resolve time.Duration
	// Stale is how long a person may leave an answer unanswered before they are
	// reminded, and before the case is closed then; 0 is two days.
	Stale time.Duration
	// Burst is when the desk is told that many people have the same code.
	Burst BurstRule
	// Notify is the platform of another system that is told what becomes of cases;
	// empty without one.
	Notify Platform
	// Canned are texts that the agents send often.
	Canned []knowledge.Reply
}

// Hours tell when people are at work.
type Hours interface {
	// Open reports that they are at work.
	Open(at time.Time) bool
	// Opens returns when they are at work next; at itself if they are.
	Opens(at time.Time) time.Time
	// After returns when a time of work has passed.
	After(at time.Time, d time.Duration) time.Time
}

// Contains reports a place in the desk's channel. A desk that names no channel contains
// none: people may write to the bot on the same platform.
func (d *Desk) Contains(a Address) bool { return d.At.Channel != "" && d.At.Contains(a) }

// Has reports that the desk works on a case where it is now: a case that is nowhere yet will be
// there. It is false of a case that was opened before the desk moved.
func (d *Desk) Has(c *Case) bool {
	return c.Thread == Address{} || d.At.Contains(c.Thread)
}

// Place returns a place in the desk's channel as the desk's cases name it: in the space of
// At, which the settings may leave open.
func (d *Desk) Place(a Address) Address {
	a.Space = d.At.Space
	return a
}

// RuleKey is the key of the text that tells the agents what the person sees of what
// they write.
func (d *Desk) RuleKey() string {
	if d.RepliesPublic {
		return "desk.rule.open"
	}
	return "desk.rule.internal"
}

// AtWork reports that somebody is at work.
func (d *Desk) AtWork(at time.Time) bool { return d.Hours == nil || d.Hours.Open(at) }

// NextAtWork returns when somebody is at work next; at itself if somebody is.
func (d *Desk) NextAtWork(at time.Time) time.Time {
	if d.Hours == nil {
		return at
	}
	return d.Hours.Opens(at)
}

// After returns when a time of work has passed.
func (d *Desk) After(at time.Time, wait, otherwise time.Duration) time.Time {
	if wait <= 0 {
		wait = otherwise
	}
	if d.Hours == nil {
		return at.Add(wait)
	}
	return d.Hours.After(at, wait)
}

// Worked returns how much time of work there is between two times, up to the minute; 0 where there is
// none.
func (d *Desk) Worked(from, to time.Time) time.Duration {
	from = d.NextAtWork(from)
	if d.Hours == nil || !to.After(from) {
		return max(to.Sub(from), 0)
	}
	minutes := sort.Search(int(to.Sub(from)/time.Minute)+1, func(n int) bool {
		return !d.Hours.After(from, time.Duration(n)*time.Minute).Before(to)
	})
	return time.Duration(minutes) * time.Minute
}

// Local puts a time where the desk is.
func (d *Desk) Local(at time.Time) time.Time {
	if d.Zone == nil {
		return at.UTC()
	}
	return at.In(d.Zone)
}
