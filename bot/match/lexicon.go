package match

import (
	"iter"
	"maps"
	"slices"
	"strings"

	"github.com/kljensen/snowball/english"
	"github.com/kljensen/snowball/norwegian"

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
	names      []string // by conceptID
	kinds      []kind
	ids        map[string]conceptID
	exact      map[string][]conceptID // folded words
	stems      map[string][]conceptID // stems of both languages
	multi      map[string]*sequences  // forms of several words, by the first one's stem
	topics     map[string]bool        // folded words
	office     map[string]bool        // folded words of the topic office
	ignore     map[string]bool        // folded words
	gaps       map[string]bool        // folded words that forms of several words may hold
	typos      *typos
	topicStems map[string]bool
	// stemmed remembers stems while the lexicon is built; nil thereafter.
	stemmed  map[string]string
	splitter splitter
	// words holds what every listed word is read as, so that most words of a text
	// cost one look-up.
	words map[string]entry

	// strong and weak are the anchors, by conceptID.
	strong, weak map[conceptID]bool
	// heads are concepts after which an unknown word says what of.
	heads map[conceptID]bool
	// transparent concepts count also inside a form of several words.
	transparent map[conceptID]bool
	// ownConcepts is how many concepts the language data has; those above are
	// words of symptoms.
	ownConcepts conceptID
}

// entry is a listed word.
type entry struct {
	stem    string
	reading reading
	begins  *sequences // the forms of several words that it may begin
}

// sequences are the forms of several words that one word may begin, the longest
// first. Asides are noted, but their words are read all the same.
type sequences struct{ forms, asides []sequence }

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
// the same as those of Windows.
const officeTopic = "office"

func newLexicon(l *knowledge.Language) *lexicon {
	x := &lexicon{
		ids:    make(map[string]conceptID),
		exact:  make(map[string][]conceptID, expectedWords),
		stems:  make(map[string][]conceptID, expectedWords),
		multi:  make(map[string]*sequences, expectedWords/4),
		topics: make(map[string]bool, expectedWords/4),
		office: make(map[string]bool),

		topicStems: make(map[string]bool, expectedWords/4),
		ignore:     make(map[string]bool),
		gaps:       make(map[string]bool),

		stemmed: make(map[string]string, 2*expectedWords),
	}
	for _, w := range l.Gaps {
		x.gaps[folded(w)] = true
	}
	for _, w := range l.Ignored {
		for _, part := range x.splitter.split(w) {
			x.ignore[part] = true
		}
	}
	for _, t := range l.Topics {
		for _, form := range t.Forms {
			x.addTopic(form)
			if words := x.splitter.split(form); t.Name == officeTopic && len(words) == 1 {
				x.office[words[0]] = true
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

// finish takes up the words of the articles and prepares what needs the whole
// vocabulary.
func (x *lexicon) finish(l *knowledge.Language, articles []*knowledge.Article) {
	x.strong, x.weak, x.transparent = x.set(l.Strong), x.set(l.Weak), x.set(l.Transparent)
	x.heads = x.set(l.Heads)
	x.ownConcepts = conceptID(len(x.names))
	vocabulary := make([]string, 0, len(x.exact))
	for w := range x.exact {
		vocabulary = append(vocabulary, w)
	}
	x.typos = newTypos(nil)
	for _, a := range articles {
		for _, lang := range knowledge.Langs() {
			for _, line := range a.Symptoms.In(lang) {
				vocabulary = x.addLoose(vocabulary, line)
			}
		}
	}
	x.typos = newTypos(vocabulary)
	defer func() { x.stemmed = nil }()
	x.words = make(map[string]entry, len(x.exact)+len(x.ignore)+len(x.topics))
	for _, list := range []iter.Seq[string]{maps.Keys(x.exact), maps.Keys(x.ignore), maps.Keys(x.topics)} {
		for w := range list {
			r, _ := x.readKnown(w)
			stem := x.stem(w)
			x.words[w] = entry{stem: stem, reading: r, begins: x.multi[stem]}
		}
	}
}

// lookUp reads a word; the reading is not known where no list has it.
func (x *lexicon) lookUp(w string) entry {
	if e, ok := x.words[w]; ok {
		return e
	}
	stem := stemNorwegian(w)
	r, _ := x.readKnown(w)
	return entry{stem: stem, reading: r, begins: x.multi[stem]}
}

// addLoose makes concepts of the words of a symptom that have none.
func (x *lexicon) addLoose(vocabulary []string, line string) []string {
	for _, w := range x.splitter.split(line) {
		if len(w) < part || w[0] <= '9' {
			continue
		}
		if _, ok := x.readKnown(w); ok {
			continue
		}
		if r, ok := x.readCompound(w); ok && r.known {
			continue
		}
		x.addForm(w, []conceptID{x.concept("word:"+x.stem(w), symptomKind)})
		vocabulary = append(vocabulary, w)
	}
	return vocabulary
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

// split folds a form into its words as tokens would.
func split(form string) []string { return (&splitter{}).split(form) }

// splitter splits many forms with the same memory.
type splitter struct {
	tokens []token
	buf    []byte
}

func (s *splitter) split(form string) []string {
	s.tokens, s.buf = tokens(s.tokens[:0], s.buf[:0], form, nil)
	words := make([]string, len(s.tokens))
	for i, t := range s.tokens {
		words[i] = t.word
	}
	return words
}

func (x *lexicon) addForm(form string, ids []conceptID) {
	form, verbatim := strings.CutPrefix(form, "=")
	words := x.splitter.split(form)
	if form == year {
		words = []string{year}
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

func (x *lexicon) addSequence(words []string, s sequence, aside bool) {
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
	if aside {
		list = &begins.asides
	}
	for i, have := range *list {
		if have.verbatim == s.verbatim && have.topic == s.topic && slices.Equal(have.words, s.words) {
			(*list)[i].concepts = with(have.concepts, s.concepts)
			return
		}
	}
	*list = append(*list, s)
	// The longest form wins.
	slices.SortStableFunc(*list, func(a, b sequence) int { return len(b.words) - len(a.words) })
}

func (x *lexicon) addTopic(form string) {
	form, verbatim := strings.CutPrefix(form, "=")
	words := x.splitter.split(form)
	if len(words) > 1 {
		x.addSequence(words, sequence{topic: true, verbatim: verbatim}, false)
		return
	}
	if len(words) == 1 {
		x.topics[words[0]] = true
		if s := x.stem(words[0]); len(s) > 3 && !verbatim {
			x.topicStems[s] = true
		}
	}
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

// shortestStem is the length from which a word is stemmed.
const shortestStem = 4

func stemNorwegian(w string) string {
	if len(w) < shortestStem {
		return w
	}
	return norwegian.Stem(w, false)
}

func stemEnglish(w string) string {
	if len(w) < shortestStem {
		return w
	}
	return english.Stem(w, false)
}

// stem is stemNorwegian, remembered: while the lexicon is built, the same words
// come again and again.
func (x *lexicon) stem(w string) string {
	if s, ok := x.stemmed[w]; ok {
		return s
	}
	s := stemNorwegian(w)
	if x.stemmed != nil {
		x.stemmed[w] = s
	}
	return s
}

// reading is how the lexicon understands one word.
type reading struct {
	concepts []conceptID
	known    bool // the word is in some list, if only among the ignored
	topic    bool
	mended   bool // read as a misspelling of another word
}

// read understands one word by itself.
func (x *lexicon) read(w string) reading {
	if r, ok := x.readKnown(w); ok {
		return r
	}
	if len(w) < 4 || w[0] >= '0' && w[0] <= '9' {
		return reading{known: w[0] >= '0' && w[0] <= '9'}
	}
	if r, ok := x.readCompound(w); ok {
		return r
	}
	if form, ok := x.typos.mend(w); ok {
		r, _ := x.readKnown(form)
		r.mended = true
		return r
	}
	return reading{}
}

func (x *lexicon) readKnown(w string) (reading, bool) {
	if c, ok := x.exact[w]; ok {
		return reading{concepts: c, known: true, topic: x.topics[w]}, true
	}
	if x.topics[w] {
		return reading{known: true, topic: true}, true
	}
	if x.ignore[w] {
		return reading{known: true}, true
	}
	s := x.stem(w)
	if c, ok := x.stems[s]; ok {
		return reading{concepts: c, known: true}, true
	}
	if e := stemEnglish(w); e != s {
		if c, ok := x.stems[e]; ok {
			return reading{concepts: c, known: true}, true
		}
	}
	if x.topicStems[s] {
		return reading{known: true, topic: true}, true
	}
	return reading{}, false
}

// part is the shortest half of a compound.
const part = 3

// readCompound reads two words written as one: hovedkortbytte. With an unknown
// first half it is another thing than its second half alone, as a car key is no
// product key.
func (x *lexicon) readCompound(w string) (reading, bool) {
	if len(w) < 2*part {
		return reading{}, false
	}
	foreign := false
	for i := len(w) - 2; i >= part; i-- {
		if len(w)-i <= part && !x.shortTail(w[i:]) {
			continue
		}
		tail, ok := x.readKnown(w[i:])
		if !ok || (len(tail.concepts) == 0 && !tail.topic) {
			continue
		}
		head, ok := x.head(w[:i])
		if !ok {
			foreign = foreign || len(w)-i > 4
			continue
		}
		r := reading{known: true, topic: head.topic || tail.topic}
		r.concepts = append(slices.Clip(tail.concepts), head.concepts...)
		return r, true
	}
	return reading{}, foreign
}

// shortTail tells of the few short words that compounds end in: jobbpc.
func (x *lexicon) shortTail(w string) bool { return w == "pc" || w == "pcn" }

// head reads the first half of a compound, with or without the s or e that
// joins it.
func (x *lexicon) head(w string) (reading, bool) {
	if r, ok := x.headKnown(w); ok {
		return r, true
	}
	if n := len(w) - 1; n >= part && (w[n] == 's' || w[n] == 'e') {
		return x.headKnown(w[:n])
	}
	return reading{}, false
}

func (x *lexicon) headKnown(w string) (reading, bool) {
	if c, ok := x.exact[w]; ok {
		return reading{concepts: c, topic: x.topics[w]}, true
	}
	if x.topics[w] {
		return reading{topic: true}, true
	}
	if s := stemNorwegian(w); len(s) >= part {
		if c, ok := x.stems[s]; ok {
			return reading{concepts: c}, true
		}
	}
	return reading{}, false
}

// sequenceAt finds the longest form of several words that the words of a text
// begin with, and how many of them it takes. Each word comes with its stem.
func (x *lexicon) sequenceAt(begins *sequences, words, stems []string) (*sequence, int) {
	if begins == nil {
		return nil, 0
	}
	for i := range begins.forms {
		s := &begins.forms[i]
		have := stems
		if s.verbatim {
			have = words
		}
		if n := x.spans(s.words, have, words); n > 0 {
			return s, n
		}
	}
	return nil, 0
}

// spans returns how many words of a text a form takes when it begins with the
// first, 0 when it does not. Little words may stand in between.
func (x *lexicon) spans(form, have, words []string) int {
	if len(form) > len(have) {
		return 0
	}
	n, gap := 0, 0
	for _, w := range form {
		for n < len(have) && have[n] != w && n > 0 && gap < maxGap && x.gaps[words[n]] {
			n++
			gap++
		}
		if n == len(have) || have[n] != w {
			return 0
		}
		n++
	}
	return n
}

// maxGap is how many little words may stand within a form.
const maxGap = 2
