package match

import (
	"maps"
	"reflect"
	"slices"
	"testing"

	"aktivering/knowledge"
)

// withoutStored returns a matcher that has read its articles.
func withoutStored(t testing.TB, kb *knowledge.Base) *Matcher {
	t.Helper()
	w := Prepare(kb.Language())
	w.matcher.stored = ""
	return w.Matcher(kb)
}

// What is stored of the articles that come with the program is what they say when they are read.
func TestStoredSymptoms(t *testing.T) {
	stored := newMatcher(t)
	if stored.kb.Unread() == nil {
		t.Fatal("a start reads the articles")
	}
	read := withoutStored(t, stored.kb)
	stored.Ready()
	read.Ready()
	for name, both := range map[string][2]any{
		"articles": {stored.articles, read.articles},
		"kinds":    {stored.answers, read.answers},
		"experts":  {stored.expert, read.expert},
		"titles":   {stored.titles(), read.titles()},
		"concepts": {stored.lexicon.names, read.lexicon.names},
		"words":    {unnumbered(stored), unnumbered(read)},
		"phrases":  {stored.index.phrases, read.index.phrases},
		"weights":  {stored.index.weights, read.index.weights},
		"postings": {stored.index.postings, read.index.postings},
		"labels":   {stored.labelOf, read.labelOf},
	} {
		if !reflect.DeepEqual(both[0], both[1]) {
			t.Errorf("%s: stored %.300v, read %.300v", name, both[0], both[1])
		}
	}
}

// unnumbered are the words of a matcher without their numbers, which nothing follows from.
func unnumbered(m *Matcher) map[string]entry {
	words := maps.Clone(m.lexicon.words)
	for w, e := range words {
		e.number = 0
		words[w] = e
	}
	return words
}

// Other articles than those that are stored are read: some packs of those alone, and a folder
// beside them.
func TestStoredSymptomsOfOtherArticles(t *testing.T) {
	kb, err := knowledge.Default()
	if err != nil {
		t.Fatal(err)
	}
	chosen, err := kb.Choose([]string{"volume"})
	if err != nil {
		t.Fatal(err)
	}
	if got := New(chosen); chosen.Unread() != nil || !reflect.DeepEqual(got.articles, withoutStored(t, chosen).articles) {
		t.Errorf("the articles of a pack are %v", got.articles)
	}
	if got := newMatcherWithVPN(t); got.kb.Unread() != nil || got.subjects == nil {
		t.Error("the articles of a folder are not read")
	}
}

// What is stored of other concepts or articles, or is broken, is not used.
func TestBrokenStoredSymptoms(t *testing.T) {
	kb, err := knowledge.Default()
	if err != nil {
		t.Fatal(err)
	}
	lexicon := func(more ...string) *lexicon {
		p := Prepare(kb.Language()).matcher
		addFacts(p.lexicon, kb.Facts())
		for _, name := range more {
			p.lexicon.concept(name, symptomKind)
		}
		return p.lexicon
	}
	x, ids := lexicon(), kb.Unread()
	if openStored(embeddedSymptoms, x, ids) == nil {
		t.Fatal("it is not used at all")
	}
	others := slices.Clone(ids)
	others[0] = "another"
	for name, got := range map[string]*articles{
		"other concepts":    openStored(embeddedSymptoms, lexicon("another"), ids),
		"another article":   openStored(embeddedSymptoms, x, others),
		"an article less":   openStored(embeddedSymptoms, x, ids[1:]),
		"nothing":           openStored("", x, ids),
		"more than it says": openStored(embeddedSymptoms+"x", x, ids),
	} {
		if got != nil {
			t.Errorf("%s: it is used", name)
		}
	}
	for n := 0; n < len(embeddedSymptoms); n += 97 {
		if openStored(embeddedSymptoms[:n], x, ids) != nil {
			t.Fatalf("the first %d bytes are used", n)
		}
	}
}
