package bot

import (
	"slices"
	"strconv"
	"strings"

	"aktivering/knowledge"
)

// args are what takes the place of a phrase's {placeholders}.
type args map[string]Span

// text is the plain value of a placeholder.
func text(s string) Span { return Span{Text: s} }

// mono is a code as the value of a placeholder.
func mono(c knowledge.Code) Span { return Span{Text: c.String(), Kind: Mono} }

// count is a number as the value of a placeholder.
func count(n int) Span { return text(strconv.Itoa(n)) }

// voice puts texts of the knowledge into spans of one language, for one version
// of Windows.
type voice struct {
	kb      *knowledge.Base
	lang    knowledge.Lang
	windows string
}

// newVoice returns the texts of a language, for one version of Windows.
func newVoice(kb *knowledge.Base, lang knowledge.Lang, windows string) voice {
	return voice{kb: kb, lang: lang, windows: windows}
}

// say returns a phrase.
func (v voice) say(key string, a args) []Span {
	return v.spans(v.kb.Phrases().Text(v.lang, key), a)
}

// label returns a phrase without placeholders as plain text, for a choice or a
// field.
func (v voice) label(key string) string { return plain(v.say(key, nil)) }

// para returns a phrase as a paragraph.
func (v voice) para(key string, a args) Block { return Paragraph{v.say(key, a)} }

// spans expands a text: placeholders become their values, names the words that
// Windows shows.
func (v voice) spans(s string, a args) []Span { return v.expand(nil, s, a) }

// expand adds what spans returns.
func (v voice) expand(spans []Span, s string, a args) []Span {
	if s == "" {
		return spans
	}
	spans = slices.Grow(spans, 1+2*strings.Count(s, "{"))
	for s != "" {
		before, rest, _ := strings.Cut(s, "{")
		name, after, ok := strings.Cut(rest, "}")
		if !ok {
			return append(spans, text(s))
		}
		if before != "" {
			spans = append(spans, text(before))
		}
		s = after
		if arg, ok := a[name]; ok {
			spans = append(spans, arg)
			continue
		}
		f, _ := v.kb.Named(name, v.lang, v.windows)
		spans = append(spans, spanOf(f))
	}
	return spans
}

// in expands a text of an article.
func (v voice) in(t knowledge.Text) []Span { return v.spans(t.In(v.lang), nil) }

func spanOf(f knowledge.Fragment) Span {
	switch f.Kind {
	case knowledge.NamePath, knowledge.NameLabel:
		return Span{Text: f.Text, Kind: Label, URL: f.Link}
	case knowledge.NameCommand:
		return Span{Text: f.Text, Kind: Command}
	case knowledge.NameLink:
		return Span{Text: f.Text, Kind: Link, URL: f.Link}
	case knowledge.NameWord:
		return text(f.Text)
	}
	return text(f.Text)
}

// plain is the text of spans.
func plain(spans []Span) string {
	var s strings.Builder
	for _, span := range spans {
		s.WriteString(span.Text)
	}
	return s.String()
}

// brief returns a remedy in as little room as it takes: the steps in one
// paragraph, without the notes.
func (v voice) brief(r *knowledge.Remedy) []Block {
	var spans []Span
	for i, step := range r.Steps.In(v.lang) {
		if i > 0 {
			spans = append(spans, text(" "))
		}
		spans = v.expand(spans, step, nil)
	}
	return []Block{Heading{v.in(r.Title)}, Paragraph{spans}}
}

// remedy returns the blocks of a remedy: its title, its steps, and the notes
// that nothing known rules out.
func (v voice) remedy(r *knowledge.Remedy, known map[string]string) []Block {
	blocks := []Block{Heading{v.in(r.Title)}}
	steps := r.Steps.In(v.lang)
	items := make([][]Span, len(steps))
	for i, step := range steps {
		items[i] = v.spans(step, nil)
	}
	link(items, r.Link)
	if len(items) == 1 {
		blocks = append(blocks, Paragraph{items[0]})
	} else if len(items) > 1 {
		blocks = append(blocks, Steps{Items: items})
	}
	for _, n := range r.Notes {
		if n.When.Allows(known) {
			blocks = append(blocks, Note{v.in(n.Text)})
		}
	}
	return blocks
}

// link leads the first label of the steps to where the remedy takes place,
// unless the steps lead there already.
func link(items [][]Span, url string) {
	var open *Span
	for _, item := range items {
		for i := range item {
			if item[i].URL == url {
				return
			}
			if open == nil && item[i].Kind == Label && item[i].URL == "" {
				open = &item[i]
			}
		}
	}
	if open != nil {
		open.URL = url
	}
}

// sources returns a note for each document that the remedies were read in.
// assumed tells that the version of Windows is a guess.
func (v voice) sources(a *knowledge.Article, remedies []*knowledge.Remedy, assumed bool) []Block {
	var blocks []Block
	named := make(map[string]bool)
	for _, s := range a.Sources {
		doc, ok := v.kb.Document(s.Document)
		if !ok || named[s.Document] || !usedBy(remedies, s.ID) || s.Windows != "" && s.Windows != v.windows {
			continue
		}
		named[s.Document] = true
		blocks = append(blocks, Note{v.source(doc, s.Windows, assumed)})
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

func (v voice) source(doc *knowledge.Document, windows string, assumed bool) []Span {
	date := doc.Read.Format("2.1.2006")
	if v.lang == knowledge.English {
		date = doc.Read.Format("2 January 2006")
	}
	key := "source"
	switch {
	case windows == "":
		key = "source.any"
	case assumed:
		key = "source.assumed"
	}
	return v.say(key, args{
		"publisher": text(doc.Publisher),
		"title":     {Text: doc.Title, Kind: Link, URL: doc.URL},
		"version":   text(windows),
		"date":      text(date),
	})
}
