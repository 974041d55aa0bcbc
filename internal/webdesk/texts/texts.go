// Package texts holds the words of the desk's pages, in every language. What the bot says to
// people, and to the agents of a desk in a channel, stands in knowledge/phrases.
package texts

import (
	"embed"
	"fmt"
	"strings"

	"go.yaml.in/yaml/v4"
)

//go:embed *.yaml
var files embed.FS

// Languages are those that the pages have.
func Languages() []string { return []string{"nb", "nn", "en"} }

// Texts are the words of all languages.
type Texts struct{ languages map[string]map[string]string }

// Load reads the embedded texts.
func Load() (*Texts, error) {
	t := &Texts{languages: make(map[string]map[string]string)}
	for _, lang := range Languages() {
		data, err := files.ReadFile(lang + ".yaml")
		if err != nil {
			return nil, fmt.Errorf("texts: %w", err)
		}
		words := make(map[string]string)
		if err := yaml.Unmarshal(data, &words); err != nil {
			return nil, fmt.Errorf("texts in %s: %w", lang, err)
		}
		t.languages[lang] = words
	}
	return t, nil
}

// In returns the words of a language; of an unknown one, bokmål.
func (t *Texts) In(lang string) Words {
	words, ok := t.languages[lang]
	if !ok {
		lang, words = "nb", t.languages["nb"]
	}
	return Words{lang, words}
}

// Words are the words of one language.
type Words struct {
	Lang  string
	words map[string]string
}

// Keys returns all keys.
func (w Words) Keys() []string {
	keys := make([]string, 0, len(w.words))
	for key := range w.words {
		keys = append(keys, key)
	}
	return keys
}

// Has reports a key that there is a text of.
func (w Words) Has(key string) bool {
	_, ok := w.words[key]
	return ok
}

// Raw returns a text as it was written.
func (w Words) Raw(key string) string { return w.words[key] }

// Say returns a text in which the {placeholders} are filled: args are their names and values by
// turns. An unknown key is returned as it is.
func (w Words) Say(key string, args ...any) string {
	text, ok := w.words[key]
	if !ok {
		return key
	}
	for i := 0; i+1 < len(args); i += 2 {
		text = strings.ReplaceAll(text, "{"+fmt.Sprint(args[i])+"}", fmt.Sprint(args[i+1]))
	}
	return text
}

// Count returns the text of a number of things: key.one of one of them, else key.many, with {n}.
func (w Words) Count(key string, n int) string {
	if n == 1 {
		return w.Say(key+".one", "n", n)
	}
	return w.Say(key+".many", "n", n)
}
