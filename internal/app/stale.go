package app

import (
	"bufio"
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"aktivering/internal/settings"
	"aktivering/knowledge"
)

// StaleOptions say which documents `knowledge stale` lists.
type StaleOptions struct {
	Older settings.Age `default:"180d" placeholder:"AGE" help:"List the documents that were last read longer ago than this, such as 180d or 26w. The default is ${default}."`
	// JSON asks for a StaleDocument a line.
	JSON bool          `name:"json" help:"Print a JSON object for each."`
	Lang settings.Lang `enum:"${languages}" default:"${language}" placeholder:"LANG" help:"The language of the titles: ${enum}."`
}

// StaleDocument is what `knowledge stale --json` prints of a document. Fields may be added,
// never renamed or removed.
type StaleDocument struct {
	ID        string `json:"id"`
	Pack      string `json:"pack"`
	Publisher string `json:"publisher"`
	Title     string `json:"title"`
	URL       string `json:"url"`
	// Read is the day on which it was last read, and Days how many days ago that is.
	Read string `json:"read"`
	Days int    `json:"days"`
	// Articles and Explanations are the ids of what cites it; explanations are terms and asides.
	Articles     []string `json:"articles"`
	Explanations []string `json:"explanations"`
}

// StaleError tells how many documents were read too long ago.
type StaleError struct {
	Documents int
	Older     settings.Age
}

func (e *StaleError) Error() string {
	if e.Documents == 1 {
		return fmt.Sprintf("1 document was last read more than %s ago", e.Older)
	}
	return fmt.Sprintf("%d documents were last read more than %s ago", e.Documents, e.Older)
}

// KnowledgeStale lists the documents that were read too long ago, those first that were read
// first, with what cites them, and returns a StaleError where there are any.
func (a *App) KnowledgeStale(ctx context.Context, o StaleOptions) error {
	kb, err := a.load(ctx)
	if err != nil {
		return err
	}
	stale := staleDocuments(kb, a.Now(), o)
	out := bufio.NewWriter(a.Out)
	for i, d := range stale {
		if o.JSON {
			err = writeJSON(out, d)
		} else {
			err = d.print(out, i)
		}
		if err != nil {
			return fmt.Errorf("knowledge stale: %w", err)
		}
	}
	if len(stale) == 0 && !o.JSON {
		fmt.Fprintf(out, "Each of %d documents was read within %s.\n", len(kb.Documents()), o.Older) //nolint:errcheck // Flush has the error
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("knowledge stale: %w", err)
	}
	if len(stale) > 0 {
		return &StaleError{len(stale), o.Older}
	}
	return nil
}

func (d StaleDocument) print(out *bufio.Writer, i int) error {
	gap := ""
	if i > 0 {
		gap = "\n"
	}
	_, err := fmt.Fprintf(out, "%s%s  %d days ago  %s/%s\n  %s, «%s»\n  %s\n  articles: %s\n  terms and asides: %s\n", gap, d.Read, d.Days, d.Pack, d.ID,
		d.Publisher, d.Title, d.URL, cmp.Or(strings.Join(d.Articles, ", "), "none"), cmp.Or(strings.Join(d.Explanations, ", "), "none"))
	return err //nolint:wrapcheck // the caller says what was attempted
}

func staleDocuments(kb *knowledge.Base, now time.Time, o StaleOptions) []StaleDocument {
	articles, explanations := citing(kb)
	var stale []StaleDocument
	for _, d := range kb.Documents() {
		age := now.UTC().Truncate(24 * time.Hour).Sub(d.Read)
		if age <= time.Duration(o.Older) {
			continue
		}
		stale = append(stale, StaleDocument{
			ID: d.ID, Pack: d.Pack, Publisher: d.Publisher, Title: d.Title.In(o.Lang), URL: d.URL,
			Read: d.Read.Format(time.DateOnly), Days: int(age / (24 * time.Hour)),
			Articles: append([]string{}, articles[d.ID]...), Explanations: append([]string{}, explanations[d.ID]...),
		})
	}
	slices.SortStableFunc(stale, func(a, b StaleDocument) int { return strings.Compare(a.Read, b.Read) })
	return stale
}

// citing returns the ids of the articles and of the explanations that cite each document.
func citing(kb *knowledge.Base) (articles, explanations map[string][]string) {
	articles, explanations = make(map[string][]string), make(map[string][]string)
	add := func(to map[string][]string, id string, sources []knowledge.Source) {
		for _, s := range sources {
			if !slices.Contains(to[s.Document], id) {
				to[s.Document] = append(to[s.Document], id)
			}
		}
	}
	for _, article := range kb.Articles() {
		add(articles, article.ID, article.Sources)
	}
	for _, e := range kb.Explanations() {
		add(explanations, e.ID, e.Sources)
	}
	return articles, explanations
}
