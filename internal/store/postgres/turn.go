package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"aktivering/bot"
	"aktivering/bot/port"
)

// Turn makes one turn of a conversation, as port.Store says. Turns of several conversations that
// come at the same time are made in one transaction, see groups. It takes two round trips to the
// database, one to lock and load the conversations and one to save and commit, and another one
// where River inserts jobs.
func (s *Store) Turn(ctx context.Context, in bot.Inbound, step port.Step) (dropped bool, err error) {
	_, dropped, err = s.make(ctx, in, step, false)
	return dropped, err
}

// make makes one turn. Where hand is true it returns the effect that can be handed over, if there
// is one; no job performs that.
func (s *Store) make(ctx context.Context, in bot.Inbound, step port.Step, hand bool) (handed *item, dropped bool, err error) {
	a := &attempt{in: storableEvent(in), hand: hand, trace: port.TraceOf(ctx)}
	if err := ctx.Err(); err != nil {
		return nil, false, fmt.Errorf("postgres: %w", err)
	}
	err = s.groups.make(ctx, a, step, func() error { return s.alone(ctx, a, step) })
	switch {
	case isSeen(err): // another process was just faster with the same key
		return nil, true, nil
	case err != nil:
		return nil, false, fmt.Errorf("postgres: %w", err)
	}
	return a.handed, a.seen, nil
}

// alone makes one turn in a transaction of its own. It waits for the locks that others have.
func (s *Store) alone(ctx context.Context, a *attempt, step port.Step) error {
	s.handovers.await(ctx, a.in.Ref())
	var left pending
	err := s.within(ctx, func(t tx) (err error) {
		s.abandon(a.sending, nil) //nolint:contextcheck // of a try that was undone, as is all the rest; it outlives ctx
		*a = attempt{in: a.in, hand: a.hand, trace: a.trace}
		left, err = s.turn(ctx, t, a, step)
		return err
	})
	if err != nil {
		s.abandon(a.sending, err) //nolint:contextcheck // likewise
		return err
	}
	s.announce(left)
	s.sendNow(a.sending) //nolint:contextcheck // likewise
	return nil
}

// turn makes a turn within a transaction.
func (s *Store) turn(ctx context.Context, t tx, a *attempt, step port.Step) (left pending, err error) {
	if err := t.load(ctx, s.now(), a); err != nil || a.seen {
		return left, err
	}
	if err := a.decide(step); err != nil {
		return left, err
	}
	if !a.kept() {
		return left, s.eraseUnkept(ctx, t, a)
	}
	// The decision is saved even if ctx ends now, so that an error means that nothing was
	// saved.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), writeTimeout)
	defer cancel()
	return s.save(ctx, t, []*attempt{a})
}

// attempt is one turn that is being made: the event, what it is decided on, the decision, and what
// came of it.
type attempt struct {
	in    bot.Inbound // storable
	hand  bool
	trace port.Trace
	before
	plan
	// handed is the effect that is handed over; nil where none is.
	handed *item
	// sending is the effect that this process performs at once; nil where none is.
	sending *sending
}

// before is the state before a turn.
type before struct {
	id int64 // 0 of a new conversation
	// locked tells that the transaction has the conversation's row.
	locked bool
	// state is the conversation as JSON, without what is kept elsewhere, which is in was.
	state []byte
	was   bot.Conversation
	seen  bool
	// waits tells that something waits to be said to the person.
	waits bool
	// effect is the id of the turn's first effect, and fresh that of the conversation where it is
	// a new one.
	effect, fresh int64
}

// plan is a decision, and what is made of it before it is saved.
type plan struct {
	bot.Decision
	after  string // the conversation's state, as JSON
	bodies []string
}

// kept tells that the event counts.
func (a *attempt) kept() bool { return a.Conversation.Turn != a.was.Turn }

// decide decides a turn that was loaded.
func (a *attempt) decide(step port.Step) error {
	if a.state != nil {
		seen, language := a.was.KeySeen, a.was.PersonLanguage
		a.was = bot.Conversation{}
		if err := json.Unmarshal(a.state, &a.was); err != nil {
			return fmt.Errorf("read the conversation: %w", err)
		}
		a.was.KeySeen, a.was.PersonLanguage = seen, language
	}
	a.Decision = step(a.was)
	if !a.kept() {
		return nil
	}
	state, err := json.Marshal(a.Conversation)
	if err != nil {
		return fmt.Errorf("write the conversation: %w", err)
	}
	a.after, a.bodies = string(state), make([]string, len(a.Effects))
	for n, e := range a.Effects {
		body, err := bot.EncodeEffect(e)
		if err != nil {
			return err
		}
		a.bodies[n] = string(body)
	}
	return nil
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
