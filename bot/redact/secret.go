package redact

import (
	"strings"
	"unicode/utf8"
)

// maxFillers bounds how many words may stand between a label and the secret.
const maxFillers = 4

// read returns the secret that follows the label, which begins at an offset.
func (r *valueReader) read(start int) (span, bool) {
	if r.what == labelIdentity {
		return r.identity()
	}
	if strings.HasPrefix(r.text[r.at:], ">") && start > 0 && r.text[start-1] == '<' {
		return r.element()
	}
	if r.what == labelPair {
		from, to := r.word()
		if from < 0 || !isListed(secondWords, strings.TrimRight(r.text[from:to], ":=*_`\"'")) {
			return span{}, false
		}
		r.at, r.what = from+len(strings.TrimRight(r.text[from:to], ":=*_`\"'")), labelToken
	}
	option := start >= 2 && r.text[start-2:start] == "--"
	if r.colon() {
		return r.after(start)
	}
	if r.what == labelStrict {
		return span{}, false
	}
	toWhat := false
	for n := range maxFillers {
		from, to := r.word()
		if from < 0 {
			break
		}
		word := r.text[from:to]
		if join, colon := strings.CutSuffix(word, ":"); isListed(joins, join) {
			r.at = to
			if colon {
				return r.after(start)
			}
			return r.joined()
		}
		if n == 0 && !strings.Contains(r.text[r.at:from], "\n") && (option || r.isDirect(word)) {
			return r.found(from, to, r.kind())
		}
		name, colon := strings.CutSuffix(word, ":")
		if !isListed(betweenWords, name) && (!toWhat || strings.ContainsAny(name, ".,;!?")) {
			break
		}
		r.at, toWhat = to, isListed(prepositions, name)
		if colon || r.colon() {
			return r.after(start)
		}
	}
	return span{}, false
}

// element reads the content of an XML element.
func (r *valueReader) element() (span, bool) {
	from := r.at + 1
	end := strings.IndexByte(r.text[from:min(len(r.text), from+maxSecret)], '<')
	if end < 0 {
		end = r.wordLength(from)
	}
	return r.found(from, from+end, r.kind())
}

// openers are the marks that may stand before a secret, and closers those after it.
const (
	openers = " \t\r\n*_`\"'«“”(<"
	quotes  = "\"'`«“"
)

// after reads the secret after a colon.
func (r *valueReader) after(start int) (span, bool) {
	from := r.at
	quote, lines := "", 0
	for from < len(r.text) {
		c, size := utf8.DecodeRuneInString(r.text[from:])
		if c == '\n' {
			lines++
		}
		if !strings.ContainsRune(openers, c) && c != '\u00A0' && !isInvisible(c) || lines > 2 || from-r.at > 24 {
			break
		}
		if strings.ContainsRune(quotes, c) {
			quote = string(c)
		}
		from += size
	}
	to := from + r.wordLength(from)
	if quote != "" {
		if end := quoteEnd(r.text[from:min(len(r.text), from+maxSecret)], quote); end >= 0 {
			return r.found(from, from+end, r.kind())
		}
	}
	if r.setting(start) {
		if end := strings.IndexAny(r.text[from:min(len(r.text), from+maxSecret)], ";\r\n"); end >= 0 {
			to = from + end
		}
	}
	value := r.text[from:to]
	if end := strings.IndexAny(value, "\"<&"); end > 0 && r.text[r.at-1] == '=' {
		value = value[:end]
	}
	value = strings.TrimRight(value, "*_`\"')»”")
	if !r.isValue(value) {
		return span{}, false
	}
	return r.found(from, from+len(value), r.kind())
}

// quoteEnd returns where a quoted text ends; -1 where it does not on the same line.
func quoteEnd(s, quote string) int {
	switch quote {
	case "«":
		quote = "»"
	case "“":
		quote = "”"
	}
	end := strings.Index(s, quote)
	if line := strings.IndexByte(s, '\n'); line >= 0 && line < end {
		return -1
	}
	return end
}

// setting reports a label in a row of settings with semicolons, such as a connection
// string.
func (r *valueReader) setting(start int) bool {
	before := strings.TrimRight(r.text[max(0, start-8):start], " ")
	return strings.HasSuffix(before, ";") && r.text[r.at-1] == '='
}

// isValue reports what can be a secret after a colon.
func (r *valueReader) isValue(value string) bool {
	bare := strings.Trim(value, ".,;:!?()")
	switch {
	case bare == "", isReference(value), strings.HasPrefix(value, masks), strings.HasPrefix(bare, "http://"), strings.HasPrefix(bare, "https://"), isCodeLike(bare), isListed(ordinary, bare):
		return false
	case r.what == labelToken:
		return len(value) >= 6 && looksSecret(bare) || len(value) >= minToken
	case r.what == labelPIN:
		return looksSecret(bare) || isAllDigits(bare)
	}
	return true
}

// joined reads the secret after a word such as "is". A word that could be an ordinary
// one is a secret only where the clause ends with it.
func (r *valueReader) joined() (span, bool) {
	if r.colon() { // "er: …"
		return r.after(0)
	}
	from, to := r.word()
	if from >= 0 && isListed(meanwhile, r.text[from:to]) {
		r.at = to
		from, to = r.word()
	}
	if from < 0 {
		return span{}, false
	}
	if quote := r.text[from-1]; strings.IndexByte("\"'`", quote) >= 0 {
		if end := quoteEnd(r.text[from:min(len(r.text), from+maxSecret)], string(quote)); end > 0 {
			return r.found(from, from+end, r.kind())
		}
	}
	value := r.text[from:to]
	bare := strings.TrimRight(value, ".,;:?)*_`\"'»”")
	if strings.HasPrefix(value, masks) || isCodeLike(bare) || isListed(ordinary, bare) || bare == "" {
		return span{}, false
	}
	if isAllDigits(bare) && len(bare) < 3 || r.what != labelPassword && !looksSecret(bare) && !isAllDigits(bare) {
		return span{}, false
	}
	ends := len(bare) < len(value) || strings.TrimLeft(r.text[to:], " \t") == "" || strings.HasPrefix(strings.TrimLeft(r.text[to:min(len(r.text), to+8)], " \t"), "\n")
	if !looksSecret(bare) && !isAllDigits(bare) && !ends {
		return span{}, false
	}
	return r.found(from, from+len(bare), r.kind())
}

// isDirect reports a word right after the label, with nothing between them, that can
// hardly be anything but the secret.
func (r *valueReader) isDirect(word string) bool {
	bare := strings.Trim(word, ".,;:!?()\"'`*_")
	if strings.HasPrefix(word, masks) || strings.Contains(word, masks) || isCodeLike(bare) || isListed(ordinary, bare) || isListed(betweenWords, bare) {
		return false
	}
	switch r.what {
	case labelPIN:
		return isAllDigits(bare) && len(bare) >= 4 && len(bare) <= 6
	case labelToken:
		return len(bare) >= minToken && looksSecret(bare)
	case labelPassword:
		return looksSecret(bare) && !strings.HasPrefix(bare, "http")
	case labelNone, labelStrict, labelPair, labelIdentity, labelLogin, labelNetwork:
	}
	return false
}
