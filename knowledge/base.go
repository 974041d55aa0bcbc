package knowledge

import (
	"cmp"
	"path"
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
	// Anchors are words, of which one must be said for the articles to be meant, of a pack whose
	// subject is another one than Windows activation; else there are none.
	Anchors []string
	// Common are the most common problems, to choose from where nothing is known yet.
	Common []CommonProblem
	// Licenses tell where what Windows prints about a license leads to; the first that fits counts.
	Licenses []License
}

// License is what may be printed about a license, and the article that says more of it.
type License struct {
	// Channels and States are those that it is for, as bot/slmgr calls them; none means all.
	Channels, States []string
	// Host tells that it is for a client to which a KMS host is known ("yes"), or for one to
	// which none is ("no"); empty means both.
	Host string
	// Events are the events about requests to a KMS host that it is for; where there are none, it is
	// for what the commands print.
	Events  []string
	Article string
}

// CommonProblem is a problem that many have: an article, and what people would call it, short
// enough for a button.
type CommonProblem struct {
	Article string
	Label   Text
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
	for c, articles := range b.byCode {
		slices.SortStableFunc(articles, func(x, y *Article) int {
			return cmp.Or(b.expert(x)-b.expert(y), cmp.Compare(rank(x, c), rank(y, c)))
		})
	}
	b.indexHolders()
	b.nameByID = make(map[string]*Name, len(b.names))
	b.varying = make(map[string]bool)
	for _, n := range b.names {
		b.nameByID[n.ID] = n
		if n.varies() {
			b.varying[n.ID] = true
		}
	}
}

// expert is 1 for what is written for administrators, and 0 for the rest.
func (b *Base) expert(a *Article) int {
	if b.AudienceOf(a) == ForAdministrators {
		return 1
	}
	return 0
}

// rank is 0 for an article whose first code is c, else 1.
func rank(a *Article, c Code) int {
	if a.Codes[0] == c {
		return 0
	}
	return 1
}
