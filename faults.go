package main

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// tellFaults tells what is wrong with the settings.
func tellFaults(w world, faults []string) {
	if len(faults) > 0 {
		_, _ = fmt.Fprintf(w.err, "aktivering: invalid settings:\n  %s\n", strings.Join(faults, "\n  "))
	}
}

// following returns the faults that were found in the settings as they were read, but
// for those that speak of a variable that was wrong: they speak of its default.
func following(errs []error, wrong []string) (faults []string) {
	for _, err := range errs {
		if err == nil {
			continue
		}
		if list, ok := err.(interface{ Unwrap() []error }); ok {
			faults = append(faults, following(list.Unwrap(), wrong)...)
			continue
		}
		words := strings.FieldsFunc(err.Error(), func(r rune) bool { return r != '_' && !unicode.IsLetter(r) })
		if !slices.ContainsFunc(words, func(word string) bool { return slices.Contains(wrong, word) }) {
			faults = append(faults, err.Error())
		}
	}
	return faults
}
