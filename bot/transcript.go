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
	EntryOpened      EntryKind = "opened"
	EntrySaid        EntryKind = "said"
	EntryEdited      EntryKind = "edited"
	EntryDeleted     EntryKind = "deleted"
	EntryPicked      EntryKind = "picked"
	EntryActed       EntryKind = "acted/" // and the Action
	EntryCarded      EntryKind = "carded"
	EntryMoved       EntryKind = "moved"
	EntryElapsed     EntryKind = "elapsed"
	EntryUndelivered EntryKind = "undelivered"
	EntryUncopied    EntryKind = "uncopied"
	EntryRetracted   EntryKind = "retracted"
	EntryOutgrown    EntryKind = "outgrown"
	// The words are gone, since the message was removed or has been changed; Text is the
	// name of the agent who wrote it, empty of the person.
	EntryErased   EntryKind = "erased"
	EntryReplaced EntryKind = "replaced"
	EntryReplied  EntryKind = "replied"
)

// EntryOf is what the transcript says of an event; c is the conversation before it.
// The turn is not filled in.
func EntryOf(c Conversation, in Inbound) Entry {
	in, _ = c.Continuing(in)
	entry := Entry{At: in.At}
	entry.Message, _ = MessageOf(in.Event)
	switch e := in.Event.(type) {
	case Started:
		entry.Kind = EntryOpened
	case Message:
		entry.Kind, entry.Text = EntrySaid, e.whole()
	case MessageEdited:
		entry.Kind, entry.Text = EntryEdited, e.Now.whole()
	case MessageDeleted:
		entry.Kind = EntryDeleted
	case ChoicePicked:
		entry.Kind, entry.Text = EntryPicked, string(e.Choice)
		for _, choice := range c.Offered {
			if choice.ID == e.Choice {
				entry.Text = choice.Label
			}
		}
	case FormSubmitted:
		entry.Kind, entry.Text = EntryPicked, string(e.Choice)
	case AgentAction:
		entry.Kind, entry.Text = EntryActed+EntryKind(e.Act), e.Agent.Shown()+"\n"+Message{Text: e.Text, Files: e.Files}.whole()
	case CardPosted:
		entry.Kind = EntryCarded
	case QueueMoved:
		entry.Kind, entry.Text = EntryMoved, strconv.Itoa(e.Position)
	case TimerFired:
		entry.Kind = EntryElapsed
	case DeliveryFailed:
		entry.Kind, entry.Text = EntryUndelivered, string(e.Fault)
	case AnswerRetracted:
		entry.Kind = EntryRetracted
	case ReplyOutgrown:
		entry.Kind = EntryOutgrown
	case Typing: // it is never kept
	case AttachmentFailed:
		entry.Kind, entry.Text = EntryUncopied, e.File+" "+string(e.Why)
	}
	return entry
}

// whole is the text and a line for each file.
func (e Message) whole() string {
	lines := make([]string, 0, 1+len(e.Files))
	if e.Text != "" {
		lines = append(lines, e.Text)
	}
	for _, f := range e.Files {
		lines = append(lines, strings.TrimSpace("📎 "+f.Name+" "+f.URL))
	}
	return strings.Join(lines, "\n")
}
