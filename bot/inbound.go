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
	Platform               Platform
	Space, Channel, Thread string
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
	Event  Event
}

// Event is what happened: Opened, Said or Picked.
//
//sumtype:decl
type Event interface{ event() }

// Opened means that a person opened the conversation without saying anything.
type Opened struct{}

// Said means that a person wrote something.
type Said struct {
	Text string
	// Addressed tells that the words were meant for the bot: a command, a direct
	// message, a mention or an answer in its own thread.
	Addressed bool
	// Language is one that the person chose outside the text; empty otherwise.
	Language knowledge.Lang
	// Told are facts given outside the text, by the fact's id, such as
	// {"windows": "10"} from a command's option.
	Told map[string]string
	// Secret tells that a product key or a password was masked in the text. Only
	// Engine sets it.
	Secret bool
}

// Picked means that a person took one of the choices of a reply.
type Picked struct {
	Choice ChoiceID
	// Turn is the turn that the choice was offered in.
	Turn int
}

func (Opened) event() {}
func (Said) event()   {}
func (Picked) event() {}
