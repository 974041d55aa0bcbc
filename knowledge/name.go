package knowledge

import (
	"maps"
	"slices"
	"strings"
)

// NameKind tells what a name stands for.
type NameKind string

// The kinds of names.
const (
	NamePath    NameKind = "path"    // a way through menus, parts joined by >
	NameLabel   NameKind = "label"   // a button or link as Windows shows it
	NameCommand NameKind = "command" // something to type
	NameLink    NameKind = "link"    // a page on the web
	NameWord    NameKind = "word"    // plain words, such as the Windows version
)

// Name is written once and used in texts as {id}, so that a label or a menu
// path is the same everywhere and follows the version of Windows.
type Name struct {
	ID   string
	Kind NameKind
	// Forms holds the words by version of Windows; "" serves every version.
	Forms map[string]Text
	// Link is what a path opens (ms-settings:...) or where a link leads (https).
	Link string
	// Destructive tells of a command that takes something away: a remedy with it must ask first.
	Destructive bool
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
