package settings

import (
	"fmt"
	"strings"

	"aktivering/knowledge"
)

// Lang is a language, for the command line.
type Lang = knowledge.Lang

// LanguageVars returns what stands for languages in the tags of settings: those that can be
// chosen, the same in words, and the one of those who have not chosen; and the kinds of files
// that there are schemas of.
func LanguageVars() (map[string]string, error) {
	languages, err := knowledge.LoadLanguages()
	if err != nil {
		return nil, fmt.Errorf("languages: %w", err)
	}
	var ids []string
	for _, id := range languages.IDs() {
		ids = append(ids, string(id))
	}
	last := len(ids) - 1
	words := strings.Join(ids[:last], ", ") + " or " + ids[last]
	return map[string]string{"languages": strings.Join(ids, ","), "a_language": strings.TrimPrefix(words, " or "), "language": string(knowledge.DefaultLang), "schemas": strings.Join(knowledge.SchemaNames(), ",")}, nil
}
