package match

import (
	"slices"

	"aktivering/knowledge"
	"aktivering/knowledge/fold"
)

// maxTitle bounds the texts that may be the title of an article, in bytes.
const maxTitle = 200

// foldedTitles returns the titles of an article, in every language, in the form in which words are
// compared.
func foldedTitles(a *knowledge.Article) []string {
	titles := make([]string, 0, len(a.Title))
	for _, title := range a.Title {
		titles = append(titles, fold.Text(title))
	}
	slices.Sort(titles)
	return titles
}

// titlesOf gathers articles by their titles. Of articles with the same title the first counts.
func titlesOf(all [][]string) map[string]int32 {
	titles := make(map[string]int32, 3*len(all))
	for i, list := range slices.Backward(all) {
		for _, title := range list {
			titles[title] = int32(i)
		}
	}
	return titles
}

// decideTitle answers a text that is the title of an article and nothing else, as a completion
// of what somebody types submits it.
func (m *Matcher) decideTitle(r *Result, sc *scratch, text string) {
	if len(text) > maxTitle || len(r.Codes) > 0 {
		return
	}
	if i, ok := m.titles()[fold.Text(text)]; ok && sc.in.hasNumber(i) {
		r.Decision, r.Entries, r.Confidence = Answer, []string{m.articles[i]}, sure
	}
}
