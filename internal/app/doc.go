// Package app wires the program: beside settings, which checks what they are set up with, it is the only
// place that names adapters and stores. Each command of the command line is one method of App, with what
// it is asked in a type beside it.
//
// What belongs here: what a command does and prints, and, for serve, what is joined to what: which
// adapters there are, the desk in the browser, knowledge and settings of workspaces that change
// meanwhile. Which settings there are is for settings, and what runs once all is joined for serving.
package app
