// Package web joins a chat in the browser to the bot: a page, and the same in a frame that another
// site shows by a script. What it shows is HTML that works without JavaScript; a script of its own
// makes it live by Server-Sent Events.
//
// A visitor is known by a signed cookie, and has one conversation. Other platforms keep what was
// said; here a feed.Store does, so that it survives a reload and a restart and is the same in every
// tab and every process.
//
// What belongs here: HTTP, HTML, and how a visitor is known. What is said is decided elsewhere.
package web
