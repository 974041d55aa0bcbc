package adaptertest

import (
	"context"
	"time"

	"aktivering/bot"
	"aktivering/bot/content"
	"aktivering/bot/form"
	"aktivering/bot/port"
)

// Harness plays a platform around one adapter, which it has not started yet. It is as
// strict as the platform: what that would refuse, it refuses with the same error. Its
// methods may be called while the adapter runs.
type Harness interface {
	// Adapter returns the adapter under test, always the same.
	Adapter() port.Adapter
	// Address is where Say's words come from and where replies can be sent.
	Address() bot.Address
	// Person is the id of the one person who writes and presses.
	Person() string
	// Say makes the platform deliver one line from the person.
	Say(text string)
	// Shown returns what the platform shows now, oldest first: a message that was
	// changed as it is, one that was removed not at all. A platform that shows one stream
	// may return it as a single message.
	Shown() []Message
}

// Message is what a person sees of a sent reply, read as the platform would
// show it: markup and escape sequences are carried out and gone, not listed.
type Message struct {
	Text string
	// Buttons are the choices that can be pressed, in order.
	Buttons []Button
	// Pictures are the pictures beside the text, in order.
	Pictures []port.Picture
	// Looks are the parts of the text in bold, italics, code or struck through, in order: kinds
	// Strong, Emphasis, Mono and Struck, all of a block of code as one. Only a Styler has them.
	Looks []content.Span
}

// Button is a choice that can be pressed.
type Button struct {
	Label string
	// Press makes the platform deliver the press.
	Press func()
}

// The optional interfaces of a harness. A scene that needs one is skipped without it, and
// testdata/scenes.txt of the adapter says so.
type (
	// Redeliverer is a harness whose platform may deliver an event again.
	Redeliverer interface {
		// Redeliver delivers the last event once more, whatever it was.
		Redeliver()
	}

	// Opener is a harness where a conversation begins by itself, with event.Started, when the
	// adapter runs.
	Opener interface{ Opens() }

	// Multiliner is a harness whose platform delivers line breaks within a message.
	Multiliner interface{ Multiline() }

	// Writer is a harness whose platform has markup for what people write.
	Writer interface {
		// Write makes the platform deliver what the constant Written is made from, from the
		// person at an address.
		Write(at bot.Address)
	}

	// Styler is a harness whose platform shows bold, italics, code and what is struck through.
	Styler interface{ Styles() }

	// Keeper is a harness whose adapter keeps an event that its inbox refuses, and hands it
	// over again.
	Keeper interface{ Keeps() }

	// Deduper is a harness whose platform shows a message once that is sent again with the
	// same key.
	Deduper interface{ Dedupes() }

	// Acknowledger is a harness whose platform waits for messages to be acknowledged.
	Acknowledger interface {
		// Acknowledged returns how many deliveries were acknowledged so far.
		Acknowledged() int
	}

	// Neighbour is a harness with a second place, whose events need not wait for those of
	// the first.
	Neighbour interface {
		// Elsewhere is the place.
		Elsewhere() bot.Address
		// SayAt makes the platform deliver one line from the person at an address.
		SayAt(at bot.Address, text string)
	}

	// Confidant is a neighbour where the person can speak with the bot alone.
	Confidant interface {
		Neighbour
		// Command makes the platform deliver a command of the person, given where others are.
		Command(text string)
		// Direct are the addresses of the direct messages with the person, and of a thread
		// there where the platform has those.
		Direct() []bot.Address
		// ShownAt returns what is shown at one of them, as Shown does.
		ShownAt(at bot.Address) []Message
	}

	// Responder is a confidant whose adapter shows the one reply to a command in the response to
	// it, which ShownAt returns at the address of the command.
	Responder interface {
		Confidant
		Responds()
	}

	// Desker is a neighbour where agents work, in a channel of their own.
	Desker interface {
		Neighbour
		// Desk is the address of the channel.
		Desk() bot.Address
	}

	// Crowd is a harness where others than people write.
	Crowd interface {
		// SayAs delivers a line that the author wrote, in the same place as Say.
		SayAs(who Author, text string)
	}

	// Changer is a harness whose platform lets people change and remove their messages.
	Changer interface {
		// Edit tells that a person changed the message that Say delivered with the id.
		Edit(id bot.MessageID, text string)
		// Preview tells that the platform changed the message by itself, as when it adds
		// the preview of a link.
		Preview(id bot.MessageID)
		// Delete tells that a person removed the message.
		Delete(id bot.MessageID)
	}

	// Typist is a harness whose platform tells that somebody began to write.
	Typist interface {
		// Type tells so of the person of Say, at the address.
		Type()
		// TypeAs tells so of another author there.
		TypeAs(who Author)
	}

	// Attacher is a harness whose platform lets people attach files.
	Attacher interface {
		// Attach makes the platform deliver a line with files.
		Attach(text string, files ...port.Picture)
		// Withdraw makes the platform hand over none of the files any more.
		Withdraw()
	}

	// Speaker is an attacher whose platform has voice messages.
	Speaker interface {
		// Speak makes the platform deliver one of the person, without a word.
		Speak()
	}

	// Sticking is a harness whose platform has stickers.
	Sticking interface {
		// Sticker makes the platform deliver a sticker of the person, without a word.
		Sticker()
	}

	// Windower is a harness whose platform shows forms in windows. A choice whose Form is
	// FormName opens one with the row FormRow.
	Windower interface {
		// Windows returns the windows that were opened so far, oldest first.
		Windows() []Window
	}

	// Asker is a windower with a command that opens the form in which a problem is told, with the
	// rows ProblemRow and PictureRow.
	Asker interface {
		Windower
		// Ask gives the command where others are.
		Ask()
	}

	// Teller is a harness whose platform can tell a person that nothing was saved. The
	// adapter is set up to say it with UnsavedText.
	Teller interface {
		// Told returns what people were told beside replies so far, oldest first.
		Told() []string
	}

	// Onlooker is a teller where others see the buttons of the person. The adapter is set up to
	// tell them OthersText.
	Onlooker interface {
		Teller
		// ByAnother has everything that is pressed meanwhile pressed by another person.
		ByAnother(press func())
	}

	// Settler is a harness that delivers in the background.
	Settler interface {
		// Settle waits until all that was delivered is answered.
		Settle()
	}

	// Recorder is a harness that keeps what the adapter asked of the platform.
	Recorder interface {
		// Sent returns the requests that were carried out and that people see something
		// of, or that change something for them, in the order in which they came. What
		// only reads, sets the adapter up or keeps a connection is left out.
		Sent() []Request
		// Refused returns why the platform refused requests as invalid.
		Refused() []string
	}

	// Refuser is a harness whose platform can refuse to carry out requests.
	Refuser interface {
		// Routes are all the ways by which the adapter sends.
		Routes() []Route
		// Refuse answers all further requests of routes with a fault; None ends it.
		Refuse(fault Fault)
		// Limit answers further requests at a place with a wait, until it is over. A
		// request that comes earlier is an error of the test.
		Limit(at bot.Address, wait time.Duration)
	}

	// Remover is a harness whose platform lets people remove the bot's messages.
	Remover interface {
		// Remove removes a message that the adapter has sent to the address.
		Remove(id bot.MessageID)
	}

	// Connector is a harness whose adapter keeps a connection.
	Connector interface {
		// Disconnect breaks the connection, and lets no other be made until the function
		// that it returns is called.
		Disconnect() (reconnect func())
	}
)

// What a harness sets its adapter up with, where the platform has it.
const (
	FormName    = "answer"                  // the form that choices open
	FormRow     = "text"                    // its one row
	ProblemRow  = form.Problem              // the row for words of the form that the command opens
	PictureRow  = form.Picture              // and its row for pictures
	UnsavedText = "ikke lagret, prøv igjen" // said of a press, a command or a form
	OthersText  = "de er ikke dine"         // said of a press on what is for another person
)

// Author is who wrote what no person did.
type Author int

// The authors.
const (
	Self       Author = iota // the bot itself
	AnotherBot               // or an integration
)

// Window is a form that was opened.
type Window struct {
	Title string
	// Rows are the ids of the rows.
	Rows []string
	// Submit delivers what a person wrote in the rows, and returns what the window then
	// shows: nothing where it closes.
	Submit func(rows map[string]string) (faults string)
	// Attach does so with files in the row PictureRow.
	Attach func(rows map[string]string, files ...port.Picture) (faults string)
	// Close closes the window without an answer.
	Close func()
}

// Kind tells what a request does.
type Kind string

// The kinds of requests.
const (
	KindMessage Kind = "message" // shows a message
	KindEdit    Kind = "edit"    // changes one
	KindForm    Kind = "form"    // opens a form
	KindTyping  Kind = "typing"  // shows that somebody is writing
	KindMark    Kind = "mark"    // marks a place as solved, or a message as sent
	KindNotice  Kind = "notice"  // tells another system
	// KindAnswer answers what somebody pressed or wrote in a form: it acknowledges it, marks
	// it as used or tells that it was not saved.
	KindAnswer Kind = "answer"
	// KindPlace prepares what a message needs, such as its thread or an upload.
	KindPlace Kind = "place"
)

// Request is something that the adapter asked of its platform.
type Request struct {
	Kind Kind
	// What names the method and the place, without ids that differ between runs.
	What string
}

// Route is one way by which an adapter sends.
type Route struct {
	// Name says what is sent and where, such as "a message in a thread".
	Name string
	Kind Kind
	// Pictures tells that pictures are sent with it, and Open that the request carries no
	// token that could be refused.
	Pictures, Open bool
	Send           func(ctx context.Context) error
}

// Fault is how a platform refuses a request.
type Fault int

// The faults.
const (
	None        Fault = iota
	Gone              // the place is no longer there
	Invalid           // the request breaks the platform's rules
	RateLimited       // the platform asks to wait for LimitedFor
	Down              // the platform cannot answer
	Cut               // the connection ends without an answer
	Revoked           // the token is not taken any more
	Garbled           // the answer cannot be read
	Silent            // there is no answer
)

// LimitedFor is the wait of the fault RateLimited.
const LimitedFor = 7 * time.Second

func (f Fault) String() string {
	return [...]string{"none", "gone", "invalid", "rate limited", "down", "cut", "revoked", "garbled", "silent"}[f]
}
