package search

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"aktivering/bot"
	"aktivering/bot/caselist"
)

// Line returns what a line of a transcript says, and who of the desk says it, empty of the
// person. It is false for a line that is not searched: what the bot says, choices, which are
// the bot's words, and what happened.
func Line(e bot.Entry) (agent, words string, ok bool) {
	switch {
	case e.Kind == bot.EntryMessage, e.Kind == bot.EntryEdited:
		words = e.Text
	case strings.HasPrefix(string(e.Kind), string(bot.EntryAction)):
		agent, words, _ = strings.Cut(e.Text, "\n")
	default:
		return "", "", false
	}
	return agent, withoutLinks(words), agent != "" || words != ""
}

// fileMark begins the line of a file in a text, see bot.EntryOf.
const fileMark = "📎 "

// withoutLinks removes the links of files: nobody looks for words of these.
func withoutLinks(text string) string {
	if !strings.Contains(text, fileMark) {
		return text
	}
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		if file, ok := strings.CutPrefix(line, fileMark); ok {
			fields := slices.DeleteFunc(strings.Fields(file), func(f string) bool { return strings.Contains(f, "://") })
			lines[i] = fileMark + strings.Join(fields, " ")
		}
	}
	return strings.Join(lines, "\n")
}

// LineWords returns the different words of a line, sorted; none of one that is not searched.
func LineWords(e bot.Entry) []string {
	agent, words, _ := Line(e)
	return Words(agent, words)
}

// CaseWords returns the different words by which a case is found beside its lines, sorted.
// Of a case without a number that is left out.
func CaseWords(c caselist.Summary) []string {
	texts := []string{c.Name, c.Agent.Name}
	if c.Number > 0 {
		texts = append(texts, strconv.Itoa(c.Number))
	}
	for _, code := range c.Codes {
		texts = append(texts, code.String())
	}
	return Words(texts...)
}

// snippetRunes is how long a snippet is, and leadRunes how much of that may come before the
// first hit, in characters.
const (
	snippetRunes = 200
	leadRunes    = 60
)

// Snippet returns the part of the line that has most of the query's terms, and of several of
// these the one that comes first in lines. It is the zero Snippet if none has any.
func (q Query) Snippet(lines []bot.Entry) caselist.Snippet {
	var best caselist.Snippet
	most := 0
	for _, e := range lines {
		agent, text, ok := Line(e)
		if !ok {
			continue
		}
		text = oneLine(text)
		hits, terms := q.hits(text)
		if terms <= most {
			continue
		}
		most = terms
		best = caselist.Snippet{Turn: e.Turn, At: e.At, Kind: e.Kind, Agent: agent}
		best.Text, best.Hits = excerpt(text, hits)
	}
	return best
}

// hits returns where the words are that the query finds, in order, and how many of its terms
// are among them. A term that is there as it is written counts a little more.
func (q Query) hits(text string) (hits []caselist.TextRange, terms int) {
	found, whole := make([]bool, len(q.Terms)), make([]bool, len(q.Terms))
	for w := range words(text) {
		hit := false
		for i, t := range q.Terms {
			for _, form := range []string{w.text, w.tail()} {
				f, asWritten := t.finds(form)
				hit, found[i], whole[i] = hit || f, found[i] || f, whole[i] || asWritten
			}
		}
		if hit {
			hits = append(hits, caselist.TextRange{Start: w.start, End: w.end})
		}
	}
	for i := range q.Terms {
		if found[i] {
			terms += len(q.Terms) + 1
		}
		if whole[i] {
			terms++
		}
	}
	return hits, terms
}

// oneLine puts a text on one line.
func oneLine(text string) string {
	return strings.Join(strings.Fields(strings.ToValidUTF8(text, "\uFFFD")), " ")
}

// excerpt cuts a text to the length of a snippet, around the first hit.
func excerpt(text string, hits []caselist.TextRange) (string, []caselist.TextRange) {
	if utf8.RuneCountInString(text) <= snippetRunes {
		return text, hits
	}
	start := back(text, hits[0].Start, leadRunes)
	end := ahead(text, start, snippetRunes)
	start = back(text, start, snippetRunes-utf8.RuneCountInString(text[start:end])) // near the end of the text
	part := text[start:end]
	var inside []caselist.TextRange
	for _, h := range hits {
		if h.Start < end {
			inside = append(inside, caselist.TextRange{Start: h.Start - start, End: min(h.End, end) - start})
		}
	}
	return part, inside
}

// back returns the offset at most so many characters before another, after a space where
// there is one.
func back(text string, from, runes int) int {
	at := from
	for ; runes > 0 && at > 0; runes-- {
		_, size := utf8.DecodeLastRuneInString(text[:at])
		at -= size
	}
	if at == 0 {
		return 0
	}
	if space := strings.IndexByte(text[at:from], ' '); space >= 0 {
		return at + space + 1
	}
	return at
}

// ahead returns the offset at most so many characters after another.
func ahead(text string, from, runes int) int {
	for ; runes > 0 && from < len(text); runes-- {
		_, size := utf8.DecodeRuneInString(text[from:])
		from += size
	}
	return from
}
