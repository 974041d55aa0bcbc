package redact

import (
	"strings"
)

// maxContinued bounds the length of a message that goes on with a key, in bytes: a longer
// one is about something else too, and its groups are judged by themselves.
const maxContinued = 200

// ContinueKey masks the groups of a key in a text of which so many groups came before; was
// is what has been masked there already. It returns how many have come with them; none where
// there are no more, or the key is complete.
func ContinueKey(text string, was Secret, seen int) (string, int, Secret) {
	now := 0
	if was == SecretPart {
		now = groupsMasked(text)
	}
	if len(text) > maxContinued {
		return text, now % keyGroups, SecretNone
	}
	w := workspaces.Get().(*workspace) //nolint:forcetypeassert // the pool holds nothing else
	defer w.release()
	w.finder = finder{text: text, spans: w.finder.spans[:0]}
	w.scanner = groupScanner{finder: &w.finder, groups: w.scanner.groups[:0]}
	w.scanner.scan()
	alone := isAlone(w.scanner.groups)
	var spans []span
	for _, g := range w.scanner.groups {
		if g.size != groupSize || now >= keyGroups {
			continue
		}
		fits := g.class == classGenuine || seen > 1 && g.class == classOdd || seen > 1 && alone && (g.class == classVague || g.class == classWord)
		if !fits {
			continue
		}
		now++
		if seen > 0 {
			spans = append(spans, span{start: g.start, end: g.end, kind: SecretPart, groups: 1})
		}
	}
	if now == 0 {
		return text, 0, SecretNone
	}
	total := (seen + now) % keyGroups
	if seen+now > keyGroups {
		total = now % keyGroups
	}
	if len(spans) == 0 {
		return text, total, SecretNone
	}
	text, secret := maskSpans(text, spans)
	return text, total, secret
}

// isAlone reports groups beside which there is nothing else to speak of.
func isAlone(groups []group) bool {
	others := 0
	for _, g := range groups {
		if g.size != groupSize {
			others++
		}
	}
	return others <= 2
}

// groupsMasked counts the groups of a key in a text that were masked because its end is
// not known.
func groupsMasked(text string) int {
	text = strings.ReplaceAll(text, maskedGroups, "")
	return strings.Count(text, hidden)
}
