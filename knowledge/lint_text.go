package knowledge

import (
	"slices"
	"strings"
	"unicode"
)

// placed is a text with the way to it; for a step the way ends in its index,
// and the language stands before that.
type placed struct {
	owner any
	to    way
	text  Text
	step  bool
}

// in returns the way to the text in one language.
func (p placed) in(l Lang) way {
	if p.step {
		last := len(p.to) - 1
		return p.to[:last].then(string(l), p.to[last])
	}
	return p.to.then(string(l))
}

// textsOf returns every text of an article that is shown to people.
func textsOf(a *Article) []placed {
	texts := []placed{
		{owner: a, to: way{"title"}, text: a.Title},
		{owner: a, to: way{"meaning"}, text: a.Meaning},
	}
	for i, r := range a.Remedies {
		texts = append(texts, placed{owner: a, to: way{"remedies", i, "title"}, text: r.Title})
		for j := range min(len(r.Steps.NB), len(r.Steps.NN), len(r.Steps.EN)) {
			step := Text{NB: r.Steps.NB[j], NN: r.Steps.NN[j], EN: r.Steps.EN[j]}
			texts = append(texts, placed{owner: a, to: way{"remedies", i, "steps", j}, text: step, step: true})
		}
		for j, note := range r.Notes {
			texts = append(texts, placed{owner: a, to: way{"remedies", i, "notes", j, "text"}, text: note.Text})
		}
	}
	return texts
}

// allTexts returns every text in which {names} may stand.
func (b *Base) allTexts() []placed {
	var texts []placed
	for _, a := range b.articles {
		texts = append(texts, textsOf(a)...)
	}
	for _, f := range b.facts {
		texts = append(texts, placed{owner: f, to: way{"question"}, text: f.Question})
		for i, v := range f.Values {
			texts = append(texts, placed{owner: f, to: way{"values", i, "label"}, text: v.Label})
		}
	}
	return texts
}

// texts checks the words themselves.
func (l *linter) texts() {
	for _, t := range l.b.allTexts() {
		l.names(t)
		l.translated(t)
		for _, lang := range Langs() {
			if strings.Contains(t.text.In(lang), " > ") {
				l.fault(t.owner, t.in(lang), "a menu path stands in the text; give it a name in pack.yaml and write {name}")
			}
		}
	}
	for _, n := range l.b.names {
		for _, version := range n.versions() {
			for _, lang := range Langs() {
				if strings.ContainsAny(n.Forms[version].In(lang), "{}") {
					l.fault(n, way{"forms", version, string(lang)}, "the words of a name cannot hold another name")
				}
			}
		}
	}
	for _, a := range l.b.articles {
		l.symptomsTranslated(a)
	}
}

// names checks that every {name} of a text is known, and in each language.
func (l *linter) names(t placed) {
	for _, lang := range Langs() {
		text := t.text.In(lang)
		ids := namesIn(text)
		for _, id := range ids {
			if _, ok := l.b.nameByID[id]; !ok {
				l.fault(t.owner, t.in(lang), "no pack has a name {%s}", id)
			}
		}
		if strings.ContainsAny(withoutNames(text), "{}") {
			l.fault(t.owner, t.in(lang), "a brace stands alone; names are written {name}")
		}
		for _, id := range namesIn(t.text.NB) {
			if !slices.Contains(ids, id) {
				l.fault(t.owner, t.in(lang), "{%s} is in the text in nb, but not in %s", id, lang)
			}
		}
		for _, id := range ids {
			if !slices.Contains(namesIn(t.text.NB), id) {
				l.fault(t.owner, t.in(Bokmal), "{%s} is in the text in %s, but not in nb", id, lang)
			}
		}
	}
}

// How many ordinary words two languages may share in one text before it counts
// as not translated. Bokmål and nynorsk share most words, so that short texts
// are often the same in both.
const (
	sharedWithEnglish = 1
	sharedNorwegian   = 6
)

// translated finds a text that stands unchanged in another language.
func (l *linter) translated(t placed) {
	words := ordinaryWords(t.text.EN)
	if words > sharedWithEnglish && (same(t.text.EN, t.text.NB) || same(t.text.EN, t.text.NN)) {
		l.fault(t.owner, t.in(English), "the text in en is not translated")
	}
	if ordinaryWords(t.text.NN) > sharedNorwegian && same(t.text.NN, t.text.NB) {
		l.fault(t.owner, t.in(Nynorsk), "the text in nn is the one in nb")
	}
}

// symptomsTranslated finds Norwegian phrases among the English ones.
func (l *linter) symptomsTranslated(a *Article) {
	for i, phrase := range a.Symptoms.EN {
		norwegian := slices.ContainsFunc(slices.Concat(a.Symptoms.NB, a.Symptoms.NN), func(s string) bool { return same(s, phrase) })
		if norwegian && ordinaryWords(phrase) > sharedWithEnglish {
			l.fault(a, way{"symptoms", string(English), i}, "the symptom in en is not translated")
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
