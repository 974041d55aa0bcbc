package match

import (
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

// entry is a listed word.
type entry struct {
	stem    string
	reading reading
	gap     bool
	begins  *sequences // the forms of several words that it may begin
	number  int32      // in lexicon.listed, from 1; 0 of a word that is not listed
}

// reading is how the lexicon understands one word.
type reading struct {
	concepts  []conceptID
	known     bool // the word is in some list, if only among the ignored
	topic     bool
	corrected bool // read as a misspelling of another word
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
