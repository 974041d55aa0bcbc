package bot

import (
	"strings"
)

// Kind returns the kind of a choice and what it names.
func (id ChoiceID) Kind() (kind, what string) {
	kind, what, _ = strings.Cut(string(id), ":")
	return kind, what
}
