package match

import (
	"slices"

	"aktivering/knowledge"
)

// pattern is one way of saying an intent.
type pattern struct {
	intent        Intent
	language      knowledge.Lang
	need, without []conceptID
	short         bool
	alone         bool // its words say it whatever else is said
}

func newPatterns(x *lexicon, l *knowledge.Language) []pattern {
	list := make([]pattern, 0, len(l.Intents))
	for _, p := range l.Intents {
		q := pattern{short: p.Short}
		q.intent, q.language = intentOf(p.Intent)
		for _, name := range p.Need {
			q.need = append(q.need, x.ids[name])
		}
		q.alone = len(p.Need) == 1 && p.Need[0] == toolConcept
		for _, name := range p.Without {
			q.without = append(q.without, x.ids[name])
		}
		list = append(list, q)
	}
	return list
}

// toolConcept gathers the names of tools that are for nothing but cracking.
const toolConcept = "cracktool"

// intentOf gives the intent that the language data names.
func intentOf(name string) (Intent, knowledge.Lang) {
	switch name {
	case "human":
		return WantsHuman, ""
	case "crack":
		return WantsCrack, ""
	case "thanks":
		return SaysThanks, ""
	case "yes":
		return SaysYes, ""
	case "no":
		return SaysNo, ""
	case "unsure":
		return SaysUnsure, ""
	case "helped":
		return SaysHelped, ""
	case "not-helped":
		return SaysNotHelped, ""
	case "hello":
		return SaysHello, ""
	case "bye":
		return SaysBye, ""
	case "help":
		return WantsHelp, ""
	case "restart":
		return WantsRestart, ""
	case "back":
		return WantsBack, ""
	case "language-nb":
		return WantsLanguage, knowledge.Bokmal
	case "language-nn":
		return WantsLanguage, knowledge.Nynorsk
	case "language-en":
		return WantsLanguage, knowledge.English
	}
	return 0, ""
}

// shortMessage is how many words a message has at most for the intents that
// count only where little else is said.
const shortMessage = 6

// intents reads what a text says besides the problem.
func (m *Matcher) intents(u *understood) (Intent, knowledge.Lang) {
	var (
		all  Intent
		lang knowledge.Lang
	)
	for _, s := range u.sentences {
		here := u.mentions[s.from:s.to]
		short := len(u.tokens) <= shortMessage && s.unknown == 0 && s.topics == 0
		for i := range m.patterns {
			p := &m.patterns[i]
			if p.intent == WantsCrack && s.topics > 0 && !p.alone {
				continue // a key to the shed, a cracked screen
			}
			if p.short && !short || !says(here, p.need) || slices.ContainsFunc(p.without, func(c conceptID) bool { return mentioned(here, c) }) {
				continue
			}
			all |= p.intent
			if p.language != "" {
				lang = p.language
			}
		}
	}
	return all, lang
}

func says(mentions []mention, need []conceptID) bool {
	for _, c := range need {
		if !mentioned(mentions, c) {
			return false
		}
	}
	return len(need) > 0
}

func mentioned(mentions []mention, c conceptID) bool {
	return slices.ContainsFunc(mentions, func(m mention) bool { return m.concept == c })
}
