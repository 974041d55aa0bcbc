// Package i18n puts the texts of the knowledge into spans of one language: phrases with
// their values, remedies, sources, dates, choices, and error codes decoded into words.
//
// What belongs here: how something is said in bokmål, nynorsk or English. When it is said is
// decided in bot/dialogue and bot/desk; the words themselves stand in the knowledge.
package i18n
