package knowledge

import (
	"path"
	"slices"
)

// Base is everything the bot knows. It never changes after it was loaded, so it
// is safe for concurrent use.
type Base struct {
	packs     []*Pack
	articles  []*Article
	facts     []*Fact
	documents []*Document
	names     []*Name
	// explanations are the terms and the asides.
	explanations []*Explanation

	articleByID     map[string]*Article
	explanationByID map[string]*Explanation
	packByID        map[string]*Pack
	// byRank are the packs, those first whose settings count before those of others: packs
	// of one's own, the last one first, then the built-in ones in order.
	byRank   []*Pack
	byCode   map[Code][]*Article
	holders  map[Code][]Holder // the same, of what is known before they are read
	codes    []Code            // the keys of byCode, sorted
	nameByID map[string]*Name
	varying  map[string]bool // names whose words differ between versions of Windows

	languages Languages
	language  *Language
	phrases   *Phrases

	// extensions are what packs add to articles of others.
	extensions []*Article
	// gaps are what drafts of languages lack.
	gaps []Fault
	// drafts are the articles that are not finished.
	drafts []Draft

	unread unread

	// origins tells which file each article, explanation, fact, document and name came from.
	origins map[any]origin
}

// Packs returns the packs in the order they were loaded.
func (b *Base) Packs() []*Pack { return b.packs }

// Pack returns the pack with an id; of several, the one that was loaded last.
func (b *Base) Pack(id string) (*Pack, bool) {
	p, ok := b.packByID[id]
	return p, ok
}

// Articles returns every article, ordered by pack and file name. One that a later
// pack replaced has its successor in its place.
func (b *Base) Articles() []*Article {
	b.haveAll()
	return b.articles
}

// Article returns the article with an id.
func (b *Base) Article(id string) (*Article, bool) {
	a, ok := b.articleByID[id]
	if ok {
		b.have(a)
	}
	return a, ok
}

// FileOf returns the file that an article was read from, as faults call it; empty where none was.
func (b *Base) FileOf(a *Article) string {
	o, ok := b.origins[a]
	if !ok {
		return ""
	}
	return path.Join(o.folder.label, o.file)
}

// ByCode returns the articles that answer a code. What is written for administrators comes
// last; of the rest, the article that the code leads comes first.
func (b *Base) ByCode(c Code) []*Article {
	articles := b.byCode[c]
	for _, a := range articles {
		b.have(a)
	}
	return articles
}

// Codes returns every code that an article answers, sorted.
func (b *Base) Codes() []Code { return slices.Clone(b.codes) }

// Facts returns every fact in the order they were written.
func (b *Base) Facts() []*Fact { return b.facts }

// Fact returns the fact with an id.
func (b *Base) Fact(id string) (*Fact, bool) {
	return find(b.facts, func(f *Fact) bool { return f.ID == id })
}

// Documents returns every document in the order they were written.
func (b *Base) Documents() []*Document { return b.documents }

// Document returns the document with an id.
func (b *Base) Document(id string) (*Document, bool) {
	return find(b.documents, func(d *Document) bool { return d.ID == id })
}

// Languages returns the languages that people are answered in.
func (b *Base) Languages() Languages { return b.languages }

// Language returns what the matcher knows of the languages.
func (b *Base) Language() *Language { return b.language }

// Phrases returns the bot's own sentences.
func (b *Base) Phrases() *Phrases { return b.phrases }

// Explanations returns every explanation, ordered by folder and file name. One that a later
// pack replaced has its successor in its place.
func (b *Base) Explanations() []*Explanation {
	b.haveAll()
	return b.explanations
}

// Explanation returns the explanation with an id.
func (b *Base) Explanation(id string) (*Explanation, bool) {
	e, ok := b.explanationByID[id]
	if ok {
		b.have(e)
	}
	return e, ok
}

// written returns the articles and the extensions as their files have them.
func (b *Base) written() []*Article {
	all := make([]*Article, 0, len(b.articles)+len(b.extensions))
	for _, a := range b.articles {
		if a.own != nil {
			a = a.own
		}
		all = append(all, a)
	}
	return append(all, b.extensions...)
}

// adds reports that what was written is an extension.
func (b *Base) adds(a *Article) bool { return slices.Contains(b.extensions, a) }

// Value returns the value with an id.
func (f *Fact) Value(id string) (Value, bool) {
	i := slices.IndexFunc(f.Values, func(v Value) bool { return v.ID == id })
	if i < 0 {
		return Value{}, false
	}
	return f.Values[i], true
}

func find[T any](list []*T, is func(*T) bool) (*T, bool) {
	i := slices.IndexFunc(list, is)
	if i < 0 {
		return nil, false
	}
	return list[i], true
}
