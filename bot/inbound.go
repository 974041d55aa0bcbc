package bot

import (
	"time"

	"aktivering/knowledge"
)

// Platform names where a conversation takes place, such as "terminal". The core
// compares platforms and never asks which one it is.
type Platform string

// Address is a place where a reply can be sent. It is comparable; only its
// adapter reads its parts.
type Address struct {
	Platform Platform `json:"platform"`
	Space    string   `json:"space,omitempty"`
	Channel  string   `json:"channel,omitempty"`
	Thread   string   `json:"thread,omitempty"`
}

// Ref names a conversation: what one person says in one place. It is comparable.
type Ref struct {
	Address Address
	// Person is the person's id on the platform.
	Person string
}

// Person is who wrote.
type Person struct {
	// ID is stable within the platform.
	ID string
	// Name is shown to agents; it may be empty.
	Name string
	// Locale is what the platform says about the person's language, such as
	// "nb-NO"; empty when it says nothing.
	Locale string
}

// Inbound is one thing that happened on a platform.
type Inbound struct {
	// Key is the same when the platform delivers the same thing again.
	Key    string
	At     time.Time
	From   Address
	Person Person
	// Via is a way to answer that the platform gave together with the event, and
	// that does not last; empty where there is none. Only its adapter reads it.
	Via   string
	Event Event
}

// Ref names the conversation that the event belongs to.
func (in Inbound) Ref() Ref { return Ref{in.From, in.Person.ID} }

// Event is what happened. A person did something: Opened, Said, Edited, Deleted,
// Picked. An agent did: Claimed, Released. Or an effect of an earlier turn had a
// result: Elapsed, Undelivered.
//
//sumtype:decl
type Event interface{ event() }

// Lang is a language that a person can be answered in.
type Lang = knowledge.Lang

// Opened means that a person opened the conversation without saying anything.
type Opened struct {
	// Language is one that the person chose; empty otherwise.
	Language Lang
}

// Said means that a person wrote something.
type Said struct {
	Text string
	// Message is the platform's id of the message, where it can be changed or
	// removed later.
	Message MessageID
	// Files are what was attached.
	Files []File
	// Addressed tells that the words were meant for the bot: a command, a direct
	// message, a mention or an answer in its own thread.
	Addressed bool
	// Threaded tells that the words stand in a thread. There they are meant for the
	// bot if it has spoken with the person in that thread before.
	Threaded bool
	// Quiet tells that the bot may not speak up here unasked, however sure it is.
	Quiet bool
	// Language is one that the person chose outside the text; empty otherwise.
	Language Lang
	// Told are facts given outside the text, by the fact's id, such as
	// {"windows": "10"} from a command's option.
	Told map[string]string
	// Secret tells that a product key or a password was masked in the text. Only
	// Engine sets it.
	Secret bool
}

// File is something attached to a message. The bot does not read it; it is kept
// for the agents.
type File struct {
	// Name is the file's name, and Kind its media type, such as "image/png"; both
	// may be empty.
	Name, Kind string
	// URL is where it can be fetched.
	URL string
}

// Edited means that a person changed a message.
type Edited struct {
	// Now is the message as it stands now.
	Now Said
}

// Deleted means that a person removed a message.
type Deleted struct{ Message MessageID }

// Picked means that a person took one of the choices of a reply.
type Picked struct {
	Choice ChoiceID `json:"choice"`
	// Turn is the turn that the choice was offered in.
	Turn int `json:"turn"`
}

// Claimed means that an agent has taken over; the bot is silent from here on.
type Claimed struct{ Agent Person }

// Released means that the agents have given the conversation back to the bot.
type Released struct{}

// Elapsed means that the time of a Wake has come.
type Elapsed struct {
	// Turn is the turn that set the timer.
	Turn int
}

// Undelivered means that a reply could not be shown and will not be tried again.
type Undelivered struct {
	Say   Say
	Fault Fault
}

// Fault tells why a reply could not be shown.
type Fault string

// The faults of delivery.
const (
	FaultGone     Fault = "gone"     // the place is no longer there
	FaultRejected Fault = "rejected" // the platform will never accept it
	FaultBroken   Fault = "broken"   // every try failed, for no reason that the adapter knows
	FaultExpired  Fault = "expired"  // the platform did not take it in time
)

func (Opened) event()      {}
func (Said) event()        {}
func (Edited) event()      {}
func (Deleted) event()     {}
func (Picked) event()      {}
func (Claimed) event()     {}
func (Released) event()    {}
func (Elapsed) event()     {}
func (Undelivered) event() {}
