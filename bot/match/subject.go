package match

import (
	"slices"
	"strings"

	"aktivering/knowledge"
)

// Articles about something else than Windows activation have a matcher of their own: so no word
// of theirs changes how a text about activation is read. They are found only where an anchor of
// their pack is said.

// split reads the articles, and parts those about Windows activation from the others.
func split(kb *knowledge.Base) (activation, others []*knowledge.Article) {
	for _, a := range kb.Articles() {
		if kb.Subject(a) == nil {
			activation = append(activation, a)
		} else {
			others = append(others, a)
		}
	}
	return activation, others
}

// newSubjects prepares a matcher for articles about something else; nil where there are none.
func newSubjects(kb *knowledge.Base, articles []*knowledge.Article) *subjects {
	if len(articles) == 0 {
		return nil
	}
	l := *kb.Language()
	var own []string
	l.Topics, own = ownTopics(l.Topics, kb, articles)
	s := &subjects{Prepare(&l).matcher, make([]conceptID, len(articles))}
	s.prepare = func() {}
	x := s.lexicon
	strong := make(map[conceptID]bool)
	for i, a := range articles {
		p := kb.Subject(a)
		c := x.concept("anchor:"+p.ID, symptomKind)
		s.anchors[i], strong[c] = c, true
		for _, form := range p.Anchors {
			x.addForm(form, []conceptID{c})
		}
	}
	for _, form := range own {
		x.addForm(form, []conceptID{x.concept("word:"+strings.TrimSpace(stemmed(form)), symptomKind)})
	}
	s.kb = kb
	s.facts = addFacts(x, kb.Facts())
	as := readArticles(kb, articles)
	x.finish(&l, as)
	x.strong, x.weak = strong, nil
	for c := range strong {
		x.transparent[c] = true
	}
	s.finish(as)
	return s
}

// ownTopics parts the topics from those forms of theirs that packs speak of themselves.
func ownTopics(topics []knowledge.Concept, kb *knowledge.Base, articles []*knowledge.Article) (others []knowledge.Concept, own []string) {
	var anchors, symptoms []string
	for _, a := range articles {
		for _, anchor := range kb.Subject(a).Anchors {
			anchors = append(anchors, stemmed(anchor))
		}
		for _, lines := range a.Symptoms {
			for _, line := range lines {
				symptoms = append(symptoms, stemmed(line))
			}
		}
	}
	for _, t := range topics {
		t.Forms = slices.DeleteFunc(slices.Clone(t.Forms), func(form string) bool {
			words := stemmed(strings.TrimPrefix(form, "="))
			switch {
			case slices.ContainsFunc(anchors, func(anchor string) bool { return strings.Contains(words, anchor) }):
				return true
			case slices.ContainsFunc(symptoms, func(line string) bool { return strings.Contains(line, words) }):
				own = append(own, form)
				return true
			}
			return false
		})
		others = append(others, t)
	}
	return others, own
}

// stemmed returns the stems of a text's words, each between spaces.
func stemmed(text string) string {
	words := new(splitter).split(text)
	for i, w := range words {
		words[i] = stemNorwegian(w)
	}
	return " " + strings.Join(words, " ") + " "
}

// match tells which of the articles the words of a text describe.
func (s *subjects) match(text string, in Scope) Result {
	r := Result{Decision: None}
	sc := s.scratch.Get().(*scratch) //nolint:forcetypeassert // the pool holds nothing else
	sc.in = s.limit(in)
	_, sc.codes = s.finder.find(text, sc.in.known, sc.codes[:0])
	s.lexicon.understand(&sc.understood, text, sc.codes)
	sc.asked = s.asker.asked(&sc.understood, text)
	sc.in.only = func(article int32) bool {
		return s.answersKind(article, sc.asked) && sc.says(s.anchors[article])
	}
	s.searchWindows(sc)
	if best, top := sc.leading(); len(best) > 0 {
		s.decideConcepts(&r, best, top)
	}
	sc.in.only = nil
	s.scratch.Put(sc) // as in Match
	return r
}

// besideActivation looks for an article about something else where a text calls for none about
// Windows activation, or only weakly.
func (m *Matcher) besideActivation(r *Result, sc *scratch, text string) {
	switch r.Decision {
	case None, UnknownCode:
	case Answer, Clarify:
		if len(r.Codes) > 0 || m.saysStrong(&sc.understood) {
			return
		}
	case Suggest, Refuse, Human:
		return
	}
	in := sc.in.scope
	if sc.in.expert {
		in.Reader = knowledge.ForAdministrators
	}
	other := m.subjects.match(text, in)
	if other.Decision != Answer && (other.Decision != Clarify || r.Decision != None) {
		return
	}
	r.Decision, r.Entries, r.Confidence, r.tied = other.Decision, other.Entries, other.Confidence, other.tied
	r.Near, r.Office = nil, false
}
