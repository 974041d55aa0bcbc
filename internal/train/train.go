// Command train makes the models of bot/match and bot/understand from the texts of
// knowledge/training.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"aktivering/bot/match"
	first "aktivering/bot/match/training"
	"aktivering/bot/understand"
	"aktivering/bot/understand/training"
	"aktivering/knowledge"
)

func main() {
	from := flag.String("from", "", "the folder of the texts")
	queries := flag.String("queries", "", "a file of queries with labels; then the model is that of bot/match")
	to := flag.String("to", "", "the folder of the model")
	flag.Parse()
	if err := run(*from, *queries, *to); err != nil {
		fmt.Fprintln(os.Stderr, "train:", err)
		os.Exit(1)
	}
}

func run(from, queries, to string) error {
	kb, err := knowledge.Default()
	if err != nil {
		return err //nolint:wrapcheck // it says what it is about
	}
	learn := func() (map[string][]byte, error) { return conversations(from, kb) }
	if queries != "" {
		learn = func() (map[string][]byte, error) { return problems(from, queries, kb) }
	}
	files, err := learn()
	if err != nil {
		return err
	}
	for name, data := range files {
		if err := os.WriteFile(filepath.Join(to, name), data, 0o644); err != nil { //nolint:gosec // everybody may read it
			return fmt.Errorf("model: %w", err)
		}
	}
	return nil
}

// problems makes the model that tells what a text is about.
func problems(from, queries string, kb *knowledge.Base) (map[string][]byte, error) {
	texts, err := first.Load(os.DirFS(from), kb.Languages())
	if err != nil {
		return nil, err //nolint:wrapcheck // it says what it is about
	}
	file, err := os.Open(queries)
	if err != nil {
		return nil, fmt.Errorf("queries: %w", err)
	}
	defer func() { _ = file.Close() }()
	more, err := first.Queries(file)
	if err != nil {
		return nil, err //nolint:wrapcheck // it says what it is about
	}
	return match.New(kb).Learn(append(texts, more...)) //nolint:wrapcheck // it says what it is about
}

// conversations makes the model that tells what is done in a conversation.
func conversations(from string, kb *knowledge.Base) (map[string][]byte, error) {
	texts, err := training.Load(os.DirFS(from), kb)
	if err != nil {
		return nil, err //nolint:wrapcheck // it says what it is about
	}
	model, err := understand.Learn(texts, kb.Language())
	if err != nil {
		return nil, fmt.Errorf("learn: %w", err)
	}
	files, err := model.Store()
	if err != nil {
		return nil, fmt.Errorf("store: %w", err)
	}
	return files, nil
}
