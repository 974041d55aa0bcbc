package knowledge

import "slices"

// Holder is an article that answers a code, as far as it is known before it is read: what a code
// leads to is told without that.
type Holder struct {
	// ID is that of the article, and Audience whom it is for.
	ID       string
	Audience Audience
	// Beside tells that it is about something else than Windows activation.
	Beside bool
	pack   *Pack
}

// Holders returns the articles that answer a code, in the order of ByCode. None of them is read.
func (b *Base) Holders(c Code) []Holder { return b.holders[c] }

// HolderInScope is InScope of an article that answers a code. It is read only where the scope
// limits the versions of Windows.
func (b *Base) HolderInScope(h Holder, s Scope) bool {
	if len(s.Windows) > 0 {
		a, ok := b.Article(h.ID)
		return ok && b.InScope(a, s)
	}
	return h.pack != nil && s.holds(h.pack)
}

// indexHolders notes who answers which code, once that is in order.
func (b *Base) indexHolders() {
	b.holders, b.codes = make(map[Code][]Holder, len(b.byCode)), make([]Code, 0, len(b.byCode))
	for c, articles := range b.byCode {
		list := make([]Holder, len(articles))
		for i, a := range articles {
			p, _ := b.Pack(a.Pack)
			list[i] = Holder{ID: a.ID, Audience: b.AudienceOf(a), Beside: b.Subject(a) != nil, pack: p}
		}
		b.holders[c] = list
		b.codes = append(b.codes, c)
	}
	slices.Sort(b.codes)
}
