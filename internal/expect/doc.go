// Package expect reads what an organisation expects of the bot, and compares it with what
// came: files of JSON lines, or YAML lists, whose rows hold a first message or a whole
// conversation and what should come of it. docs/tests.md describes the rows.
//
// What belongs here: the form of the rows, the comparison, and the counting. Asking the bot
// and printing a report is for internal/app.
package expect
