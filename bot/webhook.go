package bot

import (
	"context"
	"time"
)

// Notice tells another system what became of a case. As JSON it is what the
// Standard Webhooks specification has for an event: type, timestamp and data.
type Notice struct {
	Type NoticeType `json:"type"`
	At   time.Time  `json:"timestamp"`
	Data NoticeData `json:"data"`
}

// NoticeType tells what happened.
type NoticeType string

// The types of notices.
const (
	NoticeOpened   NoticeType = "case.opened"   // the desk has been told of it
	NoticeClaimed  NoticeType = "case.claimed"  // an agent has it
	NoticeReleased NoticeType = "case.released" // it is back in the queue
	NoticeMessage  NoticeType = "case.message"  // the person or an agent said something to the other
	// A message was changed: Message names it, and Text is all that it says now.
	NoticeEdited NoticeType = "case.message.edited"
	// A message was removed: Message names it, and what the receiver has kept of it is to
	// be deleted.
	NoticeDeleted  NoticeType = "case.message.deleted"
	NoticeClosed   NoticeType = "case.closed"
	NoticeReopened NoticeType = "case.reopened"
	NoticeRated    NoticeType = "case.rated" // the person told how it went
)

// NoticeData is what is told of a case. Secrets are masked in all of it.
type NoticeData struct {
	Case  int       `json:"case"`
	State CaseState `json:"state"`
	// Person is who it is about, on Platform.
	Person   string   `json:"person,omitempty"`
	Name     string   `json:"name,omitempty"`
	Platform Platform `json:"platform,omitempty"`
	Language Lang     `json:"language,omitempty"`
	// Codes are the error codes in the order in which they appeared.
	Codes []string `json:"codes,omitempty"`
	Agent string   `json:"agent,omitempty"`
	// From is "person" or "agent", of a message, Message its id where it can be changed or
	// removed later, and Text what it says.
	From    string    `json:"from,omitempty"`
	Message MessageID `json:"message,omitempty"`
	Text    string    `json:"text,omitempty"`
	Files   []string  `json:"files,omitempty"`
	// Closing is why the case was closed, and Note what the agent said of it.
	Closing Closing `json:"closing,omitempty"`
	Note    string  `json:"note,omitempty"`
	Rating  int     `json:"rating,omitempty"`
}

// NotifyWebhook tells another system what became of a case.
type NotifyWebhook struct {
	To     Address `json:"to"`
	Notice Notice  `json:"notice"`
	// Erased tells that the notice holds words that are gone since, and is not told.
	Erased bool `json:"erased,omitempty"`
}

func (NotifyWebhook) effect() {}

// Notifier is an adapter of another system.
type Notifier interface {
	Adapter
	// Notify tells it. The key is the same whenever the same notice is told again. It
	// fails as Send does.
	Notify(ctx context.Context, key string, n Notice) error
}
