// Package training reads the texts of knowledge/training, of which it is known how they
// should be read. Only go generate and tests need them.
package training

import (
	"errors"
	"fmt"
	"io/fs"

	"aktivering/bot/internal/labelled"
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
)

// Load reads all files of a folder, in the order of their names. The knowledge tells which
// facts can be asked about, and what the matcher finds in each text.
func Load(folder fs.FS, kb *knowledge.Base) ([]understand.Text, error) {
	var facts []string
	for _, f := range kb.Facts() {
		facts = append(facts, f.ID)
	}
	matcher := match.New(kb)

	var texts []understand.Text
	err := labelled.Load(folder, func(g group) error {
		asked, err := g.asked(facts)
		if err != nil {
			return err
		}
		return labelled.Lines(g.Texts, kb.Languages(), func(lang knowledge.Lang, text string) {
			texts = append(texts, understand.Text{
				Text: text, Asked: asked, Acts: g.Act, Facts: g.Facts, Answer: g.Answer, About: g.About,
				Corrects: g.Corrects, Language: lang, Match: matcher.Match(text, match.Scope{}),
			})
		})
	})
	return texts, err //nolint:wrapcheck // it names the file
}

// asked checks what a group says of its texts, and returns all that was asked before them.
func (g *group) asked(facts []string) ([]understand.Asked, error) {
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
	return asked, nil
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
