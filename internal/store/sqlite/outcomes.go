package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"math"

	"aktivering/bot"
	"aktivering/bot/port"
	"aktivering/internal/store"
)

// saveHeard saves the event of a turn: its line of the transcript, and what was decided.
func saveHeard(ctx context.Context, t *statements, conversation int64, in bot.Inbound, d bot.Decision) error {
	e, o, row := d.Entry, d.Outcome, store.RowOf(d.Outcome)
	_, err := t.exec(ctx, `INSERT INTO heard (conversation, platform, key, turn, at, kind, text, message,
			outcome, article, code, helped, remedies, confidence, asked, told, language, closing, rating)
		VALUES (?, ?, nullif(?, ''), ?, ?, ?, ?, ?, nullif(?, ''), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		conversation, in.From.Platform, in.Key, d.Conversation.Turn, micros(e.At), e.Kind, e.Text, e.Message,
		o.Kind, o.Article, row.Code, o.Helped, row.Remedies, o.Confidence, o.Asked, row.Told, o.Language, o.Closing, o.Rating)
	if err != nil {
		return fmt.Errorf("save what was heard: %w", err)
	}
	return nil
}

// Outcomes returns what was decided in turns, as port.Outcomes says.
func (s *Store) Outcomes(ctx context.Context, f port.OutcomeFilter) (list []port.TurnOutcome, err error) {
	from, to, limit := int64(math.MinInt64), int64(math.MaxInt64), -1
	if !f.From.IsZero() {
		from = micros(f.From)
	}
	if !f.To.IsZero() {
		to = micros(f.To)
	}
	if f.Limit > 0 {
		limit = f.Limit
	}
	kinds, err := json.Marshal(f.Kinds)
	if err != nil {
		return nil, fmt.Errorf("look for outcomes: %w", err)
	}
	const query = `SELECT c.platform, c.space, c.channel, c.thread, c.person, h.turn, h.at,
			h.outcome, h.article, h.code, h.helped, h.remedies, h.confidence, h.asked, h.told, h.language, h.closing, h.rating
		FROM heard h JOIN conversations c ON c.id = h.conversation
		WHERE h.outcome IS NOT NULL AND h.at >= ?1 AND h.at < ?2 AND (?3 = 0 OR h.outcome IN (SELECT value FROM json_each(?4)))
		ORDER BY h.at DESC, h.id DESC LIMIT ?5`
	err = s.read.each(ctx, func(r row) error {
		var o port.TurnOutcome
		var at sql.NullInt64
		var stored store.OutcomeRow
		a := &o.Of.Address
		err := r.Scan(&a.Platform, &a.Space, &a.Channel, &a.Thread, &o.Of.Person, &o.Turn, &at,
			&o.Kind, &o.Article, &stored.Code, &o.Helped, &stored.Remedies, &o.Confidence, &o.Asked, &stored.Told, &o.Language, &o.Closing, &o.Rating)
		if err != nil {
			return err
		}
		o.At = timeOf(at)
		list = append(list, o)
		return stored.Read(&list[len(list)-1].Outcome)
	}, query, from, to, len(f.Kinds), kinds, limit)
	if err != nil {
		return nil, fmt.Errorf("look for outcomes: %w", err)
	}
	return list, nil
}
