package redact

import (
	"strings"
	"unicode/utf8"
)

// findPasswords finds what words such as "password" say is a secret.
func (f *finder) findPasswords() {
	text := f.text
	f.work += len(text)
	for at := 0; at < len(text); {
		start, end := nameAt(text, at)
		if start < 0 {
			break
		}
		at = end
		what := labelOf(text[start:end])
		if what == labelNone {
			continue
		}
		r := valueReader{finder: f, at: end, what: what}
		s, ok := span{}, false
		if what != labelLogin && what != labelNetwork {
			s, ok = r.read(start)
		}
		if !ok {
			s, ok = r.phrase(start, end)
		}
		if ok {
			if what == labelPassword || what == labelStrict {
				s = r.rest(s, isPhrase(text[start:end]))
			}
			f.spans = append(f.spans, s)
			at = max(at, s.end)
		}
	}
}

// valueReader reads on from a label to the secret that it names.
type valueReader struct {
	*finder
	at   int
	what label
}

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

// element reads the content of an XML element.
func (r *valueReader) element() (span, bool) {
	from := r.at + 1
	end := strings.IndexByte(r.text[from:min(len(r.text), from+maxSecret)], '<')
	if end < 0 {
		end = r.wordLength(from)
	}
	return r.found(from, from+end, r.kind())
}

// maxSecret bounds how long a secret in quotes may be, in bytes.
const maxSecret = 256

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

// isReference reports what stands for a value that is kept elsewhere, or a path. A path has
// no sign that says that a secret follows: what is masked in it would leave another one.
func isReference(value string) bool {
	isPath := strings.HasPrefix(value, "/") && strings.Count(value, "/") > 1 && !strings.ContainsAny(value, ":=>→：＝")
	return isPath || strings.HasPrefix(value, "${") || strings.HasPrefix(value, "$(")
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

func (r *valueReader) kind() Secret {
	if r.what == labelToken {
		return SecretToken
	}
	return SecretWord
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
