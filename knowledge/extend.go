package knowledge

import (
	"slices"

	"go.yaml.in/yaml/v4"
)

// extend adds the extensions to the articles, in the order in which they were read.
func (b *Base) extend(extensions []*extension) []Fault {
	l := &linter{b: b, roots: make(map[string]*yaml.Node)}
	for _, x := range extensions {
		i := slices.IndexFunc(b.articles, func(a *Article) bool { return a.ID == x.article.ID })
		if i < 0 {
			l.fault(x.article, nodePath{extendsKey}, "there is no article %q to extend; see aktivering knowledge list", x.article.ID)
			continue
		}
		before := len(l.faults)
		if l.fits(x, b.articles[i]); len(l.faults) > before {
			continue
		}
		whole := x.addTo(b.articles[i], &b.origins[x.article].folder.pack)
		b.articles[i], b.origins[whole] = whole, b.origins[whole.own]
		b.extensions = append(b.extensions, x.article)
	}
	return l.faults
}

// fits finds fault with what an extension cannot add to an article.
func (l *linter) fits(x *extension, a *Article) {
	for i, r := range x.article.Remedies {
		to := nodePath{"remedies", i}
		if a.remedy(r.ID) >= 0 {
			l.fault(x.article, to.then("id"), "the article has a remedy %q already; give this one another id, or write the article anew", r.ID)
		}
		if before := x.before[i]; before != "" && a.remedy(before) < 0 {
			l.fault(x.article, to.then(beforeKey), "the article has no remedy %q to go before", before)
		}
	}
	for i, s := range x.article.Sources {
		if slices.ContainsFunc(a.Sources, func(o Source) bool { return o.ID == s.ID }) {
			l.fault(x.article, nodePath{"sources", i, "id"}, "the article has a source %q already; give this one another id", s.ID)
		}
	}
}
