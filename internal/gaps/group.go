package gaps

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/norwegian"

	"aktivering/bot/match"
	"aktivering/bot/port"
	"aktivering/knowledge"
	"aktivering/knowledge/fold"
)

// The bounds of the work on texts.
const (
	// maxGrouped is how many different texts are grouped, the most frequent.
	maxGrouped = 4000
	// maxWords is how many words of a text are read.
	maxWords = 40
	// alike is how alike two texts of a group are at least: the cosine of what they are about.
	alike = 0.5
	// rare and common are the parts of the texts up to which what they are about tells as much as
	// anything, and from which on it tells nothing; with fewer than minCommon texts nothing is
	// common. What is in one text alone can be a misspelling or a name, and weighs less.
	rare, common = 0.05, 0.25
	minCommon    = 40
	alone        = 0.7
)

// said is one text, however it is written, and who wrote it.
type said struct {
	texts map[string]*Text
	Tally
}

func (s *said) add(text string, g port.Gap) {
	s.Tally.add(g)
	if have, ok := s.texts[text]; ok {
		have.Count++
	} else if len(s.texts) < maxTexts {
		s.texts[text] = &Text{text, g.Language, 1}
	}
}

// first is the text as it is written most often.
func (s *said) first() Text {
	var first Text
	for _, t := range s.texts {
		if first.Text == "" || byCount(*t, first) < 0 {
			first = *t
		}
	}
	first.Count = s.Count
	return first
}

func byCount(a, b Text) int {
	return cmp.Or(cmp.Compare(b.Count, a.Count), strings.Compare(a.Text, b.Text))
}

func sortTexts(texts []Text) { slices.SortFunc(texts, byCount) }

// keyOf is a text without what makes no difference and what was masked; empty of one without words.
func keyOf(text string) string {
	return strings.Join(strings.Fields(fold.Text(mask().ReplaceAllString(text, " "))), " ")
}

// mask is compiled when it is needed, as each command would wait for it.
var mask = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\[[^\[\]]{1,40}\]`) }) //nolint:gochecknoglobals // a pattern, compiled once

// grouper groups texts by what they are about: the concepts of the language data, and the stems of
// words that have none.
type grouper struct {
	matcher Matcher
	ignored map[string]bool
	// skipped are concepts that say what one wants, not what it is about.
	skipped map[string]bool
	// words are what a word is about, once it was looked up.
	words map[string][]string
}

func newGrouper(kb *knowledge.Base, matcher Matcher) *grouper {
	g := &grouper{matcher: matcher, ignored: make(map[string]bool), skipped: make(map[string]bool), words: make(map[string][]string)}
	for _, w := range kb.Language().Ignored {
		g.ignored[fold.Text(w)] = true
	}
	for _, c := range kb.Language().Concepts {
		if c.ForIntents {
			g.skipped[c.Name] = true
		}
	}
	return g
}

// features are what a text is about, sorted.
func (g *grouper) features(key string) []string {
	all := g.concepts(key)
	words := strings.Fields(key)
	for _, w := range words[:min(len(words), maxWords)] {
		if g.ignored[w] {
			continue
		}
		about, known := g.words[w]
		if !known {
			if about = g.concepts(w); len(about) == 0 && len([]rune(w)) > 1 {
				about = []string{"word " + stem(w)}
			}
			g.words[w] = about
		}
		all = append(all, about...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

func (g *grouper) concepts(text string) (all []string) {
	r := g.matcher.Match(text, match.Scope{})
	for _, c := range r.Concepts {
		if !g.skipped[c] {
			all = append(all, "concept "+c)
		}
	}
	return all
}

func stem(word string) string {
	env := snowballstem.NewEnv(word)
	norwegian.Stem(env)
	return env.Current()
}

// item is a text to group.
type item struct {
	said     *said
	first    Text
	features []int
	norm     float64
}

// group groups texts, and counts in the report what is in no group: what would be answered by now,
// if that is asked for, what has no words that tell what it is about, and what is left since there
// are too many different texts. Of texts in the order of their weight, each joins the group whose
// first text it is most like, or begins one: the same texts give the same groups, in whichever
// order they came.
func (g *grouper) group(texts map[string]*said, answers bool, report *Report) (groups []Group) {
	keys := slices.Collect(maps.Keys(texts))
	slices.SortFunc(keys, func(a, b string) int {
		return cmp.Or(texts[a].byWeight(&texts[b].Tally), strings.Compare(a, b))
	})
	for _, key := range keys[min(len(keys), maxGrouped):] {
		report.Left += texts[key].Count
	}
	keys = slices.DeleteFunc(keys[:min(len(keys), maxGrouped)], func(key string) bool {
		if !answers || g.matcher.Match(texts[key].first().Text, match.Scope{}).Decision != match.Answer {
			return false
		}
		report.Answered += texts[key].Count
		return true
	})
	items, weights := g.items(texts, keys)
	index := make([][]int, len(weights)) // the groups whose first text is about each
	scores := make([]float64, 0, len(items))
	same := make(map[string]int) // the groups by what their first text is about
	var firsts []*item
	for i := range items {
		t := &items[i]
		if len(t.features) == 0 {
			report.Empty += t.said.Count
			continue
		}
		at := mostAlike(t, firsts, index, weights, scores[:len(firsts)])
		if t.norm == 0 { // it is about common things alone, and like what is about the same
			if have, ok := same[fmt.Sprint(t.features)]; ok {
				at = have
			}
		}
		if at < 0 {
			at = len(groups)
			groups, firsts = append(groups, Group{}), append(firsts, t)
			same[fmt.Sprint(t.features)] = at
			for _, f := range t.features {
				index[f] = append(index[f], at)
			}
		}
		groups[at].Texts = append(groups[at].Texts, t.first)
		groups[at].merge(t.said.Tally)
	}
	for i := range groups {
		sortTexts(groups[i].Texts[1:])
	}
	slices.SortStableFunc(groups, func(a, b Group) int {
		return cmp.Or(a.byWeight(&b.Tally), strings.Compare(a.Texts[0].Text, b.Texts[0].Text))
	})
	return groups
}

// items returns the texts with what they are about, and what each feature weighs.
func (g *grouper) items(texts map[string]*said, keys []string) (items []item, weights []float64) {
	numbers := make(map[string]int)
	var counts []int
	for _, key := range keys {
		t := item{said: texts[key], first: texts[key].first()}
		for _, f := range g.features(key) {
			n, known := numbers[f]
			if !known {
				n = len(counts)
				numbers[f], counts = n, append(counts, 0)
			}
			counts[n]++
			t.features = append(t.features, n)
		}
		items = append(items, t)
	}
	weights = make([]float64, len(counts))
	for f, n := range counts {
		weights[f] = weightOf(n, len(items))
	}
	for i := range items {
		t := &items[i]
		for _, f := range t.features {
			t.norm += weights[f] * weights[f]
		}
		t.norm = math.Sqrt(t.norm)
	}
	return items, weights
}

// weightOf is what a feature weighs that n of all texts have.
func weightOf(n, all int) float64 {
	share := float64(n) / float64(all)
	switch {
	case n == 1:
		return alone
	case all < minCommon || share <= rare:
		return 1
	case share >= common:
		return 0
	default:
		return (common - share) / (common - rare)
	}
}

// mostAlike returns the group whose first text is most like a text, or -1.
func mostAlike(t *item, firsts []*item, index [][]int, weights, scores []float64) int {
	clear(scores)
	best, most := -1, alike
	for _, f := range t.features {
		if weights[f] == 0 {
			continue
		}
		for _, at := range index[f] {
			scores[at] += weights[f] * weights[f]
			if like := scores[at] / (t.norm * firsts[at].norm); like > most || like == most && best >= 0 && at < best {
				best, most = at, like
			}
		}
	}
	return best
}
