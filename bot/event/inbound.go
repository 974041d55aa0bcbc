package event

import (
	"cmp"
	"time"

	"aktivering/bot"
)

// Person is who wrote.
type Person struct {
	// ID is stable within the platform.
	ID string
	// Name is shown to agents; it may be empty.
	Name string
	// Locale is what the platform says about the person's language, such as
	// "nb-NO"; empty when it says nothing.
	Locale string
	// Agent tells whether the person may act at the desk, where the platform knows.
	Agent Standing
}

// Standing tells whether somebody belongs to those who may act at the desk.
type Standing string

// The standings.
const (
	StandingOpen    Standing = ""        // nobody is named: whoever is in the desk's channel may act
	StandingMember  Standing = "member"  // belongs to those who are named
	StandingOutside Standing = "outside" // does not
	StandingUnknown Standing = "unknown" // those who are named cannot be asked for now
)

// Inbound is one thing that happened on a platform.
type Inbound struct {
	// Key is the same when the platform delivers the same thing again.
	Key string
	// At is when it happened, by the platform's clock where that tells: of a change, when
	// the message was changed.
	At     time.Time
	From   bot.Address
	Person Person
	// Audience tells who sees what is said there, where the platform has places that one
	// person alone sees.
	Audience Audience
	// Conversation is the address of the conversation that the event belongs to, where that
	// is not From: what a person does in private belongs to one conversation, wherever that
	// began.
	Conversation bot.Address
	// ReplyToken is a way to answer that the platform gave together with the event, and
	// that does not last; empty where there is none. Only its adapter reads it.
	ReplyToken string
	// Limited tells that more came at once than is answered.
	Limited Limit
	Event   Event
}

// Ref names the conversation that the event belongs to.
func (in Inbound) Ref() bot.Ref {
	return bot.Ref{Address: cmp.Or(in.Conversation, in.From), Person: in.Person.ID}
}

// Audience tells who sees what is said at a place.
type Audience string

// The audiences.
const (
	AudienceShared    Audience = ""          // others may see it, or each place has a conversation of its own
	AudienceDirect    Audience = "direct"    // the person alone, who can write there
	AudienceEphemeral Audience = "ephemeral" // the person alone, where others see what the person writes
)
