package store

import (
	"cmp"
	"slices"
	"strings"

	"aktivering/bot"
	"aktivering/bot/port"
)

// PeopleFinder gathers people from their conversations. The zero value finds those without a name.
type PeopleFinder struct {
	what  string
	found map[personKey]*port.KnownPerson
}

type personKey struct {
	platform bot.Platform
	id       string
}

// NewPeopleFinder finds people by their id or a part of their name.
func NewPeopleFinder(what string) *PeopleFinder {
	return &PeopleFinder{what: strings.ToLower(strings.TrimSpace(what)), found: make(map[personKey]*port.KnownPerson)}
}

// Add takes in one conversation: whose it is, what they are called there, and when it changed.
func (f *PeopleFinder) Add(c port.KnownPerson) {
	key := personKey{c.Platform, c.Person}
	p, ok := f.found[key]
	if !ok {
		p = &port.KnownPerson{Platform: c.Platform, Person: c.Person}
		f.found[key] = p
	}
	p.Conversations++
	if c.Name != "" && (p.Name == "" || c.Last.After(p.Last)) {
		p.Name = c.Name
	}
	if c.Last.After(p.Last) {
		p.Last = c.Last
	}
}

// Found returns those that were looked for, at most so many.
func (f *PeopleFinder) Found(most int) []port.KnownPerson {
	var list []port.KnownPerson
	for _, p := range f.found {
		if p.Person != "" && (strings.ToLower(p.Person) == f.what || strings.Contains(strings.ToLower(p.Name), f.what)) {
			list = append(list, *p)
		}
	}
	slices.SortFunc(list, func(a, b port.KnownPerson) int {
		return cmp.Or(b.Last.Compare(a.Last), cmp.Compare(a.Platform, b.Platform), cmp.Compare(a.Person, b.Person))
	})
	return list[:min(len(list), most)]
}
