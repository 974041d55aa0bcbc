package expect

import (
	"regexp"
	"strings"

	"aktivering/knowledge"
)

// patterns reads what is looked for in a reply: regular expressions, and names of the bot's
// own sentences after @.
func (r *reader) patterns(key string, v value) []Pattern {
	var list []Pattern
	for _, t := range r.texts(key, v, text) {
		expression := "(?i)" + t
		if name, ok := strings.CutPrefix(t, "@"); ok {
			if expression = sentences(r.kb, name); expression == "" {
				r.fault(v.line, "%q: no sentence in knowledge/phrases is called %q", key, name)
				continue
			}
		}
		compiled, err := regexp.Compile(expression)
		switch {
		case err != nil:
			r.fault(v.line, "%q: %v", key, err)
			continue
		case compiled.MatchString(""):
			r.fault(v.line, "%q: %q is found in every reply", key, t)
			continue
		}
		list = append(list, Pattern{t, compiled})
	}
	return list
}

// name is a {placeholder} in a sentence.
var name = regexp.MustCompile(`\{[^{}]*\}`)

// sentences is an expression for a sentence of the bot in every language, and those whose
// names begin with its name and a dot; empty if there is none.
func sentences(kb *knowledge.Base, key string) string {
	var all []string
	for _, k := range kb.Phrases().Keys() {
		if k != key && !strings.HasPrefix(k, key+".") {
			continue
		}
		for _, l := range kb.Languages().IDs() {
			words := strings.Join(strings.Fields(kb.Phrases().Text(l, k)), " ")
			var expression strings.Builder
			at := 0
			for _, n := range name.FindAllStringIndex(words, -1) {
				expression.WriteString(regexp.QuoteMeta(words[at:n[0]]) + ".+?")
				at = n[1]
			}
			expression.WriteString(regexp.QuoteMeta(words[at:]))
			all = append(all, expression.String())
		}
	}
	if len(all) == 0 {
		return ""
	}
	return "(?:" + strings.Join(all, "|") + ")"
}
