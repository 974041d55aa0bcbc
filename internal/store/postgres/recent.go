package postgres

import (
	lru "github.com/hashicorp/golang-lru/v2"

	"aktivering/bot"
)

// maxRecent is how many conversations are kept at hand.
const maxRecent = 512

// recent are conversations that this process saved lately: the next turn of one need neither fetch
// nor read its state. Another process may have changed it meanwhile, so that a turn asks for the
// state where the row has another version.
type recent struct {
	all *lru.Cache[bot.Ref, *knownConversation]
}

// knownConversation is a conversation as it stands in a version of its row.
type knownConversation struct {
	// version is the transaction that saved the row.
	version int64
	bot.Conversation
}

func newRecent() (recent, error) {
	all, err := lru.New[bot.Ref, *knownConversation](maxRecent)
	return recent{all}, err
}

// add keeps a conversation at hand that is saved in a transaction. Should that be rolled back, no row
// has this version.
func (r recent) add(of bot.Ref, version int64, c *bot.Conversation) {
	r.all.Add(of, &knownConversation{version, *c})
}

// take returns a conversation to the caller alone, nil where there is none: what two turns add to
// a list of it must not be written to the same memory.
func (r recent) take(of bot.Ref) *knownConversation {
	c, ok := r.all.Peek(of)
	if !ok || !r.all.Remove(of) {
		return nil // another one has it
	}
	return c
}

// purge forgets them all. It is called now and then, so that what another process erases does not
// stay in the memory of this one.
func (r recent) purge() { r.all.Purge() }
