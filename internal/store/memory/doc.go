// Package memory keeps conversations in memory, for as long as the process runs, and performs
// their effects. It has the whole behaviour of a store but what needs a file: nothing of it
// outlasts the process. Tests use it, and can perform effects one at a time, by a clock of
// their own.
//
// What belongs here: the data structures that stand in for tables, and the outbox on them.
// What an event means, and what is erased of a message, is decided in package bot.
package memory
