// Package knowledge holds what the bot knows: articles about documented
// problems, the facts that tell one situation from another, the names of what
// stands on the screen, the bot's own sentences and what the matcher knows of
// the languages.
//
// All of it is YAML: built into the program, and in folders that an operator
// adds. Load reads it and Lint judges it; both name every fault with its file
// and line. A Base never changes once it was loaded.
package knowledge
