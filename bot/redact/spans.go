package redact

import (
	"cmp"
	"slices"
	"strings"
)

// span is a stretch of a text that is to be masked.
type span struct {
	start, end int
	kind       Secret
	// groups is how many groups of a product key it has, and tail where the one begins
	// that stays, of a whole key.
	groups, tail int
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
