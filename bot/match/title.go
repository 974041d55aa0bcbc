package match

import (
	"slices"

	"aktivering/knowledge"
	"aktivering/knowledge/fold"
)

// maxTitle bounds the texts that may be the title of an article, in bytes.
const maxTitle = 200

// titlesOf gathers the articles by their titles, in every language, in the form in which words
// are compared. Of articles with the same title the first counts.
func titlesOf(articles []*knowledge.Article) map[string]int32 {
	titles := make(map[string]int32, 3*len(articles))
	for i, a := range slices.Backward(articles) {
		for _, title := range a.Title {
			titles[fold.Text(title)] = int32(i)
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
		r.Decision, r.Entries, r.Confidence = Answer, []string{m.articles[i].ID}, sure
	}
}
