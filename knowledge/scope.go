package knowledge

import "slices"

// Audience is whom articles are written for.
type Audience string

// The audiences.
const (
	ForEverybody      Audience = ""
	ForConsumers      Audience = "consumer"      // who activate their own PC
	ForAdministrators Audience = "administrator" // who activate the PCs of an organisation
)

// Scope limits which articles are looked at. The zero Scope limits nothing.
type Scope struct {
	// Packs are the ids of packs; none means all of them.
	Packs []string
	// Audience is one that articles are for. Those for everybody are in each scope.
	Audience Audience
	// Windows are versions of Windows; none means all of them. An article is in the scope if
	// it is documented for one of them.
	Windows []string
}

// IsZero reports a scope that limits nothing.
func (s Scope) IsZero() bool {
	return len(s.Packs) == 0 && s.Audience == ForEverybody && len(s.Windows) == 0
}

// Equal reports whether two scopes limit the same.
func (s Scope) Equal(other Scope) bool {
	return slices.Equal(s.Packs, other.Packs) && s.Audience == other.Audience && slices.Equal(s.Windows, other.Windows)
}

// holds reports whether the articles of a pack are in the scope, but for their versions of
// Windows.
func (s Scope) holds(p *Pack) bool {
	return (len(s.Packs) == 0 || slices.Contains(s.Packs, p.ID)) &&
		(s.Audience == ForEverybody || p.Audience == ForEverybody || p.Audience == s.Audience)
}

// InScope reports whether an article is in a scope.
func (b *Base) InScope(a *Article, s Scope) bool {
	if len(s.Windows) > 0 && !slices.ContainsFunc(a.Windows, func(v string) bool { return slices.Contains(s.Windows, v) }) {
		return false
	}
	p, ok := b.Pack(a.Pack)
	return ok && s.holds(p)
}

// Fallback returns the article for codes that no article of the scope answers; false where
// no pack of the scope names one.
func (b *Base) Fallback(s Scope) (*Article, bool) {
	return b.named(s, func(p *Pack) string { return p.Fallback })
}

// IsFallback reports the id of an article that a pack names as its fallback.
func (b *Base) IsFallback(id string) bool {
	return id != "" && slices.ContainsFunc(b.packs, func(p *Pack) bool { return p.Fallback == id })
}

// FindKey returns the article that tells where a product key is found; false where no pack
// of the scope names one.
func (b *Base) FindKey(s Scope) (*Article, bool) {
	return b.named(s, func(p *Pack) string { return p.FindKey })
}

// Example returns a documented code that shows how a code looks; 0 where no pack of the
// scope names one.
func (b *Base) Example(s Scope) Code {
	for _, p := range b.byRank {
		if p.Example != 0 && s.holds(p) {
			return p.Example
		}
	}
	return 0
}

// named returns the first article that a pack of the scope names.
func (b *Base) named(s Scope, id func(*Pack) string) (*Article, bool) {
	for _, p := range b.byRank {
		if a, ok := b.Article(id(p)); ok && s.holds(p) {
			return a, true
		}
	}
	return nil, false
}
