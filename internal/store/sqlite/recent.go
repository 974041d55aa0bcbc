package sqlite

import (
	"hash/maphash"
	"sync"
	"sync/atomic"

	lru "github.com/hashicorp/golang-lru/v2"

	"aktivering/bot"
)

// knownConversation is a conversation as it was saved, and its id; 0 where there is none yet. It is
// never changed.
type knownConversation struct {
	id int64
	bot.Conversation
}

// maxCachedConversations is how many conversations are cached.
const maxCachedConversations = 512

// recentConversations are those that this process saved last: a turn mostly begins with what the
// turn before it left. It is safe for concurrent use. A turn may be in it before it is on disk.
type recentConversations struct {
	*lru.Cache[bot.Ref, *knownConversation]
	// era counts how often something else than a turn may have changed conversations.
	era atomic.Int64

	seed   maphash.Seed
	exists [1 << 15]atomic.Uint64 // hashes of those that are known to be in the database

	mu       sync.Mutex
	drafting map[bot.Ref]struct{}
}

func newRecent() (*recentConversations, error) {
	cache, err := lru.New[bot.Ref, *knownConversation](maxCachedConversations)
	return &recentConversations{Cache: cache, seed: maphash.MakeSeed(), drafting: make(map[bot.Ref]struct{})}, err
}

// Purge forgets them all, and makes drafts of before void.
func (r *recentConversations) Purge() {
	r.Cache.Purge()
	r.era.Add(1) // afterwards: who has taken one that is gone has an era of before
}

// Add adds a conversation that has been saved.
func (r *recentConversations) Add(ref bot.Ref, c *knownConversation) {
	r.Cache.Add(ref, c)
	hash := maphash.Comparable(r.seed, ref)
	r.exists[hash%uint64(len(r.exists))].Store(hash)
}

// mayExist reports whether the database is known to have a conversation. It can be wrong.
func (r *recentConversations) mayExist(ref bot.Ref) bool {
	hash := maphash.Comparable(r.seed, ref)
	return r.exists[hash%uint64(len(r.exists))].Load() == hash
}

// begin reports whether a draft may be made of a conversation: not while another one is under
// way, as the steps of two could write to the same memory behind a slice that they add to.
func (r *recentConversations) begin(ref bot.Ref) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	_, busy := r.drafting[ref]
	r.drafting[ref] = struct{}{}
	return !busy
}

func (r *recentConversations) end(ref bot.Ref) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.drafting, ref)
}
