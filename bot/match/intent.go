package match

import (
	"aktivering/knowledge"
)

// maxShortMessage is how many words a message has at most for the intents that
// count only where little else is said.
const maxShortMessage = 6

// intents reads what a text says besides the problem.
func (m *Matcher) intents(sc *scratch) (Intent, knowledge.Lang) {
	var (
		all  Intent
		lang knowledge.Lang
	)
	for _, s := range sc.sentences {
		here := sc.mentions[s.from:s.to]
		if len(here) == 0 {
			continue
		}
		for _, x := range here {
			sc.mentioned[x.concept] = true
		}
		sc.spent.scores += len(m.patterns)
		short := len(sc.tokens) <= maxShortMessage && s.unknown == 0 && s.topics == 0
		for i := range m.patterns {
			p := &m.patterns[i]
			if p.intent == WantsCrack && s.topics > 0 && !p.alone {
				continue // a key to the shed, a cracked screen
			}
			if p.short && !short || !p.saidBy(sc.mentioned) {
				continue
			}
			all |= p.intent
			if p.language != "" {
				lang = p.language
			}
		}
		for _, x := range here {
			sc.mentioned[x.concept] = false
		}
	}
	return all, lang
}
