package bot

import "time"

// Effect is something that is to be done after a turn: Say or Wake. It survives
// encoding by EncodeEffect.
//
//sumtype:decl
type Effect interface{ effect() }

// Say shows a reply of the bot to a person.
type Say struct {
	To    Address `json:"to"`
	Reply Reply   `json:"reply"`
	// Via is the Inbound's, of the event that is answered.
	Via string `json:"via,omitempty"`
	// Bare tells that the reply is the bare text of one that could not be shown;
	// there is nothing simpler to fall back on.
	Bare bool `json:"bare,omitempty"`
}

// Wake sets the conversation's timer. It comes back as Elapsed, and means nothing
// any more if the conversation has moved on since.
type Wake struct {
	At time.Time `json:"at"`
	// Turn is the turn that set the timer.
	Turn int `json:"turn"`
}

func (Say) effect()  {}
func (Wake) effect() {}
