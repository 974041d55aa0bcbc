// Package linear is a classifier of texts: a linear model over hashed features, learned by
// logistic regression with a step of its own for every weight (AdaGrad). Learning is in
// fixed-point numbers and nothing depends on chance or on the order of a map, so that the
// same examples give the same bytes on every machine.
//
// A stored model is used as it is: it is a table that is looked up in place, so that loading
// takes no time and no memory beside its bytes.
//
// What belongs here: features of any kind as numbers, their weights, learning and storing
// them. What a feature or a label means is the caller's.
package linear
