package bot

import (
	"cmp"
	"slices"
	"strings"

	"aktivering/bot/internal/cut"
)

// File is something attached to a message. The bot does not read it; it is kept
// for the agents.
type File struct {
	// Name is the file's name, and Kind its media type, such as "image/png"; both
	// may be empty.
	Name string `json:"name,omitempty"`
	Kind string `json:"kind,omitempty"`
	// URL is where a person can open it, who may have to be of its platform.
	URL string `json:"url,omitempty"`
	// On is the platform whose adapter can fetch it, by At; empty where none can.
	On Platform `json:"on,omitempty"`
	At string   `json:"at,omitempty"`
	// In is the message that it was attached to, where a conversation keeps it.
	In MessageID `json:"in,omitempty"`
	// Turn is the turn in which it came, where a conversation keeps it: not every platform names
	// its messages.
	Turn int `json:"turn,omitempty"`
	// Nameless is the same place by an address without the file's name in it, where the
	// platform has one; it is taken where the name holds a secret. It is never kept.
	Nameless string `json:"-"`
	// Hidden tells that there is no link because the file's name stands in it, and holds
	// a secret.
	Hidden bool `json:"hidden,omitempty"`
}

// IsPicture reports a file that is said to be a picture, and can be fetched. Other files
// stay links: what stands in a text cannot be masked on its way, and a program is
// nothing to be handed on.
func (f File) IsPicture() bool {
	return f.On != "" && f.At != "" && strings.HasPrefix(f.Kind, "image/")
}

// IsRecording reports a file that is said to be sound or film, such as a voice message.
func (f File) IsRecording() bool {
	return strings.HasPrefix(f.Kind, "audio/") || strings.HasPrefix(f.Kind, "video/") || f.Kind == "application/ogg"
}

// ShownName is what a file is called where it has no name.
func (f File) ShownName() string { return cmp.Or(f.Name, f.Kind) }

// KeepPictures keeps those that can be fetched, the last ones if there are many.
func (c *Conversation) KeepPictures(in MessageID, files []File) {
	for _, f := range files {
		again := slices.ContainsFunc(c.Pictures, func(k File) bool { return k.On == f.On && k.At == f.At && k.Name == f.Name && k.In == in })
		if f.IsPicture() && !again && len(f.URL) <= maxLink && len(f.At) <= maxLink {
			f.Name, f.Kind, f.In, f.Turn = cut.Bytes(f.Name, maxID), cut.Bytes(f.Kind, maxID), in, c.Turn
			c.Pictures = append(c.Pictures, f)
		}
	}
	c.Pictures = latest(c.Pictures, maxPictures)
}
