package dialogue

import (
	"slices"
	"strings"

	"aktivering/bot/understand"
	"aktivering/knowledge"
	"aktivering/knowledge/fold"
)

// maxNamingWords is how many words a question has at most that does nothing but name what it is
// about: "hva er egentlig en produktnøkkel".
const maxNamingWords = 6

// namedTerm is the term that a short question what something is names, the longest one where it
// names several.
func (t *Turn) namedTerm(r understand.Reading, asked string) (named *knowledge.Explanation, ok bool) {
	words := strings.Fields(asked)
	if r.Act != understand.How || len(words) > maxNamingWords || !t.asksWhatIs(words) {
		return nil, false
	}
	longest := 0
	for _, e := range t.Knowledge.Explanations() {
		if e.Kind != knowledge.KindTerm {
			continue
		}
		for _, title := range e.Title {
			name := strings.Fields(fold.Text(title))
			if len(title) > longest && contains(words, name) {
				named, longest = e, len(title)
			}
		}
	}
	return named, named != nil
}

// asksWhatIs reports words that begin a question what something is.
func (t *Turn) asksWhatIs(words []string) bool {
	begin := t.Knowledge.Language().Kinds.Begin[knowledge.KindWhatIs]
	for n := range words {
		if begin.Has(strings.Join(words[:n+1], " ")) {
			return true
		}
	}
	return false
}

// contains reports that words stand beside each other in others.
func contains(all, words []string) bool {
	for i := range all {
		if len(words) > 0 && len(all) >= i+len(words) && slices.Equal(all[i:i+len(words)], words) {
			return true
		}
	}
	return false
}
