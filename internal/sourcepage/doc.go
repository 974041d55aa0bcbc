// Package sourcepage reads a page that was saved from the web, as HTML, Markdown or text, and
// tells what changed between two versions of it: which error codes are new, gone, or described
// in other words, and which sections changed.
//
// What belongs here: how a page is cut into sections, and what is said there about a code. Which
// articles that concerns is for the caller.
package sourcepage
