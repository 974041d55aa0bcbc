package knowledge

import (
	"cmp"
	"slices"
	"time"
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
	nameByID map[string]*Name
	varying  map[string]bool // names whose words differ between versions of Windows

	languages Languages
	language  *Language
	phrases   *Phrases

	// gaps are what drafts of languages lack.
	gaps []Fault

	// origins tells which file each article, explanation, fact, document and name came from.
	origins map[any]origin
}

// Pack is a folder of articles, and what its pack.yaml says of all of them.
type Pack struct {
	// ID is the pack's name; that of the folder where pack.yaml gives none.
	ID    string
	Title Text
	// Audience is whom the articles are for.
	Audience Audience
	// Languages are those that every text of the pack is in; none means those that people are
	// answered in.
	Languages []Lang
	// Read is the day on which the documents were last read that do not give one of their
	// own; zero where all of them do.
	Read time.Time
	// Fallback is the id of the article for codes that no article answers, and FindKey of the
	// one that tells where a product key is found; empty where the pack has none.
	Fallback, FindKey string
	// Example is a code that shows how codes look; 0 where the pack names none.
	Example Code
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
func (b *Base) Articles() []*Article { return b.articles }

// Article returns the article with an id.
func (b *Base) Article(id string) (*Article, bool) {
	a, ok := b.articleByID[id]
	return a, ok
}

// ByCode returns the articles that answer a code. The article that the code
// leads comes first.
func (b *Base) ByCode(c Code) []*Article { return b.byCode[c] }

// Codes returns every code that an article answers, sorted.
func (b *Base) Codes() []Code {
	codes := make([]Code, 0, len(b.byCode))
	for c := range b.byCode {
		codes = append(codes, c)
	}
	slices.Sort(codes)
	return codes
}

// Facts returns every fact in the order they were written.
func (b *Base) Facts() []*Fact { return b.facts }

// Fact returns the fact with an id.
func (b *Base) Fact(id string) (*Fact, bool) {
	return find(b.facts, func(f *Fact) bool { return f.ID == id })
}

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

// index builds the look-ups once everything is in place.
func (b *Base) index() {
	b.articleByID = make(map[string]*Article, len(b.articles))
	b.byCode = make(map[Code][]*Article)
	for _, a := range b.articles {
		b.articleByID[a.ID] = a
		for _, c := range a.Codes {
			b.byCode[c] = append(b.byCode[c], a)
		}
	}
	b.explanationByID = make(map[string]*Explanation, len(b.explanations))
	for _, e := range b.explanations {
		b.explanationByID[e.ID] = e
	}
	for c, articles := range b.byCode {
		slices.SortStableFunc(articles, func(x, y *Article) int {
			return cmp.Compare(rank(x, c), rank(y, c))
		})
	}
	b.packByID = make(map[string]*Pack, len(b.packs))
	var own []*Pack
	for _, p := range b.packs {
		b.packByID[p.ID] = p
		if b.origins[p].folder.own {
			own = append(own, p)
		} else {
			b.byRank = slices.Insert(b.byRank, 0, p)
		}
	}
	b.byRank = append(b.byRank, own...)
	b.nameByID = make(map[string]*Name, len(b.names))
	b.varying = make(map[string]bool)
	for _, n := range b.names {
		b.nameByID[n.ID] = n
		if n.varies() {
			b.varying[n.ID] = true
		}
	}
}

// rank is 0 for an article whose first code is c, else 1.
func rank(a *Article, c Code) int {
	if a.Codes[0] == c {
		return 0
	}
	return 1
}
