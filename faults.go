package main

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
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
