package match

import (
	"strings"

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

// saidBy reports whether the concepts mentioned say all that the pattern needs, and
// nothing that it must be without.
func (p *pattern) saidBy(mentioned []bool) bool {
	for _, c := range p.need {
		if !mentioned[c] {
			return false
		}
	}
	for _, c := range p.without {
		if mentioned[c] {
			return false
		}
	}
	return len(p.need) > 0
}

func newPatterns(x *lexicon, l *knowledge.Language) []pattern {
	list := make([]pattern, 0, len(l.Intents))
	for _, p := range l.Intents {
		q := pattern{short: p.Short}
		q.intent, q.language = intentOf(p.Intent, l.Languages)
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
func intentOf(name string, languages knowledge.Languages) (Intent, knowledge.Lang) {
	if lang, ok := strings.CutPrefix(name, knowledge.LanguageIntent); ok {
		if !languages.Known(knowledge.Lang(lang)) {
			return 0, ""
		}
		return WantsLanguage, knowledge.Lang(lang)
	}
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
	case "told-to-call":
		return ToldToCall, ""
	}
	return 0, ""
}
