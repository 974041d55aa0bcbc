package i18n

import (
	"slices"
	"strings"

	"aktivering/bot/content"
	"aktivering/bot/reply"
	"aktivering/knowledge"
)

// Explain returns what an explanation says while an article is followed, or "" where none is.
// Where the version of Windows is not known, words that differ between versions stand there
// for each of them.
func (v Localizer) Explain(e *knowledge.Explanation, article string) []content.Span {
	text, _ := e.Text(article)
	return v.inEachVersion(text.In(v.Lang))
}

// ExplainBriefly is the first sentence of what Explain says.
func (v Localizer) ExplainBriefly(e *knowledge.Explanation, article string) []content.Span {
	text, _ := e.Text(article)
	first, rest, more := strings.Cut(text.In(v.Lang), ". ")
	if more && rest != "" {
		first += "."
	}
	return v.inEachVersion(first)
}

// inEachVersion expands a text for the version of Windows, or for each where it is not known.
func (v Localizer) inEachVersion(s string) []content.Span {
	if v.Windows != "" {
		return v.spans(s, nil)
	}
	var spans []content.Span
	for s != "" {
		before, rest, _ := strings.Cut(s, "{")
		name, after, ok := strings.Cut(rest, "}")
		if !ok {
			return append(spans, Text(s))
		}
		spans = v.expand(spans, before, nil)
		s = after
		versions := v.kb.Versions(name)
		if len(versions) == 0 {
			spans = v.expand(spans, "{"+name+"}", nil)
		}
		for i, version := range versions {
			if i > 0 {
				spans = append(spans, Text(" "+v.Label("or")+" "))
			}
			f, _ := v.kb.Named(name, v.Lang, version)
			spans = append(spans, v.Say("windows.in", Args{"name": spanOf(f), "version": Text(version)})...)
		}
	}
	return spans
}

// Cited returns a note for each document of some sources, those of an article that the
// person has seen named left out; known may be nil.
func (v Localizer) Cited(sources []knowledge.Source, known *knowledge.Article) []content.Block {
	var blocks []content.Block
	var named []string
	if known != nil {
		for _, s := range known.Sources {
			named = append(named, s.Document)
		}
	}
	for _, s := range sources {
		doc, ok := v.kb.Document(s.Document)
		if !ok || slices.Contains(named, s.Document) {
			continue
		}
		named = append(named, s.Document)
		blocks = append(blocks, content.Note{Spans: v.source(doc, s, false)})
	}
	return blocks
}

// Labels returns what buttons and places in some remedies are called, here and in another
// language: nothing of those that are called the same. Where the version of Windows is not
// known, those that differ stand there for each of them.
func (v Localizer) Labels(other knowledge.Lang, remedies []*knowledge.Remedy) []content.Field {
	var names []string
	for _, r := range remedies {
		for _, step := range r.Steps.In(v.Lang) {
			for _, name := range knowledge.NamesIn(step) {
				if !slices.Contains(names, name) {
					names = append(names, name)
				}
			}
		}
	}
	return v.LabelsOf(other, names)
}

// LabelsOf is Labels of names by their ids.
func (v Localizer) LabelsOf(other knowledge.Lang, names []string) []content.Field {
	var fields []content.Field
	for _, name := range names {
		versions := []string{v.Windows}
		if each := v.kb.Versions(name); v.Windows == "" && len(each) > 0 {
			versions = each
		}
		for _, version := range versions {
			here, known := v.kb.Named(name, v.Lang, version)
			there, _ := v.kb.Named(name, other, version)
			if !known || here.Text == there.Text || here.Kind == knowledge.NameWord || here.Kind == knowledge.NameLink {
				continue
			}
			f := content.Field{Name: here.Text, Value: there.Text}
			if len(versions) > 1 {
				f.Value = reply.Plain(v.Say("windows.in", Args{"name": Text(there.Text), "version": Text(version)}))
			}
			fields = append(fields, f)
		}
	}
	return fields
}
