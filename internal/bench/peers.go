package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis/lang/no"
	"github.com/blevesearch/bleve/v2/index/scorch"
	"github.com/blevesearch/bleve/v2/mapping"
	"github.com/sahilm/fuzzy"
	_ "modernc.org/sqlite" // the driver sqlite

	"aktivering/knowledge"
)

// bleveIndex holds each article as one document, analyzed as Norwegian. Its
// index is bleve's newer one (scorch), in memory.
type bleveIndex struct {
	index bleve.Index
	// trimmed gives bleve what makes it smallest and fastest: one field with all
	// lines, and nothing kept but what the search needs. Else the lines are
	// fields by what they are, mapped as bleve does unless told otherwise.
	trimmed bool
	// fuzziness is how many letters of a word may differ.
	fuzziness int
}

func newBleve(b bleveIndex) func(*knowledge.Base) (searcher, error) {
	return func(kb *knowledge.Base) (searcher, error) {
		m := bleve.NewIndexMapping()
		m.DefaultAnalyzer = no.AnalyzerName
		if b.trimmed {
			m.DefaultMapping = oneField()
		}
		var err error
		if b.index, err = bleve.NewUsing("", m, scorch.Name, scorch.Name, nil); err != nil {
			return nil, err
		}
		// One batch makes one segment, which is searched fastest.
		batch := b.index.NewBatch()
		for _, a := range kb.Articles() {
			if err := batch.Index(a.ID, b.document(a)); err != nil {
				return nil, errors.Join(err, b.index.Close())
			}
		}
		if err := b.index.Batch(batch); err != nil {
			return nil, errors.Join(err, b.index.Close())
		}
		return &b, nil
	}
}

func oneField() *mapping.DocumentMapping {
	text := bleve.NewTextFieldMapping()
	text.Store, text.IncludeTermVectors, text.DocValues, text.IncludeInAll = false, false, false, false
	article := bleve.NewDocumentStaticMapping()
	article.AddFieldMappingsAt(textField, text)
	return article
}

const textField = "text"

func (b *bleveIndex) document(a *knowledge.Article) map[string]any {
	if b.trimmed {
		return map[string]any{textField: slices.Collect(lines(a))}
	}
	codes := make([]string, len(a.Codes))
	for i, c := range a.Codes {
		codes[i] = c.String()
	}
	return map[string]any{"title": a.Title, "meaning": a.Meaning, "symptoms": a.Symptoms, "codes": codes}
}

func (b *bleveIndex) search(query string) ([]string, error) {
	q := bleve.NewMatchQuery(query)
	q.SetFuzziness(b.fuzziness)
	if b.trimmed {
		q.SetField(textField)
	}
	found, err := b.index.Search(bleve.NewSearchRequestOptions(q, most, 0, false))
	if err != nil {
		return nil, err
	}
	ids := make([]string, len(found.Hits))
	for i, hit := range found.Hits {
		ids[i] = hit.ID
	}
	return ids, nil
}

func (b *bleveIndex) outside() (int64, error) { return 0, nil }

func (b *bleveIndex) close() error { return b.index.Close() }

// fts5 is a full-text table of SQLite, in memory and without a copy of the
// texts.
type fts5 struct {
	db    *sql.DB
	query *sql.Stmt
	ids   []string // by row
}

func newFTS5(kb *knowledge.Base) (searcher, error) {
	db, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1) // each connection would have a memory of its own
	f := &fts5{db: db}
	if err := f.fill(context.Background(), kb); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return f, nil
}

func (f *fts5) fill(ctx context.Context, kb *knowledge.Base) error {
	const table = `CREATE VIRTUAL TABLE articles USING fts5(text, content='', tokenize='trigram remove_diacritics 1')`
	if _, err := f.db.ExecContext(ctx, table); err != nil {
		return fmt.Errorf("create the table: %w", err)
	}
	tx, err := f.db.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	defer func() { _ = tx.Rollback() }()
	insert, err := tx.PrepareContext(ctx, `INSERT INTO articles(rowid, text) VALUES (?, ?)`)
	if err != nil {
		return fmt.Errorf("prepare: %w", err)
	}
	defer func() { _ = insert.Close() }()
	for i, a := range kb.Articles() {
		if _, err := insert.ExecContext(ctx, i, strings.Join(slices.Collect(lines(a)), "\n")); err != nil {
			return fmt.Errorf("insert %s: %w", a.ID, err)
		}
		f.ids = append(f.ids, a.ID)
	}
	if _, err := tx.ExecContext(ctx, `INSERT INTO articles(articles) VALUES ('optimize')`); err != nil {
		return fmt.Errorf("optimize: %w", err)
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	f.query, err = f.db.PrepareContext(ctx, fmt.Sprintf(`SELECT rowid FROM articles WHERE articles MATCH ? ORDER BY rank LIMIT %d`, most))
	if err != nil {
		return fmt.Errorf("prepare: %w", err)
	}
	return nil
}

// trigram is the shortest word that the tokenizer can find.
const trigram = 3

func (f *fts5) search(query string) ([]string, error) {
	var words []string
	for w := range strings.FieldsFuncSeq(query, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		if utf8.RuneCountInString(w) >= trigram {
			words = append(words, `"`+w+`"`)
		}
	}
	if len(words) == 0 {
		return nil, nil
	}
	rows, err := f.query.Query(strings.Join(words, " OR ")) //nolint:noctx // a context is a cost that the others do not have
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var ids []string
	for rows.Next() {
		var row int
		if err := rows.Scan(&row); err != nil {
			return nil, err
		}
		ids = append(ids, f.ids[row])
	}
	return ids, rows.Err()
}

// outside is the size of the database, all of which is in memory.
func (f *fts5) outside() (int64, error) {
	var pages, size int64
	row := f.db.QueryRowContext(context.Background(), `SELECT page_count, page_size FROM pragma_page_count, pragma_page_size`)
	if err := row.Scan(&pages, &size); err != nil {
		return 0, fmt.Errorf("size of the database: %w", err)
	}
	return pages * size, nil
}

func (f *fts5) close() error { return errors.Join(f.query.Close(), f.db.Close()) }

// plainFuzzy looks for the query's characters, in order, in each line.
type plainFuzzy struct {
	lines []string
	ids   []string // by line
}

func newPlainFuzzy(kb *knowledge.Base) (searcher, error) {
	p := new(plainFuzzy)
	for _, a := range kb.Articles() {
		for line := range lines(a) {
			p.lines = append(p.lines, line)
			p.ids = append(p.ids, a.ID)
		}
	}
	return p, nil
}

func (p *plainFuzzy) search(query string) ([]string, error) {
	var ids []string
	for _, m := range fuzzy.Find(query, p.lines) {
		if id := p.ids[m.Index]; !slices.Contains(ids, id) {
			if ids = append(ids, id); len(ids) == most {
				break
			}
		}
	}
	return ids, nil
}

func (p *plainFuzzy) outside() (int64, error) { return 0, nil }

func (p *plainFuzzy) close() error { return nil }
