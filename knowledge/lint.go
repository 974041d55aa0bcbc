package knowledge

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"
	"unicode"

	"go.yaml.in/yaml/v4"
)

// Lint returns what is wrong with the knowledge as a whole: what each file
// cannot know by itself, such as two articles that answer the same words, or a
// question that changes nothing. It is sorted by file and line.
func (b *Base) Lint() []Fault {
	b.haveAll()
	l := &linter{b: b, roots: make(map[string]*yaml.Node)}
	l.codes()
	l.symptoms()
	for _, a := range b.written() {
		if b.adds(a) {
			l.addition(a)
		} else {
			l.reachable(a)
			l.windows(a)
		}
		l.inEachLanguage(a)
		l.sources(a)
		l.remedies(a)
		l.questions(a)
		l.seeAlso(a)
	}
	for _, e := range l.b.explanations {
		l.explanation(e)
	}
	l.packs()
	l.shared()
	l.terms()
	l.texts()
	l.unused()
	l.faults = slices.Concat(l.faults, b.gaps, b.unread.found())
	slices.SortStableFunc(l.faults, func(x, y Fault) int {
		return cmp.Or(strings.Compare(x.File, y.File), x.Line-y.Line)
	})
	return l.faults
}

// FaultInSymptom returns a fault of a symptom of an article, which somebody else has found.
func (b *Base) FaultInSymptom(article *Article, lang Lang, symptom, message string) Fault {
	b.haveAll()
	l := &linter{b: b, roots: make(map[string]*yaml.Node)}
	for _, a := range b.written() {
		if i := slices.Index(a.Symptoms[lang], symptom); i >= 0 && a.ID == article.ID {
			l.fault(a, nodePath{"symptoms", string(lang), i}, "%s", message)
			return l.faults[0]
		}
	}
	l.fault(article, nil, "%s", message)
	return l.faults[0]
}

// linter collects the faults of one run.
type linter struct {
	b      *Base
	faults []Fault
	// roots are the files read again to find lines in, by name.
	roots map[string]*yaml.Node
}

// fault notes a fault in a part of an article, explanation, fact, document or name.
func (l *linter) fault(thing any, to nodePath, format string, args ...any) {
	o := l.b.origins[thing]
	name := path.Join(o.folder.label, o.file)
	root, seen := l.roots[name]
	if !seen {
		// Lines are looked up only now: a sound base never pays for them.
		root = readFile(o.folder.fsys, o.file, name).root
		l.roots[name] = root
	}
	line := lineOf(root, o.path.then(to...))
	l.faults = append(l.faults, Fault{File: name, Line: line, Message: fmt.Sprintf(format, args...)})
}

// codes finds codes that two articles for the same readers answer. It is documented that a code
// has an article of its own and stands in another one too; then it must lead one.
func (l *linter) codes() {
	for _, c := range l.b.Codes() {
		articles := l.b.ByCode(c)
		n := slices.IndexFunc(articles, func(a *Article) bool { return l.b.expert(a) > 0 })
		if n < 0 {
			n = len(articles)
		}
		l.oneLeads(c, articles[:n])
		l.oneLeads(c, articles[n:])
	}
}

// oneLeads finds fault with several articles for the same readers that hold a code, unless the
// code leads one of them.
func (l *linter) oneLeads(c Code, articles []*Article) {
	leaders := 0
	for _, a := range articles {
		leaders += 1 - rank(a, c)
	}
	if len(articles) < 2 || leaders == 1 {
		return
	}
	for _, a := range articles[1:] {
		l.fault(a, nodePath{"codes", slices.Index(a.Codes, c)},
			"code %s is in %s too; it may be in both only where it is the first code of exactly one", c, articles[0].ID)
	}
}

// symptoms finds phrases that two articles claim, or that one claims twice.
func (l *linter) symptoms() {
	type claim struct {
		article *Article
		lang    Lang
	}
	claims := make(map[string]claim)
	for _, a := range l.b.written() {
		for _, lang := range l.b.langsOf(a) {
			for i, phrase := range a.Symptoms[lang] {
				key := plainWords(phrase)
				to := nodePath{"symptoms", string(lang), i}
				other, taken := claims[key]
				switch {
				case key == "":
					l.fault(a, to, "the symptom %q has no words", phrase)
				case !taken:
					claims[key] = claim{a, lang}
				case other.article.ID != a.ID:
					l.fault(a, to, "the symptom %q is in %s too; say what tells them apart", phrase, other.article.ID)
				case other.lang == lang:
					l.fault(a, to, "the symptom %q is there twice", phrase)
				}
			}
		}
	}
}

// plainWords is a phrase without case and punctuation.
func plainWords(s string) string {
	words := strings.FieldsFunc(strings.ToLower(s), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
	return strings.Join(words, " ")
}

func (l *linter) reachable(a *Article) {
	if len(a.Codes) == 0 && !a.described() {
		l.fault(a, nil, "nothing leads to the article; give it codes or symptoms")
	}
	if len(a.Remedies) == 0 {
		l.fault(a, nodePath{"remedies"}, "the article has no remedy")
	}
	if len(a.Kinds) == 0 {
		l.fault(a, nil, "the article lacks \"kinds\": say which kinds of message it answers, such as [error, symptom]")
	}
}

// described reports that symptoms lead to an article.
func (a *Article) described() bool {
	for _, symptoms := range a.Symptoms {
		if len(symptoms) > 0 {
			return true
		}
	}
	return false
}

// inEachLanguage checks that people find an article in every language of its pack.
func (l *linter) inEachLanguage(a *Article) {
	for _, lang := range l.b.origins[a].folder.langs {
		if a.described() && len(a.Symptoms[lang]) == 0 {
			l.fault(a, nodePath{"symptoms", string(lang)}, "there are no symptoms in %s", lang)
		}
	}
}

// addition checks what a pack adds to an article.
func (l *linter) addition(a *Article) {
	if len(a.Kinds)+len(a.Notes)+len(a.Remedies)+len(a.Questions)+len(a.SeeAlso) == 0 && !a.described() {
		l.fault(a, nil, "nothing is added to the article")
	}
	if len(a.Notes) > 0 && len(l.b.origins[a].folder.pack.Title) == 0 {
		l.fault(a, nodePath{"notes"}, "people are told whose notes these are: give the pack a title in pack.yaml")
	}
	for i, note := range a.Notes {
		l.when(a, nodePath{"notes", i, "when"}, note.When)
	}
}

// windows checks the versions of Windows that an article is documented for.
func (l *linter) windows(a *Article) {
	if len(a.Windows) == 0 {
		l.fault(a, nodePath{"windows"}, "the article is for no version of Windows")
	}
	for i, version := range a.Windows {
		if !l.version(version) {
			l.fault(a, nodePath{"windows", i}, "Windows %q is not a value of the fact windows", version)
			continue
		}
		if !slices.ContainsFunc(a.Sources, func(s Source) bool { return s.Windows == version || s.Windows == "" }) {
			l.fault(a, nodePath{"windows", i}, "the article is for Windows %s, but no source is", version)
		}
	}
}

// version reports whether a person can say that they run this Windows.
func (l *linter) version(v string) bool {
	fact, ok := l.b.Fact(FactWindows)
	if !ok {
		return false
	}
	_, ok = fact.Value(v)
	return ok
}
