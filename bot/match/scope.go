package match

import (
	"slices"

	"aktivering/knowledge"
)

// Scope limits the articles that a text is matched with. The zero Scope limits nothing.
type Scope = knowledge.Scope

// limits is the knowledge as far as a scope goes.
type limits struct {
	m     *Matcher
	all   bool // the scope limits nothing
	scope Scope
}

func (m *Matcher) limit(in Scope) limits { return limits{m, in.IsZero(), in} }

// has reports whether an article is in the scope.
func (l *limits) has(a *knowledge.Article) bool {
	return l.all || l.m.kb.InScope(a, l.scope)
}

// hasNumber is has for the number of an article.
func (l *limits) hasNumber(article int32) bool {
	return l.all || l.has(l.m.articles[article])
}

// byCode returns the articles that answer a code, the one that the code leads first.
func (l *limits) byCode(c knowledge.Code) []*knowledge.Article {
	articles := l.m.kb.ByCode(c)
	if l.all {
		return articles
	}
	return slices.DeleteFunc(slices.Clone(articles), func(a *knowledge.Article) bool { return !l.has(a) })
}

// known reports a documented code.
func (l *limits) known(c knowledge.Code) bool {
	return slices.ContainsFunc(l.m.kb.ByCode(c), l.has)
}

// entry returns the id of the article that a code leads to; false for a code that is not
// documented.
func (l *limits) entry(c knowledge.Code) (string, bool) {
	articles := l.m.kb.ByCode(c)
	if i := slices.IndexFunc(articles, l.has); i >= 0 {
		return articles[i].ID, true
	}
	return "", false
}
