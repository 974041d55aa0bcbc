package match

import (
	"iter"
	"maps"
	"slices"
	"strings"

	"aktivering/bot/internal/linear"
	"aktivering/knowledge"
)

// expectedWords sizes the maps for the language data that comes along.
const expectedWords = 4096

// officeTopic is the topic that is told apart from the others: its codes look
// the same as those of Windows. The words of officeNames are of it only with a capital.
const (
	officeTopic = "office"
	officeNames = "office_names"
)

func newLexicon(l *knowledge.Language) *lexicon {
	x := &lexicon{
		languages: l.Languages.IDs(),

		ids:    make(map[string]conceptID),
		exact:  make(map[string][]conceptID, expectedWords),
		stems:  make(map[string][]conceptID, expectedWords),
		multi:  make(map[string]*sequences, expectedWords/4),
		topics: make(map[string]bool, expectedWords/4),
		office: make(map[string]bool),

		topicStems: make(map[string]bool, expectedWords/4),
		ignore:     make(map[string]bool),
		gaps:       foldedSet(l.Gaps),
		negations:  foldedSet(l.Negations),
		links:      foldedSet(l.Links),
		shortTails: foldedSet(l.ShortTails),
		factOf:     make(map[conceptID]string),
		apart:      make(map[conceptID]bool),

		stemmed: make(map[string]string, 2*expectedWords),
	}
	x.splitter.contractions = contractionsOf(l)
	for _, w := range l.Ignored {
		for _, part := range x.splitter.split(w) {
			x.ignore[part] = true
		}
	}
	for _, t := range l.Topics {
		for _, form := range t.Forms {
			if w := x.addTopic(form); (t.Name == officeTopic || t.Name == officeNames) && w != "" {
				x.office[w] = t.Name == officeNames
			}
		}
	}
	for _, c := range l.Concepts {
		k := symptomKind
		if c.ForIntents {
			k = intentKind
		}
		x.concept(c.Name, k)
	}
	for _, c := range l.Concepts {
		ids := []conceptID{x.ids[c.Name]}
		for _, name := range l.Implies[c.Name] {
			ids = append(ids, x.ids[name])
		}
		for _, form := range c.Forms {
			x.addForm(form, ids)
		}
	}
	return x
}

// finish takes up the words of the articles, which it returns, and prepares what needs the whole
// vocabulary.
func (x *lexicon) finish(l *knowledge.Language, as *articles) (symptomWords []string) {
	x.strong, x.weak, x.transparent = x.set(l.Strong), x.set(l.Weak), x.set(l.Transparent)
	x.heads = x.set(l.Heads)
	for _, begins := range x.multi {
		begins.sort()
	}
	x.ownConcepts = conceptID(len(x.names))
	x.hashes = make([]uint32, x.ownConcepts)
	for i := range x.hashes {
		x.hashes[i] = linear.Feature(kindConcept, x.names[i])
	}
	vocabulary := make([]string, 0, len(x.exact))
	for w := range x.exact {
		vocabulary = append(vocabulary, w)
	}
	symptomWords = as.words(x)
	x.typos = newTypos(append(vocabulary, symptomWords...))
	defer func() { x.stemmed = nil }()
	words := make(map[string]entry, len(x.exact)+len(x.ignore)+len(x.topics))
	for _, list := range []iter.Seq[string]{maps.Keys(x.exact), maps.Keys(x.ignore), maps.Keys(x.topics)} {
		for w := range list {
			if _, ok := words[w]; ok {
				continue
			}
			r, _ := x.readKnown(w, &effort{})
			stem := x.stem(w)
			x.listed = append(x.listed, w)
			words[w] = entry{stem: stem, reading: r, gap: x.gaps[w], begins: x.multi[stem], number: int32(len(x.listed))}
			x.starts.add(w)
			x.starts.add(stem)
		}
	}
	for w := range x.stems {
		x.starts.add(w)
	}
	for w := range x.topicStems {
		x.starts.add(w)
	}
	for _, q := range x.multi {
		for _, list := range [...][]sequence{q.forms, q.overlays} {
			for _, s := range list {
				for _, w := range s.words {
					x.starts.add(w)
				}
			}
		}
	}
	x.words = words
	return symptomWords
}

// addSymptomWords makes concepts of the words of a symptom that have none, and adds those to a list.
func (x *lexicon) addSymptomWords(list []string, line string) []string {
	for _, w := range x.splitter.split(line) {
		if len(w) < minPart || w[0] <= '9' {
			continue
		}
		if _, ok := x.readKnown(w, &effort{}); ok {
			continue
		}
		if r, ok := x.readCompound(w, &effort{}); ok && r.known {
			continue
		}
		x.addSymptomWord(w)
		list = append(list, w)
	}
	return list
}

// addSymptomWord makes a concept of a word that has none.
func (x *lexicon) addSymptomWord(w string) {
	x.addForm(w, []conceptID{x.concept("word:"+x.stem(w), symptomKind)})
}

func (x *lexicon) addForm(form string, ids []conceptID) {
	form, verbatim := strings.CutPrefix(form, "=")
	words := x.splitter.split(form)
	if form == year || form == maskedKey {
		words = []string{form}
	}
	switch {
	case len(words) == 0:
		return
	case len(words) > 1 || x.kinds[ids[0]] == factKind:
		x.addSequence(words, sequence{verbatim: verbatim, concepts: ids}, x.kinds[ids[0]] != symptomKind)
		return
	}
	w := words[0]
	x.exact[w] = with(x.exact[w], ids)
	if verbatim {
		return
	}
	for _, s := range [...]string{x.stem(w), stemEnglish(w)} {
		if len(s) > 2 {
			x.stems[s] = with(x.stems[s], ids)
		}
	}
}

func (x *lexicon) addSequence(words []string, s sequence, overlay bool) {
	key := x.stem(words[0])
	s.words = words
	if !s.verbatim {
		s.words = make([]string, len(words))
		for i, w := range words {
			s.words[i] = x.stem(w)
		}
	}
	begins := x.multi[key]
	if begins == nil {
		begins = &sequences{}
		x.multi[key] = begins
	}
	list := &begins.forms
	if overlay {
		list = &begins.overlays
	}
	for i, have := range *list {
		if have.verbatim == s.verbatim && have.topic == s.topic && slices.Equal(have.words, s.words) {
			(*list)[i].concepts = with(have.concepts, s.concepts)
			return
		}
	}
	*list = append(*list, s)
}

// sort puts the longest form first, which wins.
func (s *sequences) sort() {
	longest := func(a, b sequence) int { return len(b.words) - len(a.words) }
	slices.SortStableFunc(s.forms, longest)
	slices.SortStableFunc(s.overlays, longest)
}

// addTopic takes up a form of a topic, and returns it where it is one word.
func (x *lexicon) addTopic(form string) string {
	form, verbatim := strings.CutPrefix(form, "=")
	words := x.splitter.split(form)
	switch len(words) {
	case 0:
		return ""
	case 1:
	default:
		x.addSequence(words, sequence{topic: true, verbatim: verbatim}, false)
		return ""
	}
	w := words[0]
	x.topics[w] = true
	if s := x.stem(w); len(s) > 3 && !verbatim {
		x.topicStems[s] = true
	}
	return w
}

// with adds the ids that a list lacks, to a copy.
func with(list, ids []conceptID) []conceptID {
	list = slices.Clip(list)
	for _, id := range ids {
		if !slices.Contains(list, id) {
			list = append(list, id)
		}
	}
	return list
}
