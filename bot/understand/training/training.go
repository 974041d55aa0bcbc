// Package training reads the texts of knowledge/training, of which it is known how they
// should be read. Only go generate and tests need them.
package training

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"go.yaml.in/yaml/v4"

	"aktivering/bot/match"
	"aktivering/bot/understand"
	"aktivering/knowledge"
)

// anywhere stands for everything that can be asked.
const anywhere = "any"

// group is the form of the files: texts of one kind, a line each, by language. One that says
// what its texts are about, and not what was asked before them, teaches the subject alone.
type group struct {
	Asked    []understand.Asked `yaml:"asked"`
	Act      []understand.Act   `yaml:"act"`
	Facts    map[string]string  `yaml:"facts"`
	Answer   string             `yaml:"answer"`
	About    string             `yaml:"about"`
	Step     int                `yaml:"step"`
	Corrects bool               `yaml:"corrects"`
	// Texts are by language.
	Texts map[string]string `yaml:",inline"`
}

var (
	errNoAct    = errors.New("no act")
	errNotAnAct = errors.New("no such act")
	errNotAsked = errors.New("nothing was asked")
	errNoText   = errors.New("no text")
	errNoField  = errors.New("no such field or language")
)

// Load reads all files of a folder, in the order of their names. The knowledge tells which
// facts can be asked about, and what the matcher finds in each text.
func Load(folder fs.FS, kb *knowledge.Base) ([]understand.Text, error) {
	var facts []string
	for _, f := range kb.Facts() {
		facts = append(facts, f.ID)
	}
	matcher := match.New(kb)

	names, err := fs.Glob(folder, "*.yaml")
	if err != nil {
		return nil, fmt.Errorf("training: %w", err)
	}
	var texts []understand.Text
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
			more, err := g.texts(facts, kb.Languages())
			if err != nil {
				return nil, fmt.Errorf("training: %s: group %d: %w", path.Base(name), i+1, err)
			}
			for i := range more {
				more[i].Match = matcher.Match(more[i].Text, match.Scope{})
			}
			texts = append(texts, more...)
		}
	}
	return texts, nil
}

// texts are those of the group.
func (g *group) texts(facts []string, languages knowledge.Languages) ([]understand.Text, error) {
	for lang := range g.Texts {
		if !languages.Known(knowledge.Lang(lang)) {
			return nil, fmt.Errorf("%w: %s", errNoField, lang)
		}
	}
	if len(g.Act) == 0 {
		return nil, errNoAct
	}
	for _, a := range g.Act {
		if !understand.IsAct(a) {
			return nil, fmt.Errorf("%w: %s", errNotAnAct, a)
		}
	}
	var asked []understand.Asked
	for _, a := range g.Asked {
		if a == anywhere {
			asked = append(asked, everywhere(facts)...)
			continue
		}
		asked = append(asked, a)
	}
	if len(asked) == 0 && g.About == "" {
		return nil, errNotAsked
	}
	var texts []understand.Text
	for _, lang := range languages.IDs() {
		for line := range strings.Lines(g.Texts[string(lang)]) {
			if line = strings.TrimSpace(line); line != "" {
				texts = append(texts, understand.Text{
					Text: line, Asked: asked, Acts: g.Act, Facts: g.Facts, Answer: g.Answer, About: g.About,
					Corrects: g.Corrects, Language: lang,
				})
			}
		}
	}
	if len(texts) == 0 {
		return nil, errNoText
	}
	return texts, nil
}

// everywhere is all that can be asked.
func everywhere(facts []string) []understand.Asked {
	all := []understand.Asked{
		understand.AskedNothing, understand.AskedHelped, understand.AskedWhich, understand.AskedNear, understand.AskedCodes,
		understand.AskedCode, understand.AskedRefused, understand.AskedPerson, understand.AskedSolved,
	}
	for _, f := range facts {
		all = append(all, understand.Asked(f))
	}
	return all
}
