package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"aktivering/bot"
	"aktivering/bot/event"
	"aktivering/internal/store"
)

// saveChange keeps that an event changes or removes a message, in case that something older
// comes later.
func (s *Store) saveChange(ctx context.Context, t *statements, in event.Inbound) error {
	c, ok := in.Change()
	if !ok {
		return nil
	}
	now, at := s.now(), in.MessageAt()
	changed := sql.NullInt64{Int64: micros(c.At), Valid: !c.Removed}
	_, err := t.exec(ctx, `INSERT INTO removed (platform, channel, message, at, changed) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT DO UPDATE SET at = excluded.at, changed = max(changed, excluded.changed)`, // max of NULL is NULL
		at.Platform, at.Channel, c.Message, micros(now), changed)
	if err == nil {
		_, err = t.exec(ctx, `DELETE FROM removed WHERE id IN
			(SELECT id FROM removed WHERE at < ? OR id <= (SELECT max(id) FROM removed) - ? LIMIT ?)`,
			micros(now.Add(-store.KeepRemoved)), store.MaxRemoved, store.MaxForgetting)
	}
	if err != nil {
		return fmt.Errorf("save a change of a message: %w", err)
	}
	return nil
}

// erase takes the words of a message that an event changes or removes out of all that is
// kept of a conversation, and returns the effects that held them. emptyLog tells that the
// log of the database may hold the words too.
func (s *Store) erase(ctx context.Context, t *statements, conversation int64, e event.Event, kept bool, now []bot.Effect) (effects []int64, emptyLog bool, err error) {
	eraser, ok := store.NewEraser(e, kept, now)
	if !ok || conversation == 0 {
		return nil, false, nil
	}
	if err := t.secure(ctx); err != nil {
		return nil, false, err
	}
	s.replies.Purge() // some may be said no more
	if eraser.All {
		if err := eraseAll(ctx, t, conversation); err != nil {
			return nil, false, fmt.Errorf("erase a conversation: %w", err)
		}
	} else if err := eraseHeard(ctx, t, conversation, eraser); err != nil {
		return nil, false, fmt.Errorf("erase what was heard: %w", err)
	}
	effects, err = eraseEffects(ctx, t, conversation, eraser)
	if err != nil {
		return nil, false, fmt.Errorf("erase what was to be said: %w", err)
	}
	return effects, true, nil
}

// eraseHeard erases what a message said from the transcript. Rows that an earlier
// version saved have the message's id in their key, between slashes.
func eraseHeard(ctx context.Context, t *statements, conversation int64, eraser *store.Eraser) error {
	type heardRow struct {
		id int64
		bot.Entry
	}
	var rows []heardRow
	err := t.each(ctx, func(r row) error {
		var l heardRow
		err := r.Scan(&l.id, &l.Turn, &l.Kind, &l.Text)
		rows = append(rows, l)
		return err
	}, `SELECT id, turn, kind, text FROM heard WHERE conversation = ?1
		AND (message = ?2 OR message = '' AND instr('/' || key || '/', '/' || ?2 || '/') > 0)`, conversation, eraser.Message)
	if err != nil {
		return err
	}
	for _, l := range rows {
		e := eraser.Entry(l.Entry)
		if _, err := t.exec(ctx, `UPDATE heard SET kind = ?, text = ? WHERE id = ?`, e.Kind, e.Text, l.id); err != nil {
			return err
		}
	}
	if len(rows) == 0 {
		return nil
	}
	return indexCases(ctx, t, conversation, func(c store.StoredCase) bool {
		return slices.ContainsFunc(rows, func(l heardRow) bool { return c.Has(l.Entry) })
	})
}

// eraseAll erases all that was heard in a conversation, and what lists and the search know of it.
// That there was something stays, so that nothing is taken in twice.
func eraseAll(ctx context.Context, t *statements, conversation int64) error {
	for _, query := range []string{
		`UPDATE heard SET kind = 'erased', text = '', message = '', outcome = NULL, article = NULL, code = NULL, helped = NULL, remedies = NULL,
			asked = NULL, told = NULL, language = NULL, rating = NULL WHERE conversation = ?`,
		`UPDATE effects SET reason = '' WHERE conversation = ? AND reason <> ''`,
		`UPDATE cases SET name = '', language = '', codes = '', article = '' WHERE conversation = ?`,
		`DELETE FROM case_codes WHERE number IN (SELECT number FROM cases WHERE conversation = ?)`,
		`DELETE FROM case_words WHERE number IN (SELECT number FROM cases WHERE conversation = ?)`,
		`DELETE FROM reports WHERE conversation = ?`,
		`DELETE FROM concerned WHERE conversation = ?`,
	} {
		if _, err := t.exec(ctx, query, conversation); err != nil {
			return err
		}
	}
	return nil
}

// eraseEffects erases what a message said from what is or was to be done.
func eraseEffects(ctx context.Context, t *statements, conversation int64, eraser *store.Eraser) (changed []int64, err error) {
	bodies := make(map[int64][]byte)
	err = t.each(ctx, func(r row) error {
		var id int64
		var body, said []byte
		var status bot.Status
		if err := r.Scan(&id, &body, &said, &status); err != nil {
			return err
		}
		erased, held, err := store.Erase(eraser, body, said, status)
		if held {
			changed = append(changed, id)
			bodies[id] = erased
		}
		return err
	}, `SELECT e.id, e.body, r.said, e.fate FROM effects e LEFT JOIN replies r ON r.id = e.reply
		WHERE e.conversation = ?1 AND e.kind = 'say' AND instr(e.body, ?2) > 0 ORDER BY e.id`, conversation, store.InBody(eraser.Message))
	if err != nil {
		return nil, err
	}
	for _, id := range changed {
		if _, err := t.exec(ctx, `UPDATE effects SET body = CAST(? AS TEXT), reply = NULL WHERE id = ?`, bodies[id], id); err != nil {
			return nil, err
		}
	}
	return changed, nil
}

// drop forgets prefetched effects that the database holds otherwise now.
func (o *outbox) drop(effects []int64) {
	if len(effects) == 0 {
		return
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, st := range o.lanes {
		before := len(st.prefetched)
		st.prefetched = slices.DeleteFunc(st.prefetched, func(h prefetchedItem) bool { return slices.Contains(effects, h.id) })
		if n := before - len(st.prefetched); n > 0 {
			o.prefetched -= n
			st.complete = false
		}
	}
}

// WriterOf returns the conversation at an address in which a message was heard.
func (s *Store) WriterOf(ctx context.Context, at bot.Address, id bot.MessageID) (bot.Ref, bool, error) {
	if id == "" {
		return bot.Ref{}, false, nil
	}
	ref, err := scanRef(s.read.row(ctx, selectRef+`JOIN heard ON heard.conversation = c.id
		WHERE heard.message = ? AND heard.message <> '' AND c.channel = ? AND c.thread = ? AND c.space = ? AND c.platform = ? LIMIT 1`,
		id, at.Channel, at.Thread, at.Space, at.Platform))
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return ref, false, nil
	case err != nil:
		return ref, false, fmt.Errorf("look for who wrote a message: %w", err)
	}
	return ref, true, nil
}
