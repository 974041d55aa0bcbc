package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"aktivering/bot"
	"aktivering/internal/store"
)

// save writes the decisions of turns of different conversations, and commits.
func (s *Store) save(ctx context.Context, t tx, all []*attempt) (left pending, err error) {
	now := s.now()
	var batch pgx.Batch
	var talks talkRows
	var lines lineRows
	var saved effectRows
	var jobs []job
	for _, a := range all {
		if err := t.erase(ctx, &batch, a.id, a.in.Event, true, a.Effects); err != nil {
			return left, err
		}
		if a.id == 0 {
			a.id = a.fresh
		}
		talks.add(a)
		s.recent.add(a.in.Ref(), a.saving, &a.Conversation)
		lines.add(a)
		effects, err := t.effects(ctx, a, now, s.clock.Now())
		if err != nil {
			return left, err
		}
		if n, ok := store.Handover(a.in.From, &a.Decision); ok && !a.waits {
			s.handOver(a, &effects[n], a.Effects[n], now)
		}
		saved.add(a, effects)
		jobs = append(jobs, jobsOf(effects, !a.waits)...)
	}
	if len(all) > 0 {
		talks.queue(&batch, now)
		lines.queue(&batch)
	}
	for _, a := range all {
		if err := s.queueRest(ctx, t, &batch, a, now); err != nil {
			return left, err
		}
	}
	saved.queue(&batch, now)
	if left, err = s.insertJobs(ctx, t, jobs); err != nil {
		return left, err
	}
	// A process made them that saw a reply wait, which was being sent.
	if err := s.wake(ctx, t, &left, left.ahead); err != nil {
		return left, err
	}
	batch.Queue(commit)
	if err := t.SendBatch(ctx, &batch).Close(); err != nil {
		return left, fmt.Errorf("save the turn: %w", err)
	}
	return left, nil
}

// handOver leaves the one reply of a turn to the turn's caller, or has it sent as soon as it is
// saved, where either can be.
func (s *Store) handOver(a *attempt, e *effect, what bot.Effect, now time.Time) {
	if a.hand && s.hands(a.in.From.Platform) {
		e.due, e.waits, e.reason = e.due.Add(s.pace.handed), 1, reasonHanded
		a.handed = s.newItem(*e, a.in.Ref(), a.Conversation.Owner, what, now, a.trace)
		return
	}
	if s.handovers.sends(a.in.Ref()) {
		return // something that was erased meanwhile
	}
	if a.sending = s.reserve(e.lane); a.sending != nil {
		e.due, e.waits, e.reason = e.due.Add(s.pace.dead), 1, reasonHanded
		a.sending.item = s.newItem(*e, a.in.Ref(), a.Conversation.Owner, what, now, a.trace)
	}
}

// queueRest adds to a batch what only some turns change.
func (s *Store) queueRest(ctx context.Context, t tx, batch *pgx.Batch, a *attempt, now time.Time) error {
	after := a.Conversation
	s.saveChange(batch, a.in)
	queueKeyParts(batch, a.in, a.was.KeySeen, after.KeySeen, now)
	queuePerson(batch, a.in, a.was, after, now)
	change := store.CaseChangeOf(a.was, after)
	queueCase(batch, a.id, a.in.Ref(), change)
	entry := a.Entry
	entry.Turn = after.Turn
	if err := t.queueWords(ctx, batch, a.id, change, entry); err != nil {
		return err
	}
	queueReports(batch, a.id, a.in, &a.was, &a.Decision)
	return nil
}

// talkRows are conversations that are saved by one statement, a slice for each column.
type talkRows struct {
	ids                                               []int64
	owners, states                                    []string
	turns                                             []int64
	persons, channels, threads, spaces, platformNames []string
}

func (r *talkRows) add(a *attempt) {
	after, ref := &a.Conversation, a.in.Ref()
	at := ref.Address
	r.ids = append(r.ids, a.id)
	r.owners = append(r.owners, string(storable(after.Owner)))
	r.turns = append(r.turns, int64(after.Turn))
	r.states = append(r.states, a.after)
	r.persons = append(r.persons, storable(ref.Person))
	r.channels = append(r.channels, storable(at.Channel))
	r.threads = append(r.threads, storable(at.Thread))
	r.spaces = append(r.spaces, storable(at.Space))
	r.platformNames = append(r.platformNames, string(at.Platform))
}

func (r *talkRows) queue(batch *pgx.Batch, now time.Time) {
	// The conflict finds the rows that are there by their key, whatever the planner thinks of the
	// table's size.
	batch.Queue(`INSERT INTO conversations (id, owner, turn, state, created, changed, person, channel, thread, space, platform) OVERRIDING SYSTEM VALUE
		SELECT id, owner, turn, state::json, $10, $10, person, channel, thread, space, platform
		FROM unnest($1::bigint[], $2::text[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[])
			AS r (id, owner, turn, state, person, channel, thread, space, platform)
		ON CONFLICT (id) DO UPDATE SET owner = excluded.owner, turn = excluded.turn, state = excluded.state, changed = excluded.changed`,
		r.ids, r.owners, r.turns, r.states, r.persons, r.channels, r.threads, r.spaces, r.platformNames, now)
}

// effectRows are effects that are saved by one statement, a slice for each column.
type effectRows struct {
	ids, talks, turns                                 []int64
	kinds, platforms, channels, bodies, notes, traces []string
	dues                                              []time.Time
	waits                                             []int32
}

func (r *effectRows) add(a *attempt, effects []effect) {
	for n, e := range effects {
		r.ids = append(r.ids, e.id)
		r.talks = append(r.talks, a.id)
		r.turns = append(r.turns, int64(a.Conversation.Turn))
		r.kinds = append(r.kinds, e.kind)
		r.platforms = append(r.platforms, string(e.to.Platform))
		r.channels = append(r.channels, e.to.Channel)
		r.bodies = append(r.bodies, a.bodies[n])
		r.dues = append(r.dues, e.due)
		r.waits = append(r.waits, int32(e.waits))
		r.notes = append(r.notes, e.reason)
		r.traces = append(r.traces, string(a.trace))
	}
}

func (r *effectRows) queue(batch *pgx.Batch, now time.Time) {
	if len(r.ids) == 0 {
		return
	}
	batch.Queue(`INSERT INTO effects (id, conversation, turn, kind, platform, channel, body, saved, due, waits, reason, trace)
		SELECT id, conversation, turn, kind, platform, channel, body::json, $12, due, waits, reason, nullif(trace, '')
		FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::text[], $8::timestamptz[], $9::int[], $10::text[], $11::text[])
			AS r (id, conversation, turn, kind, platform, channel, body, due, waits, reason, trace)`,
		r.ids, r.talks, r.turns, r.kinds, r.platforms, r.channels, r.bodies, r.dues, r.waits, r.notes, r.traces, now)
}

// idsPerTurn is the increment of the sequence that effects take their ids from.
const idsPerTurn = 16

// effects prepares the effects of a turn: what is said is due now, and what has
// no place of its own is done where the event came from. now is this process's time,
// and due the database's, by which things are due.
func (t tx) effects(ctx context.Context, a *attempt, now, due time.Time) ([]effect, error) {
	id := a.effect
	list := make([]effect, 0, len(a.Effects))
	for n, e := range a.Effects {
		if n > 0 && n%idsPerTurn == 0 {
			if err := t.QueryRow(ctx, `SELECT nextval('effects_id_seq')`).Scan(&id); err != nil {
				return nil, fmt.Errorf("number the effects: %w", err)
			}
		}
		row := effect{id: id, kind: kindSay, to: store.Destination(e, a.in.From), due: due}
		id++
		row.to.Channel = storable(row.to.Channel)
		if wake, ok := e.(bot.SetTimer); ok {
			row.kind, row.due, row.later = kindWake, due.Add(wake.At.Sub(now)), wake.At.After(now)
		}
		row.lane = laneOf(row.kind, a.id, place{row.to.Platform, row.to.Channel}, row.id)
		list = append(list, row)
	}
	return list, nil
}
