package redact

import (
	"cmp"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

// Secret is a kind of text that is masked.
type Secret string

// The kinds of secrets, from the one that people are told of first.
const (
	SecretNone     Secret = ""
	SecretKey      Secret = "key"      // a product key: its last five characters stay
	SecretPart     Secret = "part"     // a part of a product key: nothing of it stays
	SecretRecovery Secret = "recovery" // a recovery key of BitLocker
	SecretToken    Secret = "token"    // an API key, an access token or a private key
	SecretWord     Secret = "word"     // a password or a PIN
	SecretNumber   Secret = "number"   // a national identity number or a card number
)

// rank orders kinds: what is told of first has the lowest.
func (s Secret) rank() int {
	switch s {
	case SecretKey:
		return 1
	case SecretPart:
		return 2
	case SecretRecovery:
		return 3
	case SecretToken:
		return 4
	case SecretWord:
		return 5
	case SecretNumber:
		return 6
	case SecretNone:
	}
	return 7
}

// And is the kind to tell of where both were found.
func (s Secret) And(other Secret) Secret {
	if other.rank() < s.rank() {
		return other
	}
	return s
}

// mask stands for one hidden character. It is no character of any secret, so a
// masked text has nothing left to mask.
const mask = "•"

// masks is what a masked text has at least; a single one begins a line of a list.
const masks = mask + mask

// hidden is what is left of a secret, or of one group of a product key.
const hidden = mask + mask + mask + mask + mask

// maskedGroups is what is shown of a product key before its last five characters.
const maskedGroups = hidden + "-" + hidden + "-" + hidden + "-" + hidden + "-"

// Redact masks what must not be stored, logged or passed on, and returns the kind of
// what it masked, SecretNone where it left the text as it is. What it returns is valid
// UTF-8 and has nothing left to mask.
//
// Error codes, installation, confirmation and product IDs, GUIDs, build numbers and
// ordinary numbers stay. The work is linear in the length of the text. Of a text in which
// every secret that is masked uncovers another one, nothing stays.
func Redact(text string) (string, Secret) {
	if !utf8.ValidString(text) {
		text = strings.ToValidUTF8(text, "\uFFFD")
	}
	w := workspaces.Get().(*workspace) //nolint:forcetypeassert // the pool holds nothing else
	defer w.release()
	kind := SecretNone
	for range maxPasses {
		masked, found := w.redact(text)
		if found == SecretNone {
			return text, kind
		}
		text, kind = masked, kind.And(found)
	}
	return hidden, kind
}

// maxPasses bounds how often a text is looked through: what is left beside something that
// was masked can, rarely, look like a secret of its own.
const maxPasses = 5

func (w *workspace) redact(text string) (string, Secret) {
	w.finder = finder{text: text, spans: w.finder.spans[:0], workspace: w}
	w.finder.find()
	if len(w.finder.spans) == 0 {
		return text, SecretNone
	}
	return maskSpans(text, w.finder.spans)
}

// span is a stretch of a text that is to be masked.
type span struct {
	start, end int
	kind       Secret
	// groups is how many groups of a product key it has, and tail where the one begins
	// that stays, of a whole key.
	groups, tail int
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

func (f *finder) find() {
	f.findNumbersAndKeys()
	f.findTokens()
	f.findPasswords()
	f.findCommands()
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

// maskSpans writes a text with its spans masked.
func maskSpans(text string, spans []span) (string, Secret) {
	slices.SortFunc(spans, func(a, b span) int { return cmp.Or(a.start-b.start, b.end-a.end) })
	merged := spans[:1]
	for _, s := range spans[1:] {
		last := &merged[len(merged)-1]
		if s.start >= last.end {
			merged = append(merged, s)
			continue
		}
		// Nothing of what is twice a secret stays, not even the end of a key.
		if s.end > last.end || s.kind != last.kind || s.kind == SecretKey {
			last.kind, last.groups = mixed(last.kind, s.kind), max(last.groups, s.groups)
		}
		last.end = max(last.end, s.end)
	}
	var out strings.Builder
	out.Grow(len(text) + len(merged)*len(maskedGroups))
	kind, done := SecretNone, 0
	for _, s := range merged {
		out.WriteString(text[done:s.start])
		s.write(&out, text)
		done, kind = s.end, kind.And(s.kind)
	}
	out.WriteString(text[done:])
	return out.String(), kind
}

// mixed is the kind of what was found as two kinds.
func mixed(a, b Secret) Secret {
	isKey := func(s Secret) bool { return s == SecretKey || s == SecretPart }
	switch {
	case isKey(a) && isKey(b):
		return SecretPart
	case isKey(a):
		return b
	case isKey(b):
		return a
	}
	return a.And(b)
}

// write writes what stands for a span.
func (s span) write(out *strings.Builder, text string) {
	switch s.kind {
	case SecretKey:
		out.WriteString(maskedGroups)
		out.WriteString(text[s.tail:s.end])
	case SecretPart:
		out.WriteString(maskedPart(s.groups))
	default:
		out.WriteString(hidden)
	}
}

// KeyEnd returns the last five characters of the first product key in a masked text, which
// are all that is left of it; false where there is none.
func KeyEnd(masked string) (string, bool) {
	_, after, ok := strings.Cut(masked, maskedGroups)
	runes := []rune(after)
	return string(runes[:min(len(runes), groupSize)]), ok
}

// maskedPart is what is shown of a part of a key: how many groups it has.
func maskedPart(groups int) string {
	const all = maskedGroups + hidden
	groups = min(max(groups, 1), keyGroups)
	return all[:groups*(len(hidden)+1)-1]
}
