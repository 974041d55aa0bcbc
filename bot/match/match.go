package match

import (
	"slices"
	"strings"

	"aktivering/knowledge"
)

// Match understands a text, with the articles of a scope: what is outside counts as if it
// were not documented.
func (m *Matcher) Match(text string, in Scope) Result {
	if r, ok := m.matchCode(text, in); ok {
		return r
	}
	m.prepare()
	sc := m.scratch.Get().(*scratch) //nolint:forcetypeassert // the pool holds nothing else
	r := m.match(sc, text, in)
	m.scratch.Put(sc) // not deferred: after a panic it may hold what belongs to this text
	return r
}

// IsCode reports a text that is one code, and space around it, in its full form.
func IsCode(text string) bool {
	text = strings.TrimSpace(text)
	if len(text) < 2 || text[0] != '0' { // of most texts no error is made
		return false
	}
	_, err := knowledge.ParseCode(text)
	return err == nil
}

// matchCode understands a text that is one code for which the knowledge has articles: no words
// are read for it.
func (m *Matcher) matchCode(text string, in Scope) (Result, bool) {
	if !IsCode(text) {
		return Result{}, false
	}
	var r Result
	sc := &scratch{in: m.limit(in)}
	r.Codes, _ = m.finder.find(text, sc.in.known, nil)
	m.decideCodes(&r, sc, text)
	return r, r.Decision == Answer
}

func (m *Matcher) match(sc *scratch, text string, in Scope) Result {
	var r Result
	sc.in = m.limit(in)
	r.Codes, sc.codes = m.finder.find(text, sc.in.known, sc.codes[:0])
	if len(r.Codes) == 0 {
		if said, ok := m.finder.spoken(text, sc.in.known); ok {
			r.Codes, sc.codes = []Found{said}, append(sc.codes, span{said.Start, said.End})
		}
	}
	m.lexicon.understand(&sc.understood, text, sc.codes)
	r.Intents, r.Wants = m.intents(sc)
	r.Language = m.hints.language(text, sc.tokens)
	r.Office = m.aboutOffice(&sc.understood, text)
	for _, told := range sc.facts {
		v := m.facts[told.concept]
		if r.Facts == nil {
			r.Facts, r.ToldAt = make(map[string]string, 2), make(map[string]Range, 2)
		}
		r.Facts[v.fact] = v.value
		r.ToldAt[v.fact] = Range{sc.tokens[told.from].start, sc.tokens[told.to-1].end}
	}
	r.Concepts = m.concepts(sc)
	sc.asked = m.asker.asked(&sc.understood, text)
	sc.in.expert = sc.in.expert || r.Facts[knowledge.FactAudience] == string(knowledge.ForAdministrators)
	m.decide(&r, sc, text)
	if m.subjects != nil {
		m.besideActivation(&r, sc, text)
	}
	return r
}

// maxConcepts bounds the concepts that a result names.
const maxConcepts = 40

// concepts names the concepts of the language data that a text mentions.
func (m *Matcher) concepts(sc *scratch) []string {
	var names []string
	for _, x := range sc.mentions {
		if x.concept < m.lexicon.ownConcepts && m.lexicon.kinds[x.concept] != factKind {
			if name := m.lexicon.names[x.concept]; !slices.Contains(names, name) && len(names) < maxConcepts {
				names = append(names, name)
			}
		}
	}
	slices.Sort(names)
	return names
}

// decide settles what the text calls for.
func (m *Matcher) decide(r *Result, sc *scratch, text string) {
	m.decideCodes(r, sc, text)
	byCode := r.Decision != ""
	logged := r.Decision == UnknownCode && m.fromLog(r.Codes, text)
	joined := false
	if !byCode || logged || r.Has(WantsCrack) || r.Has(WantsHuman) {
		m.searchWindows(sc)
		joined = m.readWords(sc)
	}
	switch m.wish(r, sc, joined) {
	case Refuse:
		r.Decision, r.Confidence = Refuse, fairlySure
	case Human:
		r.Decision, r.Confidence = Human, fairlySure
	default:
		switch {
		case r.Office && byCode:
			r.Decision, r.Entries, r.Near, r.Confidence = None, nil, nil, probable
		case !byCode:
			m.decideWords(r, sc, joined)
			m.decidePart(r, sc, text)
		case logged:
			m.decideBesideLog(r, sc, joined)
		case r.Decision == UnknownCode:
			m.decidePart(r, sc, text)
		}
	}
	if !byCode && r.Decision != Answer {
		m.decideTitle(r, sc, text)
	}
}

// wish settles whether a crack or a person is asked for.
func (m *Matcher) wish(r *Result, sc *scratch, joined bool) Decision {
	switch {
	case joined:
		return m.wanted(r, sc)
	case r.Has(WantsCrack):
		return Refuse
	case r.Has(WantsHuman):
		return Human
	}
	return ""
}

// decideCodes settles what the codes alone call for; r.Decision stays empty
// where there are none.
func (m *Matcher) decideCodes(r *Result, sc *scratch, text string) {
	var unsure bool
	codes, newer := m.current(r.Codes, text)
	r.Newer = newer
	for _, f := range codes {
		if f.Certainty == Malformed || !sc.in.known(f.Value) {
			continue
		}
		unsure = unsure || f.Certainty == Probable
		for _, h := range sc.in.byCode(f.Value) {
			if !slices.Contains(r.Entries, h.ID) {
				r.Entries = append(r.Entries, h.ID)
			}
		}
		if f.Certainty == Probable {
			id := sc.in.entry(f.Value)
			r.Near = append(r.Near, Suggestion{Code: f.Value, Written: text[f.Start:f.End], At: -1, Entry: id})
		}
	}
	if len(r.Entries) > 0 {
		r.Decision, r.Confidence = Answer, sure
		if unsure {
			r.Decision, r.Confidence = Suggest, probable
		}
		return
	}
	for _, f := range r.Codes {
		r.Near = append(r.Near, near(f, sc.in.nearEntry, &sc.spent)...)
	}
	for _, s := range r.Near {
		if !slices.Contains(r.Entries, s.Entry) {
			r.Entries = append(r.Entries, s.Entry)
		}
	}
	switch {
	case len(r.Entries) > 0:
		r.Decision, r.Confidence = Suggest, probable
	case len(r.Codes) > 0:
		r.Decision, r.Confidence = UnknownCode, fairlySure
	}
}

// current puts the code that is on the screen now first: "before A, now B".
func (m *Matcher) current(codes []Found, text string) (list []Found, newer bool) {
	if len(codes) < 2 {
		return codes, false
	}
	last := codes[len(codes)-1]
	between := text[codes[len(codes)-2].End:last.Start]
	if !slices.ContainsFunc(m.lexicon.newSplitter().split(between), m.newer.Has) {
		return codes, false
	}
	return append([]Found{last}, codes[:len(codes)-1]...), true
}
