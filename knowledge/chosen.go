package knowledge

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// UnknownPackError is that a pack was named which there is not.
type UnknownPackError struct {
	Name string
	// Known are the names that there are.
	Known []string
}

func (e *UnknownPackError) Error() string {
	return fmt.Sprintf("there is no pack %q; there are %s", e.Name, strings.Join(e.Known, ", "))
}

// Choose returns the knowledge without the articles of the built-in packs that are not named;
// without any names, all of it. What packs share, such as facts and documents, stays, and so
// does all of a folder from outside. The error is an UnknownPackError.
func (b *Base) Choose(packs []string) (*Base, error) {
	var known []string
	for _, p := range b.packs {
		known = append(known, p.ID)
	}
	for _, name := range packs {
		if !slices.Contains(known, name) {
			return nil, &UnknownPackError{name, known}
		}
	}
	if len(packs) == 0 {
		return b, nil
	}
	b.haveAll()
	dropped := func(p *Pack) bool { return b.origins[p].folder.own && !slices.Contains(packs, p.ID) }
	if !slices.ContainsFunc(b.packs, dropped) {
		return b, nil
	}
	less := *b
	less.unread.ids = nil
	less.origins = maps.Clone(b.origins)
	less.packs = slices.DeleteFunc(slices.Clone(b.packs), dropped)
	less.articles = slices.DeleteFunc(slices.Clone(b.articles), func(a *Article) bool {
		return dropped(&b.origins[a].folder.pack)
	})
	less.index()
	less.forgetMissing()
	less.index()
	return &less, nil
}

// forgetMissing removes what leads to articles that are not there.
func (b *Base) forgetMissing() {
	missing := func(id string) bool { _, ok := b.Article(id); return !ok }
	without := func(ids []string) []string { return slices.DeleteFunc(slices.Clone(ids), missing) }
	for i, a := range b.articles {
		if slices.ContainsFunc(a.SeeAlso, missing) {
			a := *a
			a.SeeAlso = without(a.SeeAlso)
			b.articles[i] = replaced(b, b.articles[i], &a)
		}
	}
	for i, e := range b.explanations {
		e := *e
		e.Leads = without(e.Leads)
		e.ByArticle = slices.Clone(e.ByArticle)
		for j := range e.ByArticle {
			e.ByArticle[j].Articles = without(e.ByArticle[j].Articles)
		}
		e.ByArticle = slices.DeleteFunc(e.ByArticle, func(a ArticleAnswer) bool { return len(a.Articles) == 0 })
		if i == 0 {
			b.explanations = slices.Clone(b.explanations)
		}
		b.explanations[i] = replaced(b, b.explanations[i], &e)
	}
	for i, p := range b.packs {
		p := *p
		p.Licenses = slices.DeleteFunc(slices.Clone(p.Licenses), func(l License) bool { return missing(l.Article) })
		if missing(p.Fallback) {
			p.Fallback = ""
		}
		if missing(p.FindKey) {
			p.FindKey = ""
		}
		if len(b.ByCode(p.Example)) == 0 {
			p.Example = 0
		}
		b.packs[i] = replaced(b, b.packs[i], &p)
	}
}

// replaced notes that a thing stands where another was written, and returns it.
func replaced[T any](b *Base, old, now *T) *T {
	b.origins[now] = b.origins[old]
	return now
}
