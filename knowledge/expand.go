package knowledge

import (
	"maps"
	"slices"
	"strings"
)

// FactWindows is the fact that tells the version of Windows. Texts follow it.
const FactWindows = "windows"

// FactAudience is the fact that tells whom a person is, one of the audiences. What a person is
// led to follows it.
const FactAudience = "audience"

// ValueOther is the value of a fact that stands for all that its other values do not name.
const ValueOther = "other"

// ValueYes is the value of a fact that is settled by yes or no, for yes.
const ValueYes = "yes"

// Newest is the version of Windows whose words are used where the person's
// version is not known.
const Newest = "11"

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

// form returns the words for a version of Windows: its own, else those of every
// version, else those of the newest one there is.
func (n *Name) form(windows string) Text {
	if windows == "" {
		windows = Newest
	}
	if t, ok := n.Forms[windows]; ok {
		return t
	}
	if t, ok := n.Forms[""]; ok {
		return t
	}
	return n.Forms[n.versions()[0]]
}

// versions returns the versions that the name has words for, newest first.
func (n *Name) versions() []string {
	versions := make([]string, 0, len(n.Forms))
	for v := range n.Forms {
		versions = append(versions, v)
	}
	slices.SortFunc(versions, func(a, b string) int {
		if len(a) != len(b) {
			return len(b) - len(a)
		}
		return strings.Compare(b, a)
	})
	return versions
}

func (n *Name) varies() bool {
	var first Text
	for _, t := range n.Forms {
		if first == nil {
			first = t
		} else if !maps.Equal(t, first) {
			return true
		}
	}
	return false
}

// cutName splits a text around its first {name}.
func cutName(text string) (before, id, after string, ok bool) {
	start := strings.IndexByte(text, '{')
	if start < 0 {
		return text, "", "", false
	}
	size := strings.IndexByte(text[start:], '}')
	if size < 0 {
		return text, "", "", false
	}
	return text[:start], text[start+1 : start+size], text[start+size+1:], true
}

// NamesIn returns the ids of the {names} in a text, in order.
func NamesIn(text string) []string {
	var ids []string
	for {
		_, id, after, ok := cutName(text)
		if !ok {
			return ids
		}
		ids = append(ids, id)
		text = after
	}
}
