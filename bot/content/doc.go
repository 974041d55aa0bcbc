// Package content holds what a reply consists of: blocks such as a heading, steps or fields, of
// spans of literal text. It is in no platform's markup: an adapter renders it, and escapes the
// text.
//
// What belongs here: kinds of blocks and spans, and how they are saved as JSON. A kind is known to
// every adapter and stands in databases. What a platform has room for is for bot/reply.
package content
