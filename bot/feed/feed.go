// Package feed is the port by which what a visitor of a web page was shown is kept: lines in order,
// the files that the visitor sent, and links that lead to the visitor's conversation. A platform
// such as Slack keeps that itself; on the web there is nobody else. A store keeps it beside the
// conversations, so that every process that shares the database shows the same.
//
// What belongs here: the port and its types. What a line holds is the adapter's.
package feed

import (
	"context"
	"errors"
	"time"
)

// Line is one line of a visitor's feed.
type Line struct {
	// ID is its place, and Seq rises with each change of any line of the visitor: a line that
	// was added has both alike, one that was changed since a higher Seq.
	ID, Seq int64
	// Key is the same when the same line is added again; no two lines of a visitor have one key.
	Key string
	At  time.Time
	// Body is what the line holds; empty of one that was removed.
	Body []byte
}

// File is a file that a visitor sent. Its ID is a secret: whoever knows it may read the file.
type File struct {
	ID, Name, Kind string
	Data           []byte
}

// Signal tells that there may be something new. The zero value tells it of all visitors, as signals
// may have been lost.
type Signal struct {
	Visitor string
	// Typing tells that nothing is new, but somebody is writing to the visitor.
	Typing bool
}

// The errors of a Store.
var (
	// ErrNoVisitor means that nothing is kept of the visitor, or no longer.
	ErrNoVisitor = errors.New("there is no such visitor")
	// ErrNoLine means that the visitor has no such line.
	ErrNoLine = errors.New("there is no such line")
	// ErrNoFile means that there is no such file.
	ErrNoFile = errors.New("there is no such file")
	// ErrFull means that the visitor has sent as many bytes of files as are kept.
	ErrFull = errors.New("no more files are kept of the visitor")
)

// Store keeps the feeds of visitors. A visitor's id is made by the caller, once.
type Store interface {
	// AddVisitor begins a feed. What Profile returns of it is empty. A visitor that is known
	// already is left as it is.
	AddVisitor(ctx context.Context, visitor string, at time.Time) error
	// Profile returns what SetProfile has kept; ErrNoVisitor without a feed.
	Profile(ctx context.Context, visitor string) ([]byte, error)
	// SetProfile keeps something of the visitor beside the lines.
	SetProfile(ctx context.Context, visitor string, profile []byte) error
	// AddLine adds a line at the end and returns it with ID and Seq; where the key is known, the
	// line that has it.
	AddLine(ctx context.Context, visitor string, l Line) (Line, error)
	// ChangeLine puts another body in the place of a line's.
	ChangeLine(ctx context.Context, visitor string, id int64, body []byte) error
	// Lines returns the lines whose Seq is higher, in the order of it, at most so many.
	Lines(ctx context.Context, visitor string, after int64, most int) ([]Line, error)
	// AddFile keeps a file, unless the visitor's files would have more than so many bytes
	// together: it fails with ErrFull then.
	AddFile(ctx context.Context, visitor string, f File, most int64) error
	// File returns a file by its id.
	File(ctx context.Context, id string) (File, error)
	// AddLink keeps a link, by a hash, that leads to a visitor until a time.
	AddLink(ctx context.Context, link, visitor string, until time.Time) error
	// TakeLink returns where a link leads, once: it is gone then. It fails with ErrNoVisitor
	// where there is none, or its time is over.
	TakeLink(ctx context.Context, link string, now time.Time) (visitor string, err error)
	// EraseVisitor removes all that is kept of a visitor.
	EraseVisitor(ctx context.Context, visitor string) error
	// PruneVisitors erases visitors of whom nothing has changed since a time, at most so many,
	// and returns how many.
	PruneVisitors(ctx context.Context, before time.Time, most int) (int, error)
	// FeedKey returns the key that cookies are signed with: the proposal where none is kept
	// yet, from then on the same in every process.
	FeedKey(ctx context.Context, proposal []byte) ([]byte, error)
	// SignalTyping tells those who follow that somebody is writing to a visitor.
	SignalTyping(ctx context.Context, visitor string) error
	// FollowFeeds calls back for each visitor with something new, whichever process it comes
	// from, until ctx ends. It begins with a signal of all visitors.
	FollowFeeds(ctx context.Context, follow func(Signal)) error
}
