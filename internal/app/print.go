package app

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"aktivering/adapters/terminal"
)

// writeJSON writes a value as one line.
func writeJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return fmt.Errorf("write JSON: %w", err)
	}
	return nil
}

// cell is a text that is safe to show in one line.
func cell(text string) string {
	return terminal.Visible(strings.Join(strings.Fields(text), " "))
}

// number writes how many there are of something, in English.
func number(n int, one string) string {
	if n == 1 {
		return "1 " + one
	}
	if stem, ok := strings.CutSuffix(one, "y"); ok {
		return fmt.Sprintf("%d %sies", n, stem)
	}
	return fmt.Sprintf("%d %ss", n, one)
}
