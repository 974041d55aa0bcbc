package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"aktivering/bot"
	"aktivering/bot/event"
	"aktivering/internal/store"
)

// loaded is what a turn begins with.
type loaded struct {
	// seen tells that the event's key was seen before, or that it tells of a message as
	// it was before a change or its removal; then there is nothing else.
	seen bool
	// id is the conversation's, 0 where there is none yet.
	id int64
	bot.Conversation
	// waits tells that something waits to be said to the person.
	waits bool
}

// load reads a conversation. Its state is not read where have is the same turn; nil is none.
func load(ctx context.Context, t *statements, in event.Inbound, now time.Time, have *knownConversation) (l loaded, err error) {
	if have == nil {
		have = new(knownConversation)
	}
	known := store.KnownOf(in)
	var r struct { // apart from what is returned, which is large and stays on the stack
		seen, waits bool
		id          sql.NullInt64
		state       []byte
		keySeen     int
		language    bot.Lang
	}
	defer func() { l.KeySeen, l.PersonLanguage = r.keySeen, r.language }()
	a, ref := in.From, in.Ref()
	err = t.row(ctx, `SELECT EXISTS (SELECT 1 FROM heard WHERE key = nullif(?, '') AND platform = ?)
			OR EXISTS (SELECT 1 FROM removed WHERE message = nullif(?, '') AND channel = ? AND platform = ? AND coalesce(changed >= ?, TRUE)), `+selectKeyParts+`, `+selectLanguage+`, c.id, CASE WHEN c.id = ? AND c.turn = ? THEN NULL ELSE c.state END,
			EXISTS (SELECT 1 FROM effects e WHERE e.conversation = c.id AND e.fate = '' AND e.kind = 'say')
		FROM (SELECT 1) LEFT JOIN conversations c ON c.person = ? AND c.channel = ? AND c.thread = ? AND c.space = ? AND c.platform = ?`,
		in.Key, a.Platform, known.Message, known.At.Channel, known.At.Platform, micros(known.Changed),
		in.Person.ID, a.Channel, a.Space, a.Platform, micros(now), // of selectKeyParts
		in.Person.ID, a.Platform, have.id, have.Turn,
		ref.Person, ref.Address.Channel, ref.Address.Thread, ref.Address.Space, ref.Address.Platform).Scan(&r.seen, &r.keySeen, &r.language, &r.id, &r.state, &r.waits)
	l.seen, l.waits = r.seen, r.waits
	switch {
	case err != nil:
		return l, fmt.Errorf("load the conversation: %w", err)
	case r.seen || !r.id.Valid:
		return l, nil
	}
	l.id = r.id.Int64
	if r.state == nil {
		l.Conversation = have.Conversation
		return l, nil
	}
	var c bot.Conversation
	if err := json.Unmarshal(r.state, &c); err != nil {
		return l, fmt.Errorf("read the conversation: %w", err)
	}
	l.Conversation = c
	return l, nil
}

func refArgs(ref bot.Ref) []any {
	a := ref.Address
	return []any{ref.Person, a.Channel, a.Thread, a.Space, a.Platform}
}
