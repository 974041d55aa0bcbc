package redact

import "sync"

// finder finds what is to be masked in a text. All of it is found in the text as it is:
// what is masked for one reason never hides anything from another one.
type finder struct {
	*workspace
	text  string
	spans []span // in any order; they may overlap
	// work counts the bytes and the groups that were looked at: it grows with the length of
	// the text, whatever stands there.
	work int
	// asked tells that it is known whether the text speaks of a recovery key.
	asked, recovery bool
}

// workspace is what is needed to look through a text.
type workspace struct {
	finder   finder
	scanner  groupScanner
	segments []segment
}

// workspaces are those that are not in use, so that an ordinary message needs no memory.
var workspaces = sync.Pool{New: func() any { return new(workspace) }} //nolint:gochecknoglobals // holds nothing that anybody could tell from a new one

// maxKept is how many groups or spans a workspace has room for that is kept.
const maxKept = 4096

func (w *workspace) release() {
	if cap(w.scanner.groups) <= maxKept && cap(w.finder.spans) <= maxKept {
		w.finder.text = ""
		workspaces.Put(w)
	}
}

func (f *finder) add(start, end int, kind Secret) {
	f.spans = append(f.spans, span{start: start, end: end, kind: kind})
}

// addKey adds a product key whose last group begins at tail.
func (f *finder) addKey(start, tail, end int) {
	f.spans = append(f.spans, span{start: start, end: end, kind: SecretKey, groups: keyGroups, tail: tail})
}

// addPart adds a part of a product key, of so many groups.
func (f *finder) addPart(start, end, groups int) {
	f.spans = append(f.spans, span{start: start, end: end, kind: SecretPart, groups: groups})
}
