// Package training reads the texts of which it is known what they are about: those of
// knowledge/training/first, and the queries that the matcher was tuned on. Only go generate and
// tests need them.
package training

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"

	"aktivering/bot/internal/labelled"
	"aktivering/bot/match"
	"aktivering/knowledge"
)

// group is the form of the files: texts with the same labels, a line each, by language.
type group struct {
	Labels []string `yaml:"labels"`
	// Texts are by language.
	Texts map[string]string `yaml:",inline"`
}

var (
	errNoLabel = errors.New("no label")
	errColumns = errors.New("a row has a text, its labels, a category and a language")
)

// Load reads all files of a folder, in the order of their names.
func Load(folder fs.FS, languages knowledge.Languages) ([]match.Text, error) {
	var texts []match.Text
	err := labelled.Load(folder, func(g group) error {
		if len(g.Labels) == 0 {
			return errNoLabel
		}
		return labelled.Lines(g.Texts, languages, func(_ knowledge.Lang, text string) {
			texts = append(texts, match.Text{Text: text, Labels: g.Labels})
		})
	})
	return texts, err //nolint:wrapcheck // it names the file
}

// Queries reads the rows of bot/match/testdata whose words tell what they are about: not those
// that hold codes.
func Queries(file io.Reader) ([]match.Text, error) {
	var texts []match.Text
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		columns := strings.Split(lines.Text(), "\t")
		if len(columns) != 4 {
			return nil, fmt.Errorf("training: %q: %w", lines.Text(), errColumns)
		}
		labels := strings.Split(columns[1], "|")
		if strings.HasPrefix(columns[2], "code-") && columns[2] != "code-lookalike" || slices.ContainsFunc(labels, func(l string) bool { return strings.HasPrefix(l, "suggest:") }) {
			continue
		}
		texts = append(texts, match.Text{Text: strings.ReplaceAll(columns[0], `\n`, "\n"), Labels: labels})
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("training: %w", err)
	}
	return texts, nil
}
