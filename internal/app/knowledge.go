package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
	"text/tabwriter"

	"aktivering/adapters/terminal"
	"aktivering/bot"
	"aktivering/bot/content"
	"aktivering/bot/match"
	"aktivering/knowledge"
)

// KnowledgeList prints one line for each article, and then for each explanation, the latter
// under its folder instead of a pack.
func (a *App) KnowledgeList(ctx context.Context, l knowledge.Lang) error {
	kb, err := a.load(ctx)
	if err != nil {
		return err
	}
	table := tabwriter.NewWriter(a.Out, 0, 0, 2, ' ', 0)
	for _, article := range kb.Articles() {
		more := ""
		if n := len(article.Codes); n > 1 {
			more = fmt.Sprintf("+%d", n-1)
		}
		if _, err := fmt.Fprintf(table, "%s\t%s\t%s\t%s\n", article.Pack, article.ID, more, article.Title.In(l)); err != nil {
			return fmt.Errorf("knowledge list: %w", err)
		}
	}
	for _, e := range kb.Explanations() {
		if _, err := fmt.Fprintf(table, "%s\t%s\t\t%s\n", folderOf(e), e.ID, e.Title.In(l)); err != nil {
			return fmt.Errorf("knowledge list: %w", err)
		}
	}
	if err := table.Flush(); err != nil {
		return fmt.Errorf("knowledge list: %w", err)
	}
	return nil
}

// folderOf is the folder of an explanation, such as terms, or own/terms in a pack from outside.
func folderOf(e *knowledge.Explanation) string { return path.Join(e.Pack, path.Dir(e.File)) }

// KnowledgeShow prints an article or an explanation as its editors know it: conditions,
// sources and all. An article is named by its id or one of its codes.
func (a *App) KnowledgeShow(ctx context.Context, id string, l knowledge.Lang, windows string) error {
	kb, err := a.load(ctx)
	if err != nil {
		return err
	}
	var views []bot.Reply
	for _, article := range find(kb, id) {
		views = append(views, editorsView(kb, article, l, windows))
	}
	if e, ok := kb.Explanation(id); ok {
		views = append(views, explanationView(kb, e, l, windows))
	}
	if len(views) == 0 {
		return &UsageError{fmt.Sprintf("no article, term or aside is called %q; see aktivering knowledge list", id)}
	}
	for i, view := range views {
		text := terminal.Render(view, a.style())
		if i > 0 {
			text = "\n" + text
		}
		if _, err := io.WriteString(a.Out, text); err != nil {
			return fmt.Errorf("knowledge show: %w", err)
		}
	}
	return nil
}

// find returns the articles with a code, or the one with an id.
func find(kb *knowledge.Base, id string) []*knowledge.Article {
	if code, err := knowledge.ParseCode(id); err == nil {
		return kb.ByCode(code)
	}
	if article, ok := kb.Article(id); ok {
		return []*knowledge.Article{article}
	}
	return nil
}

func editorsView(kb *knowledge.Base, article *knowledge.Article, l knowledge.Lang, windows string) bot.Reply {
	words := func(text string) []content.Span { return spans(kb.Expand(text, l, windows)) }
	codes := make([]string, len(article.Codes))
	for i, c := range article.Codes {
		codes[i] = c.String()
	}
	about := []content.Field{
		{Name: "file", Value: article.Pack + "/" + article.File},
		{Name: "codes", Value: strings.Join(codes, ", ")},
		{Name: "windows", Value: strings.Join(article.Windows, ", ")},
		{Name: "questions", Value: strings.Join(article.Questions, ", ")},
		{Name: "symptoms", Value: strings.Join(article.Symptoms.In(l), " · ")},
	}
	blocks := []content.Block{
		content.Heading{Spans: words(article.Title.In(l))},
		content.Fields{Items: slices.DeleteFunc(about, func(f content.Field) bool { return f.Value == "" })},
		content.Paragraph{Spans: words(article.Meaning.In(l))},
	}
	for _, note := range article.Notes {
		blocks = append(blocks, noteView(note, words, l))
	}
	for _, r := range article.Remedies {
		about := []content.Field{{Name: "remedy", Value: r.ID}}
		if len(r.When) > 0 {
			about = append(about, content.Field{Name: "when", Value: condition(r.When)})
		}
		if r.Link != "" {
			about = append(about, content.Field{Name: "link", Value: r.Link})
		}
		about = append(about, content.Field{Name: "sources", Value: strings.Join(r.Sources, ", ")})
		steps := content.Steps{}
		for _, step := range r.Steps.In(l) {
			steps.Items = append(steps.Items, words(step))
		}
		blocks = append(blocks, content.Heading{Spans: words(r.Title.In(l))}, content.Fields{Items: about}, steps)
		for _, note := range r.Notes {
			blocks = append(blocks, noteView(note, words, l))
		}
	}
	return bot.Reply{Blocks: append(blocks, content.Fields{Items: sourceFields(kb, l, article.Sources)})}
}

// noteView is a note with its condition and with who says so.
func noteView(note knowledge.Note, words func(string) []content.Span, l knowledge.Lang) content.Block {
	text := words(note.Text.In(l))
	if len(note.From) > 0 {
		text = append(append(words(note.From.In(l)), content.Span{Text: ": "}), text...)
	}
	if len(note.When) > 0 {
		text = append([]content.Span{{Text: condition(note.When) + ": ", Kind: content.Mono}}, text...)
	}
	return content.Note{Spans: text}
}

// sourceFields are the sources of an article or an explanation.
func sourceFields(kb *knowledge.Base, l knowledge.Lang, sources []knowledge.Source) []content.Field {
	var fields []content.Field
	for _, s := range sources {
		document, _ := kb.Document(s.Document)
		value := fmt.Sprintf("%s, «%s», %s", document.Publisher, document.Title.In(l), s.Heading)
		if s.Windows != "" {
			value += ", Windows " + s.Windows
		}
		if s.Retold {
			value += ", retold by others"
		}
		fields = append(fields, content.Field{Name: strings.TrimSpace("source " + s.ID), Value: value})
	}
	return fields
}

// explanationView is a term or an aside as its editors know it.
func explanationView(kb *knowledge.Base, e *knowledge.Explanation, l knowledge.Lang, windows string) bot.Reply {
	words := func(text string) []content.Span { return spans(kb.Expand(text, l, windows)) }
	about := []content.Field{
		{Name: "file", Value: path.Join(e.Pack, e.File)},
		{Name: "name", Value: e.Name},
		{Name: "adds", Value: string(e.Adds)},
		{Name: "leads", Value: strings.Join(e.Leads, ", ")},
		{Name: "unsourced", Value: string(e.Unsourced)},
	}
	blocks := []content.Block{
		content.Heading{Spans: words(e.Title.In(l))},
		content.Fields{Items: slices.DeleteFunc(about, func(f content.Field) bool { return f.Value == "" })},
		content.Paragraph{Spans: words(e.Says.In(l))},
	}
	for _, a := range e.ByArticle {
		ids := content.Span{Text: strings.Join(a.Articles, ", ") + ": ", Kind: content.Mono}
		blocks = append(blocks, content.Paragraph{Spans: append([]content.Span{ids}, words(a.Says.In(l))...)})
	}
	if len(e.Sources) > 0 {
		blocks = append(blocks, content.Fields{Items: sourceFields(kb, l, e.Sources)})
	}
	return bot.Reply{Blocks: blocks}
}

// condition writes a condition as the article does, facts in order.
func condition(w knowledge.When) string {
	parts := make([]string, 0, len(w))
	for fact, values := range w {
		parts = append(parts, fact+" = "+strings.Join(values, " or "))
	}
	slices.Sort(parts)
	return strings.Join(parts, ", ")
}

func spans(fragments []knowledge.Fragment) []content.Span {
	list := make([]content.Span, len(fragments))
	for i, f := range fragments {
		list[i] = content.Span{Text: f.Text, URL: f.Link}
		switch f.Kind {
		case knowledge.NamePath, knowledge.NameLabel:
			list[i].Kind = content.Label
		case knowledge.NameCommand:
			list[i].Kind = content.Command
		case knowledge.NameLink:
			list[i].Kind = content.Link
		case knowledge.NameWord:
		default:
		}
	}
	return list
}

// LintError tells how many faults were printed.
type LintError struct{ Faults int }

func (e *LintError) Error() string { return fmt.Sprintf("the knowledge has faults: %d", e.Faults) }

// tied finds symptoms, which are what people write, that two articles answer with the same
// weight: only the order in which they were loaded decides between them.
func tied(kb *knowledge.Base) []knowledge.Fault {
	var faults []knowledge.Fault
	matcher := match.New(kb)
	for _, article := range kb.Articles() {
		for _, lang := range kb.Languages().IDs() {
			for _, symptom := range article.Symptoms[lang] {
				r := matcher.Match(symptom, match.Scope{Reader: kb.AudienceOf(article)})
				if both := r.Tied(); both != nil {
					faults = append(faults, kb.FaultInSymptom(article, lang, symptom,
						fmt.Sprintf("%s answer %q with the same weight; say what tells them apart", strings.Join(both, " and "), symptom)))
				}
			}
		}
	}
	return faults
}

// KnowledgeLint prints every fault and returns a LintError; without faults it
// says what was checked.
func (a *App) KnowledgeLint(ctx context.Context) error {
	kb, err := a.loadAll(ctx, knowledge.LoadLanguage) // a part of it would lack what the others refer to
	if err == nil {
		if faults := slices.Concat(kb.Lint(), knowledge.LintReplies(), tied(kb)); len(faults) > 0 {
			err = knowledge.Faults(faults)
		}
	}
	replies, wrong := knowledge.LoadReplies()
	if err == nil {
		err = wrong
	}
	faults, ok := errors.AsType[knowledge.Faults](err)
	if err != nil && !ok {
		return err
	}
	for _, f := range faults {
		if _, err := fmt.Fprintln(a.Out, f); err != nil {
			return fmt.Errorf("knowledge lint: %w", err)
		}
	}
	if len(faults) > 0 {
		return &LintError{len(faults)}
	}
	for _, d := range kb.Drafts() {
		lacks := "nothing is missing but that its status is taken away"
		if len(d.Lacks) > 0 {
			words := make([]string, len(d.Lacks))
			for i, f := range d.Lacks {
				words[i] = f.Message
			}
			lacks = strings.Join(words, "; ")
		}
		if _, err := fmt.Fprintf(a.Out, "%s: a draft, which answers nobody: %s\n", d.File, lacks); err != nil {
			return fmt.Errorf("knowledge lint: %w", err)
		}
	}
	_, err = fmt.Fprintf(a.Out, "%d articles, %d codes, %d terms and asides, %d facts, %d phrases, %d replies: no faults\n",
		len(kb.Articles()), len(kb.Codes()), len(kb.Explanations()), len(kb.Facts()), len(kb.Phrases().Keys()), len(replies))
	if err != nil {
		return fmt.Errorf("knowledge lint: %w", err)
	}
	return nil
}

// IsKnowledgeError reports whether an error names faults in the knowledge.
func IsKnowledgeError(err error) bool {
	_, loading := errors.AsType[knowledge.Faults](err)
	_, linting := errors.AsType[*LintError](err)
	return loading || linting
}
