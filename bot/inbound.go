package bot

import (
	"cmp"
	"time"

	"aktivering/bot/content"
	"aktivering/bot/redact"
	"aktivering/knowledge"
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
	From   Address
	Person Person
	// Audience tells who sees what is said there, where the platform has places that one
	// person alone sees.
	Audience Audience
	// Conversation is the address of the conversation that the event belongs to, where that
	// is not From: what a person does in private belongs to one conversation, wherever that
	// began.
	Conversation Address
	// ReplyToken is a way to answer that the platform gave together with the event, and
	// that does not last; empty where there is none. Only its adapter reads it.
	ReplyToken string
	// Limited tells that more came at once than is answered.
	Limited Limit
	Event   Event
}

// Ref names the conversation that the event belongs to.
func (in Inbound) Ref() Ref { return Ref{cmp.Or(in.Conversation, in.From), in.Person.ID} }

// Audience tells who sees what is said at a place.
type Audience string

// The audiences.
const (
	AudienceShared    Audience = ""          // others may see it, or each place has a conversation of its own
	AudienceDirect    Audience = "direct"    // the person alone, who can write there
	AudienceEphemeral Audience = "ephemeral" // the person alone, where others see what the person writes
)

// Event is what happened. A person did something: Started, Message, MessageEdited,
// MessageDeleted, ChoicePicked, FormSubmitted or Typing. An agent did: AgentAction. Or an
// effect of an earlier turn had a result: TimerFired, DeliveryFailed, AttachmentFailed,
// AnswerRetracted, ReplyOutgrown, CardPosted, QueueMoved, ProblemChanged, BlockChanged, AgentSeen,
// BurstSeen or PersonForgotten. Or an administrator did: DeskMoved or PersonForgotten.
//
//sumtype:decl
type Event interface {
	// masked returns the event with its texts masked: whoever adds an event has to say
	// which of its fields hold some.
	masked(m *masker) Event
}

// Lang is a language that a person can be answered in.
type Lang = knowledge.Lang

// Started means that a person opened the conversation without saying anything.
type Started struct {
	// Language is one that the person chose; empty otherwise.
	Language Lang
}

// Message means that a person wrote something.
type Message struct {
	Text string
	// Marks are how the text is written; they lie in it.
	Marks content.Marks
	// Message is the platform's id of the message, where it can be changed or
	// removed later.
	Message MessageID
	// Files are what was attached.
	Files []File
	// Sticker tells that there is a sticker, which has no words.
	Sticker bool
	// Pointed tells that the person asks about a message, which may be another's, by a shortcut or
	// a command on it.
	Pointed bool
	// Addressed tells that the words were meant for the bot: a command, a direct
	// message, a mention or an answer in its own thread.
	Addressed bool
	// InThread tells that the words stand in a thread. There they are meant for the
	// bot if it has spoken with the person in that thread before.
	InThread bool
	// OnlyIfAddressed tells that the bot may not speak up here unasked, however sure it is.
	OnlyIfAddressed bool
	// Language is one that the person chose outside the text; empty otherwise.
	Language Lang
	// Facts are facts given outside the text, by the fact's id, such as
	// {"windows": "10"} from a command's option.
	Facts map[string]string
	// Secret is what was masked in the text. Only Engine sets it.
	Secret redact.Secret
}

// MessageEdited means that a person changed a message.
type MessageEdited struct {
	// Now is the message as it stands now.
	Now Message
}

// MessageDeleted means that a person removed a message. Where the platform does not tell
// whose it was, the Inbound names nobody.
type MessageDeleted struct{ Message MessageID }

// ChoicePicked means that a person took one of the choices of a reply.
type ChoicePicked struct {
	Choice ChoiceID `json:"choice"`
	// Turn is the turn that the choice was offered in.
	Turn int `json:"turn"`
}

// FormSubmitted means that a person filled in a form that a choice opened.
type FormSubmitted struct {
	ChoicePicked
	// Rows are what stands in the rows, by their id.
	Rows map[string]string
	// Secret is what was masked there. Only Engine sets it.
	Secret redact.Secret
}

// AgentAction means that an agent did something with the conversation's case. Where a
// person with the same conversation is served is none of the agent's business, nor
// where the agent works of the person's.
type AgentAction struct {
	Agent Agent
	Act   Action
	// Text is what is to be said, noted, looked for or closed with.
	Text string
	// Marks are how the text is written; they lie in it.
	Marks content.Marks
	// Message is the agent's message, where the text is one, At is where it stands, and
	// Files are what was attached to it.
	Message MessageID
	At      Address
	Files   []File
	// Secret is what was masked in the text. Only Engine sets it.
	Secret redact.Secret
	// ByNumber tells that the agent named the case by its number, so that nothing of the
	// action stands in the thread of the case. Only Engine.Act sets it.
	ByNumber bool
	// Operator tells that the agent is whoever operates the program, who may end a case that an
	// agent has.
	Operator bool
	// Closing is why a case is closed.
	Closing Closing
	// For is how long and Until until when a case is to rest, where Text does not say it, or a
	// person is blocked.
	For   time.Duration
	Until time.Time
	// Colleagues are those whom the case can be given to, of ActAssign. Only Engine sets them.
	Colleagues []Agent
	// Seen tells that the agent was shown the canned text that is to be sent.
	Seen bool
	// Unclear is how a note begins that may have been meant as something else: a command that is
	// written in another way than commands are.
	Unclear string
	// Why is what stands in the way, of ActDenied, and ReplyToken the Inbound's, by which
	// the agent can be told.
	Why        Denial
	ReplyToken string
}

// Action is what an agent does with a case.
type Action string

// The actions.
const (
	ActClaim    Action = "claim"    // take it from the queue
	ActTake     Action = "take"     // take it over from another agent
	ActRelease  Action = "release"  // back into the queue
	ActTransfer Action = "transfer" // look for somebody to take over
	ActAssign   Action = "assign"   // give it to the colleague whose name or id is the text
	ActUrgent   Action = "urgent"   // let it come before others
	ActNormal   Action = "normal"   // let it come in its turn again
	ActReturn   Action = "return"   // back to the bot
	ActSnooze   Action = "snooze"   // let it rest
	ActClose    Action = "close"    // end it
	ActBlock    Action = "block"    // end it, and take in nothing more of the person
	ActReopen   Action = "reopen"   // take it up again
	ActAnswer   Action = "answer"   // say something to the person
	ActNote     Action = "note"     // say something to the other agents
	ActRemark   Action = "remark"   // the same, of somebody who is none of them
	ActArticle  Action = "article"  // let the bot present an article
	ActCanned   Action = "canned"   // say a text that is sent often
	ActShow     Action = "show"     // look at the whole conversation
	ActAmend    Action = "amend"    // change what was said
	ActRetract  Action = "retract"  // take back what was said
	ActUnmark   Action = "unmark"   // let what was said be no answer any more
	ActHelp     Action = "help"     // ask what can be done
	ActDenied   Action = "denied"   // want something that is not allowed
	ActSpeak    Action = "speak"    // say something where the person is
	ActProblem  Action = "problem"  // tell of a problem that many have, or list those there are
	ActSolved   Action = "solved"   // tell that such a problem is solved
	ActBlocks   Action = "blocks"   // list the people who are blocked
	ActUnblock  Action = "unblock"  // end the block whose number is the text
)

// CardPosted means that the desk has been told of the case.
type CardPosted struct {
	Number int
	// Thread is where it is worked on, and Card the message that opens it.
	Thread Address
	Card   MessageID
}

// QueueMoved means that the person's place in the queue is known, or another.
type QueueMoved struct{ Position int }

// DeskMoved means that the conversation's case is to follow its desk, which the settings have
// moved or removed.
type DeskMoved struct {
	// Return tells that the conversation is to go back to the bot, also where there is a desk.
	Return bool
}

// ProblemChanged means that a problem of the desk is known now, or has ended, which may concern
// the person.
type ProblemChanged struct{ Problem Problem }

// BlockChanged means that a person was blocked, or is blocked no more: to the conversation that
// keeps the blocks, which numbers it, and to those of the person.
type BlockChanged struct{ Block Block }

// AgentSeen means that somebody who works at a desk did something there.
type AgentSeen struct {
	Agent Agent
	// On is the platform that the agent's id is of.
	On Platform
	// Gone tells that they are to be forgotten.
	Gone bool
}

// BurstSeen means that many people have the same code, at a desk.
type BurstSeen struct {
	Code knowledge.Code
	// People is how many, at least.
	People int
}

// PersonForgotten means that all that is kept of the person in the conversation is to go: they
// asked for it, or an administrator did on their behalf. The store erases it in the turn.
type PersonForgotten struct {
	// Platform and Person tell who that is, to the conversation that keeps the blocks; elsewhere
	// it is the person of the conversation.
	Platform Platform
	Person   string
}

// TimerFired means that the time of a SetTimer has come.
type TimerFired struct {
	// Turn is the turn that set the timer.
	Turn int
}

// DeliveryFailed means that a reply could not be shown and will not be tried again.
type DeliveryFailed struct {
	Effect SendReply
	Fault  Fault
}

// AttachmentFailed means that a reply was shown without a copy of a picture that it names;
// its link stands there.
type AttachmentFailed struct {
	Effect SendReply
	// File is the picture's name, and Why what was in the way.
	File string
	Why  CopyFault
}

// AnswerRetracted means that an answer was to be taken back, and what came of it.
type AnswerRetracted struct {
	// Message is the agent's message that the answer relayed.
	Message MessageID
	// Stays tells that the person still has the answer: the platform could not change it.
	Stays bool
}

// ReplyOutgrown means that a message that was changed has become longer than those by which it
// was relayed can hold.
type ReplyOutgrown struct {
	// Effect is the rest of it.
	Effect SendReply
}

// Fault tells why a reply could not be shown.
type Fault string

// The faults of delivery.
const (
	FaultGone     Fault = "gone"     // the place is no longer there
	FaultRejected Fault = "rejected" // the platform will never accept it
	FaultBroken   Fault = "broken"   // every try failed, for no reason that the adapter knows
	FaultExpired  Fault = "expired"  // the platform did not take it in time
	FaultForeign  Fault = "foreign"  // whoever wrote it does not have the case
)

// Typing means that somebody is writing. It is no turn, and nothing of it is kept.
type Typing struct {
	// Choice is the one whose form they write in; empty where they write a message.
	Choice ChoiceID
}
