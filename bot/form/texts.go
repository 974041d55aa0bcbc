package form

import (
	"fmt"
	"strings"

	"aktivering/bot"
)

// Texts are the words of an adapter that shows pages of its own, in one language.
type Texts struct {
	// Language is that language, as a tag such as nb.
	Language string
	// Languages are those that can be chosen, in the order of the knowledge, each with the choice
	// that chooses it.
	Languages []Language
	phrases   map[string]string
}

// Language is one that can be chosen. Its name is in itself.
type Language struct {
	ID, Name string
	Choice   bot.ChoiceID
}

// NewTexts returns texts by their names.
func NewTexts(language string, languages []Language, phrases map[string]string) Texts {
	return Texts{language, languages, phrases}
}

// Say returns a text, with pairs of a name and a value in place of {name}. It fails for a text that
// there is none of, so that a page with one cannot be made.
func (t Texts) Say(key string, pairs ...any) (string, error) {
	text, ok := t.phrases[key]
	if !ok {
		return "", fmt.Errorf("there is no text %q", key)
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		text = strings.ReplaceAll(text, "{"+fmt.Sprint(pairs[i])+"}", fmt.Sprint(pairs[i+1]))
	}
	return text, nil
}
