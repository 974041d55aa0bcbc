// Package notice describes what another system is told of a case: the JSON that its webhook
// receives. Receivers outside the program rely on it, so that fields and types are added, never
// renamed or removed.
//
// What belongs here: the shape of a notice. When one is sent is decided in bot/desk; how it is
// signed and posted is for adapters/webhook.
package notice

import "time"

// Notice tells another system what became of a case. As JSON it is what the
// Standard Webhooks specification has for an event: type, timestamp and data.
type Notice struct {
	Type Type      `json:"type"`
	At   time.Time `json:"timestamp"`
	Data Data      `json:"data"`
}

// Type tells what happened.
type Type string

// The types of notices.
const (
	Opened   Type = "case.opened"   // the desk has been told of it
	Claimed  Type = "case.claimed"  // an agent has it
	Released Type = "case.released" // it is back in the queue
	Message  Type = "case.message"  // the person or an agent said something to the other
	// A message was changed: Message names it, and Text is all that it says now.
	Edited Type = "case.message.edited"
	// A message was removed: Message names it, and what the receiver has kept of it is to
	// be deleted.
	Deleted  Type = "case.message.deleted"
	Closed   Type = "case.closed"
	Reopened Type = "case.reopened"
	Rated    Type = "case.rated" // the person told how it went
	// The person is to be forgotten: what the receiver has kept of the case is to be deleted.
	// Nothing but the number of the case is told.
	Forgotten Type = "case.forgotten"
)

// Data is what is told of a case. Secrets are masked in all of it.
type Data struct {
	Case  int    `json:"case"`
	State string `json:"state"`
	// Person is who it is about, on Platform.
	Person   string `json:"person,omitempty"`
	Name     string `json:"name,omitempty"`
	Platform string `json:"platform,omitempty"`
	Language string `json:"language,omitempty"`
	// Codes are the error codes in the order in which they appeared.
	Codes []string `json:"codes,omitempty"`
	Agent string   `json:"agent,omitempty"`
	// From is "person" or "agent", of a message, Message its id where it can be changed or
	// removed later, and Text what it says.
	From    string   `json:"from,omitempty"`
	Message string   `json:"message,omitempty"`
	Text    string   `json:"text,omitempty"`
	Files   []string `json:"files,omitempty"`
	// Closing is why the case was closed, and Note what the agent said of it.
	Closing string `json:"closing,omitempty"`
	Note    string `json:"note,omitempty"`
	Rating  int    `json:"rating,omitempty"`
}
