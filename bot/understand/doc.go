// Package understand reads what a person writes at one point of a conversation: what they do
// with it ([Act]: answer, report, ask, …), which facts they tell, and what a question is
// about. It decides nothing: what follows from a reading is bot/dialogue's.
//
// A text is read in two steps. [Reader.Analyze] needs nothing but the text and does the
// work, which is bounded whatever the text is. [Reader.Read] reads the analysis against what
// was asked, cheaply, so that it can be done while a turn is made.
//
// A text is read as a whole and clause by clause. What kind of [Clause] something stands in,
// by the words of knowledge/language/clauses.yaml, tells whether it is told as being so: what is
// asked, imagined or planned settles nothing. [Reader.Explain] shows all of it.
//
// The evidence is learned: linear models over words, pairs of words, groups of letters and
// what was asked, made by go generate from knowledge/training. The same training texts give
// the same bytes on every machine.
//
// What belongs here: reading a text of a person. What a text says of codes and symptoms is
// bot/match's, and a typed choice is bot/reply's.
package understand

// The model of bot/match comes first: what that finds in a text is evidence of this one.
//
//go:generate go run ../../internal/train -from ../../knowledge/training/first -queries ../match/testdata/tuned.tsv -to ../match/model
//go:generate go run ../../internal/train -from ../../knowledge/training -to model
