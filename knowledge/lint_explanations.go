package knowledge

import (
	"unicode/utf8"
)

// How long what is said may be, in characters as it is read.
const (
	maxExplanation = 350
	maxTitle       = 60
)

// explanation checks a term or an aside: its length, its sources, and what it refers to.
func (l *linter) explanation(e *Explanation) {
	l.explanationSources(e)
	l.length(e, nodePath{"title"}, e.Title, maxTitle)
	l.length(e, nodePath{"says"}, e.Says, maxExplanation)
	answered := make(map[string]bool)
	for i, a := range e.ByArticle {
		l.length(e, nodePath{"by_article", i, "says"}, a.Says, maxExplanation)
		for j, id := range a.Articles {
			if _, ok := l.b.Article(id); !ok {
				l.fault(e, nodePath{"by_article", i, "articles", j}, "no pack has an article %q", id)
			}
			if answered[id] {
				l.fault(e, nodePath{"by_article", i, "articles", j}, "the article %q has an answer already", id)
			}
			answered[id] = true
		}
	}
	for i, id := range e.Leads {
		if _, ok := l.b.Article(id); !ok {
			l.fault(e, nodePath{"leads", i}, "no pack has an article %q", id)
		}
	}
	if _, ok := l.b.nameByID[e.Name]; !ok && e.Name != "" {
		l.fault(e, nodePath{"name"}, "no pack has a name %q", e.Name)
	}
}

// explanationSources checks that it is known where an explanation is from.
func (l *linter) explanationSources(e *Explanation) {
	switch {
	case len(e.Sources) == 0 && e.Unsourced == "":
		l.fault(e, nil, "the %s has no source; give it one, or say under unsourced why it has none", e.Kind)
	case len(e.Sources) > 0 && e.Unsourced != "":
		l.fault(e, nodePath{"unsourced"}, "the %s has a source, so it is not unsourced", e.Kind)
	}
	for i, s := range e.Sources {
		if _, ok := l.b.Document(s.Document); !ok {
			l.fault(e, nodePath{"sources", i, "document"}, "no pack has a document %q", s.Document)
		}
		if s.Windows != "" && !l.version(s.Windows) {
			l.fault(e, nodePath{"sources", i, "windows"}, "Windows %q is not a value of the fact windows", s.Windows)
		}
	}
}

// length checks a text in every language, as it reads in every version of Windows.
func (l *linter) length(thing any, to nodePath, t Text, most int) {
	for _, lang := range l.b.langsOf(thing) {
		if n := l.longest(t[lang], lang); n > most {
			l.fault(thing, to.then(string(lang)), "the text has %d characters in %s, and may have %d", n, lang, most)
		}
	}
}

// longest is how many characters a text has in the version of Windows where it is longest.
func (l *linter) longest(text string, lang Lang) int {
	versions := []string{Newest}
	if fact, ok := l.b.Fact(FactWindows); ok {
		versions = fact.valueIDs()
	}
	longest := 0
	for _, v := range versions {
		n := 0
		for _, f := range l.b.Expand(text, lang, v) {
			n += utf8.RuneCountInString(f.Text)
		}
		longest = max(longest, n)
	}
	return longest
}

// terms checks that what a fact is explained by is a term.
func (l *linter) terms() {
	for _, f := range l.b.facts {
		if f.Term == "" {
			continue
		}
		if e, ok := l.b.Explanation(f.Term); !ok || e.Kind != KindTerm {
			l.fault(f, nodePath{"term"}, "there is no term %q", f.Term)
		}
	}
}

// textsOfExplanation returns every text of an explanation that is shown to people.
func textsOfExplanation(e *Explanation) []locatedText {
	texts := []locatedText{{owner: e, to: nodePath{"title"}, text: e.Title}, {owner: e, to: nodePath{"says"}, text: e.Says}}
	for i, a := range e.ByArticle {
		texts = append(texts, locatedText{owner: e, to: nodePath{"by_article", i, "says"}, text: a.Says})
	}
	return texts
}
