package knowledge

import (
	"slices"

	"go.yaml.in/yaml/v4"
)

// ExplanationKind tells what an explanation answers. Its files stand in a folder of that
// name, in the plural: terms and asides.
type ExplanationKind string

// The kinds of explanations.
const (
	KindTerm  ExplanationKind = "term"  // what a word means, or where something is
	KindAside ExplanationKind = "aside" // a question beside the steps, such as the price
)

// Unsourced tells why an explanation has no source.
type Unsourced string

// Why an explanation has no source.
const (
	UnsourcedWord     Unsourced = "word"     // it explains an ordinary word
	UnsourcedBot      Unsourced = "bot"      // it is about the bot itself
	UnsourcedUnknown  Unsourced = "unknown"  // it says that nothing is documented
	UnsourcedReported Unsourced = "reported" // it tells what others report, and says that they do
)

// Addition is what an explanation adds from the article that is followed.
type Addition string

// What can be added.
const (
	AddMeaning Addition = "meaning" // what has happened
	AddSources Addition = "sources" // what the remedies on show were read in
	AddLabels  Addition = "labels"  // what the remedies on show call buttons and places in another language
)

// Explanation is what is said to somebody who asks for a word or a place, or beside the steps.
type Explanation struct {
	// ID is unique among explanations of both kinds.
	ID   string
	Kind ExplanationKind
	// Title says in a few words what is explained. Editors see it.
	Title Text
	// Says is the answer, at most maxExplanation characters as it is read.
	Says Text
	// ByArticle is what is said instead while an article is followed that has an answer of its
	// own. It stands on that article's sources.
	ByArticle []ArticleAnswer
	// Name is the id of the name that the explanation is about; often empty.
	Name string
	// Adds is what of the article that is followed comes after the text; often empty.
	Adds Addition
	// Leads are the ids of articles that say more.
	Leads []string
	// Sources are what Says was read in. Without any, Unsourced tells why.
	Sources   []Source
	Unsourced Unsourced
	// Pack is the folder from outside that the explanation came from, empty for a built-in
	// one, and File its path in there.
	Pack, File string
}

// ArticleAnswer is what some articles, by their ids, say themselves.
type ArticleAnswer struct {
	Articles []string
	Says     Text
}

// Text returns what is said while an article is followed, and whether it is the article's own
// answer. An empty id means that none is followed.
func (e *Explanation) Text(article string) (text Text, own bool) {
	for _, a := range e.ByArticle {
		if slices.Contains(a.Articles, article) {
			return a.Says, true
		}
	}
	return e.Says, false
}

func (e *Explanation) id() string { return e.ID }

// kindOfFolder maps the folders of explanations to what they hold.
func kindOfFolder(folder string) (ExplanationKind, bool) {
	for _, k := range []ExplanationKind{KindTerm, KindAside} {
		if folder == k.folder() {
			return k, true
		}
	}
	return "", false
}

func (k ExplanationKind) folder() string { return string(k) + "s" }

// explanation reads a file of a term or an aside.
func (f *file) explanation(kind ExplanationKind) *Explanation {
	e := &Explanation{Kind: kind}
	f.fields(f.root, "the "+string(kind),
		must("id", func(n *yaml.Node) { e.ID = f.id(n, "the id") }),
		must("title", func(n *yaml.Node) { e.Title = f.text(n, "the title") }),
		must("says", func(n *yaml.Node) { e.Says = f.text(n, "says") }),
		may("by_article", func(n *yaml.Node) {
			f.items(n, "by_article", func(_ int, item *yaml.Node) {
				var a ArticleAnswer
				f.fields(item, "the answer",
					must("articles", func(n *yaml.Node) { a.Articles = f.ids(n, "articles") }),
					must("says", func(n *yaml.Node) { a.Says = f.text(n, "the answer") }))
				e.ByArticle = append(e.ByArticle, a)
			})
		}),
		may("name", func(n *yaml.Node) { e.Name = f.id(n, "the name") }),
		may("adds", func(n *yaml.Node) {
			e.Adds = Addition(f.oneOf(n, "adds", string(AddMeaning), string(AddSources), string(AddLabels)))
		}),
		may("leads", func(n *yaml.Node) { e.Leads = f.ids(n, "leads") }),
		may("sources", func(n *yaml.Node) { e.Sources = f.citations(n) }),
		may("unsourced", func(n *yaml.Node) {
			e.Unsourced = Unsourced(f.oneOf(n, "unsourced", string(UnsourcedWord), string(UnsourcedBot), string(UnsourcedUnknown), string(UnsourcedReported)))
		}))
	return e
}

// citations reads sources that nothing refers to by an id.
func (f *file) citations(n *yaml.Node) []Source {
	var sources []Source
	f.items(n, "sources", func(_ int, item *yaml.Node) {
		var s Source
		f.fields(item, "the source", f.citing(&s)...)
		sources = append(sources, s)
	})
	return sources
}
