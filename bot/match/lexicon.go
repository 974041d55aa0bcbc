package match

import (
	"iter"
	"maps"
	"slices"
	"strings"

	"aktivering/bot/internal/linear"
	"aktivering/knowledge"
)

// conceptID numbers a meaning: a concept of the language data, or a word of a
// symptom that no concept has.
type conceptID int32

// kind tells what a concept is for.
type kind uint8

const (
	symptomKind kind = iota // words that describe problems
	intentKind              // words that say what one wants
	factKind                // a phrase that tells a fact
)

// lexicon turns words into concepts.
type lexicon struct {
	languages []knowledge.Lang
	names     []string // by conceptID
	kinds     []kind
	ids       map[string]conceptID
	exact     map[string][]conceptID // folded words
	stems     map[string][]conceptID // stems of both languages
	multi     map[string]*sequences  // forms of several words, by the first one's stem
	topics    map[string]bool        // folded words
	office    map[string]bool        // folded words of the topic office; true where they need a capital
	ignore    map[string]bool        // folded words
	gaps      map[string]bool        // folded words that forms of several words may hold
	negations map[string]bool        // folded words that deny what follows them
	links     map[string]bool        // folded words that join a head to what it is of
	// shortTails are the short words, folded, that compounds end in.
	shortTails map[string]bool
	// factOf is the fact that a concept of factKind tells.
	factOf map[conceptID]string
	// apart are concepts of facts about something else: that they are told makes no word known.
	apart      map[conceptID]bool
	typos      *typos
	starts     starts
	topicStems map[string]bool
	// stemmed remembers stems while the lexicon is built; nil thereafter.
	stemmed  map[string]string
	splitter splitter
	// words holds what every listed word is read as, so that most words of a text
	// cost one look-up.
	words map[string]entry
	// listed are the words of that.
	listed []string

	// strong and weak are the anchors, by conceptID.
	strong, weak map[conceptID]bool
	// heads are concepts after which an unknown word says what of.
	heads map[conceptID]bool
	// transparent concepts count also inside a form of several words.
	transparent map[conceptID]bool
	// ownConcepts is how many concepts the language data has; those above are
	// words of symptoms.
	ownConcepts conceptID
	// hashes are those as features of the model.
	hashes []uint32
}

// sequences are the forms of several words that one word may begin, the longest
// first. Overlays are phrases of facts and intents: they are noted, and their words are read one
// by one all the same.
type sequences struct{ forms, overlays []sequence }

// sequence is a form of several words.
type sequence struct {
	words    []string // stems, or folded words where verbatim
	verbatim bool
	concepts []conceptID
	topic    bool
}

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

// starts are the first three letters of everything listed, so that a word that
// begins like none is not looked for.
type starts [1 << 12]uint64

func (s *starts) add(w string) {
	if i := startOf(w); i > 0 {
		s[i>>6] |= 1 << (i & 63)
	}
}

func (s *starts) mayBegin(w string) bool {
	i := startOf(w)
	return i == 0 || s[i>>6]&(1<<(i&63)) != 0
}

// startOf numbers the first three letters of a word; 0 where they are not all
// of a-z.
func startOf(w string) uint {
	if len(w) < 3 || w[0]-'a' > 25 || w[1]-'a' > 25 || w[2]-'a' > 25 {
		return 0
	}
	return 1 + (uint(w[0]-'a')*32+uint(w[1]-'a'))*32 + uint(w[2]-'a')
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

func (x *lexicon) set(names []string) map[conceptID]bool {
	set := make(map[conceptID]bool, len(names))
	for _, n := range names {
		set[x.ids[n]] = true
	}
	return set
}

func (x *lexicon) concept(name string, k kind) conceptID {
	if id, ok := x.ids[name]; ok {
		return id
	}
	id := conceptID(len(x.names))
	x.ids[name] = id
	x.names = append(x.names, name)
	x.kinds = append(x.kinds, k)
	return id
}

// newSplitter returns a splitter with memory of its own.
func (x *lexicon) newSplitter() *splitter {
	return &splitter{contractions: x.splitter.contractions}
}

// split folds a form into its words.
func (s *splitter) split(form string) []string {
	s.read(form, nil)
	words := make([]string, len(s.tokens))
	for i, t := range s.tokens {
		words[i] = t.word
	}
	return words
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
