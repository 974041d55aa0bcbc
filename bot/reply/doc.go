// Package reply fits a reply to what a platform can show, and reads a typed answer back as
// one of the choices that a reply offered. The two belong together: what is cut or numbered
// here is what a person can answer.
//
// What belongs here: lengths, cuts, numbered lines, plain text, and the short answers ("ja",
// "den andre", "hjalp ikke") that are read without the matcher.
package reply
