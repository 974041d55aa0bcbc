// Package ownpack reads and writes the files of an organisation's own folders with knowledge: a file
// is written as a whole, once the knowledge with it has no faults that were not there before, and only
// over the version that the writer has seen.
//
// What belongs here: files, their names and their versions. What is a fault is for package knowledge,
// and who may write for whoever calls.
package ownpack
