package knowledge

import (
	"io/fs"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// Language is what is known of the languages: words, not articles.
type Language struct {
	Languages Languages

	Answers Answers
	Times   Times
	Clauses ClauseWords
	Kinds   KindWords
	Desk    DeskWords
	Codes   CodeWords
	// Concepts gather the words that say the same thing, in any language.
	Concepts []Concept
	// Strong and Weak are the concepts by which a text is known to be about
	// Windows activation; a strong one suffices alone.
	Strong, Weak []string
	// Transparent concepts count also inside a form of several words: negations.
	Transparent []string
	// Implies names, for a concept, those that every word of it says too.
	Implies map[string][]string
	// Heads are concepts after which an unknown word says what of.
	Heads []string
	// Links are little words that join a head to such a word.
	Links []string
	// Gaps are little words that may stand between the words of a form.
	Gaps []string
	// Negations are words that deny what follows them.
	Negations []string
	// ShortTails are the short words that compounds end in.
	ShortTails []string
	// Contractions are what can follow an apostrophe within a word.
	Contractions []string
	// Topics gather the words of things that are not Windows activation.
	Topics []Concept
	// Ignored are words that say nothing about a problem.
	Ignored []string
	// Intents are the ways of saying what one wants apart from a remedy.
	Intents []Pattern
	// Hints are words that tell a language.
	Hints map[Lang][]string

	// gaps are what drafts of languages lack.
	gaps []Fault
}

// Concept is a name for words that say the same thing.
type Concept struct {
	Name string
	// Forms are words, or several words in a row. One that begins with = has no
	// inflections.
	Forms []string
	// ForIntents tells that the words say what one wants, not what is wrong.
	ForIntents bool
}

// Pattern is one way of saying an intent.
type Pattern struct {
	Intent string
	// Need are concepts that stand in one sentence, Without are those that must
	// not.
	Need, Without []string
	// Short tells that the pattern counts only where little else is said.
	Short bool
}

func loadLanguage(fsys fs.FS) (*Language, []Fault) {
	l := &Language{Hints: make(map[Lang][]string)}
	var faults []Fault
	if l.Languages, faults = loadLanguages(fsys); len(faults) > 0 {
		return l, faults
	}
	for _, part := range []struct {
		path string
		read func(*file)
	}{
		{"language/concepts.yaml", l.readConcepts},
		{"language/topics.yaml", l.readTopics},
		{"language/ignored.yaml", l.readIgnored},
		{"language/intents.yaml", l.readIntents},
		{"language/hints.yaml", l.readHints},
		{"language/answers.yaml", l.readAnswers},
		{"language/times.yaml", l.readTimes},
		{"language/clauses.yaml", l.readClauses},
		{"language/kinds.yaml", l.readKinds},
		{"language/desk.yaml", l.readDesk},
		{"language/codes.yaml", l.readCodes},
	} {
		f := readFile(fsys, part.path, "knowledge/"+part.path).in(l.Languages)
		if f.root != nil {
			part.read(f)
		}
		faults = append(faults, f.faults...)
		l.gaps = append(l.gaps, f.gaps...)
	}
	return l, faults
}

func (l *Language) readConcepts(f *file) {
	f.fields(f.root, "the concepts",
		must("concepts", func(n *yaml.Node) { l.Concepts = append(l.Concepts, f.concepts(n)...) }).about("The words and phrases that say the same thing, in any language. One that begins with = has no inflections."),
		must("anchors", func(n *yaml.Node) {
			f.fields(n, "anchors",
				must("strong", func(v *yaml.Node) { l.Strong = l.named(f, v) }),
				must("weak", func(v *yaml.Node) { l.Weak = l.named(f, v) }))
		}).about("Of these concepts one must be said before a text is about Windows activation; a strong one suffices alone."),
		must("implies", func(n *yaml.Node) {
			l.Implies = make(map[string][]string)
			f.pairs(n, "implies", func(k, v *yaml.Node) {
				if !l.has(k.Value) {
					f.fault(k, "%q is no concept of this file", k.Value)
				}
				l.Implies[k.Value] = l.named(f, v)
			})
		}).about("A word that says the first says the others too."),
		must("heads", func(n *yaml.Node) { l.Heads = l.named(f, n) }).about("Concepts after which an unknown word says what of."),
		must("links", func(n *yaml.Node) { l.Links = f.forms(n, "the links") }).about("Little words that join a head to such a word."),
		must("short_tails", func(n *yaml.Node) { l.ShortTails = f.forms(n, "the short tails") }).about("The short words that compounds end in."),
		must("contractions", func(n *yaml.Node) { l.Contractions = f.forms(n, "the contractions") }).about("What can follow an apostrophe within a word."),
		must("gaps", func(n *yaml.Node) { l.Gaps = f.forms(n, "the gaps") }).about("Little words that may stand between the words of a form."),
		must("negations", func(n *yaml.Node) { l.Negations = f.forms(n, "the negations") }).about("Words that deny what follows them."),
		must("transparent", func(n *yaml.Node) { l.Transparent = l.named(f, n) }).about("Concepts that count also inside a form of several words."))
}

func (l *Language) named(f *file, n *yaml.Node) []string {
	f.items(n, "the list", func(_ int, item *yaml.Node) {
		if !l.has(item.Value) {
			f.fault(item, "%q is no concept of this file", item.Value)
		}
	})
	return f.ids(n, "the list")
}

func (l *Language) has(concept string) bool {
	return slices.ContainsFunc(l.Concepts, func(c Concept) bool { return c.Name == concept })
}

func (l *Language) readTopics(f *file) {
	f.fields(f.root, "the topics", must("topics", func(n *yaml.Node) { l.Topics = f.concepts(n) }).about("The words of things that are not Windows activation."))
}

func (l *Language) readIgnored(f *file) {
	f.fields(f.root, "the ignored words", must("ignored", func(n *yaml.Node) {
		for _, line := range f.strs(n, "the ignored words") {
			l.Ignored = append(l.Ignored, strings.Fields(line)...)
		}
	}).about("Words that say nothing about a problem, with spaces between them."))
}

func (l *Language) readHints(f *file) {
	f.fields(f.root, "the hints", must("hints", func(n *yaml.Node) {
		f.byLang(n, "the hints", func(lang Lang, v *yaml.Node) { l.Hints[lang] = f.forms(v, "the hints in "+string(lang)) })
	}).about("Words, and endings behind -, that not every language has."))
}

func (l *Language) readIntents(f *file) {
	f.fields(f.root, "the intents",
		must("concepts", func(n *yaml.Node) {
			for _, c := range f.concepts(n) {
				c.ForIntents = true
				l.Concepts = append(l.Concepts, c)
			}
		}).about("Concepts that say what one wants, not what is wrong."),
		must("intents", func(n *yaml.Node) {
			l.asksForLanguages(f, n)
			f.pairs(n, "intents", func(k, v *yaml.Node) {
				f.items(v, "the patterns of "+k.Value, func(_ int, item *yaml.Node) {
					l.Intents = append(l.Intents, l.pattern(f, k.Value, item))
				})
			})
		}).about("The ways of saying what one wants apart from a remedy."))
}

// LanguageIntent begins the intents that ask for a language, before its tag.
const LanguageIntent = "language-"

// asksForLanguages checks that every language can be asked for.
func (l *Language) asksForLanguages(f *file, n *yaml.Node) {
	for _, info := range l.Languages {
		if _, patterns := child(resolveAlias(n), LanguageIntent+string(info.ID)); patterns != nil {
			continue
		}
		missing := f.faultAt(n, "no intent asks for the language %s; write it under %s%s", info.ID, LanguageIntent, info.ID)
		if info.Draft {
			f.gaps = append(f.gaps, missing)
		} else {
			f.faults = append(f.faults, missing)
		}
	}
}

func (l *Language) pattern(f *file, intent string, n *yaml.Node) Pattern {
	p := Pattern{Intent: intent}
	words := func(v *yaml.Node) { l.addConcepts(f, &p, v) }
	f.either(n, words, func(n *yaml.Node) {
		f.fields(n, "a pattern",
			must("pattern", words).about("The concepts that must be said in one sentence, and those that must not, with ! before them."),
			may("short", func(v *yaml.Node) { p.Short = f.flag(v, "short") }).about("It counts only in a message that says little else."))
	})
	return p
}

// addConcepts reads the concepts of a pattern.
func (l *Language) addConcepts(f *file, p *Pattern, words *yaml.Node) {
	for w := range strings.FieldsSeq(f.str(words, "a pattern")) {
		name, without := strings.CutPrefix(w, "!")
		switch {
		case !l.has(name):
			f.fault(words, "the pattern names the concept %q, which there is none of", name)
		case without:
			p.Without = append(p.Without, name)
		default:
			p.Need = append(p.Need, name)
		}
	}
}

// concepts reads a mapping of names to forms, in the order of the file.
func (f *file) concepts(n *yaml.Node) []Concept {
	var list []Concept
	f.pairs(n, "the concepts", func(k, v *yaml.Node) {
		list = append(list, Concept{Name: k.Value, Forms: f.forms(v, "the forms of "+k.Value)})
	})
	return list
}

// forms reads words and phrases with commas between them. One text of many is
// read far faster than a list.
func (f *file) forms(n *yaml.Node, what string) []string {
	list := strings.Split(f.str(n, what), ",")
	for i, form := range list {
		list[i] = strings.TrimSpace(form)
	}
	if slices.Contains(list, "") {
		f.fault(n, "%s: an empty one, or two commas in a row", what)
	}
	return list
}
