package redact

import (
	"strings"
)

// Named masks a text that stands under a name, such as a field of a log line: all of it
// where the name says that it is a secret.
func Named(name, text string) (string, Secret) {
	masked, secret := Redact(text)
	r := valueReader{finder: &finder{text: text}, what: labelOf(name)}
	if r.what == labelNone || r.what == labelPair || isOnlyMask(strings.TrimSpace(masked)) || strings.HasPrefix(text, masks) || !r.isValue(text) {
		return masked, secret
	}
	return hidden, secret.And(r.kind())
}
