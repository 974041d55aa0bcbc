package redact

import (
	"strings"
	"unicode/utf8"
)

// valueReader reads on from a label to the secret that it names.
type valueReader struct {
	*finder
	at   int
	what label
}

// colon reads a sign that says that the secret follows, with the marks around it.
func (r *valueReader) colon() bool {
	at := r.at
	for at < len(r.text) {
		c := r.text[at]
		switch {
		case c == ':' || c == '=':
			for at < len(r.text) && strings.IndexByte(":=>", r.text[at]) >= 0 {
				at++
			}
			r.at = at
			return true
		case strings.HasPrefix(r.text[at:], "->"), strings.HasPrefix(r.text[at:], "=>"):
			r.at = at + 2
			return true
		case strings.HasPrefix(r.text[at:], "→"):
			r.at = at + len("→")
			return true
		case strings.HasPrefix(r.text[at:], "：") || strings.HasPrefix(r.text[at:], "＝"):
			r.at = at + len("：")
			return true
		case strings.IndexByte(" \t\"'`*_)]", c) >= 0 && at-r.at < 6:
			at++
		case strings.HasPrefix(r.text[at:], "\u00A0") && at-r.at < 6:
			at += len("\u00A0")
		default:
			return false
		}
	}
	return false
}

// word returns the next word; -1 where there is none in the same sentence.
func (r *valueReader) word() (from, to int) {
	at := r.at
	for at < len(r.text) && strings.IndexByte(" \t*_`\"'(«", r.text[at]) >= 0 {
		at++
	}
	if strings.HasPrefix(r.text[at:], "\n") && at < len(r.text)-1 {
		at++
	}
	if at == r.at {
		return -1, -1
	}
	to = at + r.wordLength(at)
	if to == at {
		return -1, -1
	}
	return at, to
}

// wordLength is the length of the word at an offset. Of a word that is longer than a secret
// in a sentence only the beginning is looked at.
func (r *valueReader) wordLength(at int) int {
	beginning := r.text[at:min(len(r.text), at+maxSecret)]
	for start, end := range words(beginning) {
		r.work += end
		if start > 0 {
			return 0
		}
		return end
	}
	r.work += len(beginning)
	return 0
}

// found is the span of a secret, unless it is masked already.
func (r *valueReader) found(from, to int, kind Secret) (span, bool) {
	value := r.text[from:to]
	if strings.TrimSpace(value) == "" || isOnlyMask(strings.TrimSpace(value)) || strings.HasPrefix(strings.TrimSpace(value), masks) || isCodeLike(strings.TrimSpace(value)) {
		return span{}, false
	}
	if to-from > maxSecret-utf8.UTFMax { // the rest of a long one
		for start, end := range words(r.text[to:]) {
			if start == 0 {
				to += end
			}
			break
		}
	}
	return span{start: from, end: to, kind: kind}, true
}

func (r *valueReader) kind() Secret {
	if r.what == labelToken {
		return SecretToken
	}
	return SecretWord
}

// maxSecret bounds how long a secret in quotes may be, in bytes.
const maxSecret = 256
