// Package i18n puts the texts of the knowledge into spans of one language: phrases with
// their values, remedies, sources, dates, choices, and error codes decoded into words.
package i18n
