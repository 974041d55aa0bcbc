package app

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"unicode/utf8"

	"aktivering/bot/i18n"
	"aktivering/bot/match"
	"aktivering/internal/files"
	"aktivering/internal/settings"
	"aktivering/internal/sourcepage"
	"aktivering/knowledge"
	"aktivering/knowledge/fold"
)

// DiffOptions say what `knowledge diff` compares.
type DiffOptions struct {
	Document string `placeholder:"ID" help:"The id of the document in pack.yaml that the page is. Only articles that cite it are named then."`
	// JSON asks for a PageDiff.
	JSON bool          `name:"json" help:"Print a JSON object."`
	Lang settings.Lang `enum:"${languages}" default:"${language}" placeholder:"LANG" help:"The language of titles, and of what a code tells: ${enum}."`
	Old  string        `arg:"" help:"The page as it was saved when the articles were written, of at most 1 MiB: HTML, Markdown or text."`
	New  string        `arg:"" help:"The page as it is now."`
}

// PageDiff is what `knowledge diff --json` prints. Fields may be added, never renamed or removed.
type PageDiff struct {
	Codes    []CodeDiff    `json:"codes"`
	Sections []SectionDiff `json:"sections"`
	Read     []ReadAgain   `json:"read"`
}

// CodeDiff is what is new, gone or changed of some codes.
type CodeDiff struct {
	// Change is new, gone or changed.
	Change sourcepage.Change `json:"change"`
	Codes  []string          `json:"codes"`
	// Section is the heading under which the page has it.
	Section string   `json:"section"`
	Before  []string `json:"before,omitempty"`
	After   []string `json:"after,omitempty"`
	// Unknown tells what the bits of each code say that no article has, in the order of Codes.
	Unknown []UnknownCode `json:"unknown,omitempty"`
}

// UnknownCode is a code that no article has.
type UnknownCode struct {
	Code string `json:"code"`
	// Decoded is what its bits tell.
	Decoded string `json:"decoded"`
}

// SectionDiff is a section that is new, gone or changed.
type SectionDiff struct {
	Change  sourcepage.Change `json:"change"`
	Heading string            `json:"heading"`
	Before  []string          `json:"before,omitempty"`
	After   []string          `json:"after,omitempty"`
}

// ReadAgain is an article that may not be right any more.
type ReadAgain struct {
	Article string   `json:"article"`
	Title   string   `json:"title"`
	Because []string `json:"because"`
}

// PageChangedError means that two versions of a page differ.
type PageChangedError struct{ Codes, Sections, Articles int }

func (e *PageChangedError) Error() string {
	return fmt.Sprintf("the page changed: codes %d, sections %d; articles to read again %d", e.Codes, e.Sections, e.Articles)
}

// PageError means that a page cannot be read, so that nothing was compared.
type PageError struct{ Message string }

func (e *PageError) Error() string { return e.Message }

// KnowledgeDiff compares two versions of a source page, prints what differs and which articles
// that concerns, and returns a PageChangedError where anything differs.
func (a *App) KnowledgeDiff(ctx context.Context, o DiffOptions) error {
	kb, err := a.load(ctx)
	if err != nil {
		return err
	}
	if _, ok := kb.Document(o.Document); o.Document != "" && !ok {
		return &UsageError{fmt.Sprintf("no document has the id %q; pack.yaml of each folder lists them", o.Document)}
	}
	before, errBefore := readPage(o.Old)
	after, errAfter := readPage(o.New)
	if err := errors.Join(errBefore, errAfter); err != nil {
		return &PageError{err.Error()}
	}
	d := newPageDiff(kb, o, sourcepage.Compare(before, after, finder(kb)))
	out := bufio.NewWriter(a.Out)
	if o.JSON {
		err = writeJSON(out, d)
	} else {
		d.print(out)
	}
	if err := errors.Join(err, out.Flush()); err != nil {
		return fmt.Errorf("knowledge diff: %w", err)
	}
	if n := d.changedCodes(); n+len(d.Sections) > 0 {
		return &PageChangedError{Codes: n, Sections: len(d.Sections), Articles: len(d.Read)}
	}
	return nil
}

func readPage(name string) (sourcepage.Page, error) {
	data, err := files.Read(name)
	if wrong, ok := errors.AsType[*fs.PathError](err); ok {
		err = wrong.Err
	}
	if err != nil {
		return sourcepage.Page{}, fmt.Errorf("%s cannot be read: %w", name, err)
	}
	page := sourcepage.Read(name, data)
	if len(page.Sections) == 0 {
		return page, fmt.Errorf("%s holds no text", name)
	}
	return page, nil
}

// findIn is how much of a text is searched for codes at a time, in bytes: of a longer one that
// is full of them not all are found.
const findIn = 600

// finder finds the different codes of a text, all of them.
func finder(kb *knowledge.Base) sourcepage.Finder {
	find := match.NewFinder(kb.Language())
	known := func(c knowledge.Code) bool { return len(kb.ByCode(c)) > 0 }
	return func(text string) (codes []knowledge.Code) {
		for text != "" {
			part := text
			if len(part) > findIn {
				part = part[:cmp.Or(strings.LastIndexByte(part[:findIn], ' ')+1, runeStart(part, findIn))]
			}
			text = text[len(part):]
			for _, f := range find.Find(part, known) {
				if f.Certainty != match.Malformed && !slices.Contains(codes, f.Value) {
					codes = append(codes, f.Value)
				}
			}
		}
		return codes
	}
}

// runeStart is where a character begins in a text, at or before a place.
func runeStart(text string, at int) int {
	for at > 1 && !utf8.RuneStart(text[at]) {
		at--
	}
	return at
}

func newPageDiff(kb *knowledge.Base, o DiffOptions, differences []sourcepage.Difference) PageDiff {
	d := PageDiff{Codes: []CodeDiff{}, Sections: []SectionDiff{}, Read: []ReadAgain{}}
	v := i18n.New(kb, o.Lang, "")
	headings := headingsOf(kb)
	for _, x := range differences {
		if len(x.Codes) == 0 {
			d.Sections = append(d.Sections, SectionDiff{x.Change, x.Heading, x.Before, x.After})
			for _, article := range headings[fold.Text(x.Heading)] {
				if !d.concerns(article, x.Heading) {
					d.readAgain(article, o, fmt.Sprintf("section «%s» %s", x.Heading, x.Change))
				}
			}
			continue
		}
		c := CodeDiff{Change: x.Change, Section: x.Heading, Before: x.Before, After: x.After}
		for _, code := range x.Codes {
			c.Codes = append(c.Codes, code.String())
			articles := kb.ByCode(code)
			if len(articles) == 0 {
				c.Unknown = append(c.Unknown, unknownCode(v, code))
			}
			for _, article := range articles {
				d.readAgain(article, o, fmt.Sprintf("%s %s", code, x.Change))
			}
		}
		d.Codes = append(d.Codes, c)
	}
	return d
}

// headingsOf returns the articles that were read under each heading.
func headingsOf(kb *knowledge.Base) map[string][]*knowledge.Article {
	all := make(map[string][]*knowledge.Article)
	for _, article := range kb.Articles() {
		for _, s := range article.Sources {
			key := fold.Text(s.Heading)
			if !slices.Contains(all[key], article) {
				all[key] = append(all[key], article)
			}
		}
	}
	return all
}

// readAgain notes that an article may not be right any more, if it is about the document.
func (d *PageDiff) readAgain(article *knowledge.Article, o DiffOptions, because string) {
	if o.Document != "" && !slices.ContainsFunc(article.Sources, func(s knowledge.Source) bool { return s.Document == o.Document }) {
		return
	}
	i := slices.IndexFunc(d.Read, func(r ReadAgain) bool { return r.Article == article.ID })
	if i < 0 {
		i = len(d.Read)
		d.Read = append(d.Read, ReadAgain{Article: article.ID, Title: article.Title.In(o.Lang)})
	}
	if !slices.Contains(d.Read[i].Because, because) {
		d.Read[i].Because = append(d.Read[i].Because, because)
	}
}

// concerns reports that an article has to be read again for a code under a heading, so that the
// section says no more.
func (d *PageDiff) concerns(article *knowledge.Article, heading string) bool {
	return slices.ContainsFunc(d.Codes, func(c CodeDiff) bool {
		return c.Section == heading && slices.ContainsFunc(article.Codes, func(code knowledge.Code) bool { return slices.Contains(c.Codes, code.String()) })
	})
}

func (d *PageDiff) changedCodes() (n int) {
	for _, c := range d.Codes {
		n += len(c.Codes)
	}
	return n
}

// How much is shown of what changed; the JSON object has all of it.
const (
	maxShownLines = 6
	maxShownRunes = 300
)

// print writes what differs for people. Errors of out are told when it is flushed.
func (d *PageDiff) print(out *bufio.Writer) {
	if len(d.Codes)+len(d.Sections) == 0 {
		_, _ = out.WriteString("The codes and the sections are the same.\n")
		return
	}
	told := make(map[string]bool)
	for _, c := range d.Codes {
		told[c.Section] = true
		_, _ = fmt.Fprintf(out, "%-7s  %s\n", c.Change, cell(strings.Join(c.Codes, ", ")))
		if c.Section != "" {
			_, _ = fmt.Fprintf(out, "         under «%s»\n", cell(c.Section))
		}
		for _, u := range c.Unknown {
			_, _ = fmt.Fprintf(out, "         no article has %s: %s\n", u.Code, u.Decoded)
		}
		printLines(out, "-", c.Before)
		printLines(out, "+", c.After)
	}
	for _, s := range d.Sections {
		if s.Change == sourcepage.Changed && told[s.Heading] {
			continue // its lines stand above
		}
		_, _ = fmt.Fprintf(out, "%-7s  section «%s»\n", s.Change, cell(s.Heading))
		printLines(out, "-", s.Before)
		printLines(out, "+", s.After)
	}
	for i, r := range d.Read {
		if i == 0 {
			_, _ = out.WriteString("\nRead again:\n")
		}
		because := strings.Join(r.Because[:min(len(r.Because), maxShownLines)], "; ")
		if more := len(r.Because) - maxShownLines; more > 0 {
			because += fmt.Sprintf("; and %d more", more)
		}
		_, _ = fmt.Fprintf(out, "  %s  %s\n    %s\n", r.Article, r.Title, cell(because))
	}
}

func printLines(out *bufio.Writer, mark string, lines []string) {
	for _, line := range lines[:min(len(lines), maxShownLines)] {
		_, _ = fmt.Fprintf(out, "         %s %s\n", mark, cell(shortened(line, maxShownRunes)))
	}
	if more := len(lines) - maxShownLines; more > 0 {
		_, _ = fmt.Fprintf(out, "         %s (%d lines more)\n", mark, more)
	}
}

// shortened is the beginning of a text.
func shortened(text string, most int) string {
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return text
}
