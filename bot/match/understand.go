package match

import "slices"

// understood is a text as the lexicon reads it. Its slices are reused from one
// text to the next.
type understood struct {
	splitter
	codes      []span // where codes stand
	words      []string
	stems      []string
	entries    []entry
	gaps       []bool
	sentences  []sentence
	mentions   []mention
	facts      []toldFact
	formed     []formed
	overlaidTo int // the words before this one are of a fact or an intent
	at         int // the word that is read
	spent      effort
}

// toldFact is a fact that a phrase tells last: from which word, and how far the phrases reach
// that tell it.
type toldFact struct {
	concept  conceptID
	from, to int
}

// mention is one concept at one place.
type mention struct {
	concept conceptID
	weight  float32 // below 1 where the word was misspelt
	at      int32   // the word
}

// formed are the words of a form of several, from the first to before the last.
type formed struct{ from, to int }

// sentence is what was understood of one sentence.
type sentence struct {
	from, to int // its mentions
	unknown  int // words that say something else
	proper   int // unknown words with a capital: names, likely of other things
	objects  int // unknown words that say what a license, key or the like is of
	topics   int // words of other topics
}

// understand fills u with what the lexicon makes of a text.
func (x *lexicon) understand(u *understood, text string, skip []span) {
	u.contractions = x.splitter.contractions
	u.read(text, skip)
	u.words, u.stems, u.entries = u.words[:0], u.stems[:0], u.entries[:0]
	u.gaps = u.gaps[:0]
	u.sentences, u.mentions, u.facts, u.formed, u.overlaidTo = u.sentences[:0], u.mentions[:0], u.facts[:0], u.formed[:0], 0
	u.spent = effort{ahead: u.ahead}
	for _, t := range u.tokens {
		e := x.lookUp(t.word, &u.spent)
		u.words = append(u.words, t.word)
		u.stems = append(u.stems, e.stem)
		u.entries = append(u.entries, e)
		u.gaps = append(u.gaps, e.gap)
	}
	for i := 0; i < len(u.tokens); {
		end := i
		for end < len(u.tokens) && u.tokens[end].sentence == u.tokens[i].sentence {
			end++
		}
		x.sentence(u, i, end)
		i = end
	}
}

func (x *lexicon) sentence(u *understood, from, to int) {
	s := sentence{from: len(u.mentions)}
	for i := from; i < to; {
		u.at = i
		x.overlaysAt(u, i, to)
		if begins := u.entries[i].begins; begins != nil {
			u.spent.forms += len(begins.forms)
		}
		if q, n := x.sequenceAt(u.entries[i].begins, u.words[i:to], u.stems[i:to], u.gaps[i:to]); n > 0 {
			if q.topic {
				s.topics++
			} else {
				u.formed = append(u.formed, formed{i, i + n})
			}
			for _, c := range q.concepts {
				u.mention(c, 1)
			}
			x.inside(u, i, i+n)
			i += n
			continue
		}
		i += x.wordAt(u, &s, i, to)
	}
	s.to = len(u.mentions)
	u.sentences = append(u.sentences, s)
}

func (u *understood) mention(c conceptID, weight float32) {
	u.mentions = append(u.mentions, mention{c, weight, int32(u.at)})
}

// inside mentions the negations that a form of several words holds, and the
// overlays that begin within it.
func (x *lexicon) inside(u *understood, from, to int) {
	for i := from; i < to; i++ {
		for _, c := range x.exact[u.words[i]] {
			if x.transparent[c] {
				u.mention(c, 1)
			}
		}
		if i > from {
			x.overlaysAt(u, i, len(u.words))
		}
	}
}

// wordAt reads the word at i, or two words that are one written apart, and
// returns how many words it read.
func (x *lexicon) wordAt(u *understood, s *sentence, i, to int) int {
	w := u.words[i]
	r := u.entries[i].reading
	known := r.known
	if i+1 < to && (!known || len(r.concepts) == 0 || len(u.words[i+1]) > minPart) {
		if next := u.words[i+1]; len(w) >= minPart && len(w)+len(next) <= maxWord {
			if joined, ok := x.exact[w+next]; ok {
				for _, c := range joined {
					u.mention(c, 1)
				}
				return 2
			}
		}
	}
	if !known {
		r = x.readUnlisted(w, &u.spent)
	}
	switch {
	case r.topic:
		s.topics++
	case len(r.concepts) > 0: // says what it says
	case !r.known && len(w) > 1 && i >= u.overlaidTo:
		s.unknown++
		if u.tokens[i].proper {
			s.proper++
		}
		switch object, linked := x.object(u, i); {
		case linked:
			s.topics++
		case object:
			s.objects++
		}
	}
	weight := float32(1)
	if r.corrected {
		weight = correctedWeight
	}
	for _, c := range r.concepts {
		u.mention(c, weight)
	}
	return 1
}

// maxLink is how many little words may stand between a head and its object.
const maxLink = 3

// object reports whether the unknown word at i says what a word such as license,
// key or activate is about, and whether a link such as "til" joins the two.
func (x *lexicon) object(u *understood, i int) (object, linked bool) {
	for j := i - 1; j >= 0 && i-j <= maxLink+1 && u.tokens[j].sentence == u.tokens[i].sentence; j-- {
		w := u.words[j]
		if x.isHead(x.exact[w]) || x.isHead(x.stems[u.stems[j]]) {
			return true, linked
		}
		if !x.gaps[w] && !x.links[w] {
			return false, false
		}
		linked = linked || x.links[w]
	}
	return false, false
}

func (x *lexicon) isHead(cs []conceptID) bool {
	return slices.ContainsFunc(cs, func(c conceptID) bool { return x.heads[c] })
}

// correctedWeight is the weight of a word that was misspelt.
const correctedWeight = 0.85

// overlaysAt notes the facts and intents that a phrase at i tells. A phrase within
// a longer one tells nothing of the same fact: "ikke har nøkkel".
func (x *lexicon) overlaysAt(u *understood, i, to int) {
	begins := u.entries[i].begins
	if begins == nil {
		return
	}
	u.spent.forms += len(begins.overlays)
	for k := range begins.overlays {
		q := &begins.overlays[k]
		have := u.stems
		if q.verbatim {
			have = u.words
		}
		n := wordsTaken(q.words, have[i:to], u.gaps[i:to])
		if n == 0 {
			continue
		}
		if slices.ContainsFunc(q.concepts, func(c conceptID) bool { return !x.apart[c] }) {
			u.overlaidTo = max(u.overlaidTo, i+n)
		}
		for _, c := range q.concepts {
			switch {
			case x.kinds[c] != factKind:
				u.mention(c, 1)
			default:
				u.tells(x, c, i, i+n)
			}
		}
	}
}

// tells notes the fact of c, which a phrase between two words tells, unless one that
// reaches beyond the first word has told of the same fact.
func (u *understood) tells(x *lexicon, c conceptID, from, to int) {
	for i := range u.facts {
		if f := &u.facts[i]; x.factOf[f.concept] == x.factOf[c] {
			if f.to <= from {
				*f = toldFact{c, from, to}
			}
			return
		}
	}
	u.facts = append(u.facts, toldFact{c, from, to})
}
