package memory

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"aktivering/bot"
	"aktivering/bot/port"
	"aktivering/internal/store"
)

// Database is what stores keep. Several stores can have one open, as several processes have
// one database; it is there as long as it is referred to.
type Database struct {
	// instance begins the keys of effects, so that no other database has the same.
	instance string

	mu sync.Mutex
	// changed is closed, and made anew, when something may have become due or has ended.
	changed chan struct{}

	conversations map[bot.Ref]*conversation
	turns         int // of all conversations
	// talks, numbers and saved are how many conversations, cases and effects there ever were.
	talks, numbers, saved int
	events                map[eventKey]bool
	heard                 []*line // by all conversations
	cases                 []*caseRow
	agents                map[agent]bool
	languages             map[agent]language      // those that people chose
	places                map[bot.Address]bot.Ref // where cases were worked on before
	keyParts              map[keySender]keyParts
	changes               map[message]change
	changeOrder           []message // the keys of changes, oldest first

	effects  []*effect
	waiting  []*effect // those that have not ended, oldest first
	leases   map[string]lease
	sessions map[string]session
	// installed are the workspaces that the bot is installed in, or was.
	installed map[workspace]store.Installation
	// workspaces are what is set for single workspaces.
	workspaces map[workspace]store.WorkspaceSettings
	feeds      feeds
	signals    store.Signals
	server     *Store // the one that serves alone
}

// NewDatabase returns an empty database.
func NewDatabase() *Database {
	return &Database{
		instance:      strings.ToLower(rand.Text()[:8]),
		changed:       make(chan struct{}),
		conversations: make(map[bot.Ref]*conversation),
		events:        make(map[eventKey]bool),
		agents:        make(map[agent]bool),
		languages:     make(map[agent]language),
		places:        make(map[bot.Address]bot.Ref),
		keyParts:      make(map[keySender]keyParts),
		changes:       make(map[message]change),
		leases:        make(map[string]lease),
		installed:     make(map[workspace]store.Installation),
		workspaces:    make(map[workspace]store.WorkspaceSettings),
		feeds:         newFeeds(),
		sessions:      make(map[string]session),
	}
}

// conversation is what is kept of one.
type conversation struct {
	ref   bot.Ref
	state []byte // bot.Conversation as JSON
	owner bot.Owner
	turn  int
	// direct is where the person last wrote to the bot alone.
	direct bot.Address
	// changed is the number of its latest turn, among all turns, and changedAt when it was.
	changed   int
	changedAt time.Time
	lines     []*line
	latest    *caseRow
	// number is its place among the conversations, from 1.
	number int64
	// reports are what the person came with and when, and concerned the ids of the problems
	// that they are to be told of still.
	reports   map[report]time.Time
	concerned []string
}

// line is one line of a transcript: an event, or an effect that may be a reply.
type line struct {
	of *conversation
	bot.Entry
	effect *effect  // nil of an event
	key    eventKey // zero of an effect
	// outcome is what was decided on an event.
	outcome bot.Outcome
}

// effect is one that a turn saved, and what became of it.
type effect struct {
	id     int
	of     *conversation
	effect bot.Effect
	to     place
	saved  time.Time
	timer  bool
	// wake is when a timer is due that was never tried, by the wall clock. All others are
	// due when ready has come, by the clock that nobody sets; due is the same by the wall
	// clock, for people.
	wake, ready, due time.Time
	// begun tells that it is being performed.
	begun        bool
	waits, tries int
	status       bot.Status
	reason       string
	message      bot.MessageID
	ended        time.Time
	trace        port.Trace
}

// place is where an effect is performed.
type place struct {
	platform bot.Platform
	channel  string
}

// eventKey is the key of an event that was seen.
type eventKey struct {
	platform bot.Platform
	key      string
}

// message names a message of a platform.
type message struct {
	place
	id bot.MessageID
}

// change is the latest change of a message, and when it was told of, by the wall clock.
type change struct {
	bot.Change
	told time.Time
}

// keySender is somebody who may send a product key in parts.
type keySender struct {
	platform               bot.Platform
	space, channel, person string
}

// keyParts is how many groups of a key somebody has sent, until when that counts.
type keyParts struct {
	seen  int
	until time.Time
}

// language is one that somebody chose, and when.
type language struct {
	bot.Lang
	changed time.Time
}

// agent is somebody who has had a case.
type agent struct {
	platform bot.Platform
	id       string
}

// caseRow is what is looked for of a case. Its number is its place in the database, from 1.
type caseRow struct {
	of *conversation
	store.StoredCase
	// answered is when an agent answered first; zero before.
	answered time.Time
}

// announce wakes all that wait for a change.
func (d *Database) announce() {
	close(d.changed)
	d.changed = make(chan struct{})
}

// Dump returns all rows as text, a line each.
func (d *Database) Dump() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	var b strings.Builder
	for ref, c := range d.conversations {
		fmt.Fprintf(&b, "conversation %+v %s\n", ref, c.state)
		fmt.Fprintf(&b, "reports of %+v %v %v\n", ref, c.reports, c.concerned)
	}
	for key := range d.events {
		fmt.Fprintf(&b, "event %+v\n", key)
	}
	for _, l := range d.heard {
		fmt.Fprintf(&b, "heard %+v %+v\n", l.of.ref, l.Entry)
	}
	for _, c := range d.cases {
		fmt.Fprintf(&b, "case %d of %+v %s %+v %s\n", c.Number, c.of.ref, c.State, c.Thread, c.Name)
	}
	for a := range d.agents {
		fmt.Fprintf(&b, "agent %+v\n", a)
	}
	for who, l := range d.languages {
		fmt.Fprintf(&b, "language of %+v %s\n", who, l.Lang)
	}
	for name, l := range d.leases {
		fmt.Fprintf(&b, "lease %s of %s\n", name, l.holder)
	}
	for at, ref := range d.places {
		fmt.Fprintf(&b, "place %+v of %+v\n", at, ref)
	}
	for who, parts := range d.keyParts {
		fmt.Fprintf(&b, "key %+v %d\n", who, parts.seen)
	}
	for key, kept := range d.sessions {
		fmt.Fprintf(&b, "session %s %s\n", key, kept.data)
	}
	for m, c := range d.changes {
		fmt.Fprintf(&b, "change %+v %+v\n", m, c.Change)
	}
	for _, e := range d.effects {
		body, err := bot.EncodeEffect(e.effect)
		if err != nil {
			body = []byte(err.Error())
		}
		fmt.Fprintf(&b, "effect %d of %+v %s %s %s\n", e.id, e.of.ref, body, e.status, e.reason)
	}
	b.WriteString(d.dumpFeeds())
	return b.String()
}

// decode reads a conversation; nil is the zero one.
func (c *conversation) decode() (state bot.Conversation, err error) {
	if c == nil {
		return state, nil
	}
	if err := json.Unmarshal(c.state, &state); err != nil {
		return state, fmt.Errorf("read the conversation: %w", err)
	}
	return state, nil
}

// forgetChanges forgets the oldest changes of messages.
func (d *Database) forgetChanges(now time.Time) {
	for range store.MaxForgetting {
		if len(d.changeOrder) == 0 {
			return
		}
		oldest := d.changeOrder[0]
		if len(d.changeOrder) <= store.MaxRemoved && now.Sub(d.changes[oldest].told) <= store.KeepRemoved {
			return
		}
		delete(d.changes, oldest)
		d.changeOrder = slices.Delete(d.changeOrder, 0, 1)
	}
}
