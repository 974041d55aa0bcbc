package match

import "slices"

// understood is a text as the lexicon reads it. Its slices are reused from one
// text to the next.
type understood struct {
	buf       []byte
	tokens    []token
	words     []string
	stems     []string
	sentences []sentence
	mentions  []mention
	facts     []conceptID
}

// mention is one concept at one place.
type mention struct {
	concept conceptID
	weight  float32 // below 1 where the word had to be mended
}

// sentence is what was understood of one sentence.
type sentence struct {
	from, to int // its mentions
	words    int // words that are not ignored
	unknown  int // words that say something else
	proper   int // unknown words with a capital: names, likely of other things
	topics   int // words of other topics
}

// read fills u with what the lexicon makes of a text.
func (x *lexicon) understand(u *understood, text string, skip []Found) {
	u.tokens, u.buf = tokens(u.tokens[:0], u.buf[:0], text, skip)
	u.words, u.stems = u.words[:0], u.stems[:0]
	u.sentences, u.mentions, u.facts = u.sentences[:0], u.mentions[:0], u.facts[:0]
	for _, t := range u.tokens {
		u.words = append(u.words, t.word)
		u.stems = append(u.stems, stemNorwegian(t.word))
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
		x.factsAt(u, i, to)
		if q, n := x.sequenceAt(u.words[i:to], u.stems[i:to]); n > 0 {
			s.words++
			if q.topic {
				s.topics++
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
	u.mentions = append(u.mentions, mention{c, weight})
}

// inside mentions the negations that a form of several words holds, and the
// facts that begin within it.
func (x *lexicon) inside(u *understood, from, to int) {
	for i := from; i < to; i++ {
		for _, c := range x.exact[u.words[i]] {
			if x.transparent[c] {
				u.mention(c, 1)
			}
		}
		if i > from {
			x.factsAt(u, i, len(u.words))
		}
	}
}

// wordAt reads the word at i, or two words that are one written apart, and
// returns how many words it read.
func (x *lexicon) wordAt(u *understood, s *sentence, i, to int) int {
	w := u.words[i]
	r, known := x.readKnown(w)
	if i+1 < to && (!known || len(r.concepts) == 0 || len(u.words[i+1]) > part) {
		if joined, ok := x.exact[w+u.words[i+1]]; ok && len(w) >= part {
			for _, c := range joined {
				u.mention(c, 1)
			}
			s.words++
			return 2
		}
	}
	if !known {
		r = x.read(w)
	}
	switch {
	case r.topic:
		s.topics++
		s.words++
	case len(r.concepts) > 0:
		s.words++
	case !r.known && len(w) > 1:
		s.words++
		s.unknown++
		if u.tokens[i].proper {
			s.proper++
		}
	}
	weight := float32(1)
	if r.mended {
		weight = mendedWeight
	}
	for _, c := range r.concepts {
		u.mention(c, weight)
	}
	return 1
}

// mendedWeight is the trust in a word that had to be mended.
const mendedWeight = 0.85

// factsAt notes the facts that a phrase at i tells.
func (x *lexicon) factsAt(u *understood, i, to int) {
	longest := 0
	for _, q := range x.multi[u.stems[i]] {
		n := len(q.words)
		if !q.fact || n < longest || i+n > to || !slices.Equal(q.words, u.stems[i:i+n]) {
			continue
		}
		longest = n
		u.facts = append(u.facts, q.concepts...)
	}
}
