package sqlite

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"hash/maphash"
	"sync"
	"sync/atomic"

	lru "github.com/hashicorp/golang-lru/v2"

	"aktivering/bot"
	"aktivering/bot/port"
)

// knownConversation is a conversation as it was saved, and its id; 0 where there is none yet.
type knownConversation struct {
	id int64
	bot.Conversation
}

// plan is a decision and all that is made of it before it is saved: what takes long of a turn
// beside the database.
type plan struct {
	bot.Decision
	state   []byte // of the conversation, as JSON
	effects []plannedEffect
	err     error // why it cannot be saved
}

// plannedEffect is an effect as bot.EncodeEffectParts writes it, and the sum of what is said.
type plannedEffect struct {
	bot.Effect
	body, said []byte
	sum        [sha256.Size]byte
}

// newPlan decides one turn of a conversation.
func newPlan(before bot.Conversation, step port.Step) *plan {
	p := &plan{Decision: step(before)}
	if p.Conversation.Turn == before.Turn {
		return p // nothing of it is kept
	}
	if p.state, p.err = json.Marshal(p.Conversation); p.err != nil {
		p.err = fmt.Errorf("write the conversation: %w", p.err)
		return p
	}
	p.effects = make([]plannedEffect, len(p.Effects))
	for n, effect := range p.Effects {
		e := &p.effects[n]
		e.Effect = effect
		if e.body, e.said, p.err = bot.EncodeEffectParts(effect); p.err != nil {
			return p
		}
		e.sum = sha256.Sum256(e.said)
	}
	return p
}

// draft is the plan of a turn that was made beside the writer, which makes one turn after the
// other, on the conversation as the writer will most likely find it.
type draft struct {
	plan *plan
	of   knownConversation
	era  int64 // of the recent conversations, when it was begun
}

// on returns the plan if it is one for a conversation as it was loaded, else nil. A nil draft has
// none. The writer has checked the era.
func (d *draft) on(l loaded) *plan {
	if d == nil || d.of.id != l.id || d.of.Turn != l.Turn || d.of.KeySeen != l.KeySeen || d.of.PersonLanguage != l.PersonLanguage {
		return nil
	}
	return d.plan
}

// recentConversations are those that this process saved last: a turn mostly begins with what the
// turn before it left. It is safe for concurrent use. A turn may be in it before it is on disk.
type recentConversations struct {
	*lru.Cache[bot.Ref, knownConversation]
	// era counts how often something else than a turn may have changed conversations.
	era atomic.Int64

	seed   maphash.Seed
	exists [1 << 15]atomic.Uint64 // hashes of those that are known to be in the database

	mu       sync.Mutex
	drafting map[bot.Ref]struct{}
}

func newRecent() (*recentConversations, error) {
	cache, err := lru.New[bot.Ref, knownConversation](maxCachedConversations)
	return &recentConversations{Cache: cache, seed: maphash.MakeSeed(), drafting: make(map[bot.Ref]struct{})}, err
}

// Purge forgets them all, and makes drafts of before void.
func (r *recentConversations) Purge() {
	r.Cache.Purge()
	r.era.Add(1) // afterwards: who has taken one that is gone has an era of before
}

// Add adds a conversation that has been saved.
func (r *recentConversations) Add(ref bot.Ref, c knownConversation) {
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

// draft decides a turn before its transaction; nil where that has to wait for it. end must be
// called when the turn is made.
func (s *Store) draft(ctx context.Context, in bot.Inbound, step port.Step) (d *draft, end func()) {
	ref := in.Ref()
	if !s.recent.begin(ref) {
		return nil, func() {}
	}
	end = func() { s.recent.end(ref) }
	defer func() {
		if recover() != nil { // the conversation may be another one; else the writer panics, too
			d = nil
		}
	}()
	d = &draft{era: s.recent.era.Load()}
	known, ok := s.recent.Get(ref)
	switch {
	case ok:
		d.of = known
	case s.recent.mayExist(ref):
		l, err := load(ctx, s.read, in, s.now(), known)
		if err != nil || l.seen { // the writer tells
			return nil, end
		}
		d.of = knownConversation{l.id, l.Conversation}
	}
	// What is not known is taken for new: the writer sees whether it is.
	d.plan = newPlan(d.of.Conversation, step)
	return d, end
}
