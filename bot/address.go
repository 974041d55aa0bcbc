package bot

// Platform names where a conversation takes place, such as "terminal". The core
// compares platforms and never asks which one it is.
type Platform string

// Address is a place where a reply can be sent. It is comparable. Only its adapter gives
// meaning to the parts beside the platform; the core compares whole addresses, and asks
// [Address.Contains] and [Desk.Contains]. A test holds that no package of the core reads
// or sets the parts.
type Address struct {
	Platform Platform `json:"platform"`
	Space    string   `json:"space,omitempty"`
	Channel  string   `json:"channel,omitempty"`
	Thread   string   `json:"thread,omitempty"`
}

// Contains reports whether b lies within a: every part that a names is the same in b. An
// address that names a platform only contains all of the platform.
func (a Address) Contains(b Address) bool {
	return a.Platform == b.Platform &&
		(a.Space == "" || a.Space == b.Space) &&
		(a.Channel == "" || a.Channel == b.Channel) &&
		(a.Thread == "" || a.Thread == b.Thread)
}

// Ref names a conversation: what one person says in one place. It is comparable.
type Ref struct {
	Address Address
	// Person is the person's id on the platform.
	Person string
}

// MessageID names a sent message on its platform; only its adapter reads it.
type MessageID string

// Kept reports an id that is kept: it is not empty, and no longer than that of any platform.
func (id MessageID) Kept() bool { return id != "" && len(id) <= maxMessage }
