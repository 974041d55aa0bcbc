package bot

import "time"

// Entry is one line of a conversation's transcript.
type Entry struct {
	Turn int
	At   time.Time
	Kind EntryKind
	// Text is what was said, masked, and what was attached, a line each; the label
	// that was picked; the name of the agent and, from the second line on, the words
	// of what they did; or why a reply did not arrive.
	Text string
	// Reply is what the bot said, of kind EntryReplied, and Status how that ended;
	// empty while it is on its way.
	Reply  *Reply
	Status Status
	// Message is the one that was said, where it can be changed or removed later.
	Message MessageID
}

// EntryKind tells what an entry is about.
type EntryKind string

// The kinds of entries.
const (
	EntryStarted          EntryKind = "opened"
	EntryMessage          EntryKind = "said"
	EntryEdited           EntryKind = "edited"
	EntryDeleted          EntryKind = "deleted"
	EntryChoice           EntryKind = "picked"
	EntryAction           EntryKind = "acted/" // and the Action
	EntryCardPosted       EntryKind = "carded"
	EntryQueueMoved       EntryKind = "moved"
	EntryDeskMoved        EntryKind = "desk-moved"
	EntryTimerFired       EntryKind = "elapsed"
	EntryDeliveryFailed   EntryKind = "undelivered"
	EntryAttachmentFailed EntryKind = "uncopied"
	EntryAnswerRetracted  EntryKind = "retracted"
	EntryReplyOutgrown    EntryKind = "outgrown"
	EntryProblemChanged   EntryKind = "problem"
	EntryBurstSeen        EntryKind = "burst"
	EntryBlockChanged     EntryKind = "block"
	EntryAgentSeen        EntryKind = "agent"
	EntryPersonForgotten  EntryKind = "forgotten"
	// The words are gone, since the message was removed or has been changed; Text is the
	// name of the agent who wrote it, empty of the person.
	EntryErased   EntryKind = "erased"
	EntryReplaced EntryKind = "replaced"
	EntryReplied  EntryKind = "replied"
)

// Status tells what became of an effect.
type Status string

// The statuses. An effect that is not performed yet has none.
const (
	Done    Status = "done"    // it was performed
	Dropped Status = "dropped" // it was no longer wanted
	Failed  Status = "failed"  // it was given up; somebody should look at it
	Retry   Status = "again"   // it is to be tried again later
)
