package match

import (
	"testing"

	"aktivering/knowledge"
)

// Questions of a kind are told from problems that begin like one.
func TestKindsAsked(t *testing.T) {
	m := newMatcher(t)
	for text, want := range map[string][]knowledge.Kind{
		"kan jeg selge nøkkelen?":                                {knowledge.KindMayI},
		"hei, må jeg ha nøkkel for å installere på nytt":         {knowledge.KindMayI},
		"mistar eg lisensen om eg byter skjermkort":              {knowledge.KindMayI},
		"is it legal to buy cheap keys":                          {knowledge.KindMayI},
		"hva er en digital lisens?":                              {knowledge.KindWhatIs},
		"kva skjer dersom eg ikkje aktiverer":                    {knowledge.KindWhatIf},
		"what happens if I never activate":                       {knowledge.KindWhatIf},
		"hvordan knytter jeg lisensen til kontoen":               {knowledge.KindHowTo},
		"where do I enter the key":                               {knowledge.KindHowTo},
		"hva er forskjellen, og kan jeg bytte?":                  {knowledge.KindWhatIs, knowledge.KindMayI},
		"hvordan fikser jeg dette":                               nil,
		"how do I solve 0xC004F213":                              nil,
		"nå må jeg aktivere på nytt":                             nil,
		"windows er ikke aktivert":                               nil,
		"sønnen min lurte på noe, men nå får jeg ikke aktivert":  nil,
		"byttet hovedkort. må jeg kjøpe ny lisens?":              {knowledge.KindMayI},
		"Windows says it is not activated, how do I get past it": nil,
	} {
		var set kindSet
		for _, k := range want {
			set |= setOf(k)
		}
		if got := m.askedIn(text); got != set {
			t.Errorf("%q: %b, want %b", text, got, set)
		}
	}
}

// What an article says that people ask is of a kind that it answers.
func TestSymptomsAreOfTheirArticlesKinds(t *testing.T) {
	m := newMatcher(t)
	for i, id := range m.articles {
		a, ok := m.kb.Article(id)
		if !ok {
			t.Fatalf("there is no article %s", id)
		}
		for lang, symptoms := range a.Symptoms {
			for _, s := range symptoms {
				if asked := m.askedIn(s); asked != 0 && asked&m.answers[i] == 0 {
					t.Errorf("%s, %s: %q asks %b, and the article answers %b", a.ID, lang, s, asked, m.answers[i])
				}
			}
		}
	}
}

// askedIn is the kinds of question that a text asks.
func (m *Matcher) askedIn(text string) kindSet {
	var u understood
	m.lexicon.understand(&u, text, nil)
	return m.asker.asked(&u, text)
}
