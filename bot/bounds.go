package bot

import (
	"slices"

	"aktivering/bot/internal/cut"
	"aktivering/bot/match"
	"aktivering/bot/name"
)

// Bounds of what a conversation keeps. Its state is written in every turn, so nothing
// in it grows with the length of the conversation. What is dropped still stands in the
// transcript.
const (
	// maxTrail is how many codes of the trail are kept: the first, which the problem
	// began with, and the latest. Those between are dropped, oldest first, and counted.
	maxTrail = 12
	// maxTried is how many remedies that were tried are kept; the oldest go first.
	maxTried = 64
	// maxMessages is how many of a person's messages are known by id, and maxChanges
	// how many changes of messages; the oldest go first.
	maxMessages = 50
	maxChanges  = 50
	// maxPictures is how many pictures are kept; the oldest go first.
	maxPictures = 5
	// maxBack is how many steps can be undone; the oldest go first.
	maxBack = 12
	// maxOffered is how many choices are on the table at once.
	maxOffered = 40
	// maxNames is how many ids of articles, remedies and facts one list holds.
	maxNames = 64
	// maxID is the longest id or name of anything else, in bytes, and maxMessage that of
	// a message: a longer one is no platform's, and is not kept.
	maxID      = 256
	maxMessage = 128
	// maxLink is the longest address of a picture that is kept, in bytes; a picture with
	// a longer one is not kept for whoever takes over.
	maxLink = 1000
	// maxWords is how much is kept of what a person said after the end of a case, and
	// maxNote of what was said of its end, in bytes. The transcript has all of it.
	maxWords = 2000
	maxNote  = 1000
	// maxWritten is the longest code as a person wrote it, in bytes.
	maxWritten = 64
)

// Bounds that other packages keep too.
const (
	// MaxCandidates is how many articles, codes, or documented codes that one resembles, there
	// are to choose from, and MaxParts how many codes that have the part that was written.
	MaxCandidates = 4
	MaxParts      = 6
	// MaxFiles is how many files of one message are kept.
	MaxFiles = 10
)

// Bound cuts what the conversation keeps to its bounds, also what an earlier version of
// the program has saved.
func (c *Conversation) Bound() {
	c.Name = cut.Bytes(c.Name, name.MaxBytes)
	c.Owner = Owner(cut.Bytes(string(c.Owner), maxID))
	c.Last.Choice = ChoiceID(cut.Bytes(string(c.Last.Choice), maxID))
	c.Offered = c.Offered[:min(len(c.Offered), maxOffered)]
	c.Explained = latest(c.Explained, maxNames)
	c.Messages = latest(c.Messages, maxMessages)
	c.Changes = latest(c.Changes, maxChanges)
	c.Pictures = latest(c.Pictures, maxPictures)
	c.boundProblems()
	c.boundBlocks()
	c.boundAgents()
	c.Now.bound()
	c.Before = latest(c.Before, maxBack)
	for i := range c.Before { // of a slice that is this turn's own
		c.Before[i].bound()
	}
	if k := c.Case; k != nil {
		k.Suggested = cut.Bytes(k.Suggested, maxWords)
		k.Agent.ID, k.Agent.Name = cut.Bytes(k.Agent.ID, maxID), cut.Bytes(k.Agent.Name, name.MaxBytes)
		k.Note, k.Comment, k.Pending = cut.Bytes(k.Note, maxNote), cut.Bytes(k.Comment, maxNote), cut.Bytes(k.Pending, maxWords)
	}
}

// bound cuts what is known of a problem. Lists that other situations share are not
// changed, but replaced.
func (s *Situation) bound() {
	s.boundTrail()
	s.Tried = latest(s.Tried, maxTried)
	for _, list := range []*[]string{&s.Also, &s.Shown, &s.Brief, &s.Candidates, &s.Unsettled} {
		*list = latest(*list, maxNames)
	}
	s.Codes = s.Codes[:min(len(s.Codes), MaxCandidates)]
	s.Near = s.Near[:min(len(s.Near), MaxParts)]
	if slices.ContainsFunc(s.Near, func(n match.Suggestion) bool { return len(n.Written) > maxWritten }) {
		s.Near = slices.Clone(s.Near)
		for i := range s.Near {
			s.Near[i].Written = cut.Bytes(s.Near[i].Written, maxWritten)
		}
	}
}

// boundTrail keeps the first code and the latest ones.
func (s *Situation) boundTrail() {
	extra := len(s.Trail) - maxTrail
	if extra <= 0 {
		return
	}
	s.Skipped += extra
	s.Trail = slices.Concat(s.Trail[:1:1], s.Trail[1+extra:])
}

// latest returns the last elements of a list, at most so many.
func latest[T any](list []T, most int) []T {
	if extra := len(list) - most; extra > 0 {
		return slices.Clone(list[extra:])
	}
	return list
}
