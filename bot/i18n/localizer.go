package i18n

import (
	"slices"
	"strconv"
	"strings"

	"aktivering/bot/content"
	"aktivering/bot/reply"
	"aktivering/knowledge"
)

// Args are what takes the place of a phrase's {placeholders}.
type Args map[string]content.Span

// Text is the plain value of a placeholder.
func Text(s string) content.Span { return content.Span{Text: s} }

// Code is a code as the value of a placeholder.
func Code(c knowledge.Code) content.Span { return content.Span{Text: c.String(), Kind: content.Mono} }

// Number is a number as the value of a placeholder.
func Number(n int) content.Span { return Text(strconv.Itoa(n)) }

// Localizer puts texts of the knowledge into spans of one language, for one version
// of Windows.
type Localizer struct {
	kb      *knowledge.Base
	Lang    knowledge.Lang
	Windows string
}

// New returns the texts of a language, for one version of Windows.
func New(kb *knowledge.Base, lang knowledge.Lang, windows string) Localizer {
	return Localizer{kb: kb, Lang: lang, Windows: windows}
}

// info is what holds for the language.
func (v Localizer) info() knowledge.LangInfo { return v.kb.Languages().Info(v.Lang) }

// Say returns a phrase.
func (v Localizer) Say(key string, a Args) []content.Span {
	return v.spans(v.kb.Phrases().Text(v.Lang, key), a)
}

// Count is a number as the value of a placeholder, small ones in words.
func (v Localizer) Count(n int) content.Span {
	if n < 2 || n > 6 {
		return Number(n)
	}
	return Text(v.Label("number." + strconv.Itoa(n)))
}

// Label returns a phrase without placeholders as plain text, for a choice or a
// field.
func (v Localizer) Label(key string) string { return reply.Plain(v.Say(key, nil)) }

// LabelWith returns a phrase with its placeholders filled as plain text.
func (v Localizer) LabelWith(key string, a Args) string { return reply.Plain(v.Say(key, a)) }

// Paragraph returns a phrase as a paragraph.
func (v Localizer) Paragraph(key string, a Args) content.Block {
	return content.Paragraph{Spans: v.Say(key, a)}
}

// spans expands a text: placeholders become their values, names the words that
// Windows shows.
func (v Localizer) spans(s string, a Args) []content.Span { return v.expand(nil, s, a) }

// expand adds what spans returns.
func (v Localizer) expand(spans []content.Span, s string, a Args) []content.Span {
	if s == "" {
		return spans
	}
	spans = slices.Grow(spans, 1+2*strings.Count(s, "{"))
	for s != "" {
		before, rest, _ := strings.Cut(s, "{")
		name, after, ok := strings.Cut(rest, "}")
		if !ok {
			return append(spans, Text(s))
		}
		if before != "" {
			spans = append(spans, Text(before))
		}
		s = after
		if arg, ok := a[name]; ok {
			spans = append(spans, arg)
			continue
		}
		f, _ := v.kb.Named(name, v.Lang, v.Windows)
		spans = append(spans, spanOf(f))
	}
	return spans
}

// In expands a text of an article.
func (v Localizer) In(t knowledge.Text) []content.Span { return v.spans(t.In(v.Lang), nil) }

func spanOf(f knowledge.Fragment) content.Span {
	switch f.Kind {
	case knowledge.NamePath, knowledge.NameLabel:
		return content.Span{Text: f.Text, Kind: content.Label, URL: f.Link}
	case knowledge.NameCommand:
		return content.Span{Text: f.Text, Kind: content.Command}
	case knowledge.NameLink:
		return content.Span{Text: f.Text, Kind: content.Link, URL: f.Link}
	case knowledge.NameWord:
		return Text(f.Text)
	}
	return Text(f.Text)
}

// Brief returns a remedy in as little room as it takes: the steps in one
// paragraph, without the notes.
func (v Localizer) Brief(r *knowledge.Remedy, known map[string]string) []content.Block {
	if !r.ShowsSteps(known) {
		return v.Remedy(r, known) // what it takes away is never left out
	}
	var spans []content.Span
	for i, step := range r.Steps.In(v.Lang) {
		if i > 0 {
			spans = append(spans, Text(" "))
		}
		spans = v.expand(spans, step, nil)
	}
	return []content.Block{content.Heading{Spans: v.In(r.Title)}, content.Paragraph{Spans: spans}}
}

// Remedy returns the blocks of a remedy: its title, its steps, and the notes
// that nothing known rules out. Steps that are to be confirmed first are left out.
func (v Localizer) Remedy(r *knowledge.Remedy, known map[string]string) []content.Block {
	blocks := []content.Block{content.Heading{Spans: v.In(r.Title)}}
	var steps []string
	if r.ShowsSteps(known) {
		steps = r.Steps.In(v.Lang)
	}
	items := make([][]content.Span, len(steps))
	for i, step := range steps {
		items[i] = v.spans(step, nil)
	}
	link(items, r.Link)
	if len(items) == 1 {
		blocks = append(blocks, content.Paragraph{Spans: items[0]})
	} else if len(items) > 1 {
		blocks = append(blocks, content.Steps{Items: items})
	}
	for _, n := range r.Notes {
		if n.When.Allows(known) {
			blocks = append(blocks, content.Note{Spans: v.In(n.Text)})
		}
	}
	return blocks
}

// Notes returns the notes to an article as a whole that nothing known rules out, each in the
// name of whoever says so.
func (v Localizer) Notes(a *knowledge.Article, known map[string]string) []content.Block {
	var blocks []content.Block
	for _, n := range a.Notes {
		if !n.When.Allows(known) {
			continue
		}
		var spans []content.Span
		if len(n.From) > 0 {
			spans = append(v.In(n.From), Text(": "))
		}
		blocks = append(blocks, content.Note{Spans: append(spans, v.In(n.Text)...)})
	}
	return blocks
}

// Steps returns some steps of a remedy, under the numbers that they have in it.
func (v Localizer) Steps(r *knowledge.Remedy, from, to int) content.Block {
	block := content.Steps{Start: from + 1}
	for _, step := range r.Steps.In(v.Lang)[from:to] {
		block.Items = append(block.Items, v.spans(step, nil))
	}
	return block
}

// link leads the first label of the steps to where the remedy takes place,
// unless the steps lead there already.
func link(items [][]content.Span, url string) {
	var open *content.Span
	for _, item := range items {
		for i := range item {
			if item[i].URL == url {
				return
			}
			if open == nil && item[i].Kind == content.Label && item[i].URL == "" {
				open = &item[i]
			}
		}
	}
	if open != nil {
		open.URL = url
	}
}

// Sources returns a note for each document that the remedies were read in.
// assumed tells that the version of Windows is a guess.
func (v Localizer) Sources(a *knowledge.Article, remedies []*knowledge.Remedy, assumed bool) []content.Block {
	var blocks []content.Block
	named := make(map[string]bool)
	for _, s := range a.Sources {
		doc, ok := v.kb.Document(s.Document)
		if !ok || named[s.Document] || !usedBy(remedies, s.ID) || s.Windows != "" && s.Windows != v.Windows {
			continue
		}
		named[s.Document] = true
		blocks = append(blocks, content.Note{Spans: v.source(doc, s, assumed)})
	}
	return blocks
}

func usedBy(remedies []*knowledge.Remedy, source string) bool {
	for _, r := range remedies {
		if slices.Contains(r.Sources, source) {
			return true
		}
	}
	return len(remedies) == 0
}

func (v Localizer) source(doc *knowledge.Document, s knowledge.Source, assumed bool) []content.Span {
	key := "source"
	switch {
	case s.Retold:
		key = "source.retold"
	case s.Windows == "":
		key = "source.any"
	case assumed:
		key = "source.assumed"
	}
	return v.Say(key, Args{
		"publisher": Text(doc.Publisher),
		"title":     {Text: doc.Title.In(v.Lang), Kind: content.Link, URL: doc.URL},
		"version":   Text(s.Windows),
		"date":      Text(doc.Read.Format(v.info().Date)),
	})
}

// OtherVersions says what the labels and menu paths of the remedies are called in
// the other versions of Windows that the article is for.
func (v Localizer) OtherVersions(a *knowledge.Article, remedies []*knowledge.Remedy) []content.Block {
	var blocks []content.Block
	for _, version := range a.Windows {
		if version == v.Windows {
			continue
		}
		other := New(v.kb, v.Lang, version)
		spans := v.Say("windows.other", Args{"version": Text(version)})
		n := len(spans)
		for _, name := range v.varying(remedies) {
			if len(spans) > n {
				spans = append(spans, Text(", "))
			} else {
				spans = append(spans, Text(" "))
			}
			spans = append(spans, other.spans(name, nil)...)
		}
		if len(spans) > n {
			blocks = append(blocks, content.Note{Spans: append(spans, Text("."))})
		}
	}
	return blocks
}

// varying returns the names of labels and paths in the remedies whose words
// differ between versions of Windows, as they stand in the texts: {activation}.
func (v Localizer) varying(remedies []*knowledge.Remedy) []string {
	var names []string
	for _, r := range remedies {
		for _, step := range r.Steps.In(v.Lang) {
			for step != "" {
				_, rest, _ := strings.Cut(step, "{")
				name, after, _ := strings.Cut(rest, "}")
				step = after
				name = "{" + name + "}"
				if v.kb.Varies(name) && v.spans(name, nil)[0].Kind == content.Label && !slices.Contains(names, name) {
					names = append(names, name)
				}
			}
		}
	}
	return names
}
