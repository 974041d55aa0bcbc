package match

import "slices"

// anchored reports whether the text is about Windows activation at all: it says
// one strong word, or two weak ones, or one weak one in a description that fits
// whole.
func (m *Matcher) anchored(u *understood, top float32) bool {
	anchored, _ := m.anchors(u, top)
	return anchored
}

// anchors reports what anchored does, and whether the text says one weak word at least.
func (m *Matcher) anchors(u *understood, top float32) (anchored, some bool) {
	weak := conceptID(-1)
	for _, x := range u.mentions {
		switch {
		case m.lexicon.strong[x.concept]:
			return true, true
		case m.lexicon.weak[x.concept]:
			if weak >= 0 && weak != x.concept && !u.hasTopic() {
				return true, true
			}
			weak = x.concept
		}
	}
	if weak < 0 || top < minWholeScore {
		return false, weak >= 0
	}
	for _, s := range u.sentences {
		if s.topics > 0 || s.unknown > 1 {
			return false, true
		}
	}
	return true, true
}

// hasTopic reports a word of another topic, such as a car.
func (u *understood) hasTopic() bool {
	return slices.ContainsFunc(u.sentences, func(s sentence) bool { return s.topics > 0 })
}

// minWholeScore is the score from which a description fits as a whole.
const minWholeScore = 0.7

// saysStrong reports that a text mentions one of the strong anchors.
func (m *Matcher) saysStrong(u *understood) bool {
	return slices.ContainsFunc(u.mentions, func(x mention) bool { return m.lexicon.strong[x.concept] })
}

// says reports that a text mentions a concept.
func (u *understood) says(c conceptID) bool {
	return slices.ContainsFunc(u.mentions, func(m mention) bool { return m.concept == c })
}
