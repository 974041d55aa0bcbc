package knowledge

import (
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"aktivering/knowledge/fold"
)

// article reads an article file.
func (f *file) article() *Article {
	a := new(Article)
	f.fields(f.root, "the article",
		must("id", func(n *yaml.Node) { a.ID = f.id(n, "the id") }).about("The article's first code, or a word of the editors. The file is called after it."),
		may(statusKey, func(n *yaml.Node) { f.oneOf(n, "the status", statusDraft, statusReady) }).about("A draft is checked as far as it goes, and answers nobody; what it lacks is told by lint. Left out, the article is ready."),
		may("codes", func(n *yaml.Node) { a.Codes = f.codes(n) }).about("The codes that the article answers, the leading one first.").with("uniqueItems", true),
		may("kinds", func(n *yaml.Node) { a.Kinds = f.kinds(n) }).about("The kinds of message that the article answers: a question of another kind never gets it.").with("minItems", 1),
		must("windows", func(n *yaml.Node) { a.Windows = f.ids(n, "windows") }).about("The versions of Windows that the article is documented for, newest first.").with("minItems", 1),
		must("title", func(n *yaml.Node) { a.Title = f.text(n, "the title") }),
		may("symptoms", func(n *yaml.Node) { a.Symptoms = f.lines(n, "symptoms") }).about("What people say when they have this problem, in their own words. No phrase may stand in two articles."),
		must("meaning", func(n *yaml.Node) { a.Meaning = f.text(n, "the meaning") }).about("What has happened, in a sentence or two."),
		must("remedies", func(n *yaml.Node) { a.Remedies = f.remedies(n) }).about("The documented ways out, the likeliest first.").with("minItems", 1),
		may("questions", func(n *yaml.Node) { a.Questions = f.ids(n, "questions") }).about("The facts that may be asked about here. Each must change which remedies, notes or words are shown."),
		may("see_also", func(n *yaml.Node) { a.SeeAlso = f.ids(n, "see_also") }).about("The articles that people may want to go on to, by their ids, the likeliest first."),
		must("sources", func(n *yaml.Node) { a.Sources = f.sources(n) }).about("What the article was read in.").with("minItems", 1))
	return a
}

// statusKey is the key by which an article says that it is a draft.
const statusKey = "status"

// The states of an article.
const (
	statusDraft = "draft"
	statusReady = "ready"
)

// isDraft reports that a file holds an article that is not finished.
func (f *file) isDraft() bool {
	_, n := child(resolveAlias(f.root), statusKey)
	return n != nil && n.Value == statusDraft
}

func (f *file) kinds(n *yaml.Node) []Kind {
	var words []string
	for _, k := range Kinds() {
		words = append(words, string(k))
	}
	var kinds []Kind
	f.items(n, "kinds", func(_ int, item *yaml.Node) {
		switch k := Kind(f.oneOf(item, "a kind", words...)); {
		case k == "": // f has noted the fault
		case slices.Contains(kinds, k):
			f.fault(item, "the kind %q is there twice", k)
		default:
			kinds = append(kinds, k)
		}
	})
	return kinds
}

func (f *file) codes(n *yaml.Node) []Code {
	var codes []Code
	f.items(n, "codes", func(_ int, item *yaml.Node) {
		switch c, ok := f.code(item, "a code"); {
		case !ok: // f has noted the fault
		case slices.Contains(codes, c):
			f.fault(item, "code %s is there twice", c)
		default:
			codes = append(codes, c)
		}
	})
	return codes
}

func (f *file) remedies(n *yaml.Node) []Remedy { return f.remediesWith(n, nil) }

// remediesWith reads remedies that may have one more key, by their number.
func (f *file) remediesWith(n *yaml.Node, more func(item int) field) []Remedy {
	var remedies []Remedy
	f.items(n, "remedies", func(i int, item *yaml.Node) {
		var r Remedy
		fields := []field{
			must("id", func(n *yaml.Node) { r.ID = f.id(n, "the remedy's id") }),
			must("title", func(n *yaml.Node) { r.Title = f.text(n, "the remedy's title") }),
			may("short", func(n *yaml.Node) { r.Short = f.text(n, "the short title") }).about("A few words that name the remedy among others that were tried. Left out, the title does."),
			may("when", func(n *yaml.Node) { r.When = f.when(n) }).about("The values of facts with which this applies. Left out, it always does."),
			may("first", func(n *yaml.Node) { r.First = f.when(n) }).about("The values of facts, all of which are known, with which this goes before all others. Left out, it never does."),
			must("steps", func(n *yaml.Node) { r.Steps = f.steps(n) }).about("What to do, in order, with the same number of steps in every language."),
			may("needs", func(n *yaml.Node) {
				r.Needs = Need(f.oneOf(n, "needs", string(NeedsTime), string(NeedsPeople), string(NeedsReading), string(NeedsAnswer)))
			}).about("What it takes, beside the steps, before anybody can say whether they helped. Left out, nothing."),
			may("confirm", func(n *yaml.Node) { r.Confirm = f.id(n, "the fact to confirm") }).about("The fact that must be \"yes\" before the steps are shown, because they take something away. The notes say what."),
			may("link", func(n *yaml.Node) { r.Link = f.str(n, "the link") }).about("What opens the right place: ms-settings: or https://.").with("pattern", "^(ms-settings:|https://)"),
			may("notes", func(n *yaml.Node) { r.Notes = f.notes(n) }).about("Exceptions and remarks."),
			must("sources", func(n *yaml.Node) { r.Sources = f.ids(n, "sources") }).about("The ids of the article's sources that the remedy was read in.").with("minItems", 1),
		}
		if more != nil {
			fields = append(fields, more(i))
		}
		f.fields(item, "the remedy", fields...)
		if r.Confirm != "" {
			if r.When == nil {
				r.When = make(When, 1)
			}
			r.When[r.Confirm] = []string{ValueYes}
		}
		if r.ID != "" && slices.ContainsFunc(remedies, func(o Remedy) bool { return o.ID == r.ID }) {
			f.fault(item, "remedy %q is there twice", r.ID)
		}
		remedies = append(remedies, r)
	})
	return remedies
}

// steps reads lines that must have the same count in every language.
func (f *file) steps(n *yaml.Node) Lines {
	before := len(f.faults)
	lines := f.lines(n, "steps")
	if len(f.faults) > before {
		return lines
	}
	var counts []string
	differ := false
	for _, l := range slices.Concat(f.langs, f.drafts) {
		if steps, ok := lines[l]; ok {
			counts = append(counts, fmt.Sprintf("%d in %s", len(steps), l))
			differ = differ || len(steps) != len(lines[f.langs[0]])
		}
	}
	if differ {
		f.fault(n, "the steps differ in number: %s", strings.Join(counts, ", "))
	}
	return lines
}

func (f *file) notes(n *yaml.Node) []Note {
	var notes []Note
	f.items(n, "notes", func(_ int, item *yaml.Node) {
		var note Note
		f.fields(item, "the note",
			must("text", func(n *yaml.Node) { note.Text = f.text(n, "the note") }),
			may("when", func(n *yaml.Node) { note.When = f.when(n) }).about("The values of facts with which this applies. Left out, it always does."))
		notes = append(notes, note)
	})
	return notes
}

// when reads the values of each fact; one value may stand without a list.
func (f *file) when(n *yaml.Node) When {
	w := make(When)
	f.pairs(n, "when", func(k, v *yaml.Node) {
		f.either(v,
			func(v *yaml.Node) { w[k.Value] = []string{f.id(v, "a value in when")} },
			func(v *yaml.Node) { w[k.Value] = f.ids(v, "when") })
		if v.Kind == yaml.SequenceNode && len(v.Content) == 0 {
			f.fault(k, "%q has no values, so nothing could ever apply", k.Value)
		}
	})
	return w
}

func (f *file) sources(n *yaml.Node) []Source {
	var sources []Source
	f.items(n, "sources", func(_ int, item *yaml.Node) {
		var s Source
		f.fields(item, "the source", append(f.citing(&s),
			must("id", func(n *yaml.Node) { s.ID = f.id(n, "the source's id") }))...)
		if s.ID != "" && slices.ContainsFunc(sources, func(o Source) bool { return o.ID == s.ID }) {
			f.fault(item, "source %q is there twice", s.ID)
		}
		sources = append(sources, s)
	})
	return sources
}

// citing are the keys of a source beside its id.
func (f *file) citing(s *Source) []field {
	return []field{
		must("document", func(n *yaml.Node) { s.Document = f.id(n, "the document's id") }).about("The id of a document in pack.yaml."),
		must("heading", func(n *yaml.Node) { s.Heading = f.str(n, "the heading") }).about("Where in the document."),
		may("windows", func(n *yaml.Node) { s.Windows = f.id(n, "windows") }).about("The version of Windows that this part is about; left out, every one."),
		may("read", func(n *yaml.Node) { s.Retold = f.oneOf(n, "read", readItself, readRetold) == readRetold }).about("How it is known: read itself, or retold by others."),
	}
}

// How a source was read.
const (
	readItself = "itself"
	readRetold = "retold"
)

func (f *file) licenses(n *yaml.Node) []License {
	var list []License
	f.items(n, "licenses", func(_ int, item *yaml.Node) {
		var l License
		f.fields(item, "the license",
			may("channels", func(n *yaml.Node) { l.Channels = f.ids(n, "channels") }).about("retail, oem, mak, kms-client, kms-host, trial, avma; left out, all."),
			may("states", func(n *yaml.Node) { l.States = f.ids(n, "states") }).about("licensed, unlicensed, grace, notification; left out, all."),
			may("host", func(n *yaml.Node) { l.Host = f.oneOf(n, "host", "yes", "no") }).about("Whether a KMS host is named; left out, both."),
			may("events", func(n *yaml.Node) { l.Events = f.strs(n, "events") }).about("12288, 12289, 12290: events about requests to a KMS host; left out, what the commands print."),
			must("article", func(n *yaml.Node) { l.Article = f.id(n, "the article") }))
		list = append(list, l)
	})
	return list
}

func (f *file) common(n *yaml.Node) []CommonProblem {
	var list []CommonProblem
	f.items(n, "common", func(_ int, item *yaml.Node) {
		var c CommonProblem
		f.fields(item, "the common problem",
			must("article", func(n *yaml.Node) { c.Article = f.id(n, "the article") }),
			must("label", func(n *yaml.Node) { c.Label = f.text(n, "the label") }).about("What people would call it, short enough for a button."))
		list = append(list, c)
	})
	return list
}

// packContent is what a pack.yaml holds.
type packContent struct {
	pack      Pack
	documents []*Document
	facts     []*Fact
	names     []*Name
}

// pack reads a pack.yaml; folder is the name of its folder.
func (f *file) pack(folder string) packContent {
	p := packContent{pack: Pack{ID: folder}}
	f.fields(f.root, "the pack",
		may("name", func(n *yaml.Node) { p.pack.ID = f.id(n, "the name") }).about("The pack's name; without it, that of the folder."),
		may("title", func(n *yaml.Node) { p.pack.Title = f.text(n, "the title") }),
		may("audience", func(n *yaml.Node) {
			p.pack.Audience = Audience(f.oneOf(n, "the audience", string(ForConsumers), string(ForAdministrators)))
		}).about("Whom the articles are for; without it, everybody."),
		may("languages", func(n *yaml.Node) { p.pack.Languages = f.packLanguages(n) }).about("The languages that every text of the pack is in; without it, those of the program.").with("minItems", 1),
		may("read", func(n *yaml.Node) { p.pack.Read = f.day(n, "read") }).about("The day on which those documents were last read that give none of their own."),
		may("fallback", func(n *yaml.Node) { p.pack.Fallback = f.id(n, "fallback") }).about("The article for codes that no article answers."),
		may("find_key", func(n *yaml.Node) { p.pack.FindKey = f.id(n, "find_key") }).about("The article that tells where a product key is found."),
		may("example", func(n *yaml.Node) { p.pack.Example, _ = f.code(n, "the example") }).about("A documented code that shows how codes look."),
		may("anchors", func(n *yaml.Node) { p.pack.Anchors = f.anchors(n) }).about("For articles about something else than Windows activation: words and phrases, in any language, of which one must be said for them to be meant.").with("minItems", 1),
		may("common", func(n *yaml.Node) { p.pack.Common = f.common(n) }).about("The most common problems, most common first, to choose from where nothing is known yet."),
		may("licenses", func(n *yaml.Node) { p.pack.Licenses = f.licenses(n) }).about("Where what slmgr prints leads to; the first that fits counts."),
		may("documents", func(n *yaml.Node) { p.documents = list(f, n, "document", f.document, (*Document).id) }).about("What the facts were read in."),
		may("facts", func(n *yaml.Node) { p.facts = list(f, n, "fact", f.fact, (*Fact).id) }).about("What a question can settle about a person's situation."),
		may("names", func(n *yaml.Node) { p.names = list(f, n, "name", f.named, (*Name).id) }).about("Menu paths, labels and the like, written once and used in texts as {id}."))
	for i, d := range p.documents {
		if !d.undated {
			continue
		}
		if d.Read = p.pack.Read; d.Read.IsZero() {
			_, documents := child(f.root, "documents")
			f.fault(resolveAlias(documents).Content[i], `the document lacks "read", and so does the pack`)
		}
	}
	return p
}

// anchors reads words that tell a subject.
func (f *file) anchors(n *yaml.Node) []string {
	anchors := f.strs(n, "anchors")
	for _, a := range anchors {
		if fold.Text(a) == "" {
			f.fault(n, "the anchor %q has no letters", a)
		}
	}
	return anchors
}

// packLanguages reads the languages of a pack, which setLanguages has set.
func (f *file) packLanguages(n *yaml.Node) []Lang {
	for _, id := range f.ids(n, "languages") {
		if !slices.Contains(f.langs, Lang(id)) {
			f.fault(n, "%q is no language of the program", id)
		}
	}
	return f.langs
}

func (a *Article) id() string  { return a.ID }
func (d *Document) id() string { return d.ID }
func (f *Fact) id() string     { return f.ID }
func (n *Name) id() string     { return n.ID }

// list reads a list of things that have an id of their own. It keeps one entry
// for each item, so that an index is also a place in the file.
func list[T any](f *file, n *yaml.Node, what string, read func(*yaml.Node) *T, id func(*T) string) []*T {
	var all []*T
	f.items(n, what+"s", func(_ int, item *yaml.Node) {
		t := read(item)
		if id(t) != "" && slices.ContainsFunc(all, func(o *T) bool { return id(o) == id(t) }) {
			f.fault(item, "%s %q is there twice", what, id(t))
		}
		all = append(all, t)
	})
	return all
}

func (f *file) document(n *yaml.Node) *Document {
	d := &Document{undated: true}
	f.fields(n, "the document",
		must("id", func(n *yaml.Node) { d.ID = f.id(n, "the document's id") }),
		must("publisher", func(n *yaml.Node) { d.Publisher = f.str(n, "the publisher") }),
		must("title", func(n *yaml.Node) { d.Title = f.titleOf(n) }).about("What it is called; by language where its title was translated."),
		must("url", func(n *yaml.Node) { d.URL = f.str(n, "the url") }).with("pattern", "^https://"),
		may("language", func(n *yaml.Node) { d.Language = f.id(n, "the language") }).about("The language of the document; without it, Norwegian bokmål."),
		may("read", func(n *yaml.Node) { d.Read, d.undated = f.day(n, "read"), false }).about("The day it was last read, such as 2026-11-22; without it, that of the pack."))
	return d
}

// titleOf reads a title that may be the same in every language.
func (f *file) titleOf(n *yaml.Node) Text {
	var title Text
	f.either(n,
		func(n *yaml.Node) {
			only := f.str(n, "the title")
			title = make(Text, len(f.langs)+len(f.drafts))
			for _, l := range slices.Concat(f.langs, f.drafts) {
				title[l] = only
			}
		},
		func(n *yaml.Node) { title = f.text(n, "the title") })
	return title
}

func (f *file) fact(n *yaml.Node) *Fact {
	fact := new(Fact)
	f.fields(n, "the fact",
		must("id", func(n *yaml.Node) { fact.ID = f.id(n, "the fact's id") }),
		must("question", func(n *yaml.Node) { fact.Question = f.text(n, "the question") }),
		may("term", func(n *yaml.Node) { fact.Term = f.id(n, "the term") }).about("The id of the term that explains what is asked about."),
		must("values", func(n *yaml.Node) { fact.Values = f.values(n) }).with("minItems", 2))
	return fact
}

func (f *file) values(n *yaml.Node) []Value {
	var values []Value
	f.items(n, "values", func(_ int, item *yaml.Node) {
		var v Value
		f.fields(item, "the value",
			must("id", func(n *yaml.Node) { v.ID = f.id(n, "the value's id") }),
			must("label", func(n *yaml.Node) { v.Label = f.text(n, "the label") }),
			may("said", func(n *yaml.Node) { v.Said = f.strs(n, "said") }).about("Phrases by which people tell the value without being asked, in any language."))
		if v.ID != "" && slices.ContainsFunc(values, func(o Value) bool { return o.ID == v.ID }) {
			f.fault(item, "value %q is there twice", v.ID)
		}
		values = append(values, v)
	})
	if len(values) < 2 && len(f.faults) == 0 {
		f.fault(n, "a fact needs two values or more; with one there is nothing to ask")
	}
	return values
}

func (f *file) named(n *yaml.Node) *Name {
	name := &Name{Forms: make(map[string]Text)}
	f.fields(n, "the name",
		must("id", func(n *yaml.Node) { name.ID = f.id(n, "the name's id") }),
		must("kind", func(n *yaml.Node) {
			name.Kind = NameKind(f.oneOf(n, "kind", nameKinds()...))
		}).about("path: a way through menus; label: a button or link as Windows shows it; command: something to type; link: a page on the web; word: plain words."),
		may("link", func(n *yaml.Node) { name.Link = f.str(n, "the link") }).about("What a path opens (ms-settings:) or where a link leads (https://).").with("pattern", "^(ms-settings:|https://)"),
		may("destructive", func(n *yaml.Node) { name.Destructive = f.flag(n, "destructive") }).about("A command that takes something away: a remedy whose steps hold it must have \"confirm\"."),
		must("forms", func(n *yaml.Node) {
			f.pairs(n, "forms", func(k, v *yaml.Node) { name.Forms[k.Value] = f.text(v, "the form") })
			if len(name.Forms) == 0 {
				f.fault(n, `forms is empty; write the words under ""`)
			}
		}).about("The words by version of Windows; \"\" serves every version.").with("minProperties", 1))
	return name
}

func nameKinds() []string {
	return []string{string(NamePath), string(NameLabel), string(NameCommand), string(NameLink), string(NameWord)}
}
