package desk

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"aktivering/bot"
	"aktivering/bot/later"
	"aktivering/knowledge"
	"aktivering/knowledge/fold"
)

// problemText is what an agent wrote of a problem.
type problemText struct {
	codes   []knowledge.Code
	article string
	// text is what people are told, as it was written.
	text string
	// until is when it is expected to be solved; zero where no time is named.
	until time.Time
}

func (p problemText) isAbout() bool { return len(p.codes) > 0 || p.article != "" }

// readProblem reads codes and an article, a text, and until when it holds: "0xC004F074 KMS er
// nede, ventet løst kl. 14". now is where the desk is.
func readProblem(kb *knowledge.Base, s string, now time.Time) problemText {
	var p problemText
	rest := strings.TrimSpace(s)
	for rest != "" {
		word, after := rest, ""
		if i := strings.IndexFunc(rest, unicode.IsSpace); i >= 0 {
			word, after = rest[:i], rest[i:]
		}
		if strings.Trim(word, separators) != "" && !readSubject(kb, &p, word) {
			break
		}
		rest = strings.TrimLeftFunc(after, unicode.IsSpace)
	}
	p.text = strings.TrimSpace(rest)
	if !p.isAbout() { // they may stand further on
		for word := range strings.FieldsSeq(p.text) {
			if code, ok := codeOf(word); ok {
				p.add(code)
			}
		}
	}
	p.until = readUntil(kb, p.text, now)
	return p
}

// AreSubjects reports a text of nothing but codes and ids of articles, one at least, as a problem
// can be about.
func (m Manager) AreSubjects(text string) bool {
	p := readProblem(m.Knowledge, text, time.Time{})
	return p.isAbout() && p.text == ""
}

// separators stand between codes, and before what is said of them.
const separators = ",;:.–—-+&/()"

// readSubject reads a word as a code or as the id of an article.
func readSubject(kb *knowledge.Base, p *problemText, word string) bool {
	word = strings.Trim(word, separators)
	if code, ok := codeOf(word); ok {
		p.add(code)
		return true
	}
	if p.article != "" {
		return false
	}
	for _, id := range []string{word, strings.ToLower(word)} {
		if a, ok := kb.Article(id); ok {
			p.article = a.ID
			return true
		}
	}
	return false
}

func (p *problemText) add(code knowledge.Code) {
	if !slices.Contains(p.codes, code) && len(p.codes) < bot.MaxProblemCodes {
		p.codes = append(p.codes, code)
	}
}

// codeOf reads a code, with 0x or without.
func codeOf(word string) (knowledge.Code, bool) {
	word = strings.Trim(word, separators)
	if len(word) == 8 { // its digits
		word = "0x" + word
	}
	code, err := knowledge.ParseCode(word)
	return code, err == nil && code != 0
}

// readUntil reads the time behind the last word that tells when something is over. Other times
// in the text tell of something else.
func readUntil(kb *knowledge.Base, text string, now time.Time) time.Time {
	words := &kb.Language().Desk
	times := later.NewReader(kb.Language())
	fields := strings.Fields(text)
	for i, field := range slices.Backward(fields) {
		if !words.Until.Has(fold.Text(field)) {
			continue
		}
		rest := strings.Join(fields[i+1:], " ")
		if at, ok := times.When(rest, now); ok {
			return at
		}
		if bare := strings.TrimRight(rest, ".!"); len(bare) <= 2 { // "til 14"
			for clock := range kb.Language().Times.Clock {
				if at, ok := times.When(clock+" "+bare, now); ok {
					return at
				}
			}
		}
	}
	return time.Time{}
}

// findProblem returns the index of the problem that a text names by its number or a code, or
// that is the only one in force, and what else the text says. It is -1 where there is none, or
// several.
func findProblem(c *bot.Conversation, text string) (i int, note string, several bool) {
	word, rest := text, ""
	if i := strings.IndexFunc(text, unicode.IsSpace); i >= 0 {
		word, rest = text[:i], strings.TrimSpace(text[i:])
	}
	open := func(p bot.Problem) bool { return p.End == "" || p.End == bot.ProblemExpired }
	if n, err := strconv.Atoi(strings.Trim(word, "#"+separators)); err == nil {
		i := slices.IndexFunc(c.Problems, func(p bot.Problem) bool { return p.Number == n && open(p) })
		return i, rest, false
	}
	if code, ok := codeOf(word); ok {
		for i, p := range slices.Backward(c.Problems) {
			if open(p) && slices.Contains(p.Codes, code) {
				return i, rest, false
			}
		}
		return -1, "", false
	}
	found := -1
	for i, p := range c.Problems {
		if p.End == "" {
			if found >= 0 {
				return -1, "", true
			}
			found = i
		}
	}
	return found, text, false
}
