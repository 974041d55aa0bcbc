package bot

import (
	"time"

	"aktivering/bot/notice"
	"aktivering/knowledge"
)

// Effect is something that is to be done after a turn: SendReply, EditReply, SetTimer,
// UpdateCard, PostTranscript, AnnounceQueue, AnnounceProblem, SetBlock, CountReports, NotifyWebhook,
// MarkResolved, ForgetPerson or EraseAtDesk. It survives encoding by EncodeEffect.
//
//sumtype:decl
type Effect interface{ effect() }

// SendReply shows a reply to the person, or to the desk.
type SendReply struct {
	To    Address `json:"to"`
	Reply Reply   `json:"reply"`
	// AnyOwner tells that the reply is to be shown whoever owns the conversation; without
	// it, it is the bot's own, and is dropped when an agent has taken over.
	AnyOwner bool `json:"firm,omitempty"`
	// ToDesk tells that the reply is for the thread of the case, in the channel To.
	ToDesk bool `json:"desk,omitempty"`
	// RelayOf is the message that the reply relays; empty where it relays none.
	RelayOf MessageID `json:"source,omitempty"`
	// ReplyToken is the Inbound's, of the event that is answered.
	ReplyToken string `json:"via,omitempty"`
	// PlainText tells that the reply is the bare text of one that could not be shown;
	// there is nothing simpler to fall back on.
	PlainText bool `json:"bare,omitempty"`
	// Quotes is the message whose words the reply holds without relaying it; empty where
	// there is none.
	Quotes MessageID `json:"quotes,omitempty"`
	// Place is where at a desk the reply is shown, in place of the thread of the case: where a case
	// was before its desk moved.
	Place Address `json:"place,omitzero"`
	// For is who alone is to see the reply, if the platform can do that, where it is not
	// the person of the conversation.
	For string `json:"for,omitempty"`
}

// SetTimer sets the conversation's timer. It comes back as TimerFired, and means nothing
// any more if the conversation has moved on since.
type SetTimer struct {
	At time.Time `json:"at"`
	// Turn is the turn that set the timer.
	Turn int `json:"turn"`
	// By is the place whose server minds the timer; without one, the conversation's.
	By Address `json:"by,omitzero"`
}

// EditReply changes a message that relays another: to a reply, or away. Where there is
// no such message, or it cannot be changed, the reply is shown anew.
type EditReply struct {
	SendReply
	Remove bool `json:"gone,omitempty"`
	// IfExists tells that nothing is shown where there is no such message: whoever changes
	// it may not speak with the person.
	IfExists bool `json:"only,omitempty"`
	// Report tells that what comes of it comes back, as AnswerRetracted.
	Report bool `json:"report,omitempty"`
}

// UpdateCard shows the desk the case as it is now: in a message of its own at first,
// which comes back as CardPosted, and in the same one from then on.
type UpdateCard struct {
	To Address `json:"to"`
	// Silent asks to notify nobody of it, as Reply.Silent does.
	Silent bool `json:"silent,omitempty"`
}

// PostTranscript shows the desk the whole conversation, in the thread of the case.
type PostTranscript struct {
	To Address `json:"to"`
}

// AnnounceQueue tells everybody in the queue where they are now, by the
// event QueueMoved.
type AnnounceQueue struct {
	To Address `json:"to"`
}

// AnnounceProblem tells everybody whom a problem of the desk concerns how it stands now, by
// the event ProblemChanged.
type AnnounceProblem struct {
	To     Address `json:"to"`
	Number int     `json:"number"`
}

// SetBlock lets a block hold in all conversations of its person, or in none any more. An effect of
// the conversation that keeps the blocks tells those of the person, by the event BlockChanged; one
// of another conversation tells the one that keeps them.
type SetBlock struct {
	To    Address `json:"to"`
	Block Block   `json:"block"`
}

// CountReports looks whether many people have met a code lately, which comes back to the desk
// as BurstSeen.
type CountReports struct {
	To   Address        `json:"to"`
	Code knowledge.Code `json:"code"`
}

// ForgetPerson erases all that is kept of the person, in all their conversations on the
// platform, each by the event PersonForgotten.
type ForgetPerson struct {
	To Address `json:"to"`
}

// EraseAtDesk deletes the messages by which the conversation was shown to desks, where the
// platform allows that; elsewhere their words are taken out.
type EraseAtDesk struct {
	To Address `json:"to"`
}

func (ForgetPerson) effect() {}

func (EraseAtDesk) effect() {}

func (SendReply) effect() {}

func (EditReply) effect() {}

func (SetTimer) effect() {}

func (UpdateCard) effect() {}

func (PostTranscript) effect() {}

func (AnnounceQueue) effect() {}

func (AnnounceProblem) effect() {}

func (SetBlock) effect() {}

func (CountReports) effect() {}

// MarkResolved marks where the conversation takes place as solved, on platforms that have
// such marks.
type MarkResolved struct {
	To Address `json:"to"`
	// Asking tells that the person is still asked something.
	Asking bool `json:"asking,omitempty"`
}

func (MarkResolved) effect() {}

// NotifyWebhook tells another system what became of a case.
type NotifyWebhook struct {
	To     Address       `json:"to"`
	Notice notice.Notice `json:"notice"`
	// Erased tells that the notice holds words that are gone since, and is not told.
	Erased bool `json:"erased,omitempty"`
}

func (NotifyWebhook) effect() {}
