package main

import (
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
)

// query is a text to search for.
type query struct {
	text string
	// article is the id of the article that the text was made from, if known.
	article string
}

// shipped are queries made from the project's own symptoms, see makeQueries.
//
//go:embed testdata/queries.tsv
var shipped string

// readQueries reads the queries of a file: lines of JSON objects with a query,
// or lines whose first column, up to a tab, is the query, with \n for a line
// break. An empty name stands for the queries that come with the program.
func readQueries(name string) ([]query, error) {
	text := shipped
	if name != "" {
		data, err := os.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("queries: %w", err)
		}
		text = string(data)
	}
	var queries []query
	number, objects := 0, false
	for line := range strings.Lines(text) {
		number++
		line = strings.TrimRight(line, "\r\n")
		if strings.TrimSpace(line) == "" {
			continue
		}
		q, err := object(line)
		if len(queries) == 0 {
			objects = err == nil // the first line tells for all
		}
		switch {
		case !objects:
			q = columns(line)
		case err != nil:
			return nil, fmt.Errorf("queries: line %d: %w", number, err)
		}
		if name != "" {
			q.article = "" // only those that come with the program tell it
		}
		queries = append(queries, q)
	}
	if len(queries) == 0 {
		return nil, errors.New("queries: there are none")
	}
	return queries, nil
}

// object reads a line that is a JSON object.
func object(line string) (query, error) {
	var object struct{ Query *string }
	switch err := json.Unmarshal([]byte(line), &object); {
	case err != nil:
		return query{}, fmt.Errorf("not a JSON object: %w", err)
	case object.Query == nil:
		return query{}, errors.New(`the object has no "query"`)
	}
	return query{text: *object.Query}, nil
}

// columns reads a line of columns, of which the first two matter.
func columns(line string) query {
	text, article, _ := strings.Cut(line, "\t")
	return query{strings.ReplaceAll(text, `\n`, "\n"), article}
}

// format writes queries as readQueries reads them, with the article as the
// second column.
func format(queries []query) string {
	var b strings.Builder
	for _, q := range queries {
		b.WriteString(strings.ReplaceAll(q.text, "\n", `\n`) + "\t" + q.article + "\n")
	}
	return b.String()
}
