package understand

import (
	"strings"
	"unicode/utf8"
)

// maxClauses bounds the clauses that are read by themselves.
const maxClauses = 6

// clause is a part of a text that says one thing.
type clause struct {
	part
	question bool
}

// joints are words between two things that are said.
func joints() []string {
	return []string{" og ", " men ", " and ", " but ", " så ", " so "}
}

// parts cuts a text where one thing ends and another begins. A text that says one thing has
// one part.
func parts(text string) []string {
	var list []string
	from := 0
	cut := func(to, next int) {
		if part := strings.TrimSpace(text[from:to]); part != "" && len(list) < maxClauses {
			list = append(list, part)
		}
		from = next
	}
	for i, r := range text {
		if i < from || !strings.ContainsRune(".!?;,:\n–—", r) {
			continue
		}
		end := i + utf8.RuneLen(r)
		if r == '.' || r == ',' || r == ':' { // not within 8.1, 10,5 or 12:30
			if end < len(text) && text[end] != ' ' && text[end] != '\n' {
				continue
			}
		}
		if r == '?' {
			cut(end, end) // it tells what kind of clause it is
			continue
		}
		cut(i, end)
	}
	cut(len(text), len(text))
	var apart []string
	for _, p := range list {
		apart = atJoints(apart, p)
	}
	return apart
}

// atJoints adds what a part says to a list of clauses: it is cut at words such as "og" and
// "but", as long as there is room.
func atJoints(list []string, part string) []string {
	for len(list) < maxClauses-1 {
		first, size := -1, 0
		for _, j := range joints() {
			if i := strings.Index(part, j); i > 0 && (first < 0 || i < first) {
				first, size = i, len(j)
			}
		}
		if first < 0 {
			break
		}
		list, part = append(list, part[:first]), part[first+size:]
	}
	if len(list) < maxClauses {
		list = append(list, part)
	}
	return list
}

// clausesOf reads the parts of a text; nil where it has one only.
func clausesOf(text string) []clause {
	if len(text) > maxBytes {
		text = strings.ToValidUTF8(text[:maxBytes], "")
	}
	list := parts(text)
	if len(list) < 2 {
		return nil
	}
	clauses := make([]clause, len(list))
	for i, p := range list {
		clauses[i] = clause{part{features: featuresOf(p, nil)}, strings.HasSuffix(p, "?")}
	}
	return clauses
}
