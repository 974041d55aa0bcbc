// Package manual writes the man page and the completions of shells from the definition of the command
// line.
//
// What belongs here: how these files are written. Which commands and flags there are is the caller's.
package manual
