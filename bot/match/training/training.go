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
	"path"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

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
	errNoText  = errors.New("no text")
	errNoField = errors.New("no such field or language")
	errColumns = errors.New("a row has a text, its labels, a category and a language")
)

// Load reads all files of a folder, in the order of their names.
func Load(folder fs.FS, languages knowledge.Languages) ([]match.Text, error) {
	names, err := fs.Glob(folder, "*.yaml")
	if err != nil {
		return nil, fmt.Errorf("training: %w", err)
	}
	var texts []match.Text
	for _, name := range names {
		data, err := fs.ReadFile(folder, name)
		if err != nil {
			return nil, fmt.Errorf("training: %w", err)
		}
		var groups []group
		if err := yaml.Load(data, &groups, yaml.WithKnownFields()); err != nil {
			return nil, fmt.Errorf("training: %s: %w", path.Base(name), err)
		}
		for i, g := range groups {
			more, err := g.texts(languages)
			if err != nil {
				return nil, fmt.Errorf("training: %s: group %d: %w", path.Base(name), i+1, err)
			}
			texts = append(texts, more...)
		}
	}
	return texts, nil
}

func (g *group) texts(languages knowledge.Languages) ([]match.Text, error) {
	if len(g.Labels) == 0 {
		return nil, errNoLabel
	}
	for lang := range g.Texts {
		if !languages.Known(knowledge.Lang(lang)) {
			return nil, fmt.Errorf("%w: %s", errNoField, lang)
		}
	}
	var texts []match.Text
	for _, lang := range languages.IDs() {
		for line := range strings.Lines(g.Texts[string(lang)]) {
			if line = strings.TrimSpace(line); line != "" {
				texts = append(texts, match.Text{Text: line, Labels: g.Labels})
			}
		}
	}
	if len(texts) == 0 {
		return nil, errNoText
	}
	return texts, nil
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
