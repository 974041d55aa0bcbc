package match

import (
	"cmp"
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
	// expert tells that an administrator asks.
	expert bool
	// only, where there is one, reports whether words may lead to the article with a number.
	only func(article int32) bool
}

func (m *Matcher) limit(in Scope) limits {
	return limits{m: m, all: in.IsZero(), scope: in, expert: in.Audience == knowledge.ForAdministrators || in.Reader == knowledge.ForAdministrators}
}

// byWords reports whether words may lead to the article with a number: to what is written for
// administrators only those of an administrator do.
func (l *limits) byWords(article int32) bool {
	return (l.only == nil || l.only(article)) && l.hasNumber(article) && (l.expert || !l.m.expert[article])
}

// has reports whether an article that answers a code is in the scope.
func (l *limits) has(h knowledge.Holder) bool {
	return l.all || l.m.kb.HolderInScope(h, l.scope)
}

// hasNumber is has for the number of an article.
func (l *limits) hasNumber(article int32) bool {
	if l.all {
		return true
	}
	a, ok := l.m.kb.Article(l.m.articles[article])
	return ok && l.m.kb.InScope(a, l.scope)
}

// forOthers is 0 for what is written for administrators and 1 for the rest.
func forOthers(h knowledge.Holder) int {
	if h.Audience == knowledge.ForAdministrators {
		return 0
	}
	return 1
}

// byCode returns the articles that answer a code: those for who asks first, and of them the one
// that the code leads.
func (l *limits) byCode(c knowledge.Code) []knowledge.Holder {
	holders := l.m.kb.Holders(c)
	if l.all && !l.expert {
		return holders
	}
	holders = slices.DeleteFunc(slices.Clone(holders), func(h knowledge.Holder) bool { return !l.has(h) })
	if l.expert {
		slices.SortStableFunc(holders, func(x, y knowledge.Holder) int { return cmp.Compare(forOthers(x), forOthers(y)) })
	}
	return holders
}

// known reports a documented code.
func (l *limits) known(c knowledge.Code) bool {
	return slices.ContainsFunc(l.m.kb.Holders(c), l.has)
}

// nearEntry is entry of what is taken for a slip in a code: one of Windows activation.
func (l *limits) nearEntry(c knowledge.Code) (string, bool) {
	for _, h := range l.m.kb.Holders(c) {
		if l.has(h) && !h.Beside {
			return h.ID, true
		}
	}
	return "", false
}

// entry returns the id of the article that a documented code leads to.
func (l *limits) entry(c knowledge.Code) string {
	holders := l.m.kb.Holders(c)
	if i := slices.IndexFunc(holders, l.has); i >= 0 {
		return holders[i].ID
	}
	return ""
}
