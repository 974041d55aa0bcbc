package redact

import (
	"strings"
	"unicode/utf8"
)

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

func (f *finder) find() {
	f.findNumbersAndKeys()
	f.findTokens()
	f.findPasswords()
	f.findCommands()
}
