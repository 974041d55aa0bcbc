package main

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"aktivering/internal/config"
)

// printFaults prints what is wrong with the settings.
func printFaults(env environment, faults []string) {
	if len(faults) > 0 {
		_, _ = fmt.Fprintf(env.err, "aktivering: invalid settings:\n  %s\n", strings.Join(faults, "\n  "))
	}
}

// relevantFaults returns the faults of settings that could be read. It leaves out those that
// name a variable in invalid: such a variable has its default, which is not what was set.
func relevantFaults(err error, invalid []string) (faults []string) {
	if err == nil {
		return nil
	}
	if list, ok := err.(interface{ Unwrap() []error }); ok {
		for _, err := range list.Unwrap() {
			faults = append(faults, relevantFaults(err, invalid)...)
		}
		return faults
	}
	words := strings.FieldsFunc(err.Error(), func(r rune) bool { return r != '_' && !unicode.IsLetter(r) })
	if slices.ContainsFunc(words, func(word string) bool { return slices.Contains(invalid, word) }) {
		return nil
	}
	return []string{err.Error()}
}

// inOwnWords are what kong says of wrong usage, and what is said in place of it.
var inOwnWords = []struct{ theirs, ours string }{
	{`expected a valid \d+ bit u?int but got "\s*(.*)"`, `use a whole number such as 30, not "$1"`},
	{`expected a float but got "\s*(.*)"(?s:.*)`, `use a number, not "$1"`},
	{`expected duration but got "\s*(.*?)":.*`, `use a duration such as 8s, 15m or 1h30m, not "$1"`},
	{`expected \w+ value but got "EOL" \(<EOL>\)`, "the value is missing"},
	{`^expected "(<.+)"$`, "$1 is missing"},
}

// oneOf is how kong lists what a flag may be.
var oneOf = regexp.MustCompile(`must be one of ("[^ ]*") but got "\s*(.*)"`)

// wrongUsage says what is wrong with a command line.
func wrongUsage(err error) string {
	text := err.Error()
	for _, w := range inOwnWords {
		text = regexp.MustCompile(w.theirs).ReplaceAllString(text, w.ours)
	}
	return oneOf.ReplaceAllStringFunc(text, func(theirs string) string {
		m := oneOf.FindStringSubmatch(theirs)
		words := strings.Split(strings.TrimSuffix(strings.ReplaceAll(m[1], `"`, ""), ","), ",")
		return fmt.Sprintf("must be %s, not %q", config.Choice(words), m[2])
	})
}
