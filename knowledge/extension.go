package knowledge

import (
	"slices"

	"go.yaml.in/yaml/v4"
)

// extension is a file that adds to an article of another pack without copying it.
type extension struct {
	// article is what is added, under the id of the article that it is added to.
	article *Article
	// before are, by remedy, the remedies of the article that it goes before; empty for one
	// that goes after them all.
	before []string
}

// The keys of a file that adds to an article.
const (
	extendsKey = "extends"
	beforeKey  = "before"
)

// extends reports that a file adds to an article.
func (f *file) extends() bool {
	_, n := child(resolveAlias(f.root), extendsKey)
	return n != nil
}

// extension reads a file that adds to an article.
func (f *file) extension() *extension {
	x := &extension{article: new(Article)}
	a := x.article
	f.fields(f.root, "the extension",
		must(extendsKey, func(n *yaml.Node) { a.ID = f.id(n, "the id of the article") }).about("The id of the article that this adds to. The file is called after it."),
		may("kinds", func(n *yaml.Node) { a.Kinds = f.kinds(n) }).about("More kinds of message that the article answers.").with("minItems", 1),
		may("symptoms", func(n *yaml.Node) { a.Symptoms = f.lines(n, "symptoms") }).about("More of what people say when they have this problem, in their own words. No phrase may stand in two articles."),
		may("notes", func(n *yaml.Node) { a.Notes = f.notes(n) }).about("What is said after the meaning of the article, in the name of the pack: its title stands before it.").with("minItems", 1),
		may("remedies", func(n *yaml.Node) { a.Remedies, x.before = f.addedRemedies(n) }).about("More ways out, after those of the article.").with("minItems", 1),
		may("questions", func(n *yaml.Node) { a.Questions = f.ids(n, "questions") }).about("More facts that may be asked about here."),
		may("see_also", func(n *yaml.Node) { a.SeeAlso = f.ids(n, "see_also") }).about("More articles that people may want to go on to, by their ids."),
		may("sources", func(n *yaml.Node) { a.Sources = f.sources(n) }).about("What the remedies of this file were read in.").with("minItems", 1))
	return x
}

// addedRemedies reads remedies that may say which one they go before.
func (f *file) addedRemedies(n *yaml.Node) (remedies []Remedy, before []string) {
	remedies = f.remediesWith(n, func(item int) field {
		for len(before) <= item {
			before = append(before, "")
		}
		return may(beforeKey, func(n *yaml.Node) { before[item] = f.id(n, "before") }).about("The remedy of the article that this one goes before, by its id; left out, after them all.")
	})
	return remedies, before
}

// remedy returns the place of a remedy; -1 where there is none.
func (a *Article) remedy(id string) int {
	return slices.IndexFunc(a.Remedies, func(r Remedy) bool { return r.ID == id })
}

// addTo returns an article with what the extension of a pack adds to it.
func (x *extension) addTo(a *Article, p *Pack) *Article {
	whole, more := *a, x.article
	more.Windows = a.Windows
	if whole.own == nil {
		whole.own = a
	}
	whole.Kinds = union(a.Kinds, more.Kinds)
	whole.Questions = union(a.Questions, more.Questions)
	whole.SeeAlso = union(a.SeeAlso, more.SeeAlso)
	whole.Sources = slices.Concat(a.Sources, more.Sources)
	whole.Symptoms = make(Lines, len(a.Symptoms))
	for _, lines := range []Lines{a.Symptoms, more.Symptoms} {
		for l, said := range lines {
			whole.Symptoms[l] = slices.Concat(whole.Symptoms[l], said)
		}
	}
	whole.Notes = slices.Clone(a.Notes)
	for _, n := range more.Notes {
		n.From = p.Title
		whole.Notes = append(whole.Notes, n)
	}
	whole.Remedies = slices.Clone(a.Remedies)
	for i, r := range more.Remedies {
		at := len(whole.Remedies)
		if x.before[i] != "" {
			at = whole.remedy(x.before[i])
		}
		whole.Remedies = slices.Insert(whole.Remedies, at, r)
	}
	return &whole
}

// union returns a list with what another one adds to it.
func union[T comparable](list, more []T) []T {
	whole := slices.Clone(list)
	for _, v := range more {
		if !slices.Contains(whole, v) {
			whole = append(whole, v)
		}
	}
	return whole
}
