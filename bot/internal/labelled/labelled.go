// Package labelled reads YAML files of texts of which it is known what they say: lists of groups,
// each with what is known of its texts, and these by language, one on a line. Only what makes
// models needs it.
//
// What belongs here: the form that such files share. What is known of a text is the caller's.
package labelled

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"go.yaml.in/yaml/v4"

	"aktivering/knowledge"
)

var (
	errNoText  = errors.New("no text")
	errNoField = errors.New("no such field or language")
)

// Load reads the groups of all files of a folder, in the order of the files' names. An error of
// take is wrapped with the file and the number of the group.
func Load[Group any](folder fs.FS, take func(Group) error) error {
	names, err := fs.Glob(folder, "*.yaml")
	if err != nil {
		return fmt.Errorf("training: %w", err)
	}
	for _, name := range names {
		data, err := fs.ReadFile(folder, name)
		if err != nil {
			return fmt.Errorf("training: %w", err)
		}
		var groups []Group
		if err := yaml.Load(data, &groups, yaml.WithKnownFields()); err != nil {
			return fmt.Errorf("training: %s: %w", path.Base(name), err)
		}
		for i, g := range groups {
			if err := take(g); err != nil {
				return fmt.Errorf("training: %s: group %d: %w", path.Base(name), i+1, err)
			}
		}
	}
	return nil
}

// Lines goes through the texts of a group, which are by language. It fails for a language that is
// not known, and where there is no text.
func Lines(texts map[string]string, languages knowledge.Languages, take func(lang knowledge.Lang, text string)) error {
	for lang := range texts {
		if !languages.Known(knowledge.Lang(lang)) {
			return fmt.Errorf("%w: %s", errNoField, lang)
		}
	}
	found := false
	for _, lang := range languages.IDs() {
		for line := range strings.Lines(texts[string(lang)]) {
			if line = strings.TrimSpace(line); line != "" {
				found = true
				take(lang, line)
			}
		}
	}
	if !found {
		return errNoText
	}
	return nil
}
