package event

import (
	"time"

	"aktivering/bot"
	"aktivering/bot/content"
	"aktivering/bot/redact"
	"aktivering/knowledge"
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

// Started means that a person opened the conversation without saying anything.
type Started struct {
	// Language is one that the person chose; empty otherwise.
	Language bot.Lang
}

// Message means that a person wrote something.
type Message struct {
	Text string
	// Marks are how the text is written; they lie in it.
	Marks content.Marks
	// Message is the platform's id of the message, where it can be changed or
	// removed later.
	Message bot.MessageID
	// Files are what was attached.
	Files []bot.File
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
	Language bot.Lang
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
type MessageDeleted struct{ Message bot.MessageID }

// ChoicePicked means that a person took one of the choices of a reply.
type ChoicePicked bot.Pick

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
	Agent bot.Agent
	Act   bot.Action
	// Text is what is to be said, noted, looked for or closed with.
	Text string
	// Marks are how the text is written; they lie in it.
	Marks content.Marks
	// Message is the agent's message, where the text is one, At is where it stands, and
	// Files are what was attached to it.
	Message bot.MessageID
	At      bot.Address
	Files   []bot.File
	// Secret is what was masked in the text. Only Engine sets it.
	Secret redact.Secret
	// ByNumber tells that the agent named the case by its number, so that nothing of the
	// action stands in the thread of the case. Only Engine.Act sets it.
	ByNumber bool
	// Operator tells that the agent is whoever operates the program, who may end a case that an
	// agent has.
	Operator bool
	// Closing is why a case is closed.
	Closing bot.Closing
	// For is how long and Until until when a case is to rest, where Text does not say it, or a
	// person is blocked.
	For   time.Duration
	Until time.Time
	// Colleagues are those whom the case can be given to, of ActAssign. Only Engine sets them.
	Colleagues []bot.Agent
	// Seen tells that the agent was shown the canned text that is to be sent.
	Seen bool
	// Unclear is how a note begins that may have been meant as something else: a command that is
	// written in another way than commands are.
	Unclear string
	// Why is what stands in the way, of ActDenied, and ReplyToken the Inbound's, by which
	// the agent can be told.
	Why        bot.Denial
	ReplyToken string
}

// CardPosted means that the desk has been told of the case.
type CardPosted struct {
	Number int
	// Thread is where it is worked on, and Card the message that opens it.
	Thread bot.Address
	Card   bot.MessageID
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
type ProblemChanged struct{ Problem bot.Problem }

// BlockChanged means that a person was blocked, or is blocked no more: to the conversation that
// keeps the blocks, which numbers it, and to those of the person.
type BlockChanged struct{ Block bot.Block }

// AgentSeen means that somebody who works at a desk did something there.
type AgentSeen struct {
	Agent bot.Agent
	// On is the platform that the agent's id is of.
	On bot.Platform
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
	Platform bot.Platform
	Person   string
}

// TimerFired means that the time of a SetTimer has come.
type TimerFired struct {
	// Turn is the turn that set the timer.
	Turn int
}

// DeliveryFailed means that a reply could not be shown and will not be tried again.
type DeliveryFailed struct {
	Effect bot.SendReply
	Fault  Fault
}

// AttachmentFailed means that a reply was shown without a copy of a picture that it names;
// its link stands there.
type AttachmentFailed struct {
	Effect bot.SendReply
	// File is the picture's name, and Why what was in the way.
	File string
	Why  CopyFault
}

// AnswerRetracted means that an answer was to be taken back, and what came of it.
type AnswerRetracted struct {
	// Message is the agent's message that the answer relayed.
	Message bot.MessageID
	// Stays tells that the person still has the answer: the platform could not change it.
	Stays bool
}

// ReplyOutgrown means that a message that was changed has become longer than those by which it
// was relayed can hold.
type ReplyOutgrown struct {
	// Effect is the rest of it.
	Effect bot.SendReply
}

// Typing means that somebody is writing. It is no turn, and nothing of it is kept.
type Typing struct {
	// Choice is the one whose form they write in; empty where they write a message.
	Choice bot.ChoiceID
}
