package knowledge

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
