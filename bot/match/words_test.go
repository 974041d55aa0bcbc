package match

import (
	"slices"
	"testing"
)

// What is remembered of listed words adds up to what is read anew.
func TestWordScores(t *testing.T) {
	m := newMatcher(t)
	m.Ready()
	for _, q := range readQueries(t, "testdata/tuned.tsv") {
		want := make([]int32, len(m.model.labels))
		m.model.linear.Score(m.featuresOf(q.text), want)
		sc := m.scratch.New().(*scratch) //nolint:forcetypeassert // it makes nothing else
		sc.in = m.limit(Scope{})
		_, sc.codes = m.finder.find(q.text, sc.in.known, sc.codes[:0])
		m.lexicon.understand(&sc.understood, q.text, sc.codes)
		if m.join(sc, 0, len(sc.words)); !slices.Equal(sc.joint.scores, want) {
			t.Errorf("%q: scores %v, want %v", q.text, sc.joint.scores, want)
		}
	}
	if g := m.byWord.Load(); len(g.scores) < 1000*len(m.model.labels) {
		t.Errorf("%d words are remembered", len(g.scores)/len(m.model.labels))
	}
}
