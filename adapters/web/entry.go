package web

import (
	"encoding/json"
	"fmt"

	"aktivering/bot"
	"aktivering/bot/feed"
)

// The keys of lines: those of replies begin with one of these, those of what the visitor said with
// the other, so that no visitor makes a key of a reply's.
const (
	replyKey = "r/"
	ownKey   = "o/"
)

// entry is what a line holds, as JSON. The names stand in databases.
type entry struct {
	// Reply is what the visitor was shown; nil of what the visitor said.
	Reply *bot.Reply `json:"reply,omitempty"`
	// Edited tells that the reply stands in the place of another one.
	Edited bool `json:"edited,omitempty"`
	// Text is what the visitor said, masked, or the label that was picked.
	Text string `json:"text,omitempty"`
	// Picked is the line whose choice the visitor picked.
	Picked int64 `json:"picked,omitempty"`
	// Files are what came with either.
	Files []file `json:"files,omitempty"`
}

// file is a file of an entry; its id is where feed.Store has it.
type file struct {
	ID   string `json:"id"`
	Name string `json:"name,omitempty"`
	Kind string `json:"kind,omitempty"`
}

func (e entry) encode() ([]byte, error) {
	body, err := json.Marshal(e)
	if err != nil {
		return nil, fmt.Errorf("web: write a line: %w", err)
	}
	return body, nil
}

// entryOf reads a line; false of one that was removed or cannot be read.
func entryOf(l feed.Line) (e entry, ok bool) {
	if len(l.Body) == 0 {
		return e, false
	}
	return e, json.Unmarshal(l.Body, &e) == nil
}
