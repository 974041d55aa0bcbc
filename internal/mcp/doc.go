// Package mcp lets assistants look things up in what the bot knows, by the Model Context
// Protocol: what a code means, what a text is about, and what an article says. All of it is
// read, nothing is kept, and each answer names its sources with the day they were read.
//
// What belongs here: the tools, their arguments with the bounds of these, and what their answers
// hold. What a text means and what is said of it are decided in bot.
package mcp
