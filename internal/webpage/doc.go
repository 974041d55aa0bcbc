// Package webpage holds what all pages of the program share: security headers with a strict
// Content-Security-Policy, the refusal of requests that another site made, files under names that
// change with their contents, a base style sheet in light and dark, Server-Sent Events, the
// language of a request, and bounds of what is read of it.
//
// What belongs here: what the chat and the desk would otherwise do twice. It knows neither of
// them, no conversation and no text that people read.
package webpage
