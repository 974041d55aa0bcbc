package bot

import (
	"time"

	"aktivering/bot/name"
)

// Case is the support case of a conversation. It is a part of the Conversation, and a plain
// value like it.
type Case struct {
	// Number names the case for people; 0 until the desk has it.
	Number int       `json:"number,omitempty"`
	State  CaseState `json:"state"`
	// Opened is the turn that handed the conversation over.
	Opened int `json:"opened"`
	// Before is the number of the same person's older case.
	Before int `json:"before,omitempty"`
	// Desk is the name of the desk that the case was opened at; empty is the desk without a
	// name.
	Desk string `json:"desk,omitempty"`
	// Thread is where the desk works on the case, the desk's own address where it has no
	// threads, and Card the message that opens it; empty until it is there.
	Thread Address   `json:"thread,omitzero"`
	Card   MessageID `json:"card,omitempty"`
	// Agent is who has the case, and Previous who had it last before that; empty where nobody
	// had. Give sets both.
	Agent    Agent `json:"agent,omitzero"`
	Previous Agent `json:"previous,omitzero"`
	// QueuedAt is when the person began to wait in the queue, LastPersonAt when the person
	// last said something, and LastAgentAt when an agent last answered.
	QueuedAt     time.Time `json:"since"`
	LastPersonAt time.Time `json:"heard,omitzero"`
	LastAgentAt  time.Time `json:"spoke,omitzero"`
	// Timer is the turn that set the timer that runs; 0 when none does. Alerts counts
	// how often the desk was called, or reminded.
	Timer  int `json:"timer,omitempty"`
	Alerts int `json:"alerts,omitempty"`
	// Deadline is the turn that set the timer of the whole case.
	Deadline int `json:"deadline,omitempty"`
	// Position is the number in the queue that the person was told last.
	Position int `json:"position,omitempty"`
	// DeskDownTold tells that the person knows that the desk cannot be reached.
	DeskDownTold bool `json:"missed,omitempty"`
	// DeskCalled tells that the desk was called to the case.
	DeskCalled bool `json:"called,omitempty"`
	// AddMoreTold tells that the person knows that more can be added, and AwayTold that the
	// person was told that nobody is at work.
	AddMoreTold bool `json:"added,omitempty"`
	AwayTold    bool `json:"away,omitempty"`
	// AddUntold tells that the person is yet to be told, in a direct message, that more can be
	// added there.
	AddUntold bool `json:"add_untold,omitempty"`
	// Guided tells that an agent lets the bot go through an article.
	Guided bool `json:"guided,omitempty"`

	// Urgent tells that an agent has said so: the case comes before others.
	Urgent bool `json:"urgent,omitempty"`
	// Until is until when a case rests, in the state CaseSnoozed.
	Until time.Time `json:"until,omitzero"`

	// Closed is when and Closing why the case was closed, with a Note in the agent's
	// words.
	Closed  time.Time `json:"closed,omitzero"`
	Closing Closing   `json:"closing,omitempty"`
	Note    string    `json:"note,omitempty"`
	// Rating is 1 to 5, 0 before the person gave one; Comment is what they said of it.
	Rating  int    `json:"rating,omitempty"`
	Comment string `json:"comment,omitempty"`
	// CommentIn is the message that Comment stands in, and PendingIn that of Pending.
	CommentIn MessageID `json:"comment_in,omitempty"`
	PendingIn MessageID `json:"pending_in,omitempty"`
	// Suggested are the codes for which the agents were told of an article, with spaces between: a
	// list could not be compared.
	Suggested string `json:"suggested,omitempty"`
	// MovedOn tells that the person has turned to something else after the end.
	MovedOn bool `json:"left,omitempty"`
	// KeySeen is how many groups of a product key came in the latest message of an agent.
	KeySeen int `json:"key_seen,omitempty"`
	// Pending is what the person wrote after the end, until they have said whether the
	// case is to be opened again.
	Pending string `json:"pending,omitempty"`
}

// Give gives the case to an agent; to nobody where that has no id.
func (c *Case) Give(to Agent) {
	if c.Agent.ID != "" && c.Agent.ID != to.ID {
		c.Previous = c.Agent
	}
	c.Agent = to
}

// Agent is somebody who works at the desk.
type Agent struct {
	ID   string `json:"id"`
	Name string `json:"name,omitempty"`
}

// Shown is the agent's name, or else the id.
func (a Agent) Shown() string {
	if shown := name.Clean(a.Name); shown != "" {
		return shown
	}
	return a.ID
}

// CaseState tells whose turn it is.
type CaseState string

// The states of a case. The documentation of bot/desk draws the ways between them.
const (
	CaseQueued  CaseState = "queued"  // nobody has it yet
	CaseClaimed CaseState = "claimed" // an agent has it
	CaseSnoozed CaseState = "snoozed" // an agent has it, and waits for something
	CaseClosed  CaseState = "closed"
)

// Closing tells why a case was closed.
type Closing string

// The reasons to close a case.
const (
	ClosedByArticle Closing = "article"   // a documented remedy helped
	ClosedByAgent   Closing = "agent"     // an agent solved it
	ClosedDuplicate Closing = "duplicate" // another case is about the same
	ClosedNotOurs   Closing = "not-ours"  // somebody else must help
	ClosedNoAnswer  Closing = "no-answer" // the person did not answer
	ClosedWithdrawn Closing = "withdrawn" // the person went back to the bot
	ClosedReturned  Closing = "returned"  // an agent gave it back to the bot
	ClosedBlocked   Closing = "blocked"   // an agent blocked the person
)

// Active reports a case that people at the desk see as theirs.
func (c *Case) Active() bool { return c != nil && c.State != CaseClosed }

// Reopen forgets how the case ended, and what was said of that; the caller sets who
// has it now.
func (c *Case) Reopen() {
	c.Closed, c.Closing, c.Note = time.Time{}, "", ""
	c.Rating, c.Comment, c.MovedOn, c.Pending = 0, "", false, ""
	c.CommentIn, c.PendingIn = "", ""
}
