// Package linear is a classifier of texts: a linear model over hashed features, learned as an
// averaged perceptron. All arithmetic is in integers and nothing depends on chance or on the
// order of a map, so that the same examples give the same bytes on every machine.
//
// What belongs here: features of any kind as numbers, their weights, learning and storing
// them. What a feature or a label means is the caller's.
package linear
