package knowledge

import "slices"

// Scope limits which articles are looked at. The zero Scope limits nothing.
type Scope struct {
	// Packs are the ids of packs; none means all of them.
	Packs []string
	// Audience is one that articles are for. Those for everybody are in each scope.
	Audience Audience
	// Windows are versions of Windows; none means all of them. An article is in the scope if
	// it is documented for one of them.
	Windows []string
	// Reader is who asks, as far as that is known. It limits nothing: of what is in the scope,
	// words lead an administrator also to what is written for administrators, and a code first.
	Reader Audience
}

// IsZero reports a scope that limits nothing.
func (s Scope) IsZero() bool {
	return len(s.Packs) == 0 && s.Audience == ForEverybody && len(s.Windows) == 0 // Reader limits nothing
}

// Equal reports whether two scopes are the same.
func (s Scope) Equal(other Scope) bool {
	return slices.Equal(s.Packs, other.Packs) && s.Audience == other.Audience && slices.Equal(s.Windows, other.Windows) && s.Reader == other.Reader
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

// AudienceOf returns whom an article is for.
func (b *Base) AudienceOf(a *Article) Audience {
	if p, ok := b.Pack(a.Pack); ok {
		return p.Audience
	}
	return ForEverybody
}

// Subject returns the pack of an article about something else than Windows activation; nil for
// one that is about that.
func (b *Base) Subject(a *Article) *Pack {
	if p := &b.origins[a].folder.pack; len(p.Anchors) > 0 {
		return p
	}
	return nil
}

// BesideActivation reports that a fact is one of a pack about something else than Windows
// activation.
func (b *Base) BesideActivation(f *Fact) bool { return len(b.origins[f].folder.pack.Anchors) > 0 }

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

// Common returns the most common problems, those of the first pack of the scope that names some.
func (b *Base) Common(s Scope) []CommonProblem {
	for _, p := range b.byRank {
		if len(p.Common) > 0 && s.holds(p) {
			return p.Common
		}
	}
	return nil
}

// named returns the first article that a pack of the scope names, those for who asks first.
func (b *Base) named(s Scope, id func(*Pack) string) (*Article, bool) {
	var other *Article
	for _, p := range b.byRank {
		a, ok := b.Article(id(p))
		switch {
		case !ok || !s.holds(p):
		case s.Reader == ForEverybody || s.Reader == p.Audience:
			return a, true
		case other == nil:
			other = a
		}
	}
	return other, other != nil
}
