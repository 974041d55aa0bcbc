// Package search says which words of a case are looked for, and what a query finds: it cuts
// texts into words, reads a query, and tells where in a text the words are that it finds.
// It is the same for all stores, so that they find the same cases; a store only keeps the
// words and looks them up.
//
// What belongs here is what words are and when one finds another. How words are indexed
// belongs to the stores, and what a text means to bot/match.
package search
