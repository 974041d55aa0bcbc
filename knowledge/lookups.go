package knowledge

import (
	"cmp"
	"slices"
)

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
