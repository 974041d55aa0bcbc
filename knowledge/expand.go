package knowledge

// Fragment is a piece of an expanded text.
type Fragment struct {
	Text string
	// Kind is what the piece is; empty for plain text.
	Kind NameKind
	// Link is what a path opens or where a link leads; often empty.
	Link string
}

// Expand puts the words of a language and a version of Windows in the place of
// every {name}. An empty version means the newest.
func (b *Base) Expand(text string, l Lang, windows string) []Fragment {
	var fragments []Fragment
	plain := func(s string) {
		if s != "" {
			fragments = append(fragments, Fragment{Text: s})
		}
	}
	for {
		before, id, after, ok := cutName(text)
		if !ok {
			plain(text)
			return fragments
		}
		text = after
		name, known := b.Named(id, l, windows)
		if !known {
			// Lint forbids it; a text from elsewhere stands as it was written.
			plain(before + name.Text)
			continue
		}
		plain(before)
		fragments = append(fragments, name)
	}
}

// Named returns what stands for {id}, as Expand; for a name that is not known it
// returns false and {id} as it was written.
func (b *Base) Named(id string, l Lang, windows string) (Fragment, bool) {
	name, known := b.nameByID[id]
	if !known {
		return Fragment{Text: "{" + id + "}"}, false
	}
	return Fragment{Text: name.form(windows).In(l), Kind: name.Kind, Link: name.Link}, true
}

// Varies reports whether the text names something whose words differ between
// versions of Windows.
func (b *Base) Varies(text string) bool {
	for {
		_, id, after, ok := cutName(text)
		if !ok {
			return false
		}
		if b.varying[id] {
			return true
		}
		text = after
	}
}

// Versions returns the versions of Windows that {id} has words of its own for, newest first.
// There are none where the words are the same in every version.
func (b *Base) Versions(id string) []string {
	if !b.varying[id] {
		return nil
	}
	return b.nameByID[id].versions()
}
