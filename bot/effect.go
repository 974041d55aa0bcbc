package bot

import (
	"time"
)

// Effect is something that is to be done after a turn: Say, Amend, Wake, Card, Show,
// Line, Tell or Solved. It survives encoding by EncodeEffect.
//
//sumtype:decl
type Effect interface{ effect() }

// Say shows a reply to the person, or to the desk.
type Say struct {
	To    Address `json:"to"`
	Reply Reply   `json:"reply"`
	// Firm tells that the reply is to be shown whoever owns the conversation; without
	// it, it is the bot's own, and is dropped when an agent has taken over.
	Firm bool `json:"firm,omitempty"`
	// Desk tells that the reply is for the thread of the case, in the channel To.
	Desk bool `json:"desk,omitempty"`
	// Source is the message that the reply relays; empty where it relays none.
	Source MessageID `json:"source,omitempty"`
	// Via is the Inbound's, of the event that is answered.
	Via string `json:"via,omitempty"`
	// Bare tells that the reply is the bare text of one that could not be shown;
	// there is nothing simpler to fall back on.
	Bare bool `json:"bare,omitempty"`
	// Quotes is the message whose words the reply holds without relaying it; empty where
	// there is none.
	Quotes MessageID `json:"quotes,omitempty"`
	// For is who alone is to see the reply, if the platform can do that, where it is not
	// the person of the conversation.
	For string `json:"for,omitempty"`
}

// Wake sets the conversation's timer. It comes back as Elapsed, and means nothing
// any more if the conversation has moved on since.
type Wake struct {
	At time.Time `json:"at"`
	// Turn is the turn that set the timer.
	Turn int `json:"turn"`
	// By is the place whose server minds the timer; without one, the conversation's.
	By Address `json:"by,omitzero"`
}

// Amend changes a message that relays another: to a reply, or away. Where there is
// no such message, or it cannot be changed, the reply is shown anew.
type Amend struct {
	Say
	Gone bool `json:"gone,omitempty"`
	// Only tells that nothing is shown where there is no such message: whoever changes
	// it may not speak with the person.
	Only bool `json:"only,omitempty"`
	// Report tells that what comes of it comes back, as Retracted.
	Report bool `json:"report,omitempty"`
}

// Card shows the desk the case as it is now: in a message of its own at first,
// which comes back as Carded, and in the same one from then on.
type Card struct {
	To Address `json:"to"`
}

// Show shows the desk the whole conversation, in the thread of the case.
type Show struct {
	To Address `json:"to"`
}

// Line tells everybody in the queue where they are now, as Moved.
type Line struct {
	To Address `json:"to"`
}

// Place is where an effect is carried out; from is where the event came from that
// led to it.
func Place(e Effect, from Address) Address {
	switch e := e.(type) {
	case Say:
		return e.To
	case Amend:
		return e.To
	case Card:
		return e.To
	case Show:
		return e.To
	case Line:
		return e.To
	case Tell:
		return e.To
	case Solved:
		return e.To
	case Wake:
		if e.By != (Address{}) {
			return e.By
		}
	}
	return from
}

func (Say) effect() {}

func (Amend) effect() {}

func (Wake) effect() {}

func (Card) effect() {}

func (Show) effect() {}

func (Line) effect() {}

// SourceOf returns the message that an effect relays, or changes where it was relayed;
// empty where it does neither.
func SourceOf(e Effect) MessageID {
	switch e := e.(type) {
	case Say:
		return e.Source
	case Amend:
		return e.Source
	default:
		return ""
	}
}
