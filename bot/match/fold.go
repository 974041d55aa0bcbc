package match

import (
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"aktivering/knowledge"
	"aktivering/knowledge/fold"
)

// appendWord appends a word to dst as the matcher compares words: with folded letters, of
// which two-letter spellings are made one (å, aa and ae are a, ø and oe are o), and those that
// are drawn out are taken once.
func appendWord(dst []byte, word string) []byte {
	start := len(dst)
	for _, r := range word {
		if r >= 'a' && r <= 'z' {
			dst = appendLetter(dst, start, byte(r))
			continue
		}
		var space [16]byte
		for _, c := range fold.Append(space[:0], r) {
			dst = appendLetter(dst, start, c)
		}
	}
	return dst
}

// appendLetter appends a byte of a folded letter to a word that begins at start.
func appendLetter(dst []byte, start int, c byte) []byte {
	if n := len(dst); n > start && c < utf8.RuneSelf {
		last := dst[n-1]
		if last == 'a' && (c == 'a' || c == 'e') || last == 'o' && c == 'e' {
			return dst // aa, ae, oe
		}
		if n > start+1 && last == c && dst[n-2] == c && (c < '0' || c > '9') {
			return dst // hjeeelp
		}
	}
	return append(dst, c)
}

// folded returns what appendWord appends.
func folded(word string) string { return string(appendWord(nil, word)) }

// foldedSet is a set of words as the matcher compares words.
func foldedSet(words []string) map[string]bool {
	set := make(map[string]bool, len(words))
	for _, w := range words {
		set[folded(w)] = true
	}
	return set
}

// refolded makes words of the language data, which are folded, words as the matcher compares
// them.
func refolded(words knowledge.Words) knowledge.Words {
	return foldedSet(slices.Collect(maps.Keys(words)))
}

// token is a word of a text.
type token struct {
	start, end int // bytes of the text
	word       string
	proper     bool // a capital inside a sentence: likely a name
	sentence   int
}

// The bounds of what is read of one text for its words. Of a longer one the beginning
// and the end are read: people tell the problem at once, or last.
const (
	maxText       = 16 << 10 // bytes
	maxTailText   = 4 << 10  // bytes of them at the end
	maxTokens     = 1500     // words
	maxTailTokens = 500      // words of them at the end
)

// contractions are what can follow an apostrophe within a word.
type contractions struct {
	endings map[string]bool
	longest int // in bytes
}

func contractionsOf(l *knowledge.Language) contractions {
	c := contractions{endings: make(map[string]bool, len(l.Contractions))}
	for _, w := range l.Contractions {
		c.endings[w] = true
		c.longest = max(c.longest, len(w))
	}
	return c
}

// splitter splits texts into words. Its memory is used again for the next text.
type splitter struct {
	contractions
	tokens []token
	buf    []byte
	ahead  int // bytes looked at to find the ends of identifiers
	// plainTo is the offset before which no identifier begins.
	plainTo int
}

// read splits a text into words. A word is a run of letters or a run of
// digits; a sentence ends at . ! ? ; … before a space, and at a line end.
// Parts of the text within skip, which is sorted, are left out.
func (s *splitter) read(text string, skip []span) {
	s.tokens, s.buf, s.ahead = s.tokens[:0], s.buf[:0], 0
	if len(text) <= maxText {
		s.readFrom(text, 0, skip)
		s.leaveOutMiddle()
		return
	}
	head, tail := wordEnd(text, maxText-maxTailText), wordEnd(text, len(text)-maxTailText)
	s.readFrom(text[:head], 0, skip)
	for len(skip) > 0 && skip[0].end <= tail {
		skip = skip[1:]
	}
	s.readFrom(text, tail, skip)
	s.leaveOutMiddle()
}

// leaveOutMiddle drops the words that are too many.
func (s *splitter) leaveOutMiddle() {
	if len(s.tokens) <= maxTokens {
		return
	}
	const head = maxTokens - maxTailTokens
	tail := s.tokens[len(s.tokens)-maxTailTokens:]
	shift := s.tokens[head-1].sentence + 1 - tail[0].sentence
	for i := range tail {
		tail[i].sentence += shift
	}
	s.tokens = append(s.tokens[:head], tail...)
}

// maxToEnd is how far the end of a word is looked for, in bytes.
const maxToEnd = 80

// wordEnd returns where the word ends that stands at an offset of a text, or the next
// character where the word is very long.
func wordEnd(text string, at int) int {
	for at < len(text) && !utf8.RuneStart(text[at]) {
		at++
	}
	if n := strings.IndexAny(text[at:min(len(text), at+maxToEnd)], " \n"); n >= 0 {
		return at + n
	}
	return at
}

// readFrom appends the words of a text from an offset on, as sentences of their own.
func (s *splitter) readFrom(text string, begin int, skip []span) {
	sentence, first := 0, true
	if n := len(s.tokens); n > 0 {
		sentence = s.tokens[n-1].sentence + 1
	}
	s.plainTo = 0
	for i := begin; i < len(text); {
		if len(skip) > 0 && i >= skip[0].start {
			i = max(i, skip[0].end)
			skip = skip[1:]
			first = false
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		if r == '•' {
			// What is left of a product key when it was masked.
			end := len(text)
			if n := strings.IndexFunc(text[i:], func(r rune) bool { return r != '•' && r != '-' && classOf(r) == other }); n >= 0 {
				end = i + n
			}
			s.tokens = append(s.tokens, token{start: i, end: end, word: maskedKey, sentence: sentence})
			i, first = end, false
			continue
		}
		class := classOf(r)
		if class == other {
			if endsSentence(r, text[i+size:]) {
				if !first {
					sentence++
				}
				first = true
			}
			i += size
			continue
		}
		if end := s.wordless(text, i); end > i {
			i, first = end, false
			continue
		}
		start, from := i, len(s.buf)
		for i < len(text) && (len(skip) == 0 || i < skip[0].start) {
			next, n := utf8.DecodeRuneInString(text[i:])
			c := classOf(next)
			if c != class && (c != joiner || class == number) {
				break
			}
			if c == joiner && !invisible(next) && i > start && !s.contracted(text[i+n:]) {
				i += n // vil'kje, pc'n: two words
				break
			}
			i += n
		}
		s.buf = appendWord(s.buf, text[start:i])
		if class == number && len(s.buf)-from == 4 && string(s.buf[from:]) >= "1980" && string(s.buf[from:]) <= "2021" {
			s.buf = append(s.buf[:from], year...)
		}
		if len(s.buf) == from {
			continue
		}
		s.tokens = append(s.tokens, token{
			start: start, end: i, word: string(s.buf[from:]), sentence: sentence,
			proper: !first && unicode.IsUpper(r),
		})
		first = false
	}
}

// wordless returns the end of an address on the web or an identifier that begins at i,
// which hold no words; i where none does.
func (s *splitter) wordless(text string, i int) int {
	if i > 0 && classOf(rune(text[i-1])) != other {
		return i
	}
	end := webAddress(text, i)
	if end == i && i >= s.plainTo {
		end, s.plainTo = identifier(text, i)
		s.ahead += s.plainTo - i
	}
	return end
}

// webAddress returns the end of an address on the web that begins at i; i where none
// does.
func webAddress(text string, i int) int {
	if c := text[i] | 0x20; c != 'h' && c != 'w' {
		return i
	}
	if rest := text[i:min(len(text), i+8)]; !strings.HasPrefix(rest, "http://") && rest != "https://" && !strings.HasPrefix(rest, "www.") {
		return i
	}
	if n := strings.IndexAny(text[i:], " \n\t<>\""); n >= 0 {
		return i + n
	}
	return len(text)
}

// identifier returns the end of a product key, a GUID or the like that begins at i; i
// where none does. Before the offset plainTo none begins.
func identifier(text string, i int) (end, plainTo int) {
	dashes, digits := 0, 0
	for end = i; end < len(text); end++ {
		c := text[end]
		switch {
		case c == '-':
			dashes++
			continue
		case c >= '0' && c <= '9':
			digits++
			continue
		case c|0x20 >= 'a' && c|0x20 <= 'z':
			continue
		}
		break
	}
	if dashes >= 2 && digits >= 2 && end-i >= minIdentifier {
		return end, end
	}
	return i, end
}

// minIdentifier is the length from which letters, digits and dashes are no
// word.
const minIdentifier = 15

// year is the word that a year gone by is read as: a clock that shows it is wrong.
const year = "#year"

// maskedKey is the word that a masked product key is read as.
const maskedKey = "#key"

// contracted reports whether the letters behind an apostrophe belong to the word before it,
// as in can't and what's.
func (s *splitter) contracted(rest string) bool {
	end := 0
	for end < min(len(rest), s.longest+1) && classOf(rune(rest[end])) == letter {
		end++
	}
	return s.endings[strings.ToLower(rest[:end])]
}

type class int

const (
	other class = iota
	letter
	number
	joiner // belongs to the word that it stands in
)

func classOf(r rune) class {
	switch {
	case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z':
		return letter
	case r >= '0' && r <= '9':
		return number
	case r < utf8.RuneSelf:
		if r == '\'' || r == '`' {
			return joiner
		}
		return other
	case r == '’' || r == '‘' || r == '´' || invisible(r) || unicode.Is(unicode.Mn, r):
		return joiner
	case unicode.IsLetter(r):
		return letter
	}
	return other
}

func endsSentence(r rune, rest string) bool {
	switch r {
	case '\n', '…':
		return true
	case '.', '!', '?', ';':
		return rest == "" || rest[0] == ' ' || rest[0] == '\n' || rest[0] == '\r' || rest[0] == '"'
	}
	return false
}
