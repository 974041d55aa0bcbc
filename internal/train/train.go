// Command train makes the model of bot/understand from the texts of knowledge/training.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"aktivering/bot/understand"
	"aktivering/bot/understand/training"
	"aktivering/knowledge"
)

func main() {
	from := flag.String("from", "", "the folder of the texts")
	to := flag.String("to", "", "the folder of the model")
	flag.Parse()
	if err := run(*from, *to); err != nil {
		fmt.Fprintln(os.Stderr, "train:", err)
		os.Exit(1)
	}
}

func run(from, to string) error {
	kb, err := knowledge.Default()
	if err != nil {
		return err //nolint:wrapcheck // it says what it is about
	}
	texts, err := training.Load(os.DirFS(from), kb)
	if err != nil {
		return err //nolint:wrapcheck // it says what it is about
	}
	model, err := understand.Learn(texts, kb.Language())
	if err != nil {
		return fmt.Errorf("learn: %w", err)
	}
	files, err := model.Store()
	if err != nil {
		return fmt.Errorf("store: %w", err)
	}
	for name, data := range files {
		if err := os.WriteFile(filepath.Join(to, name), data, 0o644); err != nil { //nolint:gosec // everybody may read it
			return fmt.Errorf("model: %w", err)
		}
	}
	return nil
}
