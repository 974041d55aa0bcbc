package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"aktivering/bot"
	"aktivering/bot/port"
	"aktivering/internal/store"
)

// Turn makes one turn of a conversation, as port.Store says. It takes three round
// trips to the database: one to lock and load the conversation, one in which
// River inserts the jobs, and one to save and commit. A turn without jobs takes
// one less, and what is not kept two in all.
func (s *Store) Turn(ctx context.Context, in bot.Inbound, step port.Step) (dropped bool, err error) {
	_, dropped, err = s.make(ctx, in, step, false)
	return dropped, err
}

// make makes one turn. Where hand is true it returns the effect that can be handed over, if there
// is one; no job performs that.
func (s *Store) make(ctx context.Context, in bot.Inbound, step port.Step, hand bool) (handed *item, dropped bool, err error) {
	in = storableEvent(in)
	s.handovers.await(ctx, in.Ref())
	var left pending
	err = s.within(ctx, func(t tx) (err error) {
		left, err = s.turn(ctx, t, in, step, hand)
		return err
	})
	switch {
	case isSeen(err): // another process was just faster with the same key
		return nil, true, nil
	case err != nil:
		return nil, false, fmt.Errorf("postgres: %w", err)
	}
	s.announce(left)
	return left.handed, left.dropped, nil
}

// storableEvent returns an event whose stored texts are storable. step gets the event as it
// came.
func storableEvent(in bot.Inbound) bot.Inbound {
	in.Key, in.Person.ID = storable(in.Key), storable(in.Person.ID)
	for _, a := range []*bot.Address{&in.From, &in.Conversation} {
		a.Space, a.Channel, a.Thread = storable(a.Space), storable(a.Channel), storable(a.Thread)
	}
	return in
}

// isSeen reports whether another turn has saved the key since this one looked for it.
func isSeen(err error) bool {
	e, ok := errors.AsType[*pgconn.PgError](err)
	return ok && e.Code == uniqueViolation && e.ConstraintName == "heard_key"
}

// turn makes a turn within a transaction.
func (s *Store) turn(ctx context.Context, t tx, in bot.Inbound, step port.Step, hand bool) (left pending, err error) {
	b, err := t.load(ctx, in, s.now())
	if err != nil || b.seen {
		return pending{dropped: b.seen}, err
	}
	d := step(b.conversation)
	if d.Conversation.Turn == b.conversation.Turn {
		return left, s.eraseUnkept(ctx, t, in, b)
	}
	// The decision is saved even if ctx ends now, so that an error means that nothing was
	// saved.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), writeTimeout)
	defer cancel()
	return s.save(ctx, t, in, b, d, hand && !b.waits)
}

// before is the state before a turn.
type before struct {
	id           int64 // 0 of a new conversation
	conversation bot.Conversation
	seen         bool
	// waits tells that something waits to be said to the person.
	waits bool
	// effect is the id of the turn's first effect, and fresh that of the conversation where it is
	// a new one.
	effect, fresh int64
}

// lockRef lets only one transaction at a time have a person's conversations in a channel,
// also one that is not there yet: the parts of a key are counted over all of them. And then
// a message: nobody takes it in while somebody else removes it.
const lockRef = `SELECT pg_advisory_xact_lock(hashtextextended($1, 0)), pg_advisory_xact_lock(hashtextextended($2, 0))`

// load begins the transaction. Each statement sees what was committed before it
// began: the two last ones what the lock's last holder left.
func (t tx) load(ctx context.Context, in bot.Inbound, now time.Time) (b before, err error) {
	args := refArgs(in.Ref())
	a := in.From
	name := strings.Join([]string{string(a.Platform), a.Space, a.Channel, in.Person.ID}, "\x1f")
	known := store.KnownOf(in)
	message := name // none
	if id, _ := in.Message(); id != "" {
		message = strings.Join([]string{"message", string(known.At.Platform), storable(known.At.Channel), storable(string(id))}, "\x1f")
	}
	var batch pgx.Batch
	batch.Queue(begin)
	batch.Queue(lockRef, name, message)
	// The row is locked for the sake of deliveries, see Store.advance.
	batch.Queue(selectConversation+` FOR UPDATE`, args...).QueryRow(func(row pgx.Row) (err error) {
		b.id, b.conversation, err = scanConversation(row)
		return err
	})
	batch.Queue(`SELECT EXISTS (SELECT FROM heard WHERE key = $1 AND platform = $2)
			OR EXISTS (SELECT FROM removed WHERE message = nullif($8, '') AND channel = $9 AND platform = $6 AND coalesce(changed >= $10, TRUE)), nextval('effects_id_seq'),
			coalesce((SELECT seen FROM key_parts WHERE person = $3 AND channel = $4 AND space = $5 AND platform = $2 AND until > $7), 0),
			coalesce((SELECT language FROM people WHERE person = $3 AND platform = $2), ''),
			EXISTS (SELECT FROM effects e WHERE e.conversation = c.id AND e.fate = '' AND e.kind = 'say'),
			CASE WHEN c.id IS NULL THEN nextval('conversations_id_seq') ELSE 0 END
		FROM (SELECT) AS one LEFT JOIN conversations c ON c.person = $11 AND c.channel = $12 AND c.thread = $13 AND c.space = $14 AND c.platform = $15`,
		append([]any{
			in.Key, a.Platform, in.Person.ID, a.Channel, a.Space, known.At.Platform, now,
			storable(string(known.Message)), storable(known.At.Channel), known.Changed,
		}, args...)...).
		QueryRow(func(row pgx.Row) error {
			return row.Scan(&b.seen, &b.effect, &b.conversation.KeySeen, &b.conversation.PersonLanguage, &b.waits, &b.fresh)
		})
	ctx, cancel := context.WithTimeout(ctx, loadTimeout)
	defer cancel()
	if err := t.SendBatch(ctx, &batch).Close(); err != nil {
		return b, fmt.Errorf("load the conversation: %w", err)
	}
	return b, nil
}

// selectConversation reads a conversation for scanConversation, by refArgs.
const selectConversation = `SELECT id, state FROM conversations
	WHERE person = $1 AND channel = $2 AND thread = $3 AND space = $4 AND platform = $5`

func refArgs(ref bot.Ref) []any {
	a := ref.Address
	return []any{storable(ref.Person), storable(a.Channel), storable(a.Thread), storable(a.Space), a.Platform}
}

// scanConversation reads a conversation; one that is not there has the id 0.
func scanConversation(row pgx.Row) (id int64, c bot.Conversation, err error) {
	var state []byte
	switch err := row.Scan(&id, &state); {
	case errors.Is(err, pgx.ErrNoRows):
		return 0, c, nil
	case err != nil:
		return 0, c, fmt.Errorf("load the conversation: %w", err)
	}
	if err := json.Unmarshal(state, &c); err != nil {
		return 0, c, fmt.Errorf("read the conversation: %w", err)
	}
	return id, c, nil
}

// save writes the decision of a turn and commits.
func (s *Store) save(ctx context.Context, t tx, in bot.Inbound, b before, d bot.Decision, hand bool) (left pending, err error) {
	after := d.Conversation
	state, err := json.Marshal(after)
	if err != nil {
		return left, fmt.Errorf("write the conversation: %w", err)
	}
	now := s.now()
	var batch pgx.Batch
	if err := t.erase(ctx, &batch, b.id, in.Event, true, d.Effects); err != nil {
		return left, err
	}
	s.saveChange(&batch, in)
	if b.id != 0 {
		batch.Queue(`UPDATE conversations SET owner = $1, turn = $2, state = $3, changed = $4 WHERE id = $5`,
			storable(after.Owner), after.Turn, state, now, b.id)
	} else {
		b.id = b.fresh
		batch.Queue(`INSERT INTO conversations (owner, turn, state, created, changed, person, channel, thread, space, platform, id)
			OVERRIDING SYSTEM VALUE VALUES ($1, $2, $3, $4, $4, $5, $6, $7, $8, $9, $10)`,
			append(append([]any{storable(after.Owner), after.Turn, state, now}, refArgs(in.Ref())...), b.id)...)
	}
	queueKeyParts(&batch, in, b.conversation.KeySeen, after.KeySeen, now)
	queuePerson(&batch, in, b.conversation, after, now)
	change := store.CaseChangeOf(b.conversation, after)
	queueCase(&batch, b.id, in.Ref(), change)
	entry := d.Entry
	entry.Turn = after.Turn
	if err := t.queueWords(ctx, &batch, b.id, change, entry); err != nil {
		return left, err
	}
	queueHeard(&batch, b.id, in, d)
	queueReports(&batch, b.id, in, &b.conversation, &d)
	saved, err := t.effects(ctx, b, in.From, now, s.clock.Now(), d.Effects)
	if err != nil {
		return left, err
	}
	trace := port.TraceOf(ctx)
	var handed *item
	if n, ok := store.Handover(in.From, &d); ok && hand && s.hands(in.From.Platform) {
		saved[n].due, saved[n].waits, saved[n].reason = saved[n].due.Add(s.pace.handed), 1, reasonHanded
		handed = s.newItem(saved[n], in.Ref(), after.Owner, d.Effects[n], now, trace)
	}
	for _, e := range saved {
		batch.Queue(`INSERT INTO effects (id, conversation, turn, kind, platform, channel, body, saved, due, waits, reason, trace) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, nullif($12, ''))`,
			e.id, b.id, after.Turn, e.kind, e.to.Platform, e.to.Channel, e.body, now, e.due, e.waits, e.reason, trace)
	}
	left, err = s.insertJobs(ctx, t, jobsOf(saved))
	if err != nil {
		return left, err
	}
	left.handed = handed
	batch.Queue(commit)
	if err := t.SendBatch(ctx, &batch).Close(); err != nil {
		return left, fmt.Errorf("save the turn: %w", err)
	}
	return left, nil
}

// effect is one that is to be saved.
type effect struct {
	id   int64
	lane lane
	kind string
	to   bot.Address
	body []byte
	due  time.Time
	// later tells that it is not due yet.
	later bool
	// waits and reason are those of one that is handed over: it has no job.
	waits  int
	reason string
}

// The kinds of effects.
const (
	kindSay  = "say" // all that is performed in order at one place
	kindWake = "wake"
)

// idsPerTurn is the increment of the sequence that effects take their ids from.
const idsPerTurn = 16

// effects prepares the effects of a turn: what is said is due now, and what has
// no place of its own is done where the event came from. now is this process's time,
// and due the database's, by which things are due.
func (t tx) effects(ctx context.Context, b before, from bot.Address, now, due time.Time, effects []bot.Effect) ([]effect, error) {
	id := b.effect
	list := make([]effect, 0, len(effects))
	for n, e := range effects {
		if n > 0 && n%idsPerTurn == 0 {
			if err := t.QueryRow(ctx, `SELECT nextval('effects_id_seq')`).Scan(&id); err != nil {
				return nil, fmt.Errorf("number the effects: %w", err)
			}
		}
		body, err := bot.EncodeEffect(e)
		if err != nil {
			return nil, err
		}
		row := effect{id: id, kind: kindSay, to: store.Destination(e, from), body: body, due: due}
		id++
		row.to.Channel = storable(row.to.Channel)
		if wake, ok := e.(bot.SetTimer); ok {
			row.kind, row.due, row.later = kindWake, due.Add(wake.At.Sub(now)), wake.At.After(now)
		}
		row.lane = laneOf(row.kind, b.id, place{row.to.Platform, row.to.Channel}, row.id)
		list = append(list, row)
	}
	return slices.Clip(list), nil
}
