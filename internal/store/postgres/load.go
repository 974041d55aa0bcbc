package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"aktivering/internal/store"
)

const (
	// lockTurn waits for whoever has the locks of a turn.
	lockTurn = `SELECT pg_advisory_xact_lock(hashtextextended($1, 0)), pg_advisory_xact_lock(hashtextextended($2, 0))`
	// tryLocks takes the locks of turns that nobody has, and reports which turns have theirs.
	tryLocks = `SELECT array_agg(pg_try_advisory_xact_lock(hashtextextended(place, 0)) AND pg_try_advisory_xact_lock(hashtextextended(message, 0)) ORDER BY n)
		FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS r (place, message, n)`
	// planOnce has the server plan each statement once for all groups until the transaction ends, and
	// not again for as many turns as a group has. So that a plan that was made while tables were empty
	// is good when they are not, it reads them by their indexes.
	planOnce = `SELECT set_config('enable_seqscan', 'off', true), set_config('plan_cache_mode', 'force_generic_plan', true)`
	// lockTalk waits for whoever has the row of a conversation.
	lockTalk = `SELECT FROM conversations WHERE person = $1 AND channel = $2 AND thread = $3 AND space = $4 AND platform = $5 FOR UPDATE`
)

// loadTurns reads what turns begin with. The rows are locked for the sake of deliveries, see
// Store.advance; one that somebody else has is passed over. The state is not read of a row that was
// saved by the transaction that the turn knows it of. Each subquery is one that the planner
// can only make row by row, with an index: it may have planned when the tables were empty.
const loadTurns = `
	SELECT r.n,
		coalesce((SELECT true FROM heard WHERE key = r.key AND platform = r.platform LIMIT 1),
			(SELECT true FROM removed WHERE message = nullif(r.message, '') AND channel = r.message_channel AND platform = r.message_platform
				AND coalesce(changed >= r.changed, TRUE) LIMIT 1), false),
		nextval('effects_id_seq'),
		coalesce((SELECT seen FROM key_parts WHERE person = r.sender AND channel = r.channel AND space = r.space AND platform = r.platform AND until > $15), 0),
		coalesce((SELECT language FROM people WHERE person = r.sender AND platform = r.platform), ''),
		coalesce((SELECT true FROM effects e WHERE e.conversation = c.id AND e.fate = '' AND e.kind = 'say' LIMIT 1), false),
		CASE WHEN c.id IS NULL THEN nextval('conversations_id_seq') ELSE 0 END,
		coalesce(c.id, 0), l.id IS NOT NULL, CASE WHEN l.version <> r.version THEN l.state END, coalesce(l.version = r.version, false),
		pg_current_xact_id()::xid::text::bigint
	FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::timestamptz[],
			$10::text[], $11::text[], $12::text[], $13::text[], $14::text[], $16::bigint[])
		WITH ORDINALITY AS r (key, platform, sender, channel, space, message, message_channel, message_platform, changed,
			of_person, of_channel, of_thread, of_space, of_platform, version, n)
	LEFT JOIN LATERAL (SELECT id FROM conversations WHERE person = r.of_person AND channel = r.of_channel
		AND thread = r.of_thread AND space = r.of_space AND platform = r.of_platform OFFSET 0) c ON true
	LEFT JOIN LATERAL (SELECT id, state, xmin::text::bigint AS version FROM conversations WHERE id = c.id FOR UPDATE SKIP LOCKED) l ON true`

// load begins a transaction for one turn, and waits for what it locks. Each statement sees what
// was committed before it began: the last one what the lock's last holder left.
func (t tx) load(ctx context.Context, now time.Time, a *attempt) error {
	names := locksOf(a)
	var batch pgx.Batch
	batch.Queue(begin)
	batch.Queue(lockTurn, names[0], names[1])
	batch.Queue(lockTalk, refArgs(a.in.Ref())...)
	var rows loadRows
	rows.add(a)
	rows.queue(&batch, now)
	return t.sendLoad(ctx, &batch)
}

// loadFree begins a transaction for several turns, and passes over those that somebody else has
// locked something of: free tells which are not. Effects that were handed over and are done are
// recorded before.
func (t tx) loadFree(ctx context.Context, now time.Time, settled []*item, all []*attempt) (free []bool, err error) {
	var batch pgx.Batch
	var rows loadRows
	places, messages := make([]string, len(all)), make([]string, len(all))
	for n, a := range all {
		names := locksOf(a)
		places[n], messages[n] = names[0], names[1]
		rows.add(a)
	}
	batch.Queue(begin)
	batch.Queue(planOnce)
	queueSettled(&batch, settled, now)
	if len(all) > 0 {
		batch.Queue(tryLocks, places, messages).QueryRow(func(row pgx.Row) error { return row.Scan(&free) })
		rows.queue(&batch, now)
	}
	if err := t.sendLoad(ctx, &batch); err != nil {
		return nil, err
	}
	for n, a := range all {
		free[n] = free[n] && (a.id == 0 || a.locked)
	}
	return free, nil
}

func (t tx) sendLoad(ctx context.Context, batch *pgx.Batch) error {
	ctx, cancel := context.WithTimeout(ctx, loadTimeout)
	defer cancel()
	if err := t.SendBatch(ctx, batch).Close(); err != nil {
		return fmt.Errorf("load the conversation: %w", err)
	}
	return nil
}

// loadRows are the arguments of loadTurns, a slice for each.
type loadRows struct {
	all                                             []*attempt
	keys, platforms, senders, channels, spaces      []string
	messages, messageChannels, messagePlatforms     []string
	changed                                         []time.Time
	versions                                        []int64
	ofPerson, ofChannel, ofThread, ofSpace, ofPlace []string
}

func (r *loadRows) add(a *attempt) {
	in, known, ref := &a.in, store.KnownOf(a.in), a.in.Ref()
	r.all = append(r.all, a)
	r.keys = append(r.keys, in.Key)
	r.platforms = append(r.platforms, string(in.From.Platform))
	r.senders = append(r.senders, in.Person.ID)
	r.channels = append(r.channels, in.From.Channel)
	r.spaces = append(r.spaces, in.From.Space)
	r.messages = append(r.messages, storable(string(known.Message)))
	r.messageChannels = append(r.messageChannels, storable(known.At.Channel))
	r.messagePlatforms = append(r.messagePlatforms, string(known.At.Platform))
	r.changed = append(r.changed, known.Changed)
	version := int64(0)
	if a.known != nil {
		version = a.known.version
	}
	r.versions = append(r.versions, version)
	r.ofPerson = append(r.ofPerson, storable(ref.Person))
	r.ofChannel = append(r.ofChannel, storable(ref.Address.Channel))
	r.ofThread = append(r.ofThread, storable(ref.Address.Thread))
	r.ofSpace = append(r.ofSpace, storable(ref.Address.Space))
	r.ofPlace = append(r.ofPlace, string(ref.Address.Platform))
}

func (r *loadRows) queue(batch *pgx.Batch, now time.Time) {
	batch.Queue(loadTurns, r.keys, r.platforms, r.senders, r.channels, r.spaces, r.messages, r.messageChannels, r.messagePlatforms, r.changed,
		r.ofPerson, r.ofChannel, r.ofThread, r.ofSpace, r.ofPlace, now, r.versions).Query(func(rows pgx.Rows) error {
		var n int
		var b before
		_, err := pgx.ForEachRow(rows, []any{
			&n, &b.seen, &b.effect, &b.was.KeySeen, &b.was.PersonLanguage, &b.waits, &b.fresh, &b.id, &b.locked, &b.state, &b.same, &b.saving,
		}, func() error {
			r.all[n-1].before = b
			return nil
		})
		return err
	})
}
