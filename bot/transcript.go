package bot

import "time"

// Entry is one line of a conversation's transcript.
type Entry struct {
	Turn int
	At   time.Time
	Kind EntryKind
	// Text is what was said, masked; the label that was picked; the name of the
	// agent; or why a reply did not arrive.
	Text string
	// Reply is what the bot said, of kind EntryReplied, and Fate how that ended;
	// empty while it is on its way.
	Reply *Reply
	Fate  Fate
}

// EntryKind tells what an entry is about.
type EntryKind string

// The kinds of entries.
const (
	EntryOpened      EntryKind = "opened"
	EntrySaid        EntryKind = "said"
	EntryPicked      EntryKind = "picked"
	EntryClaimed     EntryKind = "claimed"
	EntryReleased    EntryKind = "released"
	EntryElapsed     EntryKind = "elapsed"
	EntryUndelivered EntryKind = "undelivered"
	EntryReplied     EntryKind = "replied"
)

// EntryOf is what the transcript says of an event; c is the conversation before it.
// The turn is not filled in.
func EntryOf(c Conversation, in Inbound) Entry {
	entry := Entry{At: in.At}
	switch e := in.Event.(type) {
	case Opened:
		entry.Kind = EntryOpened
	case Said:
		entry.Kind, entry.Text = EntrySaid, e.Text
	case Picked:
		entry.Kind, entry.Text = EntryPicked, string(e.Choice)
		for _, choice := range c.Offered {
			if choice.ID == e.Choice {
				entry.Text = choice.Label
			}
		}
	case Claimed:
		entry.Kind, entry.Text = EntryClaimed, e.Agent.Name
	case Released:
		entry.Kind = EntryReleased
	case Elapsed:
		entry.Kind = EntryElapsed
	case Undelivered:
		entry.Kind, entry.Text = EntryUndelivered, string(e.Fault)
	}
	return entry
}
