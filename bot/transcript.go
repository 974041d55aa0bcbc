package bot

import (
	"strconv"
	"strings"
	"time"
)

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

// EntryOf is what the transcript says of an event, in which the rest of a key must have been
// masked ([Conversation.Continuing]); c is the conversation before it. The turn is not filled
// in.
func (c Conversation) EntryOf(in Inbound) Entry {
	entry := Entry{At: in.At}
	entry.Message, _ = in.Message()
	switch e := in.Event.(type) {
	case Started:
		entry.Kind = EntryStarted
	case Message:
		entry.Kind, entry.Text = EntryMessage, e.withFiles()
	case MessageEdited:
		entry.Kind, entry.Text = EntryEdited, e.Now.withFiles()
	case MessageDeleted:
		entry.Kind = EntryDeleted
	case ChoicePicked:
		entry.Kind, entry.Text = EntryChoice, string(e.Choice)
		for _, choice := range c.Offered {
			if choice.ID == e.Choice {
				entry.Text = choice.Label
			}
		}
	case FormSubmitted:
		entry.Kind, entry.Text = EntryChoice, string(e.Choice)
	case AgentAction:
		entry.Kind, entry.Text = EntryAction+EntryKind(e.Act), e.Agent.Shown()+"\n"+Message{Text: e.Text, Files: e.Files}.withFiles()
	case CardPosted:
		entry.Kind = EntryCardPosted
	case QueueMoved:
		entry.Kind, entry.Text = EntryQueueMoved, strconv.Itoa(e.Position)
	case DeskMoved:
		entry.Kind = EntryDeskMoved
	case TimerFired:
		entry.Kind = EntryTimerFired
	case DeliveryFailed:
		entry.Kind, entry.Text = EntryDeliveryFailed, string(e.Fault)
	case AnswerRetracted:
		entry.Kind = EntryAnswerRetracted
	case ReplyOutgrown:
		entry.Kind = EntryReplyOutgrown
	case ProblemChanged:
		entry.Kind, entry.Text, entry.Message = EntryProblemChanged, strconv.Itoa(e.Problem.Number), ""
	case BlockChanged:
		entry.Kind = EntryBlockChanged
	case AgentSeen:
		entry.Kind = EntryAgentSeen
	case BurstSeen:
		entry.Kind, entry.Text = EntryBurstSeen, e.Code.String()
	case PersonForgotten:
		entry.Kind = EntryPersonForgotten
	case Typing: // it is never kept
	case AttachmentFailed:
		entry.Kind, entry.Text = EntryAttachmentFailed, e.File+" "+string(e.Why)
	}
	return entry
}

// withFiles is the text and a line for each file.
func (e Message) withFiles() string {
	lines := make([]string, 0, 1+len(e.Files))
	if e.Text != "" {
		lines = append(lines, e.Text)
	}
	for _, f := range e.Files {
		lines = append(lines, strings.TrimSpace("📎 "+f.Name+" "+f.URL))
	}
	return strings.Join(lines, "\n")
}

// Status tells what became of an effect.
type Status string

// The statuses. An effect that is not performed yet has none.
const (
	Done    Status = "done"    // it was performed
	Dropped Status = "dropped" // it was no longer wanted
	Failed  Status = "failed"  // it was given up; somebody should look at it
	Retry   Status = "again"   // it is to be tried again later
)
