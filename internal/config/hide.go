package config

import (
	"regexp"
	"strings"
)

// maxWord is how long a word of an error is at most that is no secret: tokens and keys
// are longer.
const maxWord = 32

var (
	words  = regexp.MustCompile(`[^\s",;\[\]]+`)
	secret = regexp.MustCompile(`(?i)://|@|xox[a-z]-|xapp-|whsec_|(password|token|secret|key)=`)
	// quoted is what a parser of YAML repeats of the file.
	quoted = regexp.MustCompile("'[^']*'|\"[^\"]*\"|`[^`]*`")
)

// Hide takes out of an error what may be a secret that was given in the wrong place: of
// addresses, tokens and long words their beginning stays at most.
func Hide(text string) string {
	return words.ReplaceAllStringFunc(text, func(word string) string {
		name, value, given := strings.Cut(word, "=")
		switch {
		case strings.HasPrefix(word, "--") && given && (len(value) > maxWord || secret.MatchString(value)):
			return name + "=…"
		case len(word) > maxWord || secret.MatchString(word):
			return "…"
		}
		return word
	})
}

var (
	// yamlLine is how the parser's errors begin.
	yamlLine = regexp.MustCompile(`^yaml: (?:line (\d+): )?`)
	// tabbed is a line that is indented with a tab, which YAML does not allow.
	tabbed = regexp.MustCompile(`(?m)^ *\t`)
)

// notYAML says what is wrong with a file, and where: what follows "configuration file".
func notYAML(err error, content []byte) string {
	text := withoutContent(err)
	where := ""
	if m := yamlLine.FindStringSubmatch(text); m != nil {
		if text = text[len(m[0]):]; m[1] != "" {
			where = ", line " + m[1]
		}
	}
	if tabbed.Match(content) {
		text += "; indent with spaces, not with tabs"
	}
	return where + ": not valid YAML: " + text
}

// withoutContent takes out of an error of YAML what it repeats of the file.
func withoutContent(err error) string {
	return quoted.ReplaceAllString(err.Error(), "…")
}
