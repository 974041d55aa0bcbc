package redact

import (
	"strings"
)

// maxToNumber bounds what may stand between a label and a number of a person, in bytes.
const maxToNumber = 24

// identity reads the first number after the label where it is as long as those of people
// are: the check digits of one that is mistyped are wrong.
func (r *valueReader) identity() (span, bool) {
	const birth, size = 6, 11
	from := strings.IndexAny(r.text[r.at:min(len(r.text), r.at+maxToNumber)], "0123456789")
	if from < 0 {
		return span{}, false
	}
	from += r.at
	at, digits := from, 0
	for at < len(r.text) && digits <= size {
		switch c := r.text[at]; {
		case c >= '0' && c <= '9':
			digits++
		case digits != birth || c != ' ' && c != '-':
			return span{start: from, end: at, kind: SecretNumber}, digits == size
		}
		at++
	}
	return span{start: from, end: at, kind: SecretNumber}, digits == size
}
