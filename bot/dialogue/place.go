package dialogue

import (
	"aktivering/bot"
	"aktivering/bot/port"
	"aktivering/knowledge"
)

// Place is what is different for those who are at a place, such as in the workspace of one
// organisation.
type Place struct {
	// At is the place, with all that lies within.
	At bot.Address
	// Knowledge and Matcher are those of the articles that count there; nil are those of everywhere.
	Knowledge *knowledge.Base
	Matcher   port.Matcher
	// Language is what people are answered in before they have chosen a language, or have written
	// enough to tell one; empty leaves it to the platform.
	Language knowledge.Lang
}

// In returns the manager of those who are at an address: what one of its places says is different
// there. The first place that contains the address counts.
func (m Manager) In(at bot.Address) Manager {
	for _, p := range m.Places {
		if !p.At.Contains(at) {
			continue
		}
		if p.Knowledge != nil && p.Matcher != nil {
			m.Knowledge, m.Matcher = p.Knowledge, p.Matcher
		}
		if p.Language != "" {
			m.Language = p.Language
		}
		break
	}
	m.Places = nil // what is different there is settled
	return m
}
