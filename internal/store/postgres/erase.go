package postgres

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"aktivering/bot"
	"aktivering/bot/event"
	"aktivering/internal/store"
)

// saveChange adds to a batch what keeps that an event changes or removes a message, in case
// that something older comes later. Who forgets old ones waits for nobody who does so too.
func (s *Store) saveChange(batch *pgx.Batch, in event.Inbound) {
	c, ok := in.Change()
	if !ok {
		return
	}
	now, at := s.now(), in.MessageAt()
	changed := pgtype.Timestamptz{Time: c.At.Truncate(time.Microsecond), Valid: !c.Removed}
	batch.Queue(`INSERT INTO removed (platform, channel, message, at, changed) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (message, channel, platform) DO UPDATE SET at = excluded.at,
			changed = CASE WHEN removed.changed IS NOT NULL AND excluded.changed IS NOT NULL THEN greatest(removed.changed, excluded.changed) END`,
		at.Platform, storable(at.Channel), storable(string(c.Message)), now, changed)
	batch.Queue(`DELETE FROM removed WHERE id IN
		(SELECT id FROM removed WHERE at < $1 OR id <= (SELECT max(id) FROM removed) - $2 LIMIT $3 FOR UPDATE SKIP LOCKED)`,
		now.Add(-store.KeepRemoved), store.MaxRemoved, store.MaxForgetting)
}

// erase adds to a batch what takes the words of a message that an event changes or
// removes out of all that is kept of a conversation.
func (t tx) erase(ctx context.Context, batch *pgx.Batch, conversation int64, e event.Event, kept bool, now []bot.Effect) error {
	eraser, ok := store.NewEraser(e, kept, now)
	if !ok || conversation == 0 {
		return nil
	}
	if eraser.All {
		if err := t.eraseAll(ctx, conversation); err != nil {
			return fmt.Errorf("erase a conversation: %w", err)
		}
	} else if err := t.eraseHeard(ctx, conversation, eraser); err != nil {
		return fmt.Errorf("erase what was heard: %w", err)
	}
	if err := t.eraseEffects(ctx, batch, conversation, eraser); err != nil {
		return fmt.Errorf("erase what was to be said: %w", err)
	}
	return nil
}

// eraseAll erases all that was heard in a conversation, and what lists and the search know of it.
// That there was something stays, so that nothing is taken in twice.
func (t tx) eraseAll(ctx context.Context, conversation int64) error {
	var batch pgx.Batch
	for _, query := range []string{
		`UPDATE heard SET kind = 'erased', text = '', message = '', outcome = NULL, article = NULL, code = NULL, helped = NULL, remedies = NULL,
			asked = NULL, told = NULL, language = NULL, rating = NULL WHERE conversation = $1`,
		`UPDATE effects SET reason = '' WHERE conversation = $1 AND reason <> ''`,
		`UPDATE cases SET name = '', language = '', codes = '', article = '' WHERE conversation = $1`,
		`DELETE FROM case_codes WHERE number IN (SELECT number FROM cases WHERE conversation = $1)`,
		`DELETE FROM case_words WHERE number IN (SELECT number FROM cases WHERE conversation = $1)`,
		`DELETE FROM reports WHERE conversation = $1`,
		`DELETE FROM concerned WHERE conversation = $1`,
	} {
		batch.Queue(query, conversation)
	}
	return t.SendBatch(ctx, &batch).Close()
}

// eraseUnkept handles an event of which nothing else is kept: it erases what the event removes,
// and saves that the message was changed or removed.
func (s *Store) eraseUnkept(ctx context.Context, t tx, a *attempt) error {
	if _, change := a.in.Message(); !change {
		return nil
	}
	var batch pgx.Batch
	if err := t.erase(ctx, &batch, a.id, a.in.Event, false, nil); err != nil {
		return err
	}
	s.saveChange(&batch, a.in)
	batch.Queue(commit)
	if err := t.SendBatch(ctx, &batch).Close(); err != nil {
		return fmt.Errorf("save a change of a message: %w", err)
	}
	return nil
}

// eraseHeard erases what a message said from the transcript and from the words of cases.
// Rows that an earlier version saved have the message's id in their key, between slashes.
func (t tx) eraseHeard(ctx context.Context, conversation int64, eraser *store.Eraser) error {
	rows, err := t.Query(ctx, `SELECT id, turn, kind, text FROM heard WHERE conversation = $1
		AND (message = $2 OR message = '' AND position('/' || $2 || '/' IN '/' || key || '/') > 0)`, conversation, storable(string(eraser.Message)))
	if err != nil {
		return err
	}
	var batch pgx.Batch
	var lines []bot.Entry
	var id int64
	var l bot.Entry
	_, err = pgx.ForEachRow(rows, []any{&id, &l.Turn, &l.Kind, &l.Text}, func() error {
		e := eraser.Entry(l)
		batch.Queue(`UPDATE heard SET kind = $1, text = $2 WHERE id = $3`, e.Kind, e.Text, id)
		lines = append(lines, l)
		return nil
	})
	if err != nil || len(lines) == 0 {
		return err
	}
	if err := t.SendBatch(ctx, &batch).Close(); err != nil {
		return err
	}
	return t.indexCases(ctx, []int64{conversation}, func(c store.StoredCase) bool { return slices.ContainsFunc(lines, c.Has) })
}

// eraseEffects erases what a message said from what is or was to be done.
func (t tx) eraseEffects(ctx context.Context, batch *pgx.Batch, conversation int64, eraser *store.Eraser) error {
	rows, err := t.Query(ctx, `SELECT id, body, fate FROM effects WHERE conversation = $1 AND kind = 'say' AND position($2 IN body::text) > 0 ORDER BY id`,
		conversation, store.InBody(eraser.Message))
	if err != nil {
		return err
	}
	var id int64
	var body []byte
	var status bot.Status
	_, err = pgx.ForEachRow(rows, []any{&id, &body, &status}, func() error {
		erased, held, err := store.Erase(eraser, body, nil, status)
		if held {
			batch.Queue(`UPDATE effects SET body = $1 WHERE id = $2`, erased, id)
		}
		return err
	})
	return err
}

// WriterOf returns the conversation at an address in which a message was heard.
func (s *Store) WriterOf(ctx context.Context, at bot.Address, id bot.MessageID) (bot.Ref, bool, error) {
	if id == "" {
		return bot.Ref{}, false, nil
	}
	ref, err := scanRef(s.pool.QueryRow(ctx, selectRef+`JOIN heard ON heard.conversation = c.id
		WHERE heard.message = $1 AND heard.message <> '' AND c.channel = $2 AND c.thread = $3 AND c.space = $4 AND c.platform = $5 LIMIT 1`,
		storable(string(id)), storable(at.Channel), storable(at.Thread), storable(at.Space), at.Platform))
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return ref, false, nil
	case err != nil:
		return ref, false, fmt.Errorf("look for who wrote a message: %w", err)
	}
	return ref, true, nil
}
