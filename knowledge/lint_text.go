package knowledge

import (
	"slices"
	"strings"
	"unicode"
)

// locatedText is a text with the way to it; for a step the way ends in its index,
// and the language stands before that.
type locatedText struct {
	owner any
	to    nodePath
	text  Text
	step  bool
}

// in returns the way to the text in one language.
func (p locatedText) in(l Lang) nodePath {
	if p.step {
		last := len(p.to) - 1
		return p.to[:last].then(string(l), p.to[last])
	}
	return p.to.then(string(l))
}

// textsOf returns every text of an article that is shown to people.
func textsOf(a *Article) []locatedText {
	texts := []locatedText{
		{owner: a, to: nodePath{"title"}, text: a.Title},
		{owner: a, to: nodePath{"meaning"}, text: a.Meaning},
	}
	for i, note := range a.Notes {
		texts = append(texts, locatedText{owner: a, to: nodePath{"notes", i, "text"}, text: note.Text})
	}
	for i, r := range a.Remedies {
		texts = append(texts, locatedText{owner: a, to: nodePath{"remedies", i, "title"}, text: r.Title})
		for j := range r.Steps.In(DefaultLang) {
			step := make(Text, len(r.Steps))
			for l, steps := range r.Steps {
				if j < len(steps) {
					step[l] = steps[j]
				}
			}
			texts = append(texts, locatedText{owner: a, to: nodePath{"remedies", i, "steps", j}, text: step, step: true})
		}
		for j, note := range r.Notes {
			texts = append(texts, locatedText{owner: a, to: nodePath{"remedies", i, "notes", j, "text"}, text: note.Text})
		}
	}
	return texts
}

// allTexts returns every text in which {names} may stand.
func (b *Base) allTexts() []locatedText {
	var texts []locatedText
	for _, a := range b.written() {
		texts = append(texts, textsOf(a)...)
	}
	for _, e := range b.explanations {
		texts = append(texts, textsOfExplanation(e)...)
	}
	for _, f := range b.facts {
		texts = append(texts, locatedText{owner: f, to: nodePath{"question"}, text: f.Question})
		for i, v := range f.Values {
			texts = append(texts, locatedText{owner: f, to: nodePath{"values", i, "label"}, text: v.Label})
		}
	}
	return texts
}

// langsOf returns the languages that the texts of an article, a fact or a name are in, drafts
// last.
func (b *Base) langsOf(thing any) []Lang {
	o := b.origins[thing]
	return slices.Concat(o.folder.langs, o.folder.drafts)
}

// texts checks the words themselves.
func (l *linter) texts() {
	for _, t := range l.b.allTexts() {
		langs := l.b.langsOf(t.owner)
		l.names(t, langs)
		l.translated(t, langs)
		for _, lang := range langs {
			if strings.Contains(t.text[lang], " > ") {
				l.fault(t.owner, t.in(lang), "a menu path stands in the text; give it a name in pack.yaml and write {name}")
			}
		}
	}
	for _, n := range l.b.names {
		for _, version := range n.versions() {
			for _, lang := range l.b.langsOf(n) {
				if strings.ContainsAny(n.Forms[version][lang], "{}") {
					l.fault(n, nodePath{"forms", version, string(lang)}, "the words of a name cannot hold another name")
				}
			}
		}
	}
	for _, a := range l.b.written() {
		l.symptomsTranslated(a)
	}
}

// names checks that every {name} of a text is known, and in each language.
func (l *linter) names(t locatedText, langs []Lang) {
	for _, lang := range langs {
		first := langs[0]
		text, ok := t.text[lang]
		if !ok {
			continue // a gap
		}
		ids := NamesIn(text)
		for _, id := range ids {
			if _, ok := l.b.nameByID[id]; !ok {
				l.fault(t.owner, t.in(lang), "no pack has a name {%s}", id)
			}
		}
		if strings.ContainsAny(withoutNames(text), "{}") {
			l.fault(t.owner, t.in(lang), "a brace stands alone; names are written {name}")
		}
		for _, id := range NamesIn(t.text[first]) {
			if !slices.Contains(ids, id) {
				l.fault(t.owner, t.in(lang), "{%s} is in the text in %s, but not in %s", id, first, lang)
			}
		}
		for _, id := range ids {
			if !slices.Contains(NamesIn(t.text[first]), id) {
				l.fault(t.owner, t.in(first), "{%s} is in the text in %s, but not in %s", id, lang, first)
			}
		}
	}
}

// How many ordinary words two languages may share in one text before it counts
// as not translated. Akin languages share most words, so that short texts
// are often the same in both.
const (
	maxShared     = 1
	maxSharedAkin = 6
)

// translated finds a text that stands unchanged in another language.
func (l *linter) translated(t locatedText, langs []Lang) {
	for i, lang := range langs {
		for _, other := range langs[:i] {
			if fault := l.untranslated(t, lang, other); fault != "" {
				l.fault(t.owner, t.in(lang), "the text in %s %s", lang, fault)
				break
			}
		}
	}
}

// untranslated tells what is wrong with a text that is the same in two languages; empty where
// nothing is.
func (l *linter) untranslated(t locatedText, lang, other Lang) string {
	words, akin := ordinaryWords(t.text[lang]), l.b.languages.Akin(lang, other)
	switch {
	case !same(t.text[lang], t.text[other]):
		return ""
	case !akin && words > maxShared:
		return "is not translated"
	case akin && words > maxSharedAkin:
		return "is the one in " + string(other)
	}
	return ""
}

// symptomsTranslated finds phrases of one language among those of another.
func (l *linter) symptomsTranslated(a *Article) {
	langs := l.b.langsOf(a)
	for i, lang := range langs {
		for j, phrase := range a.Symptoms[lang] {
			untranslated := slices.ContainsFunc(langs[:i], func(other Lang) bool {
				return !l.b.languages.Akin(lang, other) &&
					slices.ContainsFunc(a.Symptoms[other], func(s string) bool { return same(s, phrase) })
			})
			if untranslated && ordinaryWords(phrase) > maxShared {
				l.fault(a, nodePath{"symptoms", string(lang), j}, "the symptom in %s is not translated", lang)
			}
		}
	}
}

func same(a, b string) bool { return plainWords(a) == plainWords(b) }

// ordinaryWords counts the words that a translation would change: names such as
// Windows Pro, numbers and {names} are the same everywhere.
func ordinaryWords(text string) int {
	count := 0
	for word := range strings.FieldsSeq(withoutNames(text)) {
		letters := strings.TrimFunc(word, func(r rune) bool { return !unicode.IsLetter(r) })
		if letters != "" && letters == strings.ToLower(letters) {
			count++
		}
	}
	return count
}

func withoutNames(text string) string {
	var plain strings.Builder
	for {
		before, _, after, ok := cutName(text)
		plain.WriteString(before)
		if !ok {
			return plain.String()
		}
		plain.WriteByte(' ')
		text = after
	}
}
