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
func relevantFaults(errs []error, invalid []string) (faults []string) {
	for _, err := range errs {
		if err == nil {
			continue
		}
		if list, ok := err.(interface{ Unwrap() []error }); ok {
			faults = append(faults, relevantFaults(list.Unwrap(), invalid)...)
			continue
		}
		words := strings.FieldsFunc(err.Error(), func(r rune) bool { return r != '_' && !unicode.IsLetter(r) })
		if !slices.ContainsFunc(words, func(word string) bool { return slices.Contains(invalid, word) }) {
			faults = append(faults, err.Error())
		}
	}
	return faults
}
