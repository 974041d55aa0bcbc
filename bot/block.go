package bot

import (
	"cmp"
	"slices"
	"time"

	"aktivering/bot/internal/cut"
	"aktivering/bot/name"
)

// Block tells that nothing of a person is taken in, in any conversation of theirs on a platform
// that the same desk serves, until it ends. All blocks belong to one conversation of their own ([BlocksRef]), and are plain
// values like it.
type Block struct {
	// Number names the block for the agents; it is given once.
	Number int `json:"number"`
	// Person is the id of the person, and Place the conversation in which they were blocked:
	// the id is that of its platform.
	Person string  `json:"person"`
	Place  Address `json:"place"`
	// Name is what the person was called, and Reason why they are blocked, in the words of By.
	// Both are empty once the person is forgotten.
	Name   string `json:"name,omitempty"`
	Reason string `json:"reason,omitempty"`
	By     Agent  `json:"by,omitzero"`
	// Case is the number of the case that was ended by it.
	Case int `json:"case,omitempty"`
	// Since is when the person was blocked, and Until when the block ends by itself.
	Since time.Time `json:"since,omitzero"`
	Until time.Time `json:"until,omitzero"`
	// Lifted tells that it has ended before its time; no such block is kept.
	Lifted bool `json:"lifted,omitempty"`
}

// InForce reports that nothing of the person is taken in at a time. Also where its timer is late,
// a block ends in time.
func (b *Block) InForce(at time.Time) bool { return !b.Lifted && at.Before(b.Until) }

// Concerns reports a block of a person on a platform.
func (b *Block) Concerns(on Platform, person string) bool {
	return b.Person == person && b.Place.Platform == on
}

// WithoutWords returns the block without whatever tells of the person but their id.
func (b Block) WithoutWords() Block {
	b.Name, b.Reason, b.Case = "", "", 0
	return b
}

// Bounds of what is kept of blocks.
const (
	// MaxBlocks is how many people are blocked at the same time.
	MaxBlocks = 60
	// MaxBlockReason is the longest reason that is kept of a block, in bytes; the case that was
	// ended has all of it.
	MaxBlockReason = 240
	// BlockFor is how long a person is blocked where no end is named, and MaxBlockFor at most.
	BlockFor    = 30 * 24 * time.Hour
	MaxBlockFor = 365 * 24 * time.Hour
)

// blocksPlace stands for the platform of the conversation that keeps the blocks, and blocksPerson
// for its person. No platform has such a name, or such an id.
const blocksPlace Platform = "blocks"

const blocksPerson = "@blocks"

// BlocksRef names the conversation that keeps the blocks of all platforms: a block holds whichever
// desk it was made at, and also once that desk has moved. Nobody speaks in it.
func BlocksRef() Ref { return Ref{Address{Platform: blocksPlace}, blocksPerson} }

// BlockOf returns the block that holds in a conversation and is in force; nil where there is none.
// It holds where the same desk serves as where the person was blocked. c is the conversation that
// keeps the blocks.
func (c *Conversation) BlockOf(desks Desks, of Ref, at time.Time) *Block {
	for i := range c.Blocks {
		if b := c.Blocks[i]; b.Concerns(of.Address.Platform, of.Person) && desks.Same(of.Address, b.Place) && b.InForce(at) {
			return &b
		}
	}
	return nil
}

// BlocksInForce returns the blocks that are in force, oldest first. c is the conversation that
// keeps them.
func (c *Conversation) BlocksInForce(at time.Time) []Block {
	var list []Block
	for _, b := range c.Blocks {
		if b.InForce(at) {
			list = append(list, b)
		}
	}
	return list
}

// IsBlocked reports that the conversation knows by itself of a block of its person, which the
// conversation that keeps the blocks may not know yet.
func (c *Conversation) IsBlocked(at time.Time) bool {
	return c.Blocked && (c.BlockedUntil.IsZero() || at.Before(c.BlockedUntil))
}

// Unblock forgets what the conversation knows of a block of its person.
func (c *Conversation) Unblock() { c.Blocked, c.BlockedUntil = false, time.Time{} }

// boundBlocks cuts what is kept of blocks. Those that end soonest go first.
func (c *Conversation) boundBlocks() {
	for len(c.Blocks) > MaxBlocks {
		c.DropSoonest()
	}
	for i := range c.Blocks {
		b := &c.Blocks[i]
		b.Name, b.Reason = cut.Bytes(b.Name, name.MaxBytes), cut.Bytes(b.Reason, MaxBlockReason)
		b.By.ID, b.By.Name = cut.Bytes(b.By.ID, maxID), cut.Bytes(b.By.Name, name.MaxBytes)
	}
}

// DropSoonest removes the block that ends soonest, and returns it. There must be one.
func (c *Conversation) DropSoonest() Block {
	soonest := slices.MinFunc(c.Blocks, func(a, b Block) int {
		return cmp.Or(a.Until.Compare(b.Until), cmp.Compare(a.Number, b.Number))
	})
	c.Blocks = slices.DeleteFunc(c.Blocks, func(b Block) bool { return b.Number == soonest.Number })
	return soonest
}
