package knowledge

import (
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"
)

// sources checks what an article's facts were read in.
func (l *linter) sources(a *Article) {
	if len(a.Sources) == 0 && !l.b.adds(a) {
		l.fault(a, nodePath{"sources"}, "the article has no source")
	}
	for i, s := range a.Sources {
		if _, ok := l.b.Document(s.Document); !ok {
			l.fault(a, nodePath{"sources", i, "document"}, "no pack has a document %q", s.Document)
		}
		if s.Windows != "" && !slices.Contains(a.Windows, s.Windows) {
			l.fault(a, nodePath{"sources", i, "windows"}, "the source is for Windows %s, which the article is not for", s.Windows)
		}
		cited := slices.ContainsFunc(a.Remedies, func(r Remedy) bool { return slices.Contains(r.Sources, s.ID) })
		if !cited {
			l.fault(a, nodePath{"sources", i}, "no remedy cites the source %q", s.ID)
		}
	}
}

// seeAlso checks what an article leads on to.
func (l *linter) seeAlso(a *Article) {
	for i, id := range a.SeeAlso {
		to := nodePath{"see_also", i}
		if id == a.ID {
			l.fault(a, to, "the article leads on to itself")
		} else if _, ok := l.b.Article(id); !ok {
			l.fault(a, to, "there is no article %q", id)
		}
	}
}

// remedies checks what remedies refer to.
func (l *linter) remedies(a *Article) {
	sources := a.Sources
	if whole, ok := l.b.Article(a.ID); ok && l.b.adds(a) {
		sources = whole.Sources
	}
	for i, r := range a.Remedies {
		to := nodePath{"remedies", i}
		if len(r.Sources) == 0 {
			l.fault(a, to.then("sources"), "the remedy %q has no source", r.ID)
		}
		for j, id := range r.Sources {
			if !slices.ContainsFunc(sources, func(s Source) bool { return s.ID == id }) {
				l.fault(a, to.then("sources", j), "the article has no source %q", id)
			}
		}
		if len(r.Steps.In(DefaultLang)) == 0 {
			l.fault(a, to.then("steps"), "the remedy %q has no steps", r.ID)
		}
		if r.Link != "" && !isAllowedLink(r.Link) {
			l.fault(a, to.then("link"), "the link %q must begin with ms-settings: or https://", r.Link)
		}
		l.when(a, to.then("when"), r.When)
		l.confirm(a, to, &a.Remedies[i])
		for j, note := range r.Notes {
			l.when(a, to.then("notes", j, "when"), note.When)
		}
	}
}

// confirm checks that a remedy whose steps take something away asks first, and says what.
func (l *linter) confirm(a *Article, to nodePath, r *Remedy) {
	for _, step := range r.Steps.In(DefaultLang) {
		for _, id := range NamesIn(step) {
			if n, ok := l.b.nameByID[id]; ok && n.Destructive && r.Confirm == "" {
				l.fault(a, to.then("steps"), "the command {%s} takes something away: the remedy needs \"confirm\"", id)
			}
		}
	}
	if r.Confirm == "" {
		return
	}
	if len(r.Notes) == 0 {
		l.fault(a, to.then("confirm"), "a note must say what the steps take away")
	}
	if whole, ok := l.b.Article(a.ID); ok && !slices.Contains(whole.Questions, r.Confirm) {
		l.fault(a, to.then("confirm"), "the article does not ask %q", r.Confirm)
	}
}

// when checks that a condition can be settled by asking, and can come true.
func (l *linter) when(a *Article, to nodePath, w When) {
	for _, id := range w.facts() {
		fact, ok := l.b.Fact(id)
		if !ok {
			l.fault(a, to.then(id), "no pack has a fact %q", id)
			continue
		}
		possible := false
		for i, v := range w[id] {
			if _, ok := fact.Value(v); !ok {
				l.fault(a, to.then(id, i), "the fact %s has no value %q; it has %s", id, v, strings.Join(fact.valueIDs(), ", "))
			}
			possible = possible || id != FactWindows || slices.Contains(a.Windows, v)
		}
		if !possible {
			l.fault(a, to.then(id), "this can never apply: the article is for Windows %s", strings.Join(a.Windows, " and "))
		}
	}
}

// facts returns the facts of a condition, sorted.
func (w When) facts() []string {
	ids := make([]string, 0, len(w))
	for id := range w {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}

func (f *Fact) valueIDs() []string {
	ids := make([]string, len(f.Values))
	for i, v := range f.Values {
		ids[i] = v.ID
	}
	return ids
}

// questions finds questions whose answer would change nothing.
func (l *linter) questions(a *Article) {
	whole := a
	if extended, ok := l.b.Article(a.ID); ok && l.b.adds(a) {
		whole = extended
	}
	for i, id := range a.Questions {
		fact, ok := l.b.Fact(id)
		switch {
		case !ok:
			l.fault(a, nodePath{"questions", i}, "no pack has a fact %q", id)
		case !l.b.separates(whole, fact):
			l.fault(a, nodePath{"questions", i}, "the question %q separates nothing: every answer leaves the same remedies and notes", id)
		}
	}
}

// separates reports whether two answers to the fact's question leave different
// remedies, notes or, for the version of Windows, words.
func (b *Base) separates(a *Article, fact *Fact) bool {
	values := fact.valueIDs()
	if fact.ID == FactWindows {
		values = slices.DeleteFunc(values, func(v string) bool { return !slices.Contains(a.Windows, v) })
		if len(values) > 1 && slices.ContainsFunc(textsOf(a), func(t locatedText) bool { return b.Varies(t.text.In(DefaultLang)) }) {
			return true
		}
	}
	for _, r := range a.Remedies {
		if splits(r.When, fact.ID, values) {
			return true
		}
		for _, note := range r.Notes {
			if splits(note.When, fact.ID, values) {
				return true
			}
		}
	}
	return false
}

// splits reports whether some of the values allow w and some do not.
func splits(w When, fact string, values []string) bool {
	allowed := 0
	for _, v := range values {
		if w.Allows(map[string]string{fact: v}) {
			allowed++
		}
	}
	return allowed > 0 && allowed < len(values)
}

// licenses checks where what is printed about a license leads to.
func (l *linter) licenses(p *Pack) {
	for i, license := range p.Licenses {
		if _, ok := l.b.Article(license.Article); !ok {
			l.fault(p, nodePath{"licenses", i, "article"}, "there is no article %q", license.Article)
		}
	}
}

// common checks what the most common problems refer to, and that their names fit a button.
func (l *linter) common(p *Pack) {
	for i, c := range p.Common {
		if _, ok := l.b.Article(c.Article); !ok {
			l.fault(p, nodePath{"common", i, "article"}, "there is no article %q", c.Article)
		}
		for lang, label := range c.Label {
			if n := utf8.RuneCountInString(label); n > maxCommonLabel {
				l.fault(p, nodePath{"common", i, "label", string(lang)}, "the label has %d characters; at most %d fit a button", n, maxCommonLabel)
			}
		}
	}
}

// maxCommonLabel bounds what a common problem is called, in characters.
const maxCommonLabel = 60

// packs checks what the settings of packs refer to.
func (l *linter) packs() {
	for _, p := range l.b.packs {
		l.licenses(p)
		l.common(p)
		for _, lang := range l.b.languages.IDs() {
			if l.b.origins[p].folder.own && len(p.Languages) > 0 && !slices.Contains(p.Languages, lang) {
				l.fault(p, nodePath{"languages"}, "the pack is built in, so it must be in %s too", lang)
			}
		}
		for key, id := range map[string]string{"fallback": p.Fallback, "find_key": p.FindKey} {
			if _, ok := l.b.Article(id); id != "" && !ok {
				l.fault(p, nodePath{key}, "no pack has an article %q", id)
			}
		}
		if p.Example != 0 && len(l.b.ByCode(p.Example)) == 0 {
			l.fault(p, nodePath{"example"}, "no article answers the code %s", p.Example)
		}
	}
}

// shared checks what the packs share.
func (l *linter) shared() {
	for _, d := range l.b.documents {
		if !isHTTPS(d.URL) {
			l.fault(d, nodePath{"url"}, "the url %q must begin with https://", d.URL)
		}
	}
	for _, n := range l.b.names {
		switch {
		case n.Kind == NameLink && !isHTTPS(n.Link):
			l.fault(n, nodePath{"link"}, "the name %q is a link, so it needs a link that begins with https://", n.ID)
		case n.Link != "" && !isAllowedLink(n.Link):
			l.fault(n, nodePath{"link"}, "the link %q must begin with ms-settings: or https://", n.Link)
		}
		for _, version := range n.versions() {
			if version != "" && !l.version(version) {
				l.fault(n, nodePath{"forms", version}, "Windows %q is not a value of the fact windows", version)
			}
		}
	}
	for _, fact := range l.b.facts {
		l.values(fact)
	}
}

// values finds phrases that tell two values of one fact.
func (l *linter) values(fact *Fact) {
	tells := make(map[string]string)
	for i, v := range fact.Values {
		for j, phrase := range v.Said {
			key := plainWords(phrase)
			switch other, taken := tells[key]; {
			case key == "":
				l.fault(fact, nodePath{"values", i, "said", j}, "%q has no words", phrase)
			case taken:
				l.fault(fact, nodePath{"values", i, "said", j}, "%q already tells the value %q", phrase, other)
			default:
				tells[key] = v.ID
			}
		}
	}
}

// unused finds what nothing refers to. A pack from outside that takes the place
// of an article may leave embedded things unused; that is no fault.
func (l *linter) unused() {
	names, facts, documents := make(map[string]bool), map[string]bool{FactWindows: true, FactAudience: true}, make(map[string]bool)
	for _, t := range l.b.allTexts() {
		for _, text := range t.text {
			for _, id := range NamesIn(text) {
				names[id] = true
			}
		}
	}
	for _, key := range l.b.phrases.Keys() {
		// A phrase has placeholders too, some of which are names.
		for _, id := range NamesIn(l.b.phrases.Text(DefaultLang, key)) {
			names[id] = true
		}
	}
	for _, a := range l.b.articles {
		for _, id := range a.Questions {
			facts[id] = true
		}
		for _, r := range a.Remedies {
			for _, id := range r.When.facts() {
				facts[id] = true
			}
			for _, note := range r.Notes {
				for _, id := range note.When.facts() {
					facts[id] = true
				}
			}
		}
		for _, note := range a.Notes {
			for _, id := range note.When.facts() {
				facts[id] = true
			}
		}
		for _, s := range a.Sources {
			documents[s.Document] = true
		}
	}
	for _, e := range l.b.explanations {
		names[e.Name] = true
		for _, s := range e.Sources {
			documents[s.Document] = true
		}
	}
	report := func(thing any, used bool, what, id string) {
		if !used && (!l.b.origins[thing].folder.own || !l.b.extended()) {
			l.fault(thing, nil, "nothing uses the %s %q", what, id)
		}
	}
	for _, n := range l.b.names {
		report(n, names[n.ID], "name", n.ID)
	}
	for _, f := range l.b.facts {
		report(f, facts[f.ID], "fact", f.ID)
	}
	for _, d := range l.b.documents {
		report(d, documents[d.ID], "document", d.ID)
	}
}

// extended reports whether packs from outside were loaded.
func (b *Base) extended() bool {
	for _, o := range b.origins {
		if !o.folder.own {
			return true
		}
	}
	return false
}

// isAllowedLink reports whether a link is one that people may be sent to.
func isAllowedLink(link string) bool {
	page, settings := strings.CutPrefix(link, "ms-settings:")
	return settings && page != "" && !strings.ContainsAny(page, " /\\") || isHTTPS(link)
}

func isHTTPS(link string) bool {
	u, err := url.Parse(link)
	return err == nil && u.Scheme == "https" && u.Host != ""
}
